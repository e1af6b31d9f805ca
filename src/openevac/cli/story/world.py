"""Chapter one: an organisation with open keys, what it drives, where people sleep, and how far the line is."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.record.demo_keys import read_demo_keys
from openevac.cli.record.init import DEMO_ORGANISATION, init_demo
from openevac.cli.record.opening import open_record
from openevac.cli.record.places import RecordPlaces
from openevac.cli.session import Session
from openevac.cli.story.cast import PARTNER, Cast
from openevac.cli.story.clock import LOCAL, StoryClock
from openevac.cli.story.days import StoryDay
from openevac.cli.story.scene import Scene
from openevac.cli.story.ways_out import keep_ways_out
from openevac.cli.world import World
from openevac.roads.region import Region

if TYPE_CHECKING:
    from openevac.domain.operation import Operation
    from openevac.services.reception.keep_shelters import Room

REMAIN = 760
"""So many people the reports of autumn 2025 name for the town."""
POLICY_DAY = "2025-05-16"
"""The day that stands in the story's policy; another story puts its own there."""
_MOST_BEDS_IN_A_ROOM = 30


def open_home(session: Session, home: Path, clock: StoryClock) -> Cast:
    """Found the invented organisation in a fresh folder and open its record, which no other program's record is."""
    from openevac.services.opening import lies_at

    own = replace(session, config=replace(session.config, home=home, database_url="", key_file=""))
    if lies_at() != str(own.config.record_file):
        raise AssertionError("this process has opened another record before; invented people stay out of it")
    init_demo(own, clock)
    open_record(own)
    keys = read_demo_keys(RecordPlaces(own.config).demo)
    if keys is None:
        raise AssertionError("the demonstration's keys were written a moment ago")
    return Cast(DEMO_ORGANISATION, clock, keys.passphrase)


def planning_world(home: Path, region: Region, clock: StoryClock, day: StoryDay) -> World:
    """Write situation and policy of the invented day into the story's folder, and open the world they describe."""
    from openevac.feeds.situation_file import read_situation

    situation, policy = planning_files(home)
    situation.parent.mkdir(parents=True)
    situation.write_text(day.moved(day.ground.situation.read_text(encoding="utf-8")), encoding="utf-8")
    policy.write_text(paper(day.policy).decode().replace(POLICY_DAY, day.mission_day.isoformat()), encoding="utf-8")
    return World(region, read_situation(situation, clock.at))


def planning_files(home: Path) -> tuple[Path, Path]:
    """Give where situation and policy lie."""
    return home / "planning" / "situation.toml", home / "planning" / "policy.toml"


def paper(name: str) -> bytes:
    """Give one of the story's papers: a sheet, a chat, calls."""
    return files("openevac.cli.story").joinpath("papers", name).read_bytes()


def set_up(scene: Scene, region: Path) -> None:
    """Start the shift and put on record what two days need."""
    scene.tell.chapter("An organisation in a fresh folder")
    _start(scene, region)
    _keep_fleet(scene)
    _keep_shelters(scene)
    _say_what_is_open(scene)
    if scene.day.ways_out:
        keep_ways_out(scene, _operation(scene))
    _measure(scene)


def _start(scene: Scene, region: Path) -> None:
    from openevac.services.keys.devices import NewPartner, add_partner
    from openevac.services.keys.shifts import ShiftStart, start_shift
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    scene.tell.say(
        "{organisation} is founded: twelve invented people, five sealing keys, an encrypted database, a ledger.",
        organisation=scene.cast.organisation,
    )
    start_shift(scene.cast.order("liudmyla"), ShiftStart(workstation="stil-1"))
    scene.tell.say("{person} starts the shift.", person="liudmyla")
    add_partner(scene.cast.order("liudmyla"), NewPartner(code=PARTNER, token_sha256="5a" * 32))
    situation, policy = planning_files(scene.home)
    named = PlanningFiles(region=str(region), situation=str(situation), operation=str(policy))
    name_planning_files(scene.cast.order("kateryna"), named)


def _operation(scene: Scene) -> Operation:
    from openevac.feeds.operation_file import read_operation

    return read_operation(scene.day.ground.operation, scene.world.ground).operation


def _keep_fleet(scene: Scene) -> None:
    from openevac.services.missions.keep_fleet import fleet_of_operation, keep_fleet

    kept = keep_fleet(scene.cast.order("kateryna"), fleet_of_operation(_operation(scene), LOCAL, scene.day.riders))
    scene.tell.say(
        "Vehicles: {vehicles}, crews: {crews}; crews that nobody leads today: {alone}.",
        vehicles=kept.vehicles, crews=kept.crews, alone=kept.crews - len(scene.day.riders),
    )  # fmt: skip
    scene.tell.codes["fleet"] = {"vehicles": kept.vehicles, "crews": kept.crews}


def _keep_shelters(scene: Scene) -> None:
    from openevac.domain.needs import BedKind
    from openevac.services.reception.keep_shelters import KeepShelter, keep_shelter

    for shelter in _operation(scene).shelters:
        rooms = [
            room
            for kind, beds in (
                (BedKind.ORDINARY, shelter.beds.ordinary),
                (BedKind.NO_STAIRS, shelter.beds.no_stairs),
                (BedKind.CARE, shelter.beds.care),
            )
            for room in _rooms(kind, beds)
        ]
        asked = KeepShelter(
            code=shelter.id, position=shelter.position, rooms=tuple(rooms), pets=shelter.pets,
            unloading_s=shelter.unloading_s,
        )  # fmt: skip
        kept = keep_shelter(scene.cast.order("raisa"), asked)
        scene.tell.say(
            "Beds in {shelter}: {ordinary} ordinary, {no_stairs} without stairs, {care} with care.",
            shelter=kept.code, ordinary=kept.beds[BedKind.ORDINARY], no_stairs=kept.beds[BedKind.NO_STAIRS],
            care=kept.beds[BedKind.CARE],
        )  # fmt: skip


def _rooms(kind: str, beds: int) -> list[Room]:
    from openevac.domain.needs import BedKind
    from openevac.services.reception.keep_shelters import Room

    shares = [min(_MOST_BEDS_IN_A_ROOM, beds - first) for first in range(0, beds, _MOST_BEDS_IN_A_ROOM)]
    return [Room(code=f"{kind}-{number}", kind=BedKind(kind), beds=share) for number, share in enumerate(shares, 1)]


def _say_what_is_open(scene: Scene) -> None:
    from openevac.services.danger.record_remaining import RecordRemaining, record_remaining
    from openevac.services.danger.set_access import SetAccess, set_access

    for name, access in scene.day.closed.items():
        place = scene.world.index.one(name)
        asked = SetAccess(katottg=place.katottg, access=access, source="обласна адміністрація, навчальний наказ 2")
        set_access(scene.cast.order("kateryna"), asked)
        scene.tell.say("{place}: {access}.", place=name, access=access.value)
    town = scene.world.index.one("Куп’янськ")
    said = RecordRemaining(katottg=town.katottg, number=REMAIN, source="міська військова адміністрація")
    record_remaining(scene.cast.order("kateryna"), said)
    scene.tell.say("{number} people remain in {place}, says its administration.", number=REMAIN, place=town.name_uk)


def _measure(scene: Scene) -> None:
    """Work out how far every place lies from line and border, as the ladder of confirmation needs it."""
    from openevac.hazards.nearest import front_km
    from openevac.services.danger.measure_front import measure_front

    field = scene.world.field(scene.clock.at, 1)
    places = [place for place in scene.world.region.places if place.position is not None]
    away = front_km(field, [place.position for place in places if place.position is not None], scene.clock.at)
    kilometres = {place.katottg: round(km, 1) for place, km in zip(places, away, strict=True)}
    sources = ", ".join(front.source for front in field.fronts)
    measure_front(scene.cast.organisation, kilometres, measured_at=scene.clock.at, rests_on=sources, clock=scene.clock)
    scene.tell.say(
        "Distances of {count} places from line and border are measured: under 10 km lie {near}, over 25 km {far}.",
        count=len(kilometres), near=sum(km < 10 for km in away), far=sum(km > 25 for km in away),
    )  # fmt: skip

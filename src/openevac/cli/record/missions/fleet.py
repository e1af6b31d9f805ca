"""`openevac mission fleet` and `mission files`: what drives, where people can sleep, which files plans rest on."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.given import LOCAL
from openevac.cli.record.requests.ground import places_of
from openevac.domain.errors import InputError
from openevac.domain.needs import BedKind

if TYPE_CHECKING:
    from openevac.domain.shelters import Shelter
    from openevac.services.reception.keep_shelters import KeepShelter


def fleet(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="OPERATION", help="An operation file; its requests are not taken.")],
    crew: Annotated[
        list[str] | None,
        typer.Option("--crew", metavar="CREW=CODES", help="Who rides: crew-1=stepan,sashko; the leader first."),
    ] = None,
    code: As = "",
    machine: Json = False,
) -> None:
    """Keep vehicles, crews, depots and shelters from an operation file; the same file again changes nothing."""
    from openevac.feeds.operation_file import read_operation
    from openevac.services.missions.keep_fleet import fleet_of_operation, keep_fleet
    from openevac.services.reception.keep_shelters import keep_shelter

    with acting(context, code, machine=machine) as me:
        operation = read_operation(file, places_of(me).ground).operation
        riders = dict(_riders(one) for one in crew or ())
        unknown = set(riders) - {one.id for one in operation.crews}
        if unknown:
            raise InputError(
                "The file has no crew '{crew}'.", "Name one of: {crews}.", field="--crew",
                crew=min(unknown), crews=", ".join(one.id for one in operation.crews),
            )  # fmt: skip
        kept = keep_fleet(me.order(), fleet_of_operation(operation, LOCAL, riders))
        shelters = [keep_shelter(me.order(), _shelter(one)) for one in operation.shelters]
        if machine:
            me.session.print_json({"fleet": kept, "shelters": shelters})
            return
        me.session.say(
            "Kept: {vehicles} {vehicles|vehicle|vehicles}, {crews} {crews|crew|crews}, "
            "{depots} {depots|depot|depots}, {shelters} {shelters|shelter|shelters}.",
            vehicles=kept.vehicles, crews=kept.crews, depots=kept.depots, shelters=len(shelters),
        )  # fmt: skip


def files(
    context: typer.Context,
    region: Annotated[str, typer.Option("--region", metavar="DIR", help="The folder of the region pack.")] = "",
    situation: Annotated[str, typer.Option("--situation", metavar="FILE", help="The situation file.")] = "",
    operation: Annotated[
        str, typer.Option("--operation", metavar="FILE", help="An operation file, for its policy.")
    ] = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Name the files that plans rest on, and measure how far places lie from the line. Without options: say them."""
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files, planning_files_of

    with acting(context, code, machine=machine) as me:
        if region or situation or operation:
            named = PlanningFiles(region=_path(region), situation=_path(situation), operation=_path(operation))
            name_planning_files(me.order(), named)
        known = planning_files_of(me.organisation)
        measured = (
            _measure(me, known) if (region or situation) and known.get("region") and known.get("situation") else 0
        )
        if machine:
            me.session.print_json({"files": known, "measured": measured})
            return
        for name in ("region", "situation", "operation"):
            me.session.say("{name}: {path}", name=name, path=known.get(name) or "–")
        if measured:
            me.session.say("Distance to the line is known for {count} {count|place|places}.", count=measured)


def _measure(me: Acting, known: dict[str, str]) -> int:
    """Keep how far every place of the region lies from line and border: the ladder of confirmation reads it."""
    from openevac.cli.world import open_world
    from openevac.hazards.explain import explain
    from openevac.services.danger.measure_front import measure_front
    from openevac.services.kernel.clock import SystemClock

    now = datetime.now(UTC)
    world = open_world(Path(known["region"]), Path(known["situation"]), now)
    found: dict[tuple[str, datetime], dict[str, float]] = defaultdict(dict)
    with me.session.progress() as progress:
        progress("Computing danger", 0.1)
        placed = [place for place in world.region.places if place.position is not None]
        field = world.field(now, 1, [place.position for place in placed if place.position is not None])
        for number, place in enumerate(placed):
            if place.position is None:
                continue
            progress("Measuring distances to the line", 0.2 + 0.6 * number / len(placed))
            told = explain(field, place.position, now)
            if not told.fronts:
                continue
            at = now - timedelta(hours=told.nearest.age_h or 0.0)
            found[told.nearest.source, at][place.katottg] = told.front_km
        for (source, at), kilometres in found.items():
            measure_front(me.organisation, kilometres, measured_at=at, rests_on=source, clock=SystemClock())
    return sum(len(one) for one in found.values())


def _riders(text: str) -> tuple[str, tuple[str, ...]]:
    crew, equals, codes = text.partition("=")
    people = tuple(code.strip() for code in codes.split(",") if code.strip())
    if not equals or not people:
        raise InputError(
            "The option does not say who rides with which crew.", "Write it like crew-1=stepan,sashko.", field="--crew"
        )
    return crew.strip(), people


def _shelter(shelter: Shelter) -> KeepShelter:
    """Give a shelter with one room for each kind of bed it has."""
    from openevac.services.reception.keep_shelters import KeepShelter, Room

    rooms = tuple(
        Room(code=kind.value, kind=kind, beds=shelter.beds.of(kind)) for kind in BedKind if shelter.beds.of(kind)
    )
    return KeepShelter(
        code=shelter.id,
        position=shelter.position,
        rooms=rooms,
        pets=shelter.pets,
        unloading_s=shelter.unloading_s,
        opens=shelter.tw_early.astimezone(LOCAL).time() if shelter.tw_early else None,
        closes=shelter.tw_late.astimezone(LOCAL).time() if shelter.tw_late else None,
    )


def _path(text: str) -> str:
    """Give a path that still leads there when the worker starts elsewhere."""
    if not text:
        return ""
    path = Path(text).resolve()
    if not path.exists():
        raise InputError("There is no such file or folder.", "Check the path.", file=path.name)
    return str(path)

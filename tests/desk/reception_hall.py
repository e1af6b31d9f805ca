"""The hall of a transit centre as browser tests find it: a bus with eleven households, rooms, and two hands."""

from __future__ import annotations

import time as clock
from datetime import time, timedelta
from typing import TYPE_CHECKING, Any

from openevac.domain.events import ArrivedBy, StopOutcome
from openevac.domain.needs import BedKind
from openevac.domain.places import LonLat
from openevac.domain.vehicles import Depot, Profile, VehicleType
from tests.desk.desk import Desk

if TYPE_CHECKING:
    from tests.services.missions.country import Town

AT = "/reception/at/transit/"
FAMILIES: tuple[dict[str, Any], ...] = (
    {"walks": 4},
    {"walks": 3, "wheelchairs": 1, "needs_no_stairs": 4},
    {"walks": 2},
    {"walks": 2, "stretchers": 1, "needs_care": 1},
    {"walks": 5, "pets": 2},
    {"walks": 3},
    {"walks": 2, "walks_with_help": 1, "needs_no_stairs": 1},
    {"walks": 4},
    {"walks": 3},
    {"walks": 4},
    {"walks": 4},
)
"""Forty-one people in eleven households; walk-ups make the busload whole."""


TOWNS: dict[str, Town] = {}
"""The country around the desk that was filled last."""


def fill(desk: Desk) -> None:
    """Put a bus on the road with everybody aboard, and rooms that do not suffice for all kinds."""
    town = settled(desk)
    TOWNS["here"] = town
    keep_rooms(desk, care=3)
    receipts = [town.request(**needs) for needs in FAMILIES]
    mission = drive(town, receipts)
    board_all(town, mission)
    keep_rooms(desk, care=1)


def keep_rooms(desk: Desk, care: int, ordinary: int = 30) -> None:
    from openevac.services.reception.keep_shelters import KeepShelter, Room, keep_shelter

    rooms = (
        Room(code="hall", kind=BedKind.ORDINARY, beds=ordinary),
        Room(code="green", kind=BedKind.ORDINARY, beds=5),
        Room(code="ground", kind=BedKind.NO_STAIRS, beds=6),
        Room(code="ward", kind=BedKind.CARE, beds=care),
    )
    keep_shelter(desk.cast.order("raisa"), KeepShelter(code="transit", position=LonLat(37.0, 49.5), rooms=rooms))
    other = (Room(code="gym", kind=BedKind.NO_STAIRS, beds=8), Room(code="care", kind=BedKind.CARE, beds=2))
    keep_shelter(desk.cast.order("raisa"), KeepShelter(code="school-12", position=LonLat(36.2, 49.9), rooms=other))


def settled(desk: Desk) -> Town:
    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet
    from tests.services.missions.country import settle

    town = settle(desk.cast)
    bus = VehicleType(id="bus", profile="road", seats=45, wheelchair_places=3, stretchers=3)
    keep_fleet(
        desk.cast.order("kateryna"),
        KeepFleet(
            depots=(Depot(id="base", position=LonLat(37.0, 49.5)),),
            profiles=(Profile(id="road"),),
            vehicle_types=(bus,),
            vehicles=(FleetVehicle(code="bus-1", type="bus", depot="base"),),
            crews=(
                FleetCrew(
                    code="lebid",
                    vehicle="bus-1",
                    leader="stepan",
                    members=("sashko",),
                    hours_from=time(5, 0),
                    hours_until=time(16, 0),
                ),
            ),
        ),
    )
    return town


def drive(town: Town, receipts: list[str]) -> str:
    from openevac.services.missions.snapshot import PlanChoices
    from openevac.store.models import EvacuationRequest, Mission
    from tests.services.missions.country import DAY
    from tests.services.missions.hand_plan import keep_by_hand

    ids = [EvacuationRequest.objects.get(receipt=one).id.hex for one in receipts]
    departs = town.cast.clock.at + timedelta(hours=14)
    keep_by_hand(
        town.cast.order("kateryna"), PlanChoices(day=DAY, iterations=1),
        lambda _: [("bus-1", "lebid", (tuple(ids),))], "transit", departs,
    )  # fmt: skip
    code = Mission.objects.get().code
    town.on_the_road(code)
    return str(code)


def board_all(town: Town, mission: str) -> None:
    """Let everybody say yes and board."""
    from openevac.services.missions.record_own_yes import RecordOwnYes, record_own_yes
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.store.models import Evacuee, Stop

    for stop in Stop.objects.order_by("number").select_related("request"):
        assert stop.request is not None
        codes = Evacuee.objects.filter(household=stop.request.household_id).values_list("code", flat=True)
        town.cast.clock.at = max(town.cast.clock.at, stop.arrives_at)
        for code in codes:
            record_own_yes(
                town.cast.order("stepan"), RecordOwnYes(mission=mission, stop=stop.code, evacuee=code, yes=True)
            )
        asked = RecordStop(mission=mission, stop=stop.code, outcome=StopOutcome.BOARDED, aboard=tuple(codes))
        record_stop(town.cast.order("stepan"), asked)


class Hands:
    """Two hands at the reception desk: every key and every click is counted."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.done = 0

    def press(self, key: str) -> None:
        self.done += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.done += len(text)
        self.page.keyboard.type(text)

    def click(self, locator: Any) -> None:
        self.done += 1
        locator.click()


def next_step(page: Any) -> Any:
    """Give the button that has the focus: the next step."""
    return page.locator("[data-next]:focus")


def asked_for(**needs: Any) -> str:
    """Take a request in and give its number."""
    return TOWNS["here"].request(**needs)


def people_of(receipt: str) -> list[str]:
    """Give the codes of a request's people."""
    from openevac.store.models import Evacuee

    rows = Evacuee.objects.filter(household__requests__receipt=receipt).order_by("code")
    return [str(code) for code in rows.values_list("code", flat=True)]


def came(desk: Desk, *codes: str, **more: Any) -> None:
    """Register people as reception does, before a test begins."""
    from openevac.services.reception.arriving import ArrivingPerson, RegisterArrival
    from openevac.services.reception.register_arrival import register_arrival

    people = tuple(ArrivingPerson(code=code) for code in codes)
    asked = RegisterArrival(shelter="transit", arrived_by=ArrivedBy.OWN_CAR, people=people, **more)
    register_arrival(desk.cast.order("raisa"), asked)


def patient(page: Any) -> Any:
    """Let a page wait longer: these are long stories on a machine that does other work too."""
    page.set_default_timeout(45_000)
    return page


def type_code(page: Any, code: str) -> None:
    page.keyboard.press("/")
    page.locator("#find-code:focus").wait_for()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def refused_code(page: Any, sentence: str) -> None:
    """Wait until a code was refused and stands marked in its field, ready to be typed over."""
    page.locator("#told .refused").filter(has_text=sentence).wait_for()
    chosen = "field => document.activeElement === field && field.selectionEnd - field.selectionStart > 0"
    ends = clock.monotonic() + 15
    while not page.locator("#find-code").evaluate(chosen):
        assert clock.monotonic() < ends, "the refused code is not marked"
        page.wait_for_timeout(50)


def at_the_desk(desk: Desk, code: str = "raisa", **more: Any) -> Any:
    page = patient(desk.sit_down(code, **more))
    page.goto(AT)
    page.locator("html[data-awake]").wait_for(state="attached")
    return page

"""The tiny country with a relay: the mill is open to armour alone, and the carrier has no time for the whole way.

A bus waits at the base; at a bridge between them the carrier hands people over.
"""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from openevac.domain.events import ConfirmationKind
from openevac.domain.needs import MobilityClass
from openevac.domain.people import AgeBand
from openevac.domain.places import Access, LonLat
from openevac.domain.vehicles import Depot, Profile, VehicleType
from tests.services.cast import ORGANISATION, Cast
from tests.services.missions.country import HILL, MILL, NOW, PLACES, Town

if TYPE_CHECKING:
    from openevac.store.models import Mission

BRIDGE = LonLat(37.12, 49.5)
RELAY = "bridge"
INNER, OUTER = "carrier-1", "bus-1"
LEADERS = {INNER: "stepan", OUTER: "roman"}


def settle_with_relay(cast: Cast, *, households: int = 4) -> Town:
    """Put the armoured carrier, the bus, the relay, beds and households of the mill on record."""
    from openevac.store.models import FrontDistance, Shelter, ShelterUnit

    cast.clock.jump(seconds=(NOW - cast.clock.at).total_seconds())
    for katottg, _ in PLACES.values():
        FrontDistance.objects.create(
            organisation_id=ORGANISATION, katottg=katottg, km=40.0, measured_at=NOW, rests_on="test"
        )
    keep_carrier_and_bus(cast)
    shelter = Shelter.objects.create(organisation_id=ORGANISATION, code="transit", lon=37.0, lat=49.5)
    for kind, beds in (("ordinary", 60), ("no_stairs", 5), ("care", 2)):
        ShelterUnit.objects.create(organisation_id=ORGANISATION, shelter=shelter, code=kind, kind=kind, beds=beds)
    town = Town(cast)
    armour_only(town)
    keep_bridge(town)
    for _ in range(households):
        household(town)
    return town


def household(town: Town, **more: Any) -> str:
    """Ask for four grown people of the mill, with the two signs its closed place asks for."""
    people = tuple({"mobility": MobilityClass.WALKS, "age_band": AgeBand.ADULT} for _ in range(4))
    receipt = town.request("mill", walks=4, people=people, **more)
    confirm_twice(town, receipt)
    return receipt


def confirm_twice(town: Town, receipt: str) -> None:
    from openevac.domain.events import Channel
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request

    for kind in (ConfirmationKind.COMMUNITY_LIST, ConfirmationKind.POLICE_OR_RED_CROSS):
        sign = Sign(kind=kind, source=f"list {kind.value} {receipt}", channel=Channel.SHEET)
        confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))


def armour_only(town: Town) -> None:
    from openevac.services.danger.set_access import SetAccess, set_access

    asked = SetAccess(katottg=MILL, access=Access.ARMOURED_ONLY, source="VA")
    set_access(town.cast.order("kateryna"), asked)


def keep_bridge(town: Town) -> None:
    from openevac.services.danger.keep_relay import KeepRelay, keep_relay

    keep_relay(town.cast.order("kateryna"), KeepRelay(code=RELAY, position=BRIDGE, source="VA", katottg=HILL))


def keep_carrier_and_bus(cast: Cast) -> None:
    """Keep an armoured carrier whose crew must be back early, and a bus with the whole morning."""
    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet

    keep_fleet(
        cast.order("kateryna"),
        KeepFleet(
            depots=(Depot(id="base", position=LonLat(37.0, 49.5)),),
            profiles=(Profile(id="road"), Profile(id="armour", armoured=True)),
            vehicle_types=(
                VehicleType(id="carrier", profile="armour", seats=8),
                VehicleType(id="bus", profile="road", seats=20),
            ),
            vehicles=(
                FleetVehicle(code=INNER, type="carrier", depot="base", max_trips=6),
                FleetVehicle(code=OUTER, type="bus", depot="base", max_trips=6),
            ),
            crews=(
                FleetCrew(
                    code="skelia", vehicle=INNER, leader="stepan", members=("sashko",), hours_from=time(5, 0),
                    hours_until=time(6, 30),
                ),
                FleetCrew(
                    code="lastivka", vehicle=OUTER, leader="roman", hours_from=time(5, 0), hours_until=time(16, 0)
                ),
            ),
        ),
    )  # fmt: skip


def missions_of_relay() -> tuple[Mission, Mission]:
    """Give the newest missions that bring people to the relay and take them on there."""
    from openevac.store.models import Mission

    rows = Mission.objects.select_related("vehicle").order_by("plan__made_at", "version")
    return rows.filter(vehicle__code=INNER).last(), rows.filter(vehicle__code=OUTER).last()  # type: ignore[return-value]

"""Small towns with a relay: only an armoured carrier may enter, and the school lies far behind the relay."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.domain.needs import Needs
from openevac.domain.places import Access
from openevac.domain.relays import Relay
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Beds
from openevac.domain.situation import PlaceAccess
from openevac.domain.vehicles import Vehicle
from tests.hand_made import to_degrees
from tests.worlds import NOW, TOWN, VILLAGE, World, at, small_town

RELAY = Relay(id="cross", position=to_degrees(6500, 0), katottg=VILLAGE)
HOMES_M = ((9020, 200), (9020, 500), (9000, -200), (9000, -500), (9400, 0), (9700, 0))


def household(number: int, people: int = 4) -> EvacuationRequest:
    """Give one of the households of the closed town."""
    return EvacuationRequest(
        id=f"T-{number}",
        received_at=NOW.replace(day=NOW.day - number),
        position=to_degrees(*HOMES_M[number - 1]),
        katottg=TOWN,
        needs=Needs(walks=people),
        priority=Priority.FIRST,
    )


def armoured_town(*, households: int = 6, access: Access = Access.ARMOURED_ONLY, until: float = 5.5) -> World:
    """Give six households of four in a town that one armoured carrier may enter until its crew's hours end."""
    world = small_town()
    rule = PlaceAccess(katottg=TOWN, access=access, source="military administration", since=NOW)
    operation = replace(
        world.operation,
        requests=tuple(household(number) for number in range(1, households + 1)),
        vehicles=(
            Vehicle(id="carrier-1", type="carrier", crew="crew-1", depot="base", max_trips=6),
            Vehicle(id="bus-1", type="minibus", crew="crew-2", depot="base", max_trips=6),
        ),
        vehicle_types=tuple(
            replace(kind, seats=16) if kind.id == "minibus" else kind for kind in world.operation.vehicle_types
        ),
        crews=(
            replace(world.operation.crews[0], tw_early=at(4), tw_late=at(until)),
            replace(world.operation.crews[1], tw_early=at(4), tw_late=at(12)),
        ),
        shelters=(replace(world.operation.shelters[0], beds=Beds(ordinary=60, no_stairs=10, care=5)),),
        relays=(RELAY,),
    )
    return replace(world, operation=operation, situation=replace(world.situation, access=(rule,)))


def inner_trips(made: Plan) -> list[tuple[Mission, Trip]]:
    """Give the trips that end at a relay, each with its mission."""
    return [(mission, trip) for mission in made.missions for trip in mission.trips if trip.hand_over is not None]


def taken_on(made: Plan) -> list[Stop]:
    """Give the stops at which people are taken on at a relay."""
    return [s for mission in made.missions for trip in mission.trips for s in trip.stops if s.waited is not None]

"""A village that two equally long, equally dangerous roads lead to; each variant changes one thing.

         .-- north road --.
base -- fork              join -- village
         '-- south road --'
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from openevac.domain.hazards import Cause, Zone, ZoneKind
from openevac.domain.missions import Mission, Plan
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation, Policy
from openevac.domain.past import Past
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.vehicles import Depot
from openevac.planning.assemble import all_legs
from openevac.planning.plan import plan
from openevac.roads.graph import RoadClass
from tests.hand_made import Road, box, hand_made_graph, to_degrees
from tests.planning.town import faults, region_of
from tests.worlds import NOW, World, at, small_town

POINTS = {"base": (0.0, 0.0), "fork": (2000.0, 0.0), "join": (10_000.0, 0.0), "village": (12_000.0, 0.0)}
TO_FORK, NORTH, SOUTH, TO_VILLAGE = range(4)
NORTH_SIDE = ((4000.0, 600.0), (8000.0, 600.0))
SOUTH_SIDE = ((4000.0, -600.0), (8000.0, -600.0))
ROADS = [
    Road(start="base", end="fork", road_class=RoadClass.PRIMARY),
    Road(start="fork", end="join", road_class=RoadClass.SECONDARY, bends=NORTH_SIDE),
    Road(start="fork", end="join", road_class=RoadClass.SECONDARY, bends=SOUTH_SIDE),
    Road(start="join", end="village", road_class=RoadClass.PRIMARY),
]


def two_roads(*, roads: list[Road] | None = None, **policy: Any) -> World:
    """Give the plain world; `roads`: other ones, `policy`: changed fields of the policy."""
    town = small_town()
    base = to_degrees(0, 0)
    household = EvacuationRequest(
        id="V-1", needs=Needs(walks=3), received_at=NOW - timedelta(days=2), position=to_degrees(12_000, 0)
    )
    operation = Operation(
        name="two roads",
        requests=(household,),
        vehicles=town.operation.vehicles[:1],
        vehicle_types=town.operation.vehicle_types,
        profiles=town.operation.profiles,
        crews=town.operation.crews[:1],
        depots=(Depot(id="base", position=base),),
        shelters=(Shelter(id="school", position=base, beds=Beds(ordinary=9)),),
        policy=replace(Policy(departure_early=at(5), departure_late=at(8)), **policy),
    )
    situation = replace(town.situation, reports=(), access=())
    graph = hand_made_graph(POINTS, ROADS if roads is None else roads)
    return World(graph=graph, situation=situation, operation=operation, border=town.border, places=())


def with_danger(world: World, road: int, rate_per_h: float) -> World:
    """Make one of the two roads more dangerous along its middle."""
    sign = 1.0 if road == NORTH else -1.0
    low, high = sorted((sign * 300.0, sign * 900.0))
    zone = Zone(
        id="worse", kind=ZoneKind.DANGER, area=box(4000, low, 8000, high), source="exercise",
        cause=Cause.SHELLING, rate_per_h=rate_per_h,
    )  # fmt: skip
    return world.with_situation(zones=(zone,))


def without_road(world: World, road: int) -> World:
    """Give the world in which one road does not exist."""
    return replace(world, graph=hand_made_graph(POINTS, [one for k, one in enumerate(ROADS) if k != road]))


def planned(world: World, past: Past | None = None, *, seed: int = 1) -> Plan:
    """Plan a world; the referee looks again with a field of its own."""
    made = plan(region_of(world), world.situation, world.operation, now=world.now, seed=seed, iterations=60, past=past)
    assert not faults(world, made)
    return made


def a_day_ago(past: Past, days: int = 1) -> Past:
    """Give the past with every mission some days earlier, at the same time of the day."""
    earlier = (replace(one, departs_at=one.departs_at - timedelta(days=days)) for one in past.missions)
    return replace(past, missions=tuple(earlier))


def driven(world: World, mission: Mission) -> set[int]:
    """Give the stretches a mission drives."""
    return {int(world.graph.arc_stretch[arc]) for leg in all_legs(mission) for arc in leg.arcs}

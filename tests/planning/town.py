"""Plans of the small town that all tests share (tests/worlds.py)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from openevac.domain.missions import Plan
from openevac.domain.unserved import Unserved
from openevac.planning.check.faults import Fault
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from openevac.roads.region import Region
from openevac.routing.order import compute_order
from tests.worlds import World

BUILT_AT = datetime.fromisoformat("2025-10-01T00:00:00+00:00")


def region_of(world: World) -> Region:
    """Give the region of a world."""
    return Region(
        name="small town",
        graph=world.graph,
        order=compute_order(world.graph),
        places=world.places,
        border=world.border,
        built_at=BUILT_AT,
        fingerprint=world.fingerprint,
    )


def plan_of(
    world: World, *, seed: int = 1, iterations: int | None = 160, stop: Callable[[], bool] | None = None
) -> Plan:
    """Plan a world and let the referee look again, with a field of its own."""
    made = plan(
        region_of(world), world.situation, world.operation, now=world.now, seed=seed, iterations=iterations, stop=stop
    )
    assert not faults(world, made)
    return made


def faults(world: World, made: Plan) -> tuple[Fault, ...]:
    """Ask the referee, who builds everything himself."""
    return check_plan(
        made,
        world.graph,
        world.fingerprint,
        world.situation,
        world.operation,
        border=world.border,
        places=world.places,
    )


def served(made: Plan) -> set[str]:
    """Give the ids of the requests in a plan."""
    return {stop.request for mission in made.missions for trip in mission.trips for stop in trip.stops}


def left(made: Plan, request: str) -> Unserved:
    """Give the entry of one request that is not in the plan."""
    return next(entry for entry in made.unserved if entry.request == request)

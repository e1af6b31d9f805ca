"""Random operations, planned end to end: the referee accepts every plan, and still sees what is changed in it.

200 operations in the normal run, 2,000 in `make torture`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import lru_cache

import pytest

from openevac.domain.errors import InputError
from openevac.domain.missions import Limit, Mission, Plan
from openevac.domain.units import HOURS_PER_DAY
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from tests.planning.check.plan_builder import Order, PlanBuilder, fairness, totals
from tests.planning.random_operations import random_region, random_world
from tests.torture import examples
from tests.worlds import World, at

COUNT = examples(200, 2000)
CHUNK = 10
ITERATIONS = 30


@lru_cache(maxsize=CHUNK)
def planned(seed: int) -> tuple[World, Plan]:
    """Plan one random operation."""
    world = random_world(seed)
    made = plan(random_region(seed), world.situation, world.operation, now=world.now, seed=seed, iterations=ITERATIONS)
    return world, made


def faults(world: World, made: Plan) -> list[str]:
    """Let the referee judge with a field of its own, not the planner's."""
    found = check_plan(
        made, world.graph, world.fingerprint, world.situation, world.operation, border=world.border, places=world.places
    )
    return [f"{fault.code}: {fault.in_english()}" for fault in found]


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_the_referee_accepts_every_plan(first: int) -> None:
    refused = {}
    for seed in range(first, first + CHUNK):
        world, made = planned(seed)
        found = faults(world, made)
        if found:
            refused[seed] = found
    assert refused == {}


def corruptions(made: Plan) -> dict[FaultCode, Plan]:
    """Give the plan with one thing changed, in the ways that any plan with a mission can be changed."""
    mission = made.missions[0]
    trip, home = mission.trips[0], mission.way_home
    stop, leg = trip.stops[0], trip.legs[0]

    def with_trip(**changes: object) -> Plan:
        trips = (replace(trip, **changes), *mission.trips[1:])  # type: ignore[arg-type]  # one helper for many fields
        return with_mission(trips=trips)

    def with_mission(**changes: object) -> Plan:
        missions = (replace(mission, **changes), *made.missions[1:])  # type: ignore[arg-type]  # the same
        return replace(made, missions=missions)

    def with_stop(**changes: object) -> Plan:
        return with_trip(stops=(replace(stop, **changes), *trip.stops[1:]))  # type: ignore[arg-type]  # the same

    def with_leg(**changes: object) -> Plan:
        return with_trip(legs=(replace(leg, **changes), *trip.legs[1:]))  # type: ignore[arg-type]  # the same

    return {
        FaultCode.REQUEST_MISSING: replace(made, missions=made.missions[1:]),
        FaultCode.VEHICLE_TWICE: replace(made, missions=(*made.missions, mission)),
        FaultCode.UNKNOWN_SHELTER: with_trip(shelter="nowhere"),
        FaultCode.LEG_BROKEN: with_leg(arcs=(*leg.arcs, -1)),
        FaultCode.LEG_TIME: with_leg(time_s=leg.time_s + 90),
        FaultCode.LEG_LENGTH: with_leg(length_m=leg.length_m + 200),
        FaultCode.EXPOSURE: with_leg(exposure=leg.exposure * 1.01 + 0.001),
        FaultCode.PEOPLE_STATED: with_mission(way_home=replace(home, people_aboard=home.people_aboard + 1)),
        FaultCode.SERVICE_TIME: with_stop(service_s=stop.service_s + 90),
        FaultCode.LOAD_STATED: with_stop(aboard=replace(stop.aboard, people=stop.aboard.people + 1)),
        FaultCode.TOTALS: replace(made, totals=replace(made.totals, people=made.totals.people + 1)),
    }


def test_the_referee_sees_changes_in_real_plans() -> None:
    looked_at = 0
    for seed in range(20):
        world, made = planned(seed)
        if not made.missions:
            continue
        looked_at += 1
        for code, corrupt in corruptions(made).items():
            found = faults(world, corrupt)
            assert any(said.startswith(f"{code}:") for said in found), (seed, code, found)
    assert looked_at >= 7


def test_the_operations_are_neither_all_easy_nor_all_hopeless() -> None:
    """What is tested depends on the mixture: many are served, and many limits stand in the way of the others."""
    limits: Counter[Limit] = Counter()
    served = asked = 0
    for seed in range(30):
        world, made = planned(seed)
        served += made.totals.households
        asked += len(world.operation.requests)
        limits.update(entry.limit for entry in made.unserved)
    assert 0.2 < served / asked < 0.8
    assert len(limits) >= 12


def test_the_same_seed_gives_the_same_world_and_plan() -> None:
    world, made = planned(4)
    planned.cache_clear()
    again, made_again = planned(4)
    assert again.operation == world.operation
    assert made_again == made
    assert made.made_at == world.now
    assert all(entry.waiting_days < 500 / HOURS_PER_DAY for entry in made.unserved)


def could_be_fetched(world: World, made: Plan, request: str) -> str:
    """Try every idle vehicle, shelter and departure for a household that is left; say how it could be fetched.

    The ways are those of the tests' own little planner, the judgement is the referee's.
    """
    operation, builder = world.operation, PlanBuilder(world)
    busy = {mission.vehicle for mission in made.missions}
    for vehicle in operation.vehicles:
        for shelter in operation.shelters:
            for hour in () if vehicle.id in busy else range(2, 11, 2):
                order = Order(vehicle=vehicle.id, departs_at=at(hour), trips=((shelter.id, (request,)),))
                try:
                    mission = builder.mission(order)
                except (InputError, ValueError, KeyError):
                    continue  # no road near the door, no way there then, or nobody knows where the door is
                if not faults(world, with_one_more(world, made, mission)):
                    return f"{vehicle.id} to {shelter.id} at {hour}:00"
    return ""


def with_one_more(world: World, made: Plan, mission: Mission) -> Plan:
    """Give a plan with one mission more."""
    missions = (*made.missions, mission)
    served = {stop.request for driven in missions for trip in driven.trips for stop in trip.stops}
    return replace(
        made,
        missions=missions,
        unserved=tuple(entry for entry in made.unserved if entry.request not in served),
        totals=totals(missions, world.operation),
        fairness=fairness(world.operation, served, world.now),
    )


def test_nobody_is_left_whom_an_idle_vehicle_could_fetch() -> None:
    """The strongest thing a simple planner can say about a clever one."""
    missed = {}
    for seed in range(1000, 1000 + examples(8, 120)):
        world, made = planned(seed)
        for entry in made.unserved:
            how = could_be_fetched(world, made, entry.request)
            if how:
                missed[seed, entry.request] = f"{how}, though: {entry.reason.in_english()}"
    assert missed == {}

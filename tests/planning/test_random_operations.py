"""Random operations, planned end to end: the referee accepts every plan, and still sees what is changed in it.

200 operations in the normal run, 2,000 in `make torture`.
"""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from functools import lru_cache

import pytest

from openevac.domain.errors import InputError
from openevac.domain.missions import Mission, Plan
from openevac.domain.units import HOURS_PER_DAY
from openevac.domain.unserved import Limit
from openevac.planning.check.faults import Fault, FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from tests.planning.check.plan_builder import Order, PlanBuilder, fairness, totals
from tests.planning.mutations import changed_plans, changed_rules, under_a_curfew_an_hour_later
from tests.planning.proofs_again import against_the_reason
from tests.planning.random_operations import random_region
from tests.planning.rich_operations import rich_past, rich_world
from tests.planning.what_occurred import stops_of, what_occurred
from tests.torture import examples
from tests.worlds import World, at

COUNT = examples(200, 2000)
CHUNK = 10
KEPT = 200
ITERATIONS = 30


@lru_cache(maxsize=KEPT)
def planned(seed: int) -> tuple[World, Plan]:
    """Plan one random operation."""
    world = rich_world(seed)
    made = plan(
        random_region(seed), world.situation, world.operation,
        now=world.now, seed=seed, iterations=ITERATIONS, past=rich_past(seed),
    )  # fmt: skip
    return world, made


def judged(world: World, made: Plan) -> tuple[Fault, ...]:
    """Let the referee judge with a field of its own, not the planner's."""
    return check_plan(
        made, world.graph, world.fingerprint, world.situation, world.operation, border=world.border, places=world.places
    )


def faults(world: World, made: Plan) -> list[str]:
    """Give what the referee faults, in words."""
    return [f"{fault.code}: {fault.in_english()}" for fault in judged(world, made)]


def codes(world: World, made: Plan) -> set[FaultCode]:
    """Give the kinds of fault that the referee finds."""
    return {fault.code for fault in judged(world, made)}


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_the_referee_accepts_every_plan(first: int) -> None:
    refused = {}
    for seed in range(first, first + CHUNK):
        world, made = planned(seed)
        found = faults(world, made)
        if found:
            refused[seed] = found
    assert refused == {}


@pytest.mark.parametrize("first", range(0, examples(60, COUNT), CHUNK))
def test_the_referee_sees_what_is_changed_in_plans_and_rules(first: int) -> None:
    for seed in range(first, first + CHUNK):
        world, made = planned(seed)
        if not made.missions:
            continue
        changed = [(code, world, other) for code, other in changed_plans(made).items()]
        changed += [(code, rules, made) for code, rules in changed_rules(world, made).items()]
        for code, rules, shown in changed:
            assert code in codes(rules, shown), (seed, code, codes(rules, shown))


@pytest.mark.parametrize("first", range(0, examples(60, COUNT), CHUNK))
def test_who_leaves_an_hour_later_is_out_under_the_curfew(first: int) -> None:
    for seed in range(first, first + CHUNK):
        world, made = planned(seed)
        if made.missions:
            curfewed, later = under_a_curfew_an_hour_later(world, made)
            assert FaultCode.CURFEW not in codes(curfewed, made), seed
            assert FaultCode.CURFEW in codes(curfewed, later), seed


@pytest.mark.parametrize("first", range(0, examples(60, 600), CHUNK))
def test_every_reason_is_proved_again_from_outside(first: int) -> None:
    """With only the named limit lifted a whole plan for the household is accepted, and with nothing lifted none is."""
    against = {}
    for seed in range(first, first + CHUNK):
        world, made = planned(seed)
        for entry in made.unserved:
            said = against_the_reason(random_region(seed), world, made, entry)
            if said:
                against[seed, entry.request, entry.limit] = f"{said}: {entry.proof.in_english()}"
    assert against == {}


LEAST = {
    "missions": 60,
    "two vehicles": 15,
    "a second trip": 12,
    "two doors in a trip": 25,
    "a day cut into waves": 20,
    "a vehicle out in two waves": 2,
    "met on foot": 8,
    "fetched by armour alone": 15,
    "stays: place_closed": 15,
    "pets": 20,
    "a wheelchair": 8,
    "a stretcher": 6,
    "a care bed": 18,
    "required": 18,
    "things that stay": 25,
    "a bulky piece that stays": 8,
    "a parcel given": 8,
    "a cold parcel given": 3,
    "a parcel that rides nowhere": 20,
    "a ceiling held": 30,
    "stays: a ceiling": 7,
    "a curfew everywhere": 15,
    "a curfew at the door": 5,
    "a shelter with hours": 20,
    "a door with hours": 35,
    "a door released late": 6,
    "a way on tracks": 2,
    "routine known": 20,
    "less routine than usual": 10,
    "a second vehicle asked for": 6,
    "stays: pair": 4,
    "stays: several limits": 25,
    "stays: fleet_full": 5,
    "stays: beds": 3,
}
"""In at least so many of the first hundred plans: about half of what was counted when this was written."""


def test_everything_occurs_in_the_plans() -> None:
    """What is tested depends on the mixture: a generator that has gone stale would test nothing, and pass."""
    occurred = Counter(name for seed in range(100) for name in what_occurred(*planned(seed)))
    sys.stdout.write("".join(f"{count:4d}  {name}\n" for name, count in occurred.most_common()))
    assert {name: occurred[name] for name, least in LEAST.items() if occurred[name] < least} == {}


def test_the_operations_are_neither_all_easy_nor_all_hopeless() -> None:
    """What is tested depends on the mixture: many are served, and many limits stand in the way of the others."""
    limits: Counter[Limit] = Counter()
    served = asked = on_foot = 0
    for seed in range(30):
        world, made = planned(seed)
        served += made.totals.households
        on_foot += sum(stop.walk is not None for stop in stops_of(made))
        asked += len(world.operation.requests)
        limits.update(entry.limit for entry in made.unserved)
    assert 0.2 < served / asked < 0.8
    assert len(limits) >= 12
    assert on_foot >= 3, "some are met at meeting points"


def test_the_same_seed_gives_the_same_world_and_plan() -> None:
    world, made = planned(4)
    again, made_again = planned.__wrapped__(4)
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

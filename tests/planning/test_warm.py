"""A plan that begins with an earlier one: never fewer people of a higher class, whatever is added to the fleet."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import pytest

from openevac.domain.errors import InputError
from openevac.domain.missions import Plan, Underway
from openevac.domain.places import Access
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.domain.situation import PlaceAccess
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from tests.planning.random_operations import random_region
from tests.planning.rich_operations import rich_past, rich_world
from tests.planning.town import faults, plan_of, region_of, served
from tests.planning.what_occurred import what_occurred
from tests.torture import examples
from tests.worlds import NOW, TOWN, World, small_town

COUNT = examples(100, 1000)
CHUNK = 10
ITERATIONS = 30
AGAIN = 10
"""Few rounds for the second look: what holds the promise is where it begins, not how long it searches."""


def people(made: Plan) -> tuple[int, ...]:
    """Give required households, then people class by class, the highest first."""
    by_class = made.totals.people_by_priority
    return (made.totals.required_served, *(by_class[priority.value] for priority in PRIORITIES_HIGH_FIRST))


def with_one_more(world: World, seed: int) -> World:
    """Add a vehicle of a kind there is, at its depot, with a crew like its own."""
    operation = world.operation
    model = operation.vehicles[seed % len(operation.vehicles)]
    twin, crew = replace(model, id="one-more", crew="one-more-crew"), replace(operation.crew(model), id="one-more-crew")
    return world.with_operation(vehicles=(*operation.vehicles, twin), crews=(*operation.crews, crew))


def planned(world: World, seed: int, *, iterations: int, start: Plan | None = None) -> Plan:
    made = plan(
        random_region(seed), world.situation, world.operation,
        now=world.now, seed=seed, iterations=iterations, past=rich_past(seed), start=start,
    )  # fmt: skip
    found = check_plan(
        made, world.graph, world.fingerprint, world.situation, world.operation, border=world.border, places=world.places
    )
    assert found == (), seed
    return made


@lru_cache(maxsize=100)
def two_plans(seed: int) -> tuple[Plan, Plan]:
    """Give a plan, and the plan with one vehicle more that began with it."""
    world = rich_world(seed)
    before = planned(world, seed, iterations=ITERATIONS)
    return before, planned(with_one_more(world, seed), seed, iterations=AGAIN, start=before)


@pytest.mark.parametrize("first", range(0, COUNT, CHUNK))
def test_a_van_more_never_fetches_fewer_of_a_higher_class(first: int) -> None:
    for seed in range(first, first + CHUNK):
        before, after = two_plans(seed)
        assert people(after) >= people(before), (seed, people(before), people(after))


def test_sometimes_the_van_more_fetches_more() -> None:
    assert sum(people(after) > people(before) for before, after in map(two_plans, range(40))) >= 3


def test_some_of_the_plans_begun_with_leave_things_walk_or_go_out_in_waves() -> None:
    """What is hard to take over has to be in the plans that are taken over."""
    names = ("things that stay", "met on foot", "a parcel given", "a second trip")
    occurred = [what_occurred(rich_world(seed), two_plans(seed)[0]) for seed in range(40)]
    assert all(sum(name in found for found in occurred) >= 3 for name in names)


def again(world: World, start: Plan, *, iterations: int = 1) -> Plan:
    made = plan(
        region_of(world), world.situation, world.operation, now=world.now, seed=1, iterations=iterations, start=start
    )
    assert not faults(world, made)
    return made


def two_vans() -> World:
    """Each drives one trip."""
    world = small_town().with_record("vehicles", "van-1", max_trips=1)
    return world.with_record("vehicles", "van-2", max_trips=1)


def one_van() -> World:
    return two_vans().with_operation(vehicles=two_vans().operation.vehicles[:1])


def test_the_jeep_that_comes_late_fetches_whom_the_van_could_not() -> None:
    before = plan_of(one_van())
    after = again(two_vans(), before)
    assert served(before) < served(after)


def test_the_same_operation_begun_with_its_own_plan_gives_that_plan() -> None:
    before = plan_of(small_town())
    assert again(small_town(), before).missions == before.missions


def test_who_has_been_fetched_by_others_and_vans_that_are_lost_fall_away() -> None:
    before = plan_of(small_town())
    world = one_van().with_operation(requests=small_town().operation.requests[1:])
    after = again(world, before)
    assert {mission.vehicle for mission in after.missions} <= {"van-1"}
    assert served(after) <= {"A-2", "B-1", "C-1"}


def test_what_may_not_be_driven_any_more_is_not_taken_over() -> None:
    before = plan_of(small_town())
    shut = PlaceAccess(katottg=TOWN, access=Access.CLOSED, source="police", since=NOW)
    after = again(small_town().with_situation(access=(shut,)), before)
    assert not served(after) & {"A-1", "A-2"}


def test_a_plan_of_another_operation_is_refused() -> None:
    strange = small_town().with_record("vehicles", "van-1", id="bus-1").with_record("vehicles", "van-2", id="bus-2")
    with pytest.raises(InputError, match="no vehicle, or no request, of this operation"):
        again(small_town(), plan_of(strange))


def test_a_plan_of_a_day_under_way_is_refused() -> None:
    before = plan_of(small_town())
    stop = before.missions[0].trips[0].stops[0]
    underway = Underway(at=stop.at, since=stop.departs_at)
    started = replace(before, missions=(replace(before.missions[0], underway=underway), *before.missions[1:]))
    with pytest.raises(InputError, match="a day under way"):
        again(small_town(), started)

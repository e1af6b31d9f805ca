from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.operation import MarginalCeilings, Policy
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.problem import Problem
from openevac.planning.resequence import EXACT_STOPS, Resequencer, resequence
from openevac.rules.spans import Span
from tests.planning.plain import DAY, HOUR, household, plain, van, with_door

SECOND = 1e-4


def cheapest_s(bench: Bench, day: DraftDay, number: int) -> float | None:
    """Give the least cost over all orders of one trip, tried one by one."""
    trip = day.trips[number]
    orders = (day.with_trip(number, replace(trip, requests=order)) for order in permutations(trip.requests))
    costs = [bench.day_cost_s(order) for order in orders]
    return min((cost for cost in costs if cost is not None), default=None)


def random_problem(seed: int, stops: int, *, trips: int = 1, policy: Policy | None = None) -> tuple[Problem, DraftDay]:
    """Give households strewn at random: half with hours of their own, some with a curfew in the middle of the day."""
    rng = np.random.default_rng(seed)
    total = stops * trips
    doors = [
        (
            household(k, walks=int(rng.integers(1, 6))),
            (float(rng.uniform(-20_000, 30_000)), float(rng.uniform(-20_000, 20_000))),
        )
        for k in range(total)
    ]
    early = rng.uniform(0, 5 * HOUR, total)
    windows = {
        f"R-{k}": Span(float(early[k]), float(early[k] + rng.uniform(0.3, 5) * HOUR))
        for k in range(total)
        if rng.random() < 0.6
    }
    leave = Span(0.0, float(np.ceil(rng.uniform(0.5, 4) * HOUR)))
    limits = policy or Policy(max_stop_s=float(rng.choice([1200, 3600, 7200])))
    problem = plain(doors, [van(1, leave=leave, seats=90)], windows=windows, policy=limits)
    pieces = (Span(0.0, float(rng.uniform(1, 3)) * HOUR), Span(float(rng.uniform(3, 4)) * HOUR, DAY.late))
    held = rng.random(total) < 0.2
    problem = replace(
        problem,
        doors=tuple(
            replace(d, open_to_all=pieces if held[k] else d.open_to_all, dwell_per_s=float(rng.uniform(0, 1e-4)))
            for k, d in enumerate(problem.doors)
        ),
        shelter_hours=(Span(float(rng.choice([0.0, np.ceil(3 * HOUR)])), DAY.late),),
    )
    parts = [tuple(range(stops * k, stops * (k + 1))) for k in range(trips)]
    return problem, DraftDay(0, tuple(DraftTrip(part, 0) for part in parts))


def with_walks(problem: Problem, seed: int) -> Problem:
    """Let half of the households be met at a point they walk to."""
    rng = np.random.default_rng(seed)
    doors = [
        replace(door, walk_s=float(rng.integers(60, 900)), walk_exposure=float(rng.uniform(0, 3)))
        if rng.random() < 0.5
        else door
        for door in problem.doors
    ]
    return replace(problem, doors=tuple(doors))


def possible(bench: Bench, day: DraftDay, number: int) -> DraftDay | None:
    """Give the day itself where it is possible, else with the last possible order of one trip."""
    trip = day.trips[number]
    found = [
        other
        for order in permutations(trip.requests)
        if bench.day_cost_s(other := day.with_trip(number, replace(trip, requests=order))) is not None
    ]
    return None if not found else (day if day in found else found[-1])


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 5))
def test_the_order_found_is_the_best_of_all_orders(seed: int, stops: int) -> None:
    problem, day = random_problem(seed, stops)
    bench = Bench(problem)
    start = possible(bench, day, 0)
    if start is None:
        return
    best = cheapest_s(bench, start, 0)
    assert bench.day_cost_s(resequence(bench, start, 0)) == pytest.approx(best, abs=SECOND)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(0, 1))
def test_it_is_the_best_in_a_day_of_two_trips_too(seed: int, number: int) -> None:
    problem, day = random_problem(seed, 3, trips=2)
    bench = Bench(problem)
    start = possible(bench, day, number)
    if start is None:
        return
    best = cheapest_s(bench, start, number)
    assert bench.day_cost_s(resequence(bench, start, number)) == pytest.approx(best, abs=SECOND)


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.0, 0.7))
def test_it_keeps_to_a_ceiling_per_person_where_some_came_on_foot(seed: int, share: float) -> None:
    """The ceiling lies between the least and the most that anybody gathers in any order."""
    problem, day = random_problem(seed, 4, policy=Policy(max_stop_s=9 * HOUR))
    problem = with_walks(problem, seed)
    most = [gathered for order in permutations(range(4)) if (gathered := most_gathered(problem, order)) is not None]
    if not most:
        return
    policy = replace(problem.policy, max_exposure_per_person=min(most) + share * (max(most) - min(most)) + 1e-9)
    bench = Bench(replace(problem, policy=policy))
    start = possible(bench, day, 0)
    assert start is not None
    found = resequence(bench, start, 0)
    assert bench.day_cost_s(found) == pytest.approx(cheapest_s(bench, start, 0), abs=SECOND)


def most_gathered(problem: Problem, order: tuple[int, ...]) -> float | None:
    """Give what the most exposed person of a trip gathers, walks counted; None where it cannot be driven."""
    bench, day = Bench(problem), DraftDay(0, (DraftTrip(order, 0),))
    times = bench.timetable.day(day)
    if times is None:
        return None
    low, high = 0.0, 100.0
    while high - low > 1e-10:
        middle = (low + high) / 2
        policy = replace(problem.policy, max_exposure_per_person=middle)
        over = Bench(replace(problem, policy=policy)).figures.day(day, times).over
        low, high = (middle, high) if over else (low, middle)
    return high


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.floats(1.0, 1.6))
def test_it_keeps_to_a_ceiling_per_trip(seed: int, share: float) -> None:
    problem, day = random_problem(seed, 4, policy=Policy(max_stop_s=9 * HOUR))
    free = Bench(problem)
    orders = [day.with_trip(0, DraftTrip(order, 0)) for order in permutations(range(4))]
    timed = [(order, free.timetable.day(order)) for order in orders]
    exposures = [free.figures.day(order, times).exposure for order, times in timed if times is not None]
    if not exposures:
        return
    policy = replace(problem.policy, max_exposure_per_trip=share * min(exposures))
    bench = Bench(replace(problem, policy=policy))
    start = possible(bench, day, 0)
    if start is not None:
        found = resequence(bench, start, 0)
        assert bench.day_cost_s(found) == pytest.approx(cheapest_s(bench, start, 0), abs=SECOND)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_a_long_trip_and_a_ceiling_on_what_one_adds_never_get_worse(seed: int) -> None:
    problem, day = random_problem(seed, EXACT_STOPS + 3, policy=Policy(max_stop_s=9 * HOUR))
    open_doors = tuple(replace(door, window=DAY, open_to_all=(DAY,)) for door in problem.doors)
    for ceiling in (None, 2.0):
        policy = replace(problem.policy, max_marginal=MarginalCeilings(planned=ceiling))
        bench = Bench(replace(problem, doors=open_doors, shelter_hours=(DAY,), policy=policy))
        before = bench.day_cost_s(day)
        if before is None:
            continue
        found = resequence(bench, day, 0)
        after = bench.day_cost_s(found)
        assert after is not None
        assert after <= before
        assert sorted(found.requests) == sorted(day.requests)


def test_a_trip_of_ten_doors_is_as_cheap_as_the_same_doors_in_the_order_of_a_row() -> None:
    doors = [(household(k), (4000.0 * (k + 1), 0.0)) for k in range(EXACT_STOPS)]
    bench = Bench(plain(doors, [van(1, seats=40)], shelters=((60_000.0, 0.0),)))
    mixed = DraftDay(0, (DraftTrip((3, 9, 0, 5, 1, 8, 2, 7, 4, 6), 0),))
    assert Resequencer(bench).day(mixed).requests == tuple(range(EXACT_STOPS))


NEAR, FAR = (0.0, 15_000.0), (30_000.0, 0.0)


def first_door(far_party: int) -> int:
    """Give which of two doors comes first: the near one of two people, or the far and dangerous one."""
    doors = [(household(0, walks=2), NEAR), (household(1, walks=far_party), FAR)]
    bench = Bench(plain(doors, [van(1, seats=40)], shelters=((0.0, 0.0),), dial_s=200_000.0))
    given_day = DraftDay(0, (DraftTrip((0, 1), 0),))
    found = Resequencer(bench).day(given_day)
    assert bench.day_cost_s(found) == pytest.approx(cheapest_s(bench, given_day, 0), abs=SECOND)
    return found.requests[0]


def test_nobody_is_taken_along_into_danger_for_few() -> None:
    """Two people would ride to the far door and back if they were fetched first."""
    assert first_door(far_party=1) == 1


def test_a_large_family_at_the_far_door_is_fetched_last() -> None:
    """Fetched first, twenty people would wait aboard while two more are fetched on a longer way home."""
    assert first_door(far_party=20) == 0


def test_an_impossible_day_and_a_single_door_stay_as_they_are() -> None:
    problem = plain([(household(0), NEAR), (household(1), FAR)], [van(1)], windows={"R-1": Span(0, 60)})
    bench = Bench(problem)
    late = DraftDay(0, (DraftTrip((0, 1), 0),))
    assert resequence(bench, late, 0) == late
    alone = DraftDay(0, (DraftTrip((0,), 0),))
    assert Resequencer(bench).day(alone) == alone


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 2))
def test_no_day_costs_less_than_its_least_cost(seed: int, trips: int) -> None:
    problem, day = random_problem(seed, 3, trips=trips)
    bench = Bench(with_walks(problem, seed))
    cost = bench.day_cost_s(day)
    assert cost is None or bench.least_cost_s(day) <= cost + SECOND


def test_without_waiting_the_least_cost_is_the_cost_walks_counted() -> None:
    doors = [(household(0), NEAR), (household(1, walks=3), FAR)]
    bench = Bench(with_door(plain(doors, [van(1)]), 1, walk_s=300.0, walk_exposure=0.02))
    day = DraftDay(0, (DraftTrip((0, 1), 0),))
    assert bench.least_cost_s(day) == pytest.approx(bench.day_cost_s(day))

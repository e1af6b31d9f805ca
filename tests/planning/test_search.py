from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openevac.domain.operation import Policy
from openevac.domain.requests import Priority
from openevac.domain.shelters import Beds
from openevac.planning.drafts import Draft
from openevac.planning.improve import improve, repair, score_of
from openevac.planning.insertion import Bench
from openevac.planning.prizes import prizes
from openevac.planning.problem import Problem
from openevac.planning.search import search
from openevac.planning.solver import Solver
from openevac.rules.spans import Span
from tests.planning.brute import best_score
from tests.planning.plain import DAY, HOUR, household, plain, scattered, van

SOLVED = 400


def found(problem: Problem, seed: int = 1) -> Draft:
    return search(problem, seed=seed, iterations=SOLVED)[0]


def few(seed: int, num_requests: int, num_vans: int, *, hours: float, shelters: int = 1) -> Problem:
    rng = np.random.default_rng(seed)
    doors = []
    for k in range(num_requests):
        needs = {"walks": int(rng.integers(1, 5)), "pets": int(rng.random() < 0.3)}
        priority = list(Priority)[int(rng.integers(0, 3))]
        request = household(
            k, days=float(rng.integers(0, 9)), priority=priority, required=bool(rng.random() < 0.1), **needs
        )
        doors.append((request, (float(rng.uniform(5000, 40_000)), float(rng.uniform(-15_000, 15_000)))))
    starts = rng.uniform(0, hours * HOUR, num_requests)
    windows = {f"R-{k}": Span(start, start + 2 * HOUR) for k, start in enumerate(starts.tolist()) if k % 2}
    day = Span(0, hours * HOUR)
    vans = [van(k, day=day, max_trips=2, seats=int(rng.integers(4, 8))) for k in range(num_vans)]
    places = tuple((1000.0, 5000.0 * k) for k in range(shelters))
    problem = plain(doors, vans, shelters=places, windows=windows, beds=Beds(ordinary=int(rng.integers(4, 12))))
    return replace(problem, shelters=(replace(problem.shelters[0], pets=False), *problem.shelters[1:]))


CASES = [(seed, 6, 1, 5.0, 1) for seed in range(8)] + [(seed, 5, 2, 3.5, 2) for seed in range(20, 26)]


@pytest.mark.parametrize(("seed", "num_requests", "num_vans", "hours", "shelters"), CASES)
def test_a_search_serves_as_many_of_every_class_as_the_best_plan_there_is(
    seed: int, num_requests: int, num_vans: int, hours: float, shelters: int
) -> None:
    problem = few(seed, num_requests, num_vans, hours=hours, shelters=shelters)
    best, _ = best_score(problem)
    bench, draft = Bench(problem), found(problem)
    reached = score_of(bench, draft)
    assert bench.is_possible(draft)
    assert (reached.required, reached.classes) == (best.required, best.classes)
    assert reached.less_cost_s >= 1.02 * best.less_cost_s  # both are below zero


@pytest.mark.parametrize("seed", range(20))
def test_exact_exchange_never_makes_an_answer_of_the_solver_worse(seed: int) -> None:
    problem = few(seed, 9, 2, hours=4.0)
    required = tuple(replace(request, required=k % 3 == 0) for k, request in enumerate(problem.requests))
    problem = replace(problem, requests=required)
    bench = Bench(problem)
    answer = Solver(problem, prizes(problem, 1.0)).run(seed=seed, iterations=20)
    assert answer is not None
    mended = repair(bench, answer)
    assert bench.is_possible(mended)
    assert score_of(bench, improve(bench, mended, lambda: False)) >= score_of(bench, mended)


def test_the_same_seed_gives_the_same_drafts() -> None:
    problem = scattered(25, 2, seed=3)
    assert search(problem, seed=5, iterations=SOLVED) == search(problem, seed=5, iterations=SOLVED)


def test_every_draft_is_possible_and_the_first_is_the_best() -> None:
    problem = scattered(25, 2, seed=4)
    bench = Bench(problem)
    drafts = search(problem, seed=1, iterations=SOLVED)
    assert all(bench.is_possible(draft) for draft in drafts)
    scores = [score_of(bench, draft) for draft in drafts]
    assert scores == sorted(scores, reverse=True)


def test_stop_ends_the_search_at_once_with_what_there_is() -> None:
    problem = scattered(10, 1, seed=1)
    asked = iter(range(3))
    (draft, *_) = search(problem, seed=1, iterations=None, stop=lambda: next(asked, None) is None)
    assert Bench(problem).is_possible(draft)


def test_without_any_end_a_search_refuses_to_begin() -> None:
    with pytest.raises(ValueError, match="needs a stop"):
        search(scattered(3, 1, seed=1), seed=1, iterations=None)


def test_a_household_that_waits_longer_is_taken_when_one_seat_is_left() -> None:
    doors = [(household(k, walks=4, days=days), (9000.0, 0.0)) for k, days in enumerate([1.0, 7.0])]
    problem = plain(doors, [van(1, seats=4, max_trips=1)])
    assert found(problem).served == {1}


def test_beds_run_out_and_the_urgent_get_them() -> None:
    doors = [
        (household(k, walks=2, priority=p), (9000.0, 1000.0 * k))
        for k, p in enumerate([Priority.PLANNED, Priority.URGENT, Priority.PLANNED])
    ]
    problem = plain(doors, [van(1), van(2)], beds=Beds(ordinary=3))
    assert found(problem).served == {1}
    assert len(found(plain(doors, [van(1), van(2)], beds=Beds(ordinary=6))).served) == 3


def test_a_full_shelter_sends_people_to_the_next_one() -> None:
    doors = [(household(k, walks=4), (9000.0, 1000.0 * k)) for k in range(2)]
    problem = plain(doors, [van(1)], shelters=((0.0, 0.0), (0.0, 8000.0)), beds=Beds(ordinary=4))
    draft = found(problem)
    assert draft.served == {0, 1}
    assert {trip.shelter for trip in draft.trips()} == {0, 1}


def test_a_ceiling_per_trip_keeps_vans_at_home() -> None:
    doors = [(household(0), (9000.0, 0.0)), (household(1), (60_000.0, 0.0))]
    assert found(plain(doors, [van(1), van(2)])).served == {0, 1}
    low = plain(doors, [van(1), van(2)], policy=Policy(max_exposure_per_trip=0.5))
    assert found(low).served == {0}


def test_one_trip_only() -> None:
    doors = [(household(k, walks=8), (9000.0, 0.0)) for k in range(2)]
    assert len(found(plain(doors, [van(1, max_trips=1)])).served) == 1
    assert len(found(plain(doors, [van(1, max_trips=2)])).served) == 2


def test_a_van_without_the_ability_is_never_sent() -> None:
    doors = [(household(k), (9000.0, 1000.0 * k)) for k in range(3)]
    problem = plain(doors, [van(1), van(2)])
    problem.may_serve[0, 0] = problem.may_serve[1, 1] = False
    draft = found(problem)
    assert draft.served == {0, 1, 2}
    assert 0 not in draft.days[0].requests
    assert 1 not in draft.days[1].requests


def test_no_vehicle_and_no_request_are_an_empty_plan() -> None:
    assert found(plain([], [van(1)])).served == frozenset()
    assert found(plain([(household(0), (9000.0, 0.0))], [])).days == ()


def test_a_search_may_begin_with_yesterdays_draft() -> None:
    problem = scattered(12, 1, seed=2)
    yesterday = found(problem)
    drafts = search(problem, seed=9, iterations=0, start=yesterday)
    assert drafts[0] == yesterday or score_of(Bench(problem), drafts[0]) > score_of(Bench(problem), yesterday)


def test_a_door_with_two_pieces_of_time_is_served_in_the_shorter_one_where_it_must() -> None:
    doors = [(household(0), (9000.0, 0.0))]
    problem = plain(doors, [van(1, day=Span(0, 2 * HOUR))])
    pieces = (Span(0, 1.0 * HOUR), Span(5 * HOUR, DAY.late))
    door = replace(problem.doors[0], open_to_all=pieces)
    assert found(replace(problem, doors=(door,))).served == {0}


def test_two_required_households_go_before_one_with_more_people() -> None:
    doors = [(household(k, walks=walks, required=True), (9000.0, 500.0 * k)) for k, walks in enumerate([8, 3, 3])]
    assert found(plain(doors, [van(1, max_trips=1)])).served == {1, 2}


def test_a_solver_told_to_fetch_everyone_leaves_nobody_without_a_prize() -> None:
    problem = plain([(household(1), (20_000.0, 0.0)), (household(2), (30_000.0, 0.0))], [van(0)])
    nothing = np.zeros(2, dtype=np.int64)
    left = Solver(problem, nothing).run(seed=1, iterations=50)
    all_of_them = Solver(problem, nothing, everyone=True).run(seed=1, iterations=50)
    assert left == Draft.empty(1)
    assert all_of_them is not None
    assert all_of_them.served == {0, 1}


def test_no_trip_leaves_before_those_it_fetches_are_released() -> None:
    problem = plain([(household(1), (20_000.0, 0.0)), (household(2), (30_000.0, 0.0))], [van(0)])
    worth = prizes(problem, 10.0)
    too_late = np.array([0, int(DAY.late) - 60])
    in_time = np.array([0, int(DAY.late / 2)])
    assert Solver(problem, worth, release_s=too_late).run(seed=1, iterations=50).served == {0}  # type: ignore[union-attr]
    assert Solver(problem, worth, release_s=in_time).run(seed=1, iterations=50).served == {0, 1}  # type: ignore[union-attr]

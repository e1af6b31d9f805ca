from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from openevac.domain.requests import Priority
from openevac.planning.drafts import Draft
from openevac.planning.encoding import UNLIMITED, encode
from openevac.planning.insertion import Bench
from openevac.planning.prizes import REQUIRED_FACTOR, alone_cost_s, prizes
from openevac.planning.problem import Problem
from openevac.planning.solver import Solver
from openevac.rules.spans import Span
from tests.planning.plain import HOUR, household, plain, scattered, van, with_door

DEPOT, SHELTER, DOOR, END = 0, 1, 2, 4


def pair() -> Problem:
    return plain([(household(0), (9000.0, 0.0)), (household(1), (18_000.0, 0.0))], [van(1)])


def test_the_last_unloading_and_the_way_home_lie_on_the_arc_into_the_end() -> None:
    problem = pair()
    encoded = encode(problem, 1000)
    drive_s = problem.drive_s[0]
    assert encoded.duration[0, DOOR, END] == drive_s[DOOR, SHELTER] + 900 + drive_s[SHELTER, DEPOT]
    assert encoded.duration[0, SHELTER, END] == drive_s[SHELTER, DEPOT]
    assert encoded.duration[0, DEPOT, END] == 0


def test_the_last_shelter_is_the_one_of_least_cost() -> None:
    problem = plain([(household(0), (9000.0, 0.0))], [van(1)], shelters=((0.0, 9000.0), (1000.0, 0.0)))
    assert encode(problem, 1000).last_shelter.tolist() == [[1]]


def test_closed_ways_cost_more_than_any_prize_and_last_longer_than_any_day() -> None:
    problem = pair()
    drive_s, exposure = problem.drive_s.copy(), problem.exposure.copy()
    drive_s[0, 2, 3] = exposure[0, 2, 3] = np.inf
    encoded = encode(replace(problem, drive_s=drive_s, exposure=exposure), 5_000_000)
    assert encoded.distance[0, 2, 3] > 2 * 5_000_000
    assert encoded.duration[0, 2, 3] > 24 * HOUR
    assert encoded.duration[0, SHELTER, DEPOT] > 24 * HOUR
    assert not encoded.distance.diagonal(axis1=1, axis2=2).any()
    assert int(encoded.distance.max()) * 1000 < 2**62


def test_a_slower_crew_pays_its_minutes_on_the_way_out_of_the_door() -> None:
    problem = plain([(household(0), (9000.0, 0.0))], [van(1), van(2)])
    problem = replace(problem, service_s=np.array([[600.0], [900.0]]))
    encoded = encode(problem, 1000)
    slow, fast = encoded.group_of[1], encoded.group_of[0]
    assert encoded.service_s.tolist() == [600]
    assert encoded.duration[slow, DOOR, SHELTER] - encoded.duration[fast, DOOR, SHELTER] == 300


def test_dwelling_on_scene_costs_on_the_way_out_of_the_door() -> None:
    problem = pair()
    calm = with_door(problem, 0, dwell_per_s=0.0)
    more = encode(problem, 1000).distance[0] - encode(calm, 1000).distance[0]
    dwell = 7200.0 * 1e-5 * 600 * (2 + 2)  # dial, danger, seconds, crew and party
    assert more[DOOR, SHELTER] == pytest.approx(dwell, abs=1)
    assert more[DEPOT, DOOR] == 0


def test_vehicles_that_fold_seats_differently_have_a_seat_dimension_each() -> None:
    doors = [(household(0, walks=1, wheelchairs=1), (9000.0, 0.0))]
    problem = plain(doors, [van(1), van(2, seats_per_wheelchair=4)])
    encoded = encode(problem, 1000)
    assert encoded.loads.tolist() == [[3, 5, 1]]
    assert encoded.capacities.tolist() == [[8, UNLIMITED, 1], [UNLIMITED, 8, 1]]


def test_a_missing_ability_is_a_dimension_without_room() -> None:
    problem = plain([(household(k), (9000.0, 1000.0 * k)) for k in range(3)], [van(1), van(2)])
    problem.may_serve[1, 2] = False
    encoded = encode(problem, 1000)
    assert encoded.loads[:, -1].tolist() == [0, 0, 1]
    assert encoded.capacities[:, -1].tolist() == [UNLIMITED, 0]


def test_many_different_abilities_take_one_dimension_a_vehicle() -> None:
    problem = plain([(household(k), (9000.0, 1000.0 * k)) for k in range(4)], [van(1), van(2)])
    problem.may_serve[:] = [[True, False, True, False], [True, True, False, False]]
    encoded = encode(problem, 1000)
    assert encoded.loads.shape[1] == 1 + 2
    barred = (encoded.loads[np.newaxis] > encoded.capacities[:, np.newaxis]).any(axis=2)
    assert np.array_equal(barred, ~problem.may_serve)


def test_the_longest_piece_of_time_is_the_solvers_window() -> None:
    problem = with_door(pair(), 0, open_to_all=(Span(0, 2000), Span(4000, 9000)))
    assert encode(problem, 1000).windows[0] == Span(4000, 8400)


def test_prizes_rise_by_class_people_and_waiting() -> None:
    def prize(*households: object) -> list[int]:
        problem = plain([(one, (9000.0, 0.0)) for one in households], [van(1)])  # type: ignore[misc]  # as named
        return [int(value) for value in prizes(problem, 1.0)]

    planned, first, urgent, required = prize(
        household(0),
        household(1, priority=Priority.FIRST),
        household(2, priority=Priority.URGENT),
        household(3, required=True),
    )
    assert planned < first < urgent < required
    assert required == pytest.approx(REQUIRED_FACTOR * planned, rel=1e-3)
    short, long = prize(household(0, days=1), household(1, days=9))
    assert short < long < 1.2 * short
    few, many = prize(household(0, walks=1), household(1, walks=5))
    assert few < many


def test_required_households_have_one_prize_however_many_people_they_are() -> None:
    doors = [(household(k, walks=walks, required=True), (9000.0, 0.0)) for k, walks in enumerate([1, 8])]
    small, large = prizes(plain(doors, [van(1)]), 1.0)
    assert small == large


def test_a_household_nobody_can_fetch_has_no_cost_of_its_own() -> None:
    problem = pair()
    problem.may_serve[:, 1] = False
    near, far = alone_cost_s(problem)
    assert np.isfinite(near)
    assert np.isinf(far)
    assert (prizes(problem, 1.0) > 0).all()


def test_the_solver_keeps_every_limit_it_knows_of() -> None:
    for seed in range(3):
        problem = scattered(25, 2, seed=seed)
        draft = Solver(problem, prizes(problem, 1.0)).run(seed=seed, iterations=100)
        assert draft is not None
        assert draft.served
        assert Bench(problem).is_possible(draft)


def test_a_start_is_taken_up_as_it_is() -> None:
    problem = scattered(20, 2, seed=3)
    solver = Solver(problem, prizes(problem, 1.0))
    draft = solver.run(seed=1, iterations=50)
    assert draft is not None
    again = solver.run(seed=1, iterations=0, start=draft)
    assert again is not None
    assert again.served == draft.served
    assert [[trip.requests for trip in day.trips] for day in again.days] == [
        [trip.requests for trip in day.trips] for day in draft.days
    ]


def test_an_empty_start_is_a_start() -> None:
    problem = pair()
    found = Solver(problem, prizes(problem, 1.0)).run(seed=1, iterations=30, start=Draft.empty(1))
    assert found is not None
    assert found.served == {0, 1}

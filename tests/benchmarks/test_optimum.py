"""Looking at every plan finds the one that can be worked out by hand, and agrees with a second way of looking."""

from __future__ import annotations

import pytest

from benchmarks.peers.optimum import best_of_all
from openevac.domain.requests import Priority
from openevac.domain.shelters import Beds
from openevac.planning.drafts import DraftTrip
from openevac.planning.improve import score_of
from openevac.planning.insertion import Bench
from openevac.planning.problem import Problem
from tests.planning.brute import best_score
from tests.planning.plain import household, plain, scattered, van

HOME = ((0.0, 0.0),)
DOORS = [(household(1, walks=4), (15_000.0, 0.0)), (household(2, walks=4), (30_000.0, 0.0))]


def two_vans(seats: int) -> Problem:
    """Doors 1,000 and 2,000 s away on one road, ten minutes at each, a quarter of an hour to unload, no danger."""
    return plain(DOORS, [van(0, seats=seats), van(1, seats=seats)], shelters=HOME, dial_s=0.0)


def test_both_households_ride_in_one_trip_where_the_seats_allow() -> None:
    best = best_of_all(two_vans(8))
    assert best.score.less_cost_s == -(2 * 2000 + 2 * 600 + 900)
    (trip,) = best.draft.trips()
    assert set(trip.requests) == {0, 1}


def test_each_household_rides_alone_where_they_do_not() -> None:
    best = best_of_all(two_vans(4))
    assert best.score.less_cost_s == -(2 * 1000 + 600 + 900 + 2 * 2000 + 600 + 900)
    assert sorted(best.draft.trips(), key=lambda trip: trip.requests) == [DraftTrip((0,), 0), DraftTrip((1,), 0)]


def test_people_of_a_higher_class_come_before_more_people() -> None:
    urgent = household(3, walks=1, priority=Priority.URGENT)
    problem = plain([*DOORS, (urgent, (30_000.0, 9_000.0))], [van(0, seats=4, max_trips=1)], shelters=HOME)
    assert best_of_all(problem).draft.served == {2}


@pytest.mark.parametrize("seed", range(3))
def test_a_second_way_of_looking_at_everything_agrees(seed: int) -> None:
    problem = scattered(5, 2, seed, max_trips=2)
    best = best_of_all(problem)
    known, _ = best_score(problem)
    assert best.score[:2] == known[:2]
    assert best.score.less_cost_s == pytest.approx(known.less_cost_s)
    assert best.score == score_of(Bench(problem), best.draft)


def test_too_few_beds_cannot_be_taken_apart() -> None:
    with pytest.raises(ValueError, match="too few beds"):
        best_of_all(plain(DOORS, [van(0)], beds=Beds(ordinary=7)))

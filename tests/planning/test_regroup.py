from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.requests import EvacuationRequest, Priority
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import improve, score_of
from openevac.planning.insertion import Bench
from openevac.planning.regroup import regroup
from openevac.planning.score import ClassScore
from tests.planning.plain import household, plain, scattered, van

U, P = Priority.URGENT, Priority.PLANNED
STREET = (20_000.0, 0.0)


def never() -> bool:
    return False


def street(people: list[tuple[Priority, int]], seats: list[int]) -> Bench:
    """Everybody lives in one street; each van has few seats and drives once."""
    doors: list[tuple[EvacuationRequest, Any]] = [
        (household(k, priority=priority, walks=walks), STREET) for k, (priority, walks) in enumerate(people)
    ]
    return Bench(plain(doors, [van(k, seats=count, max_trips=1) for k, count in enumerate(seats)]))


def served_by(bench: Bench, draft: Draft) -> tuple[int, tuple[ClassScore, ...]]:
    """Give the part of the score that counts people and not costs."""
    found = score_of(bench, draft)
    return found.required, found.classes


def rides(*parties: tuple[int, ...]) -> Draft:
    return Draft(tuple(DraftDay(k, (DraftTrip(party, 0),) if party else ()) for k, party in enumerate(parties)))


def test_one_changes_the_van_so_that_a_wheelchair_finds_the_only_place_for_one() -> None:
    """Who came first took the seats of the van with a place for a wheelchair; the other van has seats left."""
    doors = [(household(0, walks=4), STREET), (household(1, wheelchairs=1), STREET)]
    vans = [van(0, seats=4, max_trips=1), van(1, seats=4, wheelchair_places=0, max_trips=1)]
    bench = Bench(plain(doors, vans))
    apart = rides((0,), ())
    assert improve(bench, apart, never) == apart, "adding and replacing find nothing"
    found = regroup(bench, apart, never)
    assert found == rides((1,), (0,))


def test_who_counts_less_leaves_in_both_vans_and_an_urgent_pair_rides() -> None:
    """Two of the urgent and one planned in each van of four: with a move and two leaving, an urgent pair fits."""
    bench = street([(U, 2), (U, 1), (P, 1), (U, 2), (U, 1), (P, 1), (U, 2)], [4, 4])
    apart = rides((0, 1, 2), (3, 4, 5))
    assert improve(bench, apart, never) == apart
    found = regroup(bench, apart, never)
    assert found is not None
    assert {0, 1, 3, 4, 6} <= found.served
    assert served_by(bench, found) > served_by(bench, apart)


def test_nobody_of_the_same_standing_is_dropped_for_a_newcomer() -> None:
    bench = street([(P, 2), (P, 2), (P, 3)], [2, 2])
    assert regroup(bench, rides((0,), (1,)), never) is None


def test_it_stops_when_told() -> None:
    bench = street([(U, 2), (U, 1), (P, 1), (U, 2), (U, 1), (P, 1), (U, 2)], [4, 4])
    assert regroup(bench, rides((0, 1, 2), (3, 4, 5)), lambda: True) is None


@pytest.mark.parametrize("vans", [1, 3])
@settings(max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_what_is_given_back_is_possible_and_serves_more(seed: int, vans: int) -> None:
    bench = Bench(scattered(10, vans, seed, max_trips=1))
    draft = improve(bench, Draft.empty(vans), never)
    found = regroup(bench, draft, never)
    if found is not None:
        assert bench.is_possible(found)
        assert served_by(bench, found) > served_by(bench, draft)
        assert score_of(bench, found) > score_of(bench, draft)

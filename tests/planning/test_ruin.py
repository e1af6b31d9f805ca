"""Taking plans apart and putting them together again: better where no exchange betters, never worse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.exchange import Exchange
from openevac.planning.improve import improve, score_of
from openevac.planning.insertion import Bench, Insertion
from openevac.planning.ruin import PLACES, ruin
from openevac.planning.score import Score
from tests.planning.brute import best_score
from tests.planning.plain import household, plain, scattered, van


def never() -> bool:
    return False


def two_far_places() -> Bench:
    """Two households live at each of two far places; every van has seats for all four."""
    places = [(30_000.0, 0.0), (30_000.0, 1_000.0), (0.0, 30_000.0), (1_000.0, 30_000.0)]
    doors = [(household(k, walks=2), place) for k, place in enumerate(places)]
    return Bench(plain(doors, [van(0, seats=8), van(1, seats=8)]))


def rides(*days: tuple[tuple[int, ...], ...]) -> Draft:
    return Draft(tuple(DraftDay(k, tuple(DraftTrip(trip, 0) for trip in day)) for k, day in enumerate(days)))


def test_what_exchange_cannot_better_is_bettered() -> None:
    """Of random small days some stand still after every exchange and are not the best: most of those get better."""
    stuck = mended = 0
    for seed in range(25):
        problem = scattered(5, 2, seed=seed, max_trips=2)
        bench = Bench(problem)
        start = Exchange(bench).better(improve(bench, Draft.empty(2), never), never)
        best, _ = best_score(problem)
        if score_of(bench, start).less_cost_s < best.less_cost_s - 1.0 and _same_people(bench, start, best):
            stuck += 1
            found = ruin(bench, start, never, seed)
            mended += score_of(bench, found).less_cost_s > best.less_cost_s - 1.0
    assert stuck >= 3, "or the test shows nothing"
    assert mended >= 0.8 * stuck


def _same_people(bench: Bench, draft: Draft, best: Score) -> bool:
    mine = score_of(bench, draft)
    return (mine.required, mine.classes) == (best.required, best.classes)


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10**6))
def test_it_is_possible_never_worse_and_the_same_by_seed(seed: int) -> None:
    problem = scattered(10, 2, seed=seed)
    bench = Bench(problem)
    start = improve(bench, Draft.empty(2), never)
    found = ruin(bench, start, never, seed)
    assert bench.is_possible(found)
    assert score_of(bench, found) >= score_of(bench, start)
    assert ruin(Bench(problem), start, never, seed) == found


def test_it_stops_when_told_and_has_nothing_to_do_without_people() -> None:
    bench = two_far_places()
    apart = rides(((0,), (2,)), ((1,), (3,)))
    assert ruin(bench, apart, lambda: True, 1) == apart
    assert ruin(bench, Draft.empty(2), never, 1) == Draft.empty(2)


@pytest.mark.parametrize("seed", range(3))
def test_a_van_that_is_not_needed_stays_at_home(seed: int) -> None:
    bench = two_far_places()
    crossed = rides(((0, 2),), ((1, 3),))
    found = ruin(bench, crossed, never, seed)
    together = {frozenset(trip.requests) for trip in found.trips()}
    assert together <= {frozenset({0, 1}), frozenset({2, 3}), frozenset({0, 1, 2, 3})}


def test_the_cheapest_place_is_not_always_the_one_that_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is put back takes now and then a dearer place: else a round would find what was there before."""
    bench = Bench(scattered(10, 2, seed=3))
    found: list[list[Insertion]] = []
    places: list[int] = []
    look = bench.best_insertions

    def watched(draft: Draft, request: int, most: int, vehicles: Iterable[int] | None = None) -> list[Insertion]:
        if found and most == PLACES:
            places.extend(place for place, one in enumerate(found[-1]) if one.draft is draft and len(found[-1]) > 1)
        offered = look(draft, request, most, vehicles)
        if most == PLACES:
            found.append(offered)
        return offered

    monkeypatch.setattr(bench, "best_insertions", watched)
    ruin(bench, improve(Bench(bench.problem), Draft.empty(2), never), never, seed=1)
    assert len(places) > 50, "or the test shows nothing"
    assert 0.55 < places.count(0) / len(places) < 0.85
    assert set(places) >= {0, 1, 2}


def small_and_large() -> Bench:
    """Eight people live at one place; a van for all of them, and a crew of fewer with seats for two."""
    doors = [(household(k, walks=2), (20_000.0 + 500.0 * k, 0.0)) for k in range(4)]
    small = van(1, seats=2)
    crews = [van(0, seats=8), replace(small, crew=replace(small.crew, size=1, carriers=1))]
    return Bench(plain(doors, crews))


@pytest.mark.parametrize("seed", range(5))
def test_days_that_a_vehicle_cannot_drive_are_not_exchanged(seed: int) -> None:
    bench = small_and_large()
    alone = rides(((0, 1, 2, 3),), ())
    assert bench.is_possible(alone)
    found = ruin(bench, alone, never, seed)
    assert bench.is_possible(found)

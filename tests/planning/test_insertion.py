from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from openevac.domain.operation import MarginalCeilings, Policy
from openevac.domain.requests import Priority
from openevac.domain.shelters import Beds
from openevac.planning.beds import BedsTaken, beds_left, lacking_beds
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import add_all, improve, in_turn, make_room, repair, score_of
from openevac.planning.insertion import Bench
from openevac.planning.problem import Problem
from openevac.rules.spans import Span
from tests.planning.plain import HOUR, household, plain, scattered, van, with_door

URGENT = Priority.URGENT


def never() -> bool:
    return False


def row(num: int, *, vans: int = 1, beds: Beds | None = None, policy: Policy | None = None, **kind: Any) -> Problem:
    """Households in a row eastwards, nine kilometres apart."""
    doors = [(household(k, days=k), (9000.0 * (k + 1), 0.0)) for k in range(num)]
    return plain(doors, [van(v, **kind) for v in range(vans)], beds=beds, policy=policy)


def one_trip(*requests: int) -> Draft:
    return Draft((DraftDay(0, (DraftTrip(requests, 0),)),))


def test_the_cheapest_place_is_on_the_way() -> None:
    bench = Bench(row(3))
    found = bench.best_insertion(one_trip(0, 2), 1)
    assert found is not None
    assert len(found.draft.days[0].trips) == 1
    apart = bench.cost_s(Draft((DraftDay(0, (DraftTrip((0, 2), 0), DraftTrip((1,), 0))),)))
    assert 0 < found.more_s < apart - bench.cost_s(one_trip(0, 2))


def test_a_new_trip_is_made_where_the_old_one_is_full() -> None:
    bench = Bench(row(2, seats=2))
    found = bench.best_insertion(one_trip(0), 1)
    assert found is not None
    assert [len(trip.requests) for trip in found.draft.days[0].trips] == [1, 1]
    assert Bench(row(2, seats=2, max_trips=1)).best_insertion(one_trip(0), 1) is None


def test_the_few_best_insertions_come_cheapest_first() -> None:
    found = Bench(row(3)).best_insertions(one_trip(0, 2), 1, 4)
    costs = [one.more_s for one in found]
    assert len(found) == 4
    assert costs == sorted(costs)


def test_a_full_shelter_takes_nobody_more() -> None:
    bench = Bench(row(2, beds=Beds(ordinary=3)))
    assert bench.best_insertion(one_trip(0), 1) is None
    assert Bench(row(2, beds=Beds(ordinary=4))).best_insertion(one_trip(0), 1) is not None


def test_pets_go_only_where_they_are_taken() -> None:
    doors = [(household(0, walks=1, pets=1), (9000.0, 0.0))]
    problem = plain(doors, [van(1)], shelters=((1000.0, 0.0), (0.0, 9000.0)))
    problem = replace(problem, shelters=(replace(problem.shelters[0], pets=False), problem.shelters[1]))
    found = Bench(problem).best_insertion(Draft.empty(1), 0)
    assert found is not None
    assert found.draft.days[0].trips[0].shelter == 1


def test_repair_drives_a_broken_day_again_door_by_door() -> None:
    problem = with_door(row(3), 1, window=Span(0, 60))
    bench = Bench(problem)
    assert not bench.is_possible(one_trip(0, 1, 2))
    assert repair(bench, one_trip(0, 1, 2)) == one_trip(0, 2)


def test_repair_sends_a_trip_to_another_shelter_when_the_first_is_full() -> None:
    doors = [(household(0), (9000.0, 0.0)), (household(1), (9000.0, 900.0))]
    problem = plain(doors, [van(1)], shelters=((1000.0, 0.0), (0.0, 9000.0)), beds=Beds(ordinary=4))
    full = replace(problem.shelters[0], beds=Beds(ordinary=1))
    bench = Bench(replace(problem, shelters=(full, problem.shelters[1])))
    assert [trip.shelter for trip in repair(bench, one_trip(0, 1)).trips()] == [1]


def test_room_is_made_for_whom_it_is_the_turn() -> None:
    doors = [(household(0, walks=4), (9000.0, 0.0)), (household(1, walks=4, priority=URGENT), (9000.0, 900.0))]
    bench = Bench(plain(doors, [van(1, seats=4, max_trips=1)]))
    better = make_room(bench, one_trip(0), never)
    assert better is not None
    assert better.served == {1}
    assert make_room(bench, better, never) is None


def test_room_is_made_by_two_for_one_of_a_higher_class() -> None:
    doors = [(household(k, walks=2), (9000.0, 100.0 * k)) for k in range(2)]
    doors.append((household(2, walks=4, priority=URGENT), (9000.0, 900.0)))
    bench = Bench(plain(doors, [van(1, seats=4, max_trips=1)]))
    better = make_room(bench, one_trip(0, 1), never)
    assert better is not None
    assert better.served == {2}


def test_two_required_households_never_leave_for_one_of_a_higher_class() -> None:
    doors = [(household(k, walks=2, required=True), (9000.0, 100.0 * k)) for k in range(2)]
    doors.append((household(2, walks=4, required=True, priority=URGENT), (9000.0, 900.0)))
    assert make_room(Bench(plain(doors, [van(1, seats=4, max_trips=1)])), one_trip(0, 1), never) is None


def test_room_is_never_made_for_a_lower_class_or_fewer_people() -> None:
    doors = [(household(0, walks=4), (9000.0, 0.0)), (household(1, walks=3, days=99), (9000.0, 900.0))]
    bench = Bench(plain(doors, [van(1, seats=4, max_trips=1)]))
    assert make_room(bench, one_trip(0), never) is None


def test_a_bed_is_freed_in_another_van() -> None:
    doors = [(household(0), (9000.0, 0.0)), (household(1, priority=URGENT, stretchers=1, walks=1), (9000.0, 900.0))]
    problem = plain(doors, [van(0), van(1)], beds=Beds(ordinary=2))
    problem.may_serve[0, 1] = False
    draft = Draft((DraftDay(0, (DraftTrip((0,), 0),)), DraftDay(1)))
    better = make_room(Bench(problem), draft, never)
    assert better is not None
    assert better.served == {1}


def test_everybody_who_fits_is_added_in_turn() -> None:
    problem = row(4, seats=4, max_trips=1)
    assert in_turn(problem, Draft.empty(1)) == [3, 2, 1, 0]
    assert add_all(Bench(problem), Draft.empty(1), never).served == {2, 3}
    assert add_all(Bench(problem), Draft.empty(1), lambda: True).served == frozenset()


def test_improving_never_makes_a_draft_worse() -> None:
    bench = Bench(row(5, vans=2, seats=4))
    start = add_all(bench, Draft.empty(2), never)
    assert score_of(bench, improve(bench, start, never)) >= score_of(bench, start)


def test_a_ceiling_refuses_a_day() -> None:
    assert Bench(row(1)).is_possible(one_trip(0))
    assert not Bench(row(1, policy=Policy(max_exposure_per_trip=0.01))).is_possible(one_trip(0))
    assert not Bench(row(1)).is_possible(Draft((DraftDay(0, (DraftTrip((0,), 0),) * 4),)))


def test_days_that_take_too_long_are_refused() -> None:
    doors = [(household(0), (9000.0, 0.0))]
    assert not Bench(plain(doors, [van(1, day=Span(0, 0.5 * HOUR))])).is_possible(one_trip(0))


def test_beds_left_hold_exactly_who_still_fits() -> None:
    for ordinary, no_stairs, care in [(0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 1, 1), (0, 2, 1), (5, 0, 2), (4, 3, 0)]:
        taken, beds = BedsTaken(ordinary, no_stairs, care), Beds(ordinary=2, no_stairs=3, care=2)
        if lacking_beds([taken], beds) is not None:
            continue
        left = beds_left([taken], beds)
        for more in (BedsTaken(a, b, c) for a in range(4) for b in range(4) for c in range(3)):
            together = lacking_beds([taken, more], beds) is None
            assert (lacking_beds([more], left) is None) == together, (taken, more)


def by_hand(bench: Bench, draft: Draft, request: int) -> list[tuple[float, Draft]]:
    """Every insertion there is, each day driven: nothing is ruled out by what it costs or takes at least."""
    found = []
    for old in draft.days:
        old_s = bench.day_cost_s(old) or 0.0
        days = [
            old.with_trip(number, DraftTrip((*trip.requests[:place], request, *trip.requests[place:]), shelter))
            for number, trip in enumerate(old.trips)
            for shelter in range(bench.problem.num_shelters)
            for place in range(len(trip.requests) + 1)
        ]
        days += [
            old.with_new_trip(number, DraftTrip((request,), shelter))
            for number in range(len(old.trips) + 1)
            for shelter in range(bench.problem.num_shelters)
        ]
        for day in days:
            cost, larger = bench.day_cost_s(day), draft.with_day(day)
            if cost is not None and bench.is_possible(larger):
                found.append((cost - old_s, larger))
    return found


TIGHT: list[dict[str, Any]] = [
    {},
    {"max_exposure_per_trip": 4.0},
    {"max_exposure_per_person": 8.0},
    {"max_marginal": MarginalCeilings(urgent=16.0, first=12.0, planned=9.0)},
]


@pytest.mark.parametrize("ceilings", TIGHT, ids=["none", "trip", "person", "added"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_ruled_out_unseen_is_never_possible_and_never_cheapest(seed: int, ceilings: dict[str, Any]) -> None:
    """Bounds on cost, hours and ceilings leave out days without driving them; by hand, every day is driven."""
    problem = scattered(12, 2, seed=seed)
    opens = np.random.default_rng(seed).uniform(0, 6 * HOUR, 12).round().tolist()
    doors = tuple(
        replace(door, window=Span(early, early + 2 * HOUR)) if row % 2 else door
        for row, (door, early) in enumerate(zip(problem.doors, opens, strict=True))
    )
    problem = replace(problem, doors=doors, policy=replace(problem.policy, **ceilings))
    bench, plainly = Bench(problem), Bench(problem)
    draft, ruled_out = Draft.empty(2), 0
    for request in np.random.default_rng(seed).permutation(12).tolist():
        every = by_hand(plainly, draft, request)
        assert {one.draft for one in bench.insertions(draft, request)} == {larger for _, larger in every}
        costs = sorted(more_s for more_s, _ in every)
        found = bench.best_insertions(draft, request, 3)
        assert [one.more_s for one in found] == pytest.approx(costs[:3])
        ruled_out += len(every) == 0
        if found:
            assert bench.stays_possible(found[0].draft, draft)
            draft = found[0].draft
    assert len(draft.served) > 2
    assert not ceilings or ruled_out, "the ceiling binds, or the test shows nothing"

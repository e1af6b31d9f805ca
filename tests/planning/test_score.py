from __future__ import annotations

from openevac.domain.requests import EvacuationRequest, Priority
from openevac.planning.score import Score, score, turn
from tests.planning.plain import NOW, household

URGENT, FIRST = Priority.URGENT, Priority.FIRST


def of(*served: EvacuationRequest, cost: float = 0.0) -> Score:
    days = [request.waiting_days(NOW) for request in served]
    return score(served, days, frozenset(range(len(served))), cost)


def test_required_comes_before_everything() -> None:
    assert of(household(1, required=True)) > of(household(2, priority=URGENT, walks=8))


def test_one_urgent_person_comes_before_eight_planned() -> None:
    assert of(household(1, priority=URGENT, walks=1)) > of(household(2, priority=FIRST, walks=8))


def test_more_people_of_a_class_come_before_longer_waiting() -> None:
    assert of(household(1, walks=3, days=1)) > of(household(2, walks=2, days=30))


def test_longest_waiting_comes_first_among_as_many_people() -> None:
    assert of(household(1, days=9)) > of(household(2, days=8))
    assert of(household(1, days=9), household(2, days=1)) > of(household(3, days=8), household(4, days=8))
    assert of(household(1, days=8.9)) == of(household(2, days=8.1))


def test_danger_and_time_decide_last() -> None:
    assert of(household(1), cost=10.0) > of(household(2), cost=11.0)
    assert of(household(1, days=2), cost=1e9) > of(household(2, days=1), cost=0.0)


def test_only_those_served_count() -> None:
    pair = (household(1), household(2, walks=5))
    assert score(pair, (1.0, 1.0), frozenset({0}), 0.0) == of(pair[0])


def test_turns_are_required_class_waiting_id() -> None:
    planned = Priority.PLANNED
    rows = [
        (1, 1, FIRST, False),
        (2, 5, FIRST, False),
        (3, 0, URGENT, False),
        (4, 0, planned, True),
        (0, 5, FIRST, False),
    ]
    requests = [household(k, days=days, priority=of_class, required=must) for k, days, of_class, must in rows]
    ordered = sorted(requests, key=lambda request: turn(request, request.waiting_days(NOW)))
    assert [request.id for request in ordered] == ["R-4", "R-3", "R-0", "R-2", "R-1"]


def test_on_one_day_who_asked_first_comes_first_whatever_their_codes_are() -> None:
    earlier, later = household(9, days=3.4), household(1, days=3.2)
    in_turn = sorted((later, earlier), key=lambda request: turn(request, request.waiting_days(NOW)))
    assert [request.id for request in in_turn] == ["R-9", "R-1"]

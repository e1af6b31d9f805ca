"""Each peer's model gives an answer that our referee accepts; ours on their footing is what `plan` gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec

import pytest

from benchmarks.peers import days, ortools_routing, ours, vroom
from benchmarks.peers.compare import Compared, ahead_of_all, cell, compare, markdown, verdict
from benchmarks.peers.given import Given, by_time_alone, joined, with_danger
from benchmarks.peers.judged import Judged, faults_in, judge, judge_settled
from benchmarks.peers.operations import OPERATIONS, World, make_operation
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.plan import ground_for, plan, prepared_on
from openevac.planning.prepare import Prepared
from openevac.planning.score import ClassScore, Score
from openevac.rules.spans import Span
from tests.planning.town import region_of
from tests.worlds import small_town

SOLVERS = {"vroom": vroom.solve, "ortools": ortools_routing.solve}


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    world = small_town()
    ground = ground_for(region_of(world), world.situation, world.operation, world.now)
    return prepared_on(ground, world.operation, world.now)


@pytest.mark.parametrize("package", list(SOLVERS))
@pytest.mark.parametrize("prepare_for", [with_danger, by_time_alone])
def test_every_peer_brings_the_small_town_out(
    prepared: Prepared, package: str, prepare_for: Callable[[Prepared], Given]
) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed; `make bench` installs it")
    given = prepare_for(prepared)
    draft = SOLVERS[package](given, 1.0)
    judged = judge(given, draft)
    assert judged.answered == len(draft.served) > 0
    assert judged.faults == 0
    assert judged.answered - judged.trimmed == given.problem.num_requests


@pytest.mark.parametrize("package", list(SOLVERS))
def test_no_peer_sends_a_van_to_whom_it_cannot_fetch(prepared: Prepared, package: str) -> None:
    if find_spec(package) is None:
        pytest.skip(f"{package} is not installed; `make bench` installs it")
    problem = prepared.problem
    barred = problem.may_serve.copy()
    barred[0, 0] = barred[:, 1] = False
    given = with_danger(replace(prepared, problem=replace(problem, may_serve=barred)))
    draft = SOLVERS[package](given, 1.0)
    assert 1 not in draft.served
    assert 0 not in draft.days[0].requests
    assert draft.served


def test_ours_on_their_footing_is_what_the_one_door_gives(prepared: Prepared) -> None:
    world = small_town()
    made = plan(region_of(world), world.situation, world.operation, now=world.now, seed=3, iterations=160)
    settled = ours.solve(with_danger(prepared), seed=3, budget_s=None, iterations=160)
    assert settled.missions == made.missions


def test_what_breaks_a_rule_is_trimmed_and_counted(prepared: Prepared) -> None:
    given = with_danger(prepared)
    everybody = tuple(range(given.problem.num_requests))
    crammed = Draft.empty(given.problem.num_vehicles).with_day(DraftDay(0, (DraftTrip(everybody, 0),)))
    judged = judge(given, crammed)
    assert judged.answered == len(everybody)
    assert 0 < judged.trimmed < len(everybody)
    assert judged.faults == 0


def test_a_fault_of_ours_is_counted_not_mended(prepared: Prepared) -> None:
    given = with_danger(prepared)
    settled = ours.solve(given, seed=1, budget_s=None, iterations=160)
    late = replace(settled.missions[0], exposure=settled.missions[0].exposure + 1.0)
    wrong = replace(settled, missions=(late, *settled.missions[1:]))
    assert not faults_in(given, settled.missions)
    assert judge_settled(given, settled).faults == 0
    assert judge_settled(given, wrong).faults > 0


def test_ways_by_time_alone_are_no_slower_and_no_less_exposed(prepared: Prepared) -> None:
    fair, practice = with_danger(prepared).problem, by_time_alone(prepared).problem
    known = fair.drive_s < 1e9
    assert (practice.drive_s[known] <= fair.drive_s[known] + 1.0).all()
    assert (practice.exposure[known] >= fair.exposure[known] - 1e-3).all()
    assert not by_time_alone(prepared).arc_cost.any()


def test_windows_that_touch_become_one() -> None:
    assert list(joined([Span(5, 9), Span(0, 2), Span(2, 4), Span(8, 12)])) == [Span(0, 4), Span(5, 12)]
    assert list(joined([])) == []


def _judged(required: int, people: tuple[int, int, int], cost_s: float) -> Judged:
    score = Score(required, tuple(ClassScore(count, ()) for count in people), -cost_s)
    return Judged(score, sum(people), 0, 0)


def test_answers_are_compared_part_by_part() -> None:
    plain = _judged(1, (4, 3, 2), 3600.0)
    assert compare(plain, _judged(0, (9, 9, 9), 1.0)) == (1, "required")
    assert compare(plain, _judged(1, (4, 4, 0), 1.0)) == (-1, "people")
    assert compare(plain, _judged(1, (4, 3, 2), 3000.0)) == (-1, "cost")
    assert compare(plain, _judged(1, (4, 3, 2), 3600.0 + 1e-9)) == (0, "")


def test_the_table_says_who_is_ahead_and_why_not() -> None:
    low, high = _judged(1, (4, 3, 1), 3600.0), _judged(1, (4, 3, 2), 3600.0)
    better, absent = _judged(1, (4, 4, 0), 9000.0), None
    first = Compared("ahead", 10, 1.0, (high, low, high), {"A": low, "B": absent})
    second = Compared("behind", 10, 1.0, (high,), {"A": better, "B": high})
    assert first.typical is high
    assert verdict(first) == "ahead of all"
    assert verdict(second) == "behind A in people; level with B"
    assert (first.winner, second.winner) == ("ours", "A")
    assert ahead_of_all([first, second]) == (1, 2)
    assert not Compared("alone", 10, 1.0, (high,), {"A": absent}).is_ours_ahead
    assert cell(better) == "1 · 4/4/0 · 2.5 h"
    assert "| behind | 1 · 4/3/2 · 1.0 h | 1 · 4/4/0 · 2.5 h |" in markdown([second])
    assert "not measured" in markdown([first])


def test_ten_operations_differ_from_each_other() -> None:
    world = small_town()
    ground = World(region_of(world), world.situation)
    assert len({one.name for one in OPERATIONS}) == len(OPERATIONS) == 10
    for one in OPERATIONS:
        if one.name in {"one far town", "high danger"}:
            continue  # these choose crossings of a region larger than twelve
        small = make_operation(ground, one, 4)
        assert small.name == f"{one.name}, 4 requests"
        assert small.policy.max_exposure_per_trip is not None
        assert small == make_operation(ground, one, 4)


def test_a_peer_that_is_not_installed_is_said_and_nothing_breaks(monkeypatch: pytest.MonkeyPatch) -> None:
    world = small_town()
    monkeypatch.setattr(days, "find_spec", lambda _package: None)
    found = days.compare_on(World(region_of(world), world.situation), "few seats", days.Round(4, 0.2))
    assert found.peers == {"VROOM": None, "VROOM by time": None, "OR-Tools": None, "OR-Tools by time": None}
    assert not found.is_ours_ahead
    assert found.ours[0].faults == 0

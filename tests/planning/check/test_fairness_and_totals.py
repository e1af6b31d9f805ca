"""The table of fairness and the totals of plans that leave somebody behind."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openevac.planning.check.fairness import GROUPS, head_count, lying_wait_too_long
from openevac.planning.check.faults import FaultCode
from tests.planning.check.edits import codes, faults
from tests.planning.check.plan_builder import Order, PlanBuilder, small_day
from tests.worlds import World, at


def test_lying_people_left_behind_are_said_to_wait_too_long(builder: PlanBuilder, town: World) -> None:
    """A-2 lies and has waited 6 days; the others 2, 3 and 9, so the median is 4.5 and half as much again 6.75."""
    plan = builder.plan(small_day()[1:])
    assert faults(plan, town) == ()
    assert not plan.fairness.lying_wait_too_long
    later = town.now.replace(day=town.now.day - 1)
    world = town.with_record("requests", "C-1", received_at=later)  # waits 1 day, so the median is 2.5
    plan = PlanBuilder(world).plan(small_day()[1:])
    assert plan.fairness.lying_wait_too_long
    assert faults(plan, world) == ()
    quiet = replace(plan, fairness=replace(plan.fairness, lying_wait_too_long=False))
    found = faults(quiet, world)
    assert [fault.code for fault in found] == [FaultCode.FAIRNESS]
    assert "whether lying people wait too long" in found[0].in_english()


def test_lying_people_taken_do_not_wait(town: World) -> None:
    assert not lying_wait_too_long(town.operation, set(), town.now)


@pytest.mark.parametrize(
    ("group", "counts"),
    [
        ("walks", {"A-1": 2, "A-2": 1, "B-1": 0, "C-1": 4}),
        ("walks_with_help", {"A-1": 0, "A-2": 0, "B-1": 1, "C-1": 0}),
        ("wheelchair", {"A-1": 0, "A-2": 0, "B-1": 1, "C-1": 0}),
        ("lying", {"A-1": 0, "A-2": 1, "B-1": 0, "C-1": 0}),
        ("alone", {"A-1": 0, "A-2": 0, "B-1": 0, "C-1": 0}),
        ("pets", {"A-1": 2, "A-2": 0, "B-1": 0, "C-1": 0}),
    ],
)
def test_who_counts_in_a_group(town: World, group: str, counts: dict[str, int]) -> None:
    assert {request.id: head_count(group, request) for request in town.operation.requests} == counts
    assert group in GROUPS


def test_one_person_counts_as_alone(town: World) -> None:
    world = town.with_needs("A-1", walks=1, pets=0)
    assert head_count("alone", world.operation.request("A-1")) == 1
    assert head_count("pets", world.operation.request("A-1")) == 0


def test_groups_of_which_nobody_asked_may_be_left_out(builder: PlanBuilder, town: World) -> None:
    plan = builder.plan(small_day())
    rows = tuple(row for row in plan.fairness.rows if row.group != "alone")
    assert faults(replace(plan, fairness=replace(plan.fairness, rows=rows)), town) == ()


def test_required_requests_are_counted_also_when_they_are_left(town: World) -> None:
    order = Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1",)),))
    plan = PlanBuilder(town).plan((order,))
    assert (plan.totals.required_served, plan.totals.required_asked) == (0, 1)
    assert faults(plan, town) == ()
    assert codes(replace(plan, totals=replace(plan.totals, required_served=1)), town) == {FaultCode.TOTALS}

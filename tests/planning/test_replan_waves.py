"""A day on which a van goes out twice, planned again: before it leaves, under way, at home between, and out again.

The plan in force, by UTC: van-1 leaves at 4:00, fetches A-1 (4:11 to 4:16) and is home at 4:47; it leaves again at
9:50, fetches A-2 (10:00 to 10:16) and is home at 10:44.
Windows are 3 to 5, 5 to 9 and 9 to 12; crews rest for 45 minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import pytest

from openevac.domain.missions import Mission, Plan
from openevac.domain.replanning import DayEvents, Delay, Refusal, VanLost, VanSeen
from openevac.domain.unserved import Limit
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.replan import Replanned, replan
from tests.planning.test_waves import morning_and_noon
from tests.planning.town import plan_of, region_of, served
from tests.worlds import World, at, small_town

MINUTE = timedelta(minutes=1)
REST = timedelta(minutes=45)


@pytest.fixture(scope="module", autouse=True)
def let_go() -> Iterator[None]:
    """Forget every plan at the end."""
    yield
    made_of.cache_clear()


def two_vans() -> World:
    """The same day with a second van that stays at its depot in the plan."""
    return morning_and_noon().with_operation(vehicles=small_town().operation.vehicles)


@lru_cache(maxsize=4)
def made_of() -> Plan:
    return plan_of(morning_and_noon())


def again(
    events: DayEvents, now: datetime, world: World | None = None, made: Plan | None = None, *, first: bool = False
) -> Replanned:
    """Plan the day again; `first`: the first plan, before anybody is put in elsewhere."""
    world, made = world or morning_and_noon(), made or made_of()
    firsts: list[Replanned] = []
    found = replan(
        region_of(world), world.situation, world.operation, made, events, now=now, seed=1, hand_out=firsts.append
    )
    for one in (*firsts, found):
        assert faults_of(one, world) == set()
        told = {promise.request: promise for promise in one.promises}
        over = {name for van in one.today.vans.values() for name in van.delivered}
        brought = served(one.plan) | {name for mission in one.plan.missions for name in mission.aboard}
        for name in served(made) - over:
            assert told[name].is_kept == (name in brought)
            assert name in brought or told[name].reason is not None
    return firsts[0] if first else found


def faults_of(found: Replanned, world: World, plan: Plan | None = None) -> set[FaultCode]:
    faults = check_plan(
        plan or found.plan,
        world.graph,
        world.fingerprint,
        found.today.situation,
        found.today.operation,
        border=world.border,
        places=world.places,
        out=found.today.out,
    )
    return {fault.code for fault in faults}


def drives(found: Replanned) -> list[tuple[str, list[str]]]:
    return [
        (mission.drive, [stop.request for trip in mission.trips for stop in trip.stops])
        for mission in found.plan.missions
    ]


def said(found: Replanned) -> list[str]:
    return [change.remark.in_english() for change in found.changes]


class TestWhenNothingHappens:
    def test_before_the_first_drive_the_plan_stays_the_same(self) -> None:
        found = again(DayEvents(), at(2.5))
        assert found.plan.missions == made_of().missions
        assert found.plan.waves == made_of().waves
        assert found.changes == ()

    def test_under_way_the_drive_goes_on_and_the_later_one_stays_as_promised(self) -> None:
        first, second = made_of().missions
        found = again(DayEvents(), first.departs_at + 5 * MINUTE)
        going, later = found.plan.missions
        assert (going.drive, going.returns_at) == ("van-1", first.returns_at)
        assert going.underway is not None
        assert going.underway.out_s == 300.0
        assert later == second
        assert found.changes == ()

    def test_who_is_aboard_is_brought_in_before_the_van_goes_out_again(self) -> None:
        first, second = made_of().missions
        found = again(DayEvents(), first.trips[0].stops[0].departs_at + MINUTE)
        going, later = found.plan.missions
        assert (going.aboard, going.returns_at, later) == (("A-1",), first.returns_at, second)

    def test_at_home_the_first_drive_counts_in_trips_duty_and_exposure(self) -> None:
        first, second = made_of().missions
        found = again(DayEvents(), first.returns_at + 10 * MINUTE)
        (left,) = found.plan.missions
        assert left.underway is not None
        assert (left.drive, left.departs_at, left.returns_at) == ("van-1/3", second.departs_at, second.returns_at)
        assert left.underway.home_since == first.returns_at
        assert left.underway.since == first.returns_at + REST
        assert left.underway.trips_done == len(first.trips)
        assert left.underway.out_s == (first.returns_at - first.departs_at).total_seconds()
        assert left.underway.exposure == pytest.approx(first.exposure)
        assert found.today.vans["van-1"].delivered == {"A-1": "school"}
        assert found.changes == ()

    def test_on_the_second_drive_both_count(self) -> None:
        first, second = made_of().missions
        found = again(DayEvents(), second.departs_at + 3 * MINUTE)
        (left,) = found.plan.missions
        assert left.underway is not None
        assert (left.drive, left.returns_at) == ("van-1/3", second.returns_at)
        assert left.underway.out_s == (first.returns_at - first.departs_at).total_seconds() + 180.0
        assert left.underway.exposure > first.exposure
        assert left.underway.trips_done == len(first.trips)

    def test_a_plan_made_between_two_drives_can_be_planned_again(self) -> None:
        first, second = made_of().missions
        between = again(DayEvents(), first.returns_at + 10 * MINUTE)
        waiting = again(DayEvents(), first.returns_at + 20 * MINUTE, made=between.plan)
        assert waiting.plan.missions == between.plan.missions
        out = again(DayEvents(), second.departs_at + 3 * MINUTE, made=waiting.plan)
        straight = again(DayEvents(), second.departs_at + 3 * MINUTE)
        assert out.today.out == straight.today.out
        assert out.plan.missions == straight.plan.missions


class TestLate:
    def test_a_drive_that_comes_home_late_still_leaves_time_to_rest(self) -> None:
        first, _ = made_of().missions
        found = again(late(270), first.trips[0].stops[0].departs_at + MINUTE)
        going, later = found.plan.missions
        assert later.departs_at - going.returns_at >= REST
        assert later.departs_at > made_of().missions[1].departs_at
        assert all(one.is_kept for one in found.promises)
        assert f"Leaves the depot at {later.departs_at.isoformat()}." in said(found)

    def test_where_no_time_to_rest_is_left_the_later_promise_is_broken_and_says_why(self) -> None:
        first, _ = made_of().missions
        found = again(late(390), first.trips[0].stops[0].departs_at + MINUTE, first=True)
        (broken,) = found.broken
        assert (broken.request, broken.limit) == ("A-2", Limit.CREW_HOURS)
        assert broken.reason is not None
        assert "The crew is back and rested at" in broken.reason.in_english()
        assert [mission.aboard for mission in found.plan.missions] == [("A-1",)]

    def test_what_the_later_drive_cannot_fetch_the_late_one_fetches_on_its_way(self) -> None:
        first, _ = made_of().missions
        found = again(late(390), first.trips[0].stops[0].departs_at + MINUTE)
        assert all(one.is_kept for one in found.promises)
        assert drives(found) == [("van-1", ["A-2"])]

    def test_another_van_takes_over_what_the_late_one_cannot_fetch(self) -> None:
        first, _ = made_of().missions
        found = again(late(480), first.trips[0].stops[0].departs_at + MINUTE, two_vans())
        assert {one.request: one.kept_by for one in found.promises} == {"A-1": "van-1", "A-2": "van-2"}

    def test_a_late_van_at_home_leaves_later_in_its_window_or_not_at_all(self) -> None:
        first, second = made_of().missions
        found = again(late(60), first.returns_at + 5 * MINUTE)
        assert [one.departs_at for one in found.plan.missions] == [second.departs_at + 60 * MINUTE]
        never = again(late(90), first.returns_at + 5 * MINUTE)
        assert never.plan.missions == ()
        assert [one.request for one in never.broken] == ["A-2"]

    def test_too_late_for_the_first_drive_the_van_still_leaves_for_the_second(self) -> None:
        found = again(late(90), at(3.5))
        assert drives(found) == [("van-1/3", ["A-2"])]
        assert [one.request for one in found.broken] == ["A-1"]


class TestOtherEvents:
    def test_a_refusal_before_the_first_drive_leaves_the_second_alone(self) -> None:
        found = again(DayEvents(refused=(Refusal(request="A-1", at=at(3)),)), at(3))
        assert drives(found) == [("van-1/3", ["A-2"])]
        assert found.plan.missions[0].departs_at == made_of().missions[1].departs_at

    def test_a_refusal_under_way_sends_the_van_home_and_out_again_later(self) -> None:
        first, second = made_of().missions
        now = first.departs_at + 5 * MINUTE
        found = again(DayEvents(refused=(Refusal(request="A-1", at=now),)), now)
        assert drives(found) == [("van-1", []), ("van-1/3", ["A-2"])]
        assert found.plan.missions[0].returns_at < first.returns_at
        assert found.plan.missions[1].departs_at == second.departs_at

    def test_a_van_lost_on_its_first_drive_breaks_the_promise_of_the_second(self) -> None:
        first, _ = made_of().missions
        now = first.departs_at + 5 * MINUTE
        found = again(DayEvents(lost=(VanLost(vehicle="van-1", at=now),)), now, two_vans())
        assert {one.request: one.kept_by for one in found.promises} == {"A-1": "van-2", "A-2": "van-2"}

    def test_people_say_that_the_first_drive_is_not_done(self) -> None:
        first, _ = made_of().missions
        seen = VanSeen(vehicle="van-1", seen_at=first.returns_at + MINUTE, done=("A-1",), aboard=("A-1",))
        found = again(DayEvents(vans=(seen,)), first.returns_at + MINUTE)
        assert found.plan.missions[0].aboard == ("A-1",)
        assert [one.request for one in found.promises if one.aboard] == ["A-1"]

    def test_people_say_that_the_second_door_is_done_already(self) -> None:
        _, second = made_of().missions
        seen = VanSeen(vehicle="van-1", seen_at=second.departs_at, done=("A-1", "A-2"))
        found = again(DayEvents(vans=(seen,)), second.departs_at + MINUTE)
        (left,) = found.plan.missions
        assert (left.aboard, left.drive) == (("A-2",), "van-1/3")


class TestLimitsOfTheDay:
    def test_trips_duty_and_ceiling_count_what_is_behind(self) -> None:
        first, second = made_of().missions
        now = first.returns_at + 10 * MINUTE
        duty_s = sum((one.returns_at - one.departs_at).total_seconds() for one in (first, second))
        exposure = first.exposure + second.exposure
        world = morning_and_noon()
        assert not again(DayEvents(), now, world.with_policy(max_duty_s=duty_s + 1)).broken
        for tight, limit in (
            (world.with_policy(max_duty_s=duty_s - 60), Limit.CREW_HOURS),
            (world.with_policy(max_exposure_per_person=exposure * 0.99), Limit.CEILING_PERSON),
            (world.with_record("vehicles", "van-1", max_trips=1), Limit.FLEET_FULL),
        ):
            (broken,) = again(DayEvents(), now, tight, first=True).broken
            assert (broken.request, broken.limit) == ("A-2", limit)

    def test_the_referee_sees_what_is_behind_by_itself(self) -> None:
        first, second = made_of().missions
        found = again(DayEvents(), first.returns_at + 10 * MINUTE)
        (left,) = found.plan.missions
        assert left.underway is not None
        duty_s = sum((one.returns_at - one.departs_at).total_seconds() for one in (first, second))
        gap_s = (second.departs_at - first.returns_at).total_seconds()
        cases: tuple[tuple[dict[str, Any], set[FaultCode]], ...] = (
            ({"max_duty_s": duty_s + 1}, set()),
            ({"max_duty_s": duty_s - 5}, {FaultCode.DUTY}),
            ({"rest_s": gap_s}, set()),
            ({"rest_s": gap_s + 5}, {FaultCode.REST}),
            ({"departure_late": second.departs_at - MINUTE}, {FaultCode.DEPARTURE_WINDOW}),
        )
        for changes, expected in cases:
            policy = replace(found.today.operation.policy, **changes)
            today = replace(found.today, operation=replace(found.today.operation, policy=policy))
            assert faults_of(replace(found, today=today), morning_and_noon()) == expected

    @pytest.mark.parametrize("changes", [{"out_s": 0.0}, {"home_since": None}, {"home_since": at(4)}, {"wave": 2}])
    def test_the_referee_sees_another_day_behind_a_van_than_it_has(self, changes: dict[str, Any]) -> None:
        found = again(DayEvents(), made_of().missions[0].returns_at + 10 * MINUTE)
        (left,) = found.plan.missions
        assert left.underway is not None
        wrong = with_mission(found.plan, 0, underway=replace(left.underway, **changes))
        assert FaultCode.UNDERWAY_DIFFERS in faults_of(found, morning_and_noon(), wrong)

    def test_the_referee_sees_a_later_drive_that_does_not_begin_at_the_depot_or_too_soon(self) -> None:
        found = again(DayEvents(), made_of().missions[0].departs_at + 5 * MINUTE)
        going, later = found.plan.missions
        twice = with_mission(found.plan, 1, underway=going.underway)
        assert FaultCode.UNDERWAY_DIFFERS in faults_of(found, morning_and_noon(), twice)
        same_window = with_mission(found.plan, 0, wave=later.wave)
        assert {FaultCode.VEHICLE_TWICE, FaultCode.WAVE} <= faults_of(found, morning_and_noon(), same_window)
        world = morning_and_noon()
        policy = replace(found.today.operation.policy, rest_s=8 * 3600.0)
        today = replace(found.today, operation=replace(found.today.operation, policy=policy))
        assert faults_of(replace(found, today=today), world) == {FaultCode.REST}


def with_mission(plan: Plan, number: int, **changes: Any) -> Plan:
    missions: list[Mission] = list(plan.missions)
    missions[number] = replace(missions[number], **changes)
    return replace(plan, missions=tuple(missions))


def late(minutes: float) -> DayEvents:
    return DayEvents(delays=(Delay(vehicle="van-1", minutes=minutes),))

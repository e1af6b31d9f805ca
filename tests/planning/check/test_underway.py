"""Missions under way: a true one passes, and each thing that is not true of where a van is has a fault of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache

import pytest

from openevac.domain.missions import Mission, Plan, Stranded, Underway
from openevac.domain.operation import Policy
from openevac.domain.remarks import Remark
from openevac.domain.replanning import DayEvents, Delay, Refusal, VanLost
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.referee import check_plan
from openevac.planning.replan import Replanned, replan
from tests.planning.check.edits import on_mission, on_plan, on_trip
from tests.planning.town import plan_of, region_of
from tests.worlds import World, at, small_town

MINUTE = timedelta(minutes=1)
NOW = at(8) + 22 * MINUTE


@lru_cache(maxsize=1)
def under_way() -> tuple[World, Replanned]:
    """van-1 has handed B-1 over, has A-2 aboard and is on the road to A-1; van-2 is back at its depot."""
    world = small_town()
    found = replan(region_of(world), world.situation, world.operation, plan_of(world), DayEvents(), now=NOW, seed=1)
    return world, found


def codes(plan: Plan, out: dict[str, Underway] | None = None, policy: Policy | None = None) -> set[FaultCode]:
    world, found = under_way()
    operation = found.today.operation if policy is None else replace(found.today.operation, policy=policy)
    faults = check_plan(
        plan,
        world.graph,
        world.fingerprint,
        found.today.situation,
        operation,
        border=world.border,
        places=world.places,
        out=found.today.out if out is None else out,
    )
    return {fault.code for fault in faults}


def the_plan() -> Plan:
    return under_way()[1].plan


def start(**changes: object) -> Callable[[Plan], Plan]:
    """Change what the plan says about where van-1 is."""

    def changed(plan: Plan) -> Plan:
        underway = plan.missions[0].underway
        assert underway is not None
        return on_mission(0, underway=replace(underway, **changes))(plan)  # type: ignore[arg-type]

    return changed


def elsewhere(plan: Plan) -> Plan:
    underway = plan.missions[0].underway
    assert underway is not None
    return start(at=replace(underway.at, fraction=underway.at.fraction / 2))(plan)


def stranded(plan: Plan, reason: str = "no way") -> Stranded:
    underway = plan.missions[0].underway
    assert underway is not None
    return Stranded(vehicle="van-1", underway=underway, reason=Remark(text=reason))


def test_the_true_plan_passes() -> None:
    mission = the_plan().missions[0]
    assert (mission.vehicle, mission.aboard, mission.trips[0].starts_from) == ("van-1", ("A-2",), "on_the_way")
    assert codes(the_plan()) == set()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (elsewhere, FaultCode.UNDERWAY_DIFFERS),
        (start(place="base"), FaultCode.UNDERWAY_DIFFERS),
        (start(since=NOW + 3 * MINUTE), FaultCode.UNDERWAY_DIFFERS),
        (start(aboard=()), FaultCode.UNDERWAY_DIFFERS),
        (start(trips_done=0), FaultCode.UNDERWAY_DIFFERS),
        (start(exposure=0.0), FaultCode.UNDERWAY_DIFFERS),
        (on_mission(0, underway=None), FaultCode.UNDERWAY_DIFFERS),
        (on_plan(missions=()), FaultCode.UNDERWAY_MISSING),
        (on_mission(0, trips=()), FaultCode.NOT_BROUGHT_IN),
        (start(aboard=("A-2", "A-1")), FaultCode.REQUEST_TWICE),
        (start(aboard=("A-2", "Z-9")), FaultCode.UNKNOWN_REQUEST),
        (on_trip(0, 0, starts_from="base"), FaultCode.WRONG_START),
        (start(since=NOW - 3 * MINUTE), FaultCode.CLOCK),
        (on_mission(0, departs_at=NOW - MINUTE), FaultCode.BEFORE_THE_PLAN),
        (start(trips_done=3), FaultCode.TOO_MANY_TRIPS),
    ],
)
def test_what_is_not_true_is_a_fault(change: Callable[[Plan], Plan], expected: FaultCode) -> None:
    assert expected in codes(change(the_plan()))


def test_a_van_nobody_told_of_is_not_believed() -> None:
    assert FaultCode.UNDERWAY_UNKNOWN in codes(the_plan(), out={})


def test_a_stranded_van_has_no_mission_and_a_reason() -> None:
    plan = the_plan()
    both = replace(plan, stranded=(stranded(plan),))
    assert FaultCode.STRANDED in codes(both)
    without = replace(plan, missions=(), stranded=(stranded(plan, reason=" "),))
    assert FaultCode.STRANDED in codes(without)
    told = replace(plan, missions=(), stranded=(stranded(plan),))
    assert FaultCode.STRANDED not in codes(told)
    assert FaultCode.UNDERWAY_MISSING not in codes(told)
    # Who sits in it is not served: the plan has to list them.
    assert FaultCode.REQUEST_MISSING in codes(told)


def test_a_van_at_its_depot_with_nobody_may_stay_there() -> None:
    assert under_way()[1].today.out["van-2"].place == "base"
    assert "van-2" not in {mission.vehicle for mission in the_plan().missions}


def test_loads_people_and_exposures_count_who_is_aboard() -> None:
    plan = the_plan()
    trip = plan.missions[0].trips[0]
    assert trip.legs[0].people_aboard == 2 + 2
    assert trip.stops[0].aboard.people == 2 + 2
    empty = replace(trip.stops[0], aboard=replace(trip.stops[0].aboard, people=2))
    assert FaultCode.LOAD_STATED in codes(on_trip(0, 0, stops=(empty,))(plan))
    fewer = replace(trip.legs[0], people_aboard=2)
    assert FaultCode.PEOPLE_STATED in codes(on_trip(0, 0, legs=(fewer, *trip.legs[1:]))(plan))


def test_a_ceiling_counts_what_the_crew_has_gathered_before() -> None:
    mission = the_plan().missions[0]
    assert mission.underway is not None
    policy = under_way()[1].today.operation.policy
    above = replace(policy, max_exposure_per_person=mission.exposure + mission.underway.exposure + 0.001)
    below = replace(policy, max_exposure_per_person=mission.exposure + 0.5 * mission.underway.exposure)
    assert FaultCode.CEILING_PERSON not in codes(the_plan(), policy=above)
    assert FaultCode.CEILING_PERSON in codes(the_plan(), policy=below)


@lru_cache(maxsize=1)
def late() -> tuple[World, Replanned]:
    """A van that stood so long that its crew's hours are over when it goes on."""
    world = small_town()
    events = DayEvents(delays=(Delay(vehicle="van-1", minutes=360),), lost=(VanLost(vehicle="van-2", at=NOW),))
    return world, replan(region_of(world), world.situation, world.operation, plan_of(world), events, now=NOW, seed=1)


def test_who_only_brings_people_in_is_held_by_no_hours_and_no_ceiling() -> None:
    world, found = late()
    (mission,) = found.plan.missions
    assert mission.returns_at > world.operation.crews[0].tw_late
    tight = replace(found.today.operation, policy=replace(found.today.operation.policy, max_exposure_per_person=0.0))
    faults = check_plan(
        found.plan,
        world.graph,
        world.fingerprint,
        found.today.situation,
        tight,
        border=world.border,
        places=world.places,
        out=found.today.out,
    )
    assert not mission.fetches
    assert faults == ()


def test_a_mission_of_a_van_with_nobody_is_its_way_home() -> None:
    world = small_town()
    made = plan_of(world)
    now = at(7) + 2 * MINUTE
    names = [stop.request for trip in made.missions[0].trips for stop in trip.stops]
    refused = DayEvents(refused=tuple(Refusal(request=name, at=at(7)) for name in names))
    gone = replan(region_of(world), world.situation, world.operation, made, refused, now=now, seed=1)
    homes: list[Mission] = [mission for mission in gone.plan.missions if not mission.trips]
    assert [mission.vehicle for mission in homes] == ["van-1"]
    assert homes[0].way_home.departs_at == now

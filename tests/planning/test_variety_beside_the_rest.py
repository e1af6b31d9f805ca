"""Variety beside walks, waves, things and parcels: a minute or a way changes, nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan, Stop
from openevac.domain.needs import Needs
from openevac.domain.operation import Dial
from openevac.domain.requests import Priority
from openevac.planning.check.faults import FaultCode
from openevac.planning.routine import past_of
from tests.planning.meeting_worlds import only, stop_of, under_fire
from tests.planning.test_things_beside_walks_and_waves import FRIDGE, drives, morning_and_noon
from tests.planning.test_variety import STUCK
from tests.planning.town import faults, region_of
from tests.planning.two_roads import NORTH, ROADS, SOUTH, a_day_ago, driven, planned, two_roads, with_danger
from tests.worlds import World, at

REFUSED = "The referee did not accept other ways or another minute for {vehicles}: they drive as without variety."


def again(world: World, *, seed: int = 1) -> Plan:
    """Plan a world whose plan was driven yesterday; the referee accepts it with a field of its own."""
    return planned(world, a_day_ago(past_of(planned(world), region_of(world))), seed=seed)


def stops(made: Plan) -> Iterator[Stop]:
    return (stop for mission in made.missions for trip in mission.trips for stop in trip.stops)


def gap_s(first: Mission, then: Mission) -> float:
    return (then.departs_at - first.returns_at).total_seconds()


def test_people_on_foot_leave_home_with_the_vans_new_minute() -> None:
    world = only(under_fire(), "A-1")
    before, after = stop_of(planned(world), "A-1"), stop_of(again(world), "A-1")
    assert before.walk is not None
    assert after.walk is not None
    assert after.meeting_point == before.meeting_point == "corner"
    moved = after.arrives_at - before.arrives_at
    assert timedelta(0) < abs(moved) <= timedelta(minutes=30)
    assert after.walk.leaves_at - before.walk.leaves_at == moved


@pytest.mark.parametrize("seed", range(4))
def test_nobody_leaves_home_before_their_own_hours_for_another_minute(seed: int) -> None:
    """They may leave home nine minutes before the walk to the usual van begins, or in the minute of it."""
    usual = stop_of(planned(only(under_fire(), "A-1")), "A-1")
    assert usual.walk is not None
    for slack_min in (0, 9):
        early = usual.walk.leaves_at - timedelta(minutes=slack_min)
        world = only(under_fire(), "A-1").with_record(
            "requests", "A-1", tw_early=early, tw_late=usual.starts_at + timedelta(minutes=9)
        )
        walk = stop_of(again(world, seed=seed), "A-1").walk
        assert walk is not None
        assert early <= walk.leaves_at <= usual.walk.leaves_at + timedelta(minutes=9)


@pytest.mark.parametrize("seed", range(4))
def test_both_waves_move_and_the_rest_between_them_stays(seed: int) -> None:
    """The van is home seven minutes before it must be, to leave for noon at nine and rested."""
    world = morning_and_noon(4.75)
    before, after = planned(world), again(world, seed=seed)
    assert drives(after) == drives(before) == [(1, {"A-1"}), (3, {"A-2"})]
    assert all(one.departs_at != other.departs_at for one, other in zip(before.missions, after.missions, strict=True))
    assert gap_s(*after.missions) >= world.operation.policy.rest_s
    assert [one.routineness is not None for one in after.missions] == [True, True]
    said = [remark.facts["vehicles"] for remark in after.remarks if remark.text == STUCK]
    assert said == ["van-1, van-1/3"]


def test_a_rest_that_is_just_long_enough_holds_the_morning_where_it_is() -> None:
    world = morning_and_noon(5.5)
    before, after = planned(world), again(world)
    assert after.missions[0].departs_at == before.missions[0].departs_at
    assert after.missions[1].departs_at > before.missions[1].departs_at
    assert gap_s(*after.missions) >= world.operation.policy.rest_s
    assert stop_of(after, "A-1").left_bulky == stop_of(before, "A-1").left_bulky == 1


def test_the_crews_hours_over_the_day_bind_every_other_way() -> None:
    """Both drives together may last not a second longer than they do."""
    world = morning_and_noon(4.75)
    out_s = planned(world).totals.crew_time_s
    held = world.with_policy(max_duty_s=out_s)
    assert again(held).totals.crew_time_s <= out_s


def cold(limit_s: float) -> World:
    medicine = Parcel(id="M-1", kind=AidKind.MEDICINE, request="V-1", kg=5.0, handover_s=180.0, cold_limit_s=limit_s)
    return two_roads().with_operation(aid=(medicine,))


def given_after_s(made: Plan) -> float:
    (stop,) = [stop for stop in stops(made) if stop.gives]
    trip = made.missions[0].trips[0]
    return (stop.starts_at - trip.departs_at).total_seconds() + 180.0


def test_a_parcel_rides_on_the_other_road_too() -> None:
    world = cold(7200.0)
    before, after = planned(world), again(world)
    roads = [driven(world, made.missions[0]) & {NORTH, SOUTH} for made in (before, after)]
    assert roads[0] != roads[1]
    assert [stop.gives for stop in stops(after)] == [("M-1",)]
    assert [stop.aboard for stop in stops(after)] == [stop.aboard for stop in stops(before)]
    assert after.missions[0].trips[0].loads_out == ("M-1",)
    assert after.unplaced == ()
    assert after.missions[0].departs_at != before.missions[0].departs_at


def stretches(world: World, leg: Leg) -> set[int]:
    return {int(world.graph.arc_stretch[arc]) for arc in leg.arcs}


def slower_north(**policy: Any) -> World:
    """The north road takes a few seconds longer and is a hair less exposed."""
    roads = list(ROADS)
    roads[NORTH] = replace(roads[NORTH], bends=((4000.0, 680.0), (8000.0, 680.0)))
    return with_danger(two_roads(roads=roads, dial=Dial.QUICK, **policy), SOUTH, 0.008)


def test_a_road_on_which_the_medicine_would_get_warm_is_not_taken() -> None:
    medicine = Parcel(id="M-1", kind=AidKind.MEDICINE, request="V-1", handover_s=180.0, cold_limit_s=7200.0)
    loose = slower_north().with_operation(aid=(medicine,))
    assert driven(loose, planned(loose).missions[0]) & {NORTH, SOUTH} == {SOUTH}
    assert driven(loose, again(loose).missions[0]) & {NORTH, SOUTH} == {NORTH}
    just_s = given_after_s(planned(loose))
    warm = loose.with_operation(aid=(replace(medicine, cold_limit_s=just_s),))
    made = again(warm)
    (trip,) = made.missions[0].trips
    assert stretches(warm, trip.legs[0]) & {NORTH, SOUTH} == {SOUTH}, "out; home it may take the other one"
    assert [stop.gives for stop in stops(made)] == [("M-1",)]
    assert given_after_s(made) <= just_s


def under_a_ceiling() -> World:
    """With the fridge the usual south road breaks the ceiling of a trip by a hair; the north road would not."""
    return slower_north(max_exposure_per_trip=0.5684).with_needs("V-1", **FRIDGE)


def test_a_way_on_which_the_fridge_would_ride_is_refused_and_the_plan_says_so() -> None:
    world = under_a_ceiling()
    before, after = planned(world), again(world)
    assert driven(world, before.missions[0]) & {NORTH, SOUTH} == {SOUTH}
    assert stop_of(before, "V-1").left_bulky == 1
    assert [remark.facts for remark in after.remarks if remark.text == REFUSED] == [{"vehicles": "van-1"}]
    assert not [remark for remark in after.remarks if remark.text == STUCK]
    plain = replace(after.missions[0], routineness=None, routineness_usual=None)
    assert plain == before.missions[0]
    free = world.with_policy(max_exposure_per_trip=None)
    assert driven(free, again(free).missions[0]) & {NORTH, SOUTH} == {NORTH}


def test_where_one_is_refused_the_others_still_differ() -> None:
    """Nine people do not ride in one van: the second household has nothing with it, so nothing to leave."""
    world = under_a_ceiling()
    second = replace(world.operation.request("V-1"), id="V-2", needs=Needs(walks=6), priority=Priority.URGENT)
    vans = tuple(replace(world.operation.vehicles[0], id=name, crew=name, max_trips=1) for name in ("one", "two"))
    crews = tuple(replace(world.operation.crews[0], id=name) for name in ("one", "two"))
    world = world.with_operation(requests=(*world.operation.requests, second), vehicles=vans, crews=crews).with_policy(
        max_exposure_per_trip=0.5684
    )
    after = again(world)
    roads = {mission.trips[0].stops[0].request: driven(world, mission) & {NORTH, SOUTH} for mission in after.missions}
    assert roads == {"V-1": {SOUTH}, "V-2": {NORTH}}
    (van,) = [mission.drive for mission in after.missions if mission.trips[0].stops[0].request == "V-1"]
    assert [remark.facts for remark in after.remarks if remark.text == REFUSED] == [{"vehicles": van}]


def test_the_referee_is_what_refuses_it() -> None:
    world = under_a_ceiling()
    looser = world.with_policy(max_exposure_per_trip=0.57)
    assert {fault.code for fault in faults(looser, planned(world))} == {FaultCode.LEFT_WITHOUT_NEED}


def test_a_later_van_is_as_varied_as_an_early_one() -> None:
    """Other minutes keep to the hours in which the wave may leave."""
    made = again(morning_and_noon(4.75), seed=3)
    for mission in made.missions:
        wave = made.waves[mission.wave - 1]
        assert wave.starts_at <= mission.departs_at < wave.ends_at
    assert at(3) <= made.missions[0].departs_at

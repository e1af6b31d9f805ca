"""The rule of the second vehicle: the planner keeps to it, the referee finds it broken, and the reason is proved."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.errors import InputError
from openevac.domain.missions import Mission, Plan
from openevac.domain.pair_rule import PairRule
from openevac.domain.unserved import Limit
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.pairs import position_at
from openevac.planning.check.points import place_of
from openevac.planning.plan import plan
from openevac.planning.routine import past_of
from tests.planning.town import faults, left, plan_of, region_of, served
from tests.worlds import World, at, small_town

EVERY_DOOR = PairRule(inner_km=16)
"""All four doors lie within 16 km of the line, two of them beyond 13."""


def ruled(rule: PairRule = EVERY_DOOR) -> World:
    return small_town().with_policy(pair=rule)


def alone_at(world: World, made: Plan) -> set[str]:
    found = faults(world, made)
    assert {fault.code for fault in found} <= {FaultCode.PAIR}
    return {fault.request for fault in found}


def mission_of(made: Plan, vehicle: str) -> Mission:
    return next(mission for mission in made.missions if mission.vehicle == vehicle)


def test_the_referee_finds_the_halts_while_the_other_van_is_home() -> None:
    """The jeep is home at ten past eleven; van-1 halts at A-2 from 11:03 to 11:19, and at A-1 afterwards."""
    made = plan_of(small_town())
    assert alone_at(ruled(), made) == {"A-2", "A-1"}


def test_beyond_the_inner_zone_nobody_is_asked_for() -> None:
    assert alone_at(ruled(PairRule(inner_km=13)), plan_of(small_town())) == set()


def test_a_van_too_far_away_counts_for_nobody() -> None:
    made = plan_of(small_town())
    assert alone_at(ruled(PairRule(inner_km=16, reach_min=8)), made) == {"A-1", "A-2", "B-1", "C-1"}
    slow = PairRule(inner_km=16, pace_km_h=16.0)
    assert alone_at(ruled(slow), made) == {"A-1", "A-2", "B-1", "C-1"}


def test_the_planner_moves_departures_and_leaves_out_who_would_be_alone() -> None:
    made = plan_of(ruled())
    assert served(made) == {"A-1", "A-2", "C-1"}
    assert mission_of(made, "van-1").departs_at == mission_of(made, "van-2").departs_at == at(8)
    entry = left(made, "B-1")
    assert entry.limit is Limit.PAIR
    assert "second vehicle has to be out within 15 minutes" in entry.reason.in_english()
    assert entry.proof.in_english().startswith("Without the rule of the second vehicle this plan fetched it")
    assert "B-1" in served(plan_of(ruled().with_policy(pair=None)))
    assert any("Reasons of other households" in remark.text for remark in made.remarks)


def test_a_plan_that_keeps_the_rule_anyway_stays_as_it_is() -> None:
    assert plan_of(ruled(PairRule(inner_km=13))).missions == plan_of(small_town()).missions


def test_a_van_that_is_alone_goes_nowhere_near_the_line() -> None:
    world = ruled().with_operation(vehicles=small_town().operation.vehicles[:1])
    made = plan_of(world)
    assert made.missions == ()
    assert {entry.limit for entry in made.unserved} == {Limit.PAIR}


def test_who_is_required_stays_last() -> None:
    made = plan_of(ruled())
    assert made.totals.required_served == 1


@pytest.mark.parametrize("later_min", [30, 90])
def test_a_van_that_leaves_later_leaves_the_other_alone(later_min: int) -> None:
    """A stated departure that is not true has other faults too; that nobody is near is one of them."""
    made = plan_of(ruled())
    van = mission_of(made, "van-2")
    moved = replace(van, departs_at=van.departs_at + timedelta(minutes=later_min))
    others = tuple(moved if one is van else one for one in made.missions)
    found = {(one.code, one.request) for one in faults(ruled(), replace(made, missions=others))}
    assert (FaultCode.PAIR, "A-2") in found


def test_where_a_van_is() -> None:
    world, made = small_town(), plan_of(small_town())
    van = mission_of(made, "van-2")
    trip, second = van.trips[0], timedelta(seconds=1)
    leg, stop = trip.legs[0], trip.stops[0]
    assert position_at(van, world.graph, van.departs_at - second) is None
    assert position_at(van, world.graph, van.returns_at + second) is None
    depot = place_of(world.graph, leg.arcs[0], leg.start_fraction)
    door = place_of(world.graph, stop.at.arc, stop.at.fraction)
    assert position_at(van, world.graph, van.departs_at) == pytest.approx(depot)
    for moment in (stop.arrives_at, stop.starts_at, stop.departs_at):
        there = position_at(van, world.graph, moment)
        assert there is not None
        assert math.dist(there, door) < 2
    half = position_at(van, world.graph, leg.departs_at + (leg.arrives_at - leg.departs_at) / 2)
    assert half is not None
    assert 3000 < math.dist(half, depot) < leg.length_m / 2 + 1
    unloading = position_at(van, world.graph, trip.arrives_at + second)
    assert unloading is not None
    assert math.dist(unloading, place_of(world.graph, trip.legs[-1].arcs[-1], trip.legs[-1].end_fraction)) < 2


def test_parcels_and_other_minutes_keep_the_rule() -> None:
    """A hand-over of nearly an hour would leave the other van alone; a parcel of two minutes rides."""
    world = ruled().with_operation(
        aid=tuple(
            Parcel(id=name, kind=AidKind.FOOD, request="C-1", handover_s=seconds)
            for name, seconds in (("long", 2000.0), ("short", 120.0))
        )
    )
    made = plan_of(world)
    assert served(made) == {"A-1", "A-2", "C-1"}
    given = {name for mission in made.missions for trip in mission.trips for name in trip.loads_out}
    assert given | {entry.parcel for entry in made.unplaced} == {"long", "short"}
    past = past_of(made, region_of(world))
    days_ago = tuple(replace(one, departs_at=one.departs_at - timedelta(days=1)) for one in past.missions)
    varied = plan(
        region_of(world), world.situation, world.operation,
        now=world.now, seed=1, iterations=160, past=replace(past, missions=days_ago),
    )  # fmt: skip
    assert not faults(world, varied)
    assert served(varied) == served(made)


@pytest.mark.parametrize("field", ["inner_km", "reach_min", "pace_km_h"])
def test_a_rule_without_a_distance_or_time_is_refused(field: str) -> None:
    with pytest.raises(InputError, match="not above zero"):
        replace(EVERY_DOOR, **{field: 0.0})

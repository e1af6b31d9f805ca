"""Where a trip stops before the inner zone, until when it may go on from there, and what it does when that is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.coverage import NoCoverage
from openevac.domain.hanging import TurnBack
from openevac.domain.missions import Mission, Plan
from openevac.domain.replanning import BedsNow, DayEvents
from openevac.domain.shelters import Beds, Shelter
from openevac.hazards.exposure import point_front_km
from openevac.planning.check.faults import Fault
from openevac.planning.check.referee import check_plan
from openevac.planning.hinge_limits import LIMITS
from openevac.planning.hinge_rules import Rules
from openevac.planning.plan import ground_for, plan
from openevac.planning.replan import replan
from openevac.planning.turning import going_on, gone_on_later, last_halt
from openevac.roads.projection import to_metric
from openevac.roads.region import Region
from tests.hand_made import box, to_degrees
from tests.planning.random_operations import random_region, random_world
from tests.planning.town import plan_of, region_of
from tests.planning.two_roads import NORTH, SOUTH, two_roads
from tests.torture import examples
from tests.worlds import NOW, World, at, small_town

NEAR_KM = 13.0
"""An inner zone that begins between the square of the small town and its village."""

COUNT = examples(10, 120)


def zoned(world: World) -> World:
    return world.with_policy(inner_zone_km=NEAR_KM)


def rules_of(world: World, region: Region, made: Plan) -> Rules:
    return Rules(ground_for(region, world.situation, world.operation, world.now), world.operation, made.missions)


def against(world: World, made: Plan, mission: Mission) -> list[Fault]:
    """Give what the real referee holds against a mission that goes on from the road."""
    assert mission.underway is not None
    found = check_plan(
        replace(made, missions=(mission,)),
        world.graph,
        world.fingerprint,
        world.situation,
        world.operation,
        border=world.border,
        places=world.places,
        out={mission.vehicle: mission.underway},
    )
    return [fault for fault in found if fault.code in LIMITS]


def turn_backs(made: Plan) -> list[tuple[Mission, TurnBack]]:
    missions = {mission.drive: mission for mission in made.missions}
    return [(missions[one.drive], stop) for one in made.hangs_on for stop in one.turn_backs]


def wrong(world: World, region: Region, made: Plan, mission: Mission, stop: TurnBack) -> str:
    """Say how a latest time is not the latest: at it the referee lets the van go on, a minute later it does not."""
    rules = rules_of(world, region, made)
    halt = last_halt(rules, mission, mission.trips[stop.trip - 1])
    if halt is None or stop.latest_at is None:
        return ""
    waiting = going_on(rules, mission, stop.trip - 1, halt)
    minutes = round((stop.latest_at - stop.reaches_at).total_seconds() / 60)
    others = replace(made, missions=())
    in_time = against(world, others, gone_on_later(rules, waiting, minutes))
    if in_time:
        return f"refused in time: {in_time[0].in_english()}"
    late = against(world, others, gone_on_later(rules, waiting, minutes + 1))
    return "" if stop.limit in {fault.code.value for fault in late} else f"not refused by {stop.limit}"


def test_the_stop_lies_where_the_inner_zone_begins_when_nobody_knows_of_coverage() -> None:
    world = zoned(small_town())
    made = plan_of(world)
    stops = turn_backs(made)
    assert stops
    field = ground_for(region_of(world), world.situation, world.operation, world.now).field
    for mission, stop in stops:
        x_m, y_m = (float(v) for v in to_metric(world.graph.crs, stop.lon, stop.lat))
        assert point_front_km(field, x_m, y_m, stop.reaches_at) == pytest.approx(NEAR_KM, abs=0.2)
        assert not stop.by_coverage
        trip = mission.trips[stop.trip - 1]
        assert trip.departs_at < stop.reaches_at < trip.stops[-1].arrives_at
        assert stop.place


def test_the_stop_is_the_last_coverage_before_the_zone() -> None:
    hole = NoCoverage(id="N-1", area=box(6000, -4000, 20_000, 4000), source="crew-2", observed_at=NOW)
    world = zoned(small_town()).with_situation(no_coverage=(hole,))
    made = plan_of(world)
    assert turn_backs(made)
    begins = {(one.drive, one.trip): one for one in made.silences}
    for mission, stop in turn_backs(made):
        silence = begins[mission.drive, stop.trip]
        assert stop.by_coverage
        assert abs((stop.reaches_at - silence.last_coverage_at).total_seconds()) <= 1
        assert (stop.lon, stop.lat) == pytest.approx((silence.lon, silence.lat), abs=2e-3)


def test_a_trip_that_stays_out_of_the_zone_has_no_stop() -> None:
    assert turn_backs(plan_of(small_town().with_policy(inner_zone_km=1.0))) == []


def test_going_on_later_than_the_latest_time_is_refused() -> None:
    world = zoned(small_town())
    for crew in world.operation.crews:
        world = world.with_record("crews", crew.id, tw_late=at(9))
    made = plan_of(world)
    stops = [(mission, stop) for mission, stop in turn_backs(made) if stop.latest_at is not None]
    assert {stop.limit for _, stop in stops} == {"crew_hours"}
    for mission, stop in stops:
        assert stop.latest_at is not None
        assert stop.latest_at >= stop.reaches_at
        assert wrong(world, region_of(world), made, mission, stop) == ""


def test_latest_times_of_random_operations_are_the_referees() -> None:
    found, looked_at = {}, 0
    for seed in range(COUNT):
        world, region = random_world(seed).with_policy(inner_zone_km=NEAR_KM), random_region(seed)
        made = plan(region, world.situation, world.operation, now=world.now, seed=seed, iterations=10)
        for mission, stop in turn_backs(made):
            looked_at += stop.latest_at is not None
            said = wrong(world, region, made, mission, stop)
            if said:
                found[seed, stop.drive, stop.trip] = said
    assert found == {}
    assert looked_at > 3


def with_hall(world: World, **beds: int) -> World:
    """Add a second shelter, farther from the town than the school."""
    hall = Shelter(id="hall", position=to_degrees(30, -20), beds=Beds(**beds), tw_early=at(3))
    return world.with_operation(shelters=(*world.operation.shelters, hall))


def test_closing_the_shelter_leads_to_the_fallback_that_was_named() -> None:
    world = with_hall(small_town(), ordinary=20, no_stairs=5, care=5)
    made = plan_of(world)
    told = {(f.drive, f.trip): f for one in made.hangs_on for f in one.fallbacks}
    assert set(told) == {(m.drive, number) for m in made.missions for number in range(1, len(m.trips) + 1)}
    used = {trip.shelter for mission in made.missions for trip in mission.trips}
    (closed,) = used
    assert {one.shelter for one in told.values()} == {"school", "hall"} - used
    full = DayEvents(beds=(BedsNow(shelter=closed, beds=Beds()),))
    again = replan(
        region_of(world), world.situation, world.operation, made, full, now=world.now + timedelta(hours=1), seed=1
    )
    old = {mission.drive: mission for mission in made.missions}
    for mission in again.plan.missions:
        for number, trip in enumerate(mission.trips, 1):
            if mission.drive in old and number <= len(old[mission.drive].trips):
                assert trip.shelter == told[mission.drive, number].shelter


def test_a_shelter_without_the_kind_of_bed_is_no_fallback() -> None:
    made = plan_of(with_hall(small_town(), ordinary=20))
    by_trip = {(f.drive, f.trip): f for one in made.hangs_on for f in one.fallbacks}
    missions = {mission.drive: mission for mission in made.missions}
    for (drive, number), fallback in by_trip.items():
        needing = {stop.request for stop in missions[drive].trips[number - 1].stops} & {"A-2", "B-1"}
        assert bool(fallback.shelter) != bool(needing)
        if needing:
            assert "No other shelter has beds" in fallback.said.in_english()


def test_the_only_shelter_has_no_fallback() -> None:
    made = plan_of(small_town())
    said = {f.said.in_english() for one in made.hangs_on for f in one.fallbacks}
    assert said == {"There is no other shelter."}


def test_the_other_way_is_the_one_that_shares_least() -> None:
    world = two_roads()
    made = plan_of(world)
    (fallback,) = made.hangs_on[0].fallbacks
    leg = made.missions[0].trips[0].legs[fallback.way_leg - 1]
    taken = {int(s) for s in world.graph.arc_stretch[np.array(leg.arcs)]} & {NORTH, SOUTH}
    assert len(taken) == 1
    assert fallback.way_shared is not None
    assert 0.2 < fallback.way_shared < 0.5, "the roads to the fork and to the village, a third of the way"
    assert fallback.way_extra_s == pytest.approx(0.0, abs=5.0)

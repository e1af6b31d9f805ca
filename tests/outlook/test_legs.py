"""Drives looked up by the ten minutes are those the planner's referee measures on the map."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from openevac.domain.hazards import Zone, ZoneKind
from openevac.domain.vehicles import Profile, RoadUse
from openevac.outlook.legs import SLOT_S, Drive, drive_all
from openevac.outlook.skies import weather_days
from openevac.outlook.terrain import Terrain
from openevac.outlook.timetable import dwelt
from openevac.planning.check.measure import measure_leg, measure_stop
from openevac.planning.check.points import place_of
from openevac.roads.projection import to_metric
from openevac.routing.weights import weigh_roads
from tests.hand_made import box, to_degrees
from tests.planning.town import region_of
from tests.worlds import DAY, World, at, rainy_day, small_town

VAN = Profile(id="van", height_m=2.7, weight_t=3.2)
SLOW = Profile(id="slow", speed_factor=0.1)


def terrain_of(world: World, hours: int = 12) -> Terrain:
    return Terrain(region_of(world), weather_days(world.situation, at(5), hours), at(5), hours)


@pytest.mark.parametrize("profile", [VAN, SLOW, Profile(id="armoured", armoured=True, weight_t=3.2)])
def test_minutes_and_exposure_are_those_of_the_referee(profile: Profile) -> None:
    world = rainy_day(8, 9)
    terrain = terrain_of(world)
    start, end = (terrain.halt(to_degrees(*point), profile, 500.0, "x") for point in ((0, 0), (13_500, 1200)))
    (legs,) = drive_all(terrain, profile, [Drive(start, end, 4.0)])
    dial_s = world.situation.profile.value("dial.middle_s")
    worst = terrain.fields[2]  # 16 October, dry all day: ways are those of the most dangerous weather
    for day, field in enumerate(terrain.fields):
        for slot in (0, 1, 5, 13, 17, 18, 23, 24, 40):
            departs_at = at(5) + timedelta(seconds=SLOT_S * slot)
            path = terrain.router.path(weigh_roads(world.graph, worst, profile, departs_at), start, end, dial_s * 4)
            assert path is not None
            measured = measure_leg(
                world.graph, field, profile, world.situation.profile, arcs=path.arcs,
                start_fraction=path.start_fraction, end_fraction=path.end_fraction, departs_at=departs_at,
            )  # fmt: skip
            assert legs.time_s[day, slot] == pytest.approx(measured.time_s)
            assert legs.exposure[day, slot] == pytest.approx(measured.exposure, rel=1e-6)


def test_weathers_differ_only_where_the_weather_does() -> None:
    terrain = terrain_of(rainy_day(8, 9))
    assert len(terrain.fields) == 3  # days of 14, 15 and 16 October
    assert len(terrain.states) < 3 * 12
    wet, dry = terrain.state_of[1], terrain.state_of[2]
    assert dry[:3].tolist() == wet[:3].tolist(), "until 08:00 both days are alike"
    assert (dry[3:] != wet[3:]).any()
    factor = {state: terrain.states[state].drone_factor for state in (dry[3], wet[3])}
    assert factor[wet[3]] < factor[dry[3]]


def test_a_drive_that_comes_to_a_closed_road_is_not_made() -> None:
    world = small_town()
    zone = Zone(
        id="bridgehead", kind=ZoneKind.CLOSED, area=box(8000, -500, 8500, 500), source="order",
        valid_from=at(6), valid_until=at(7),
    )  # fmt: skip
    reports = (replace(world.situation.reports[0], id="wood", kind="bridge_down", blocks=True, way_ids=(104,)),)
    world = world.with_situation(zones=(zone,), reports=reports)
    terrain = terrain_of(world)
    slow = replace(VAN, speed_factor=0.5)
    start, end = (terrain.halt(to_degrees(*point), slow, 500.0, "x") for point in ((0, 0), (9000, 0)))
    (legs,) = drive_all(terrain, slow, [Drive(start, end, 2.0)])
    closed = np.isinf(legs.time_s[0])
    assert closed[5], "leaves at 05:50, comes to the zone after 06:00"
    assert not closed[0]
    assert closed[6:12].all()
    assert not closed[12:].any()


def test_earth_tracks_are_closed_in_wet_weather_only() -> None:
    world = rainy_day(8, 9)
    jeep = Profile(id="jeep", road_use=RoadUse.FOUR_BY_FOUR)
    terrain = terrain_of(world)
    start = terrain.halt(to_degrees(0, 0), jeep, 500.0, "x")
    end = terrain.halt(to_degrees(11_000, 1700), jeep, 500.0, "x")
    (legs,) = drive_all(terrain, jeep, [Drive(start, end, 2.0)])
    assert np.isinf(legs.time_s[1, 18])
    assert np.isfinite(legs.time_s[0, 18]) or math.isinf(legs.time_s[0, 0]), "the day before was dry"


def test_waiting_outside_is_that_of_the_referee() -> None:
    world = rainy_day(8, 9)
    terrain = terrain_of(world)
    door = terrain.halt(to_degrees(9000, 0), VAN, 500.0, "x")
    gathered = dwelt(terrain.rates_at(door))
    x_m, y_m = place_of(world.graph, door.arc, door.fraction)
    assert to_metric(world.graph.crs, door.lon, door.lat) == pytest.approx((x_m, y_m), abs=0.1)
    for day, field in enumerate(terrain.fields):
        for first, last in ((0, 1), (2, 5), (3, 12)):
            exact = measure_stop(field, x_m, y_m, at(5 + first), at(5) + timedelta(hours=last))
            assert gathered[day, last] - gathered[day, first] == pytest.approx(exact, rel=1e-6)
    assert at(5) > DAY

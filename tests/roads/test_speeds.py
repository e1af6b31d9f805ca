from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openevac.domain.vehicles import Profile, RoadUse
from openevac.feeds.exposure_profile import read_profile
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, RoadGraph, StretchFlag, Surface
from openevac.roads.speeds import drive_table, true_surface
from tests.roads.drawing import draw, way

NUMBERS = read_profile("2025-10")
VAN = Profile(id="van")
JEEP = Profile(id="jeep", road_use=RoadUse.FOUR_BY_FOUR)


def one_road(road_class: RoadClass = RoadClass.SECONDARY, **facts: Any) -> RoadGraph:
    """Give the graph of one straight kilometre."""
    points = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (1000.0, 0.0)}
    return build_graph(draw(points, [way(1, "a b c", road_class, **facts)]))[0]


def speed_kmh(profile: Profile = VAN, **facts: Any) -> float:
    graph = one_road(**facts)
    table = drive_table(graph, profile, NUMBERS, wet=False)
    return float(graph.stretch_length_m[0] / table.time_s[0] * 3.6)


def allowed(profile: Profile, *, wet: bool = False, **facts: Any) -> bool:
    return bool(drive_table(one_road(**facts), profile, NUMBERS, wet=wet).allowed[0])


@pytest.mark.parametrize("road_class", list(RoadClass))
def test_each_class_has_its_speed_from_the_profile(road_class):
    expected = NUMBERS.value(f"speed.{road_class.name.lower()}_kmh")
    assert speed_kmh(road_class=road_class, surface=Surface.PAVED) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("facts", "factor"),
    [
        ({"surface": Surface.UNKNOWN}, 1.0),
        ({"surface": Surface.GRAVEL}, 0.7),
        ({"surface": Surface.EARTH}, 0.5),
        ({"tracktype": 4, "surface": Surface.PAVED}, 1.0),  # tracktype counts on tracks only
    ],
)
def test_surface_slows_ordinary_roads(facts, factor):
    assert speed_kmh(**facts) == pytest.approx(factor * NUMBERS.value("speed.secondary_kmh"))


@pytest.mark.parametrize(
    ("facts", "factor"),
    [
        ({"tracktype": 1}, 1.0), ({"tracktype": 2}, 0.9), ({"tracktype": 5}, 0.6), ({}, 1.0),
        ({"tracktype": 3, "surface": Surface.EARTH}, 0.8),  # the grade says more than the surface
        ({"surface": Surface.EARTH}, 0.5), ({"surface": Surface.GRAVEL}, 0.7),
    ],
)  # fmt: skip
def test_grade_slows_tracks(facts, factor):
    assert speed_kmh(road_class=RoadClass.TRACK, **facts) == pytest.approx(factor * NUMBERS.value("speed.track_kmh"))


def test_a_posted_limit_caps_and_never_raises():
    assert speed_kmh(max_speed_kmh=30) == pytest.approx(30)
    assert speed_kmh(max_speed_kmh=120) == pytest.approx(NUMBERS.value("speed.secondary_kmh"))


def test_a_faster_vehicle_still_keeps_the_limit():
    fast = Profile(id="fast", speed_factor=1.2)
    assert speed_kmh(fast) == pytest.approx(1.2 * NUMBERS.value("speed.secondary_kmh"))
    assert speed_kmh(fast, max_speed_kmh=50) == pytest.approx(50)


def test_yards_and_private_roads_are_driven_like_service_roads():
    assert speed_kmh(flags=StretchFlag.DESTINATION_ONLY) == pytest.approx(NUMBERS.value("speed.service_kmh"))


def test_a_ford_costs_seconds():
    dry, ford = one_road(), one_road(flags=StretchFlag.FORD)
    seconds = [drive_table(graph, JEEP, NUMBERS, wet=False).time_s[0] for graph in (dry, ford)]
    assert seconds[1] - seconds[0] == pytest.approx(NUMBERS.value("speed.ford_s"))


@pytest.mark.parametrize(
    ("facts", "van", "jeep", "van_wet", "jeep_wet"),
    [
        ({}, True, True, True, True),
        ({"surface": Surface.GRAVEL}, True, True, True, True),
        ({"surface": Surface.EARTH}, False, True, False, False),
        ({"flags": StretchFlag.FORD}, False, True, False, True),
        ({"road_class": RoadClass.TRACK}, False, True, False, False),
        ({"road_class": RoadClass.TRACK, "tracktype": 1}, True, True, True, True),
        ({"road_class": RoadClass.TRACK, "tracktype": 1, "surface": Surface.GRAVEL}, True, True, False, False),
        ({"road_class": RoadClass.TRACK, "tracktype": 1, "surface": Surface.EARTH}, False, True, False, False),
        ({"road_class": RoadClass.TRACK, "tracktype": 2}, False, True, False, False),
        ({"road_class": RoadClass.TRACK, "tracktype": 5}, False, True, False, False),
        ({"road_class": RoadClass.TRACK, "surface": Surface.PAVED}, False, True, False, True),
    ],
)
def test_who_may_use_what(facts, van, jeep, van_wet, jeep_wet):
    found = [allowed(profile, wet=wet, **facts) for wet in (False, True) for profile in (VAN, JEEP)]
    assert found == [van, jeep, van_wet, jeep_wet]


@pytest.mark.parametrize(
    ("facts", "profile", "expected"),
    [
        ({"max_height_m": 2.5}, Profile(id="high", height_m=2.6), False),
        ({"max_height_m": 2.5}, Profile(id="fits", height_m=2.5), True),
        ({"max_height_m": 2.5}, Profile(id="unknown"), True),
        ({"max_weight_t": 3.5}, Profile(id="heavy", weight_t=3.6), False),
        ({"max_weight_t": 3.5}, Profile(id="fits", weight_t=3.5), True),
        ({}, Profile(id="heavy", weight_t=30.0, height_m=4.0), True),
    ],
)
def test_height_and_weight_limits(facts, profile, expected):
    assert allowed(profile, **facts) is expected


def test_times_are_finite_and_above_zero_on_refused_stretches_too():
    graph = one_road(road_class=RoadClass.TRACK, tracktype=5, surface=Surface.EARTH)
    table = drive_table(graph, VAN, NUMBERS, wet=True)
    assert not table.allowed[0]
    assert 0 < table.time_s[0] < 3600


@pytest.mark.parametrize(("tracktype", "surface"), [(0, 3), (1, 1), (2, 2), (3, 3), (4, 3), (5, 3)])
def test_the_surface_of_a_track_follows_its_grade(tracktype, surface):
    assert true_surface(one_road(RoadClass.TRACK, tracktype=tracktype)).tolist() == [surface]
    assert true_surface(one_road(RoadClass.TRACK, tracktype=tracktype, surface=Surface.GRAVEL)).tolist() == [2]
    assert true_surface(one_road(RoadClass.RESIDENTIAL, tracktype=tracktype)).tolist() == [Surface.PAVED]


def test_the_table_speaks_of_every_stretch():
    points = {"a": (0.0, 0.0), "b": (400.0, 0.0), "c": (1000.0, 0.0)}
    graph, _ = build_graph(draw(points, [way(1, "a b"), way(2, "b c", RoadClass.TRACK)]))
    table = drive_table(graph, VAN, NUMBERS, wet=False)
    assert table.time_s.shape == table.allowed.shape == (2,)
    assert table.time_s.dtype == np.float64
    assert table.allowed.dtype == np.bool_

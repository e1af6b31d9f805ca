from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, Point

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.roads.build import build_graph
from openevac.roads.graph import BoolArray, RoadClass, RoadGraph
from openevac.roads.projection import to_metric
from openevac.roads.snap import Snapper
from tests.data import data_path
from tests.hand_made import to_degrees
from tests.roads.drawing import SQUARE, draw, stretch_of, way
from tests.torture import examples


@pytest.fixture(scope="module")
def town():
    points = {**SQUARE, "far": (3000.0, 0.0)}
    ways = [way(1, "a n m b c d a"), way(2, "m d", RoadClass.TRACK, tracktype=4), way(3, "b far", RoadClass.PRIMARY)]
    return build_graph(draw(points, ways))[0]


def test_the_nearest_point_lies_on_the_road_not_at_a_crossing(town):
    found = Snapper(town).snap(to_degrees(1500.0, 80.0))
    stretch = town.arc_stretch[found.arc]
    assert town.arc_forward[found.arc]
    assert town.ways(stretch).tolist() == [3]
    assert found.snap_m == pytest.approx(80, abs=0.3)
    assert to_metric(town.crs, found.lon, found.lat)[0] - 300_000 == pytest.approx(1500, abs=0.3)
    along = np.interp(
        found.fraction, [0, 1], [town.node_x[town.arc_tail[found.arc]], town.node_x[town.arc_head[found.arc]]]
    )
    assert along - 300_000 == pytest.approx(1500, abs=0.3)


def test_a_road_the_vehicle_may_not_use_is_passed_over(town):
    spot = to_degrees(110.0, 150.0)  # beside the track through the square
    everything, no_tracks = Snapper(town).snap(spot), Snapper(town).snap(spot, ~town.is_track)
    assert town.arc_stretch[everything.arc] == stretch_of(town, 2)
    assert town.ways(town.arc_stretch[no_tracks.arc]).tolist() == [1]
    assert no_tracks.snap_m == pytest.approx(110, abs=0.5)


def test_beyond_the_limit_the_distance_is_told(town):
    with pytest.raises(
        InputError,
        match=r"Place UA1 at \(36\.\d+, 50\.\d+\) lies 3\.0 km from the nearest road this vehicle may use; at most 2",
    ):
        Snapper(town).snap(to_degrees(200.0, 3300.0), None, 2000.0, "Place UA1")


def test_just_within_the_limit_is_taken(town):
    snapper = Snapper(town)
    assert snapper.snap(to_degrees(200.0, 2290.0), None, 2000.0).snap_m == pytest.approx(1990, abs=1)
    with pytest.raises(InputError, match=r"2\.01 km"):
        snapper.snap(to_degrees(200.0, 2310.0), None, 2000.0)


def test_without_any_usable_road_it_says_so(town):
    nothing = np.zeros(town.num_stretches, dtype=np.bool_)
    with pytest.raises(InputError, match="has no road this vehicle may use anywhere in the region"):
        Snapper(town).snap(to_degrees(0.0, 0.0), nothing)


def test_a_far_usable_road_is_measured_exactly(town):
    only_far = np.zeros(town.num_stretches, dtype=np.bool_)
    only_far[[stretch for stretch in range(town.num_stretches) if 3 in town.ways(stretch)]] = True
    with pytest.raises(InputError, match=r"lies 5\.4 km"):
        Snapper(town).snap(to_degrees(-5000.0, 0.0), only_far)


@pytest.mark.parametrize("position", [LonLat(181.0, 50.0), LonLat(36.0, -91.0)])
def test_numbers_that_are_no_degrees_are_refused(town, position):
    with pytest.raises(InputError, match="is not a position in degrees"):
        Snapper(town).snap(position)


def test_a_point_on_the_other_side_of_the_earth_is_refused_with_a_distance(town):
    with pytest.raises(InputError, match="from the nearest road"):
        Snapper(town).snap(LonLat(-150.0, -40.0))


def brute_force_m(graph: RoadGraph, usable: BoolArray, position: LonLat) -> float:
    x, y = to_metric(graph.crs, position.lon, position.lat)
    point = Point(float(x), float(y))
    lines = (graph.shape(int(stretch)) for stretch in np.flatnonzero(usable))
    return min(float(LineString(np.column_stack(to_metric(graph.crs, *line.T))).distance(point)) for line in lines)


offsets = st.floats(-900.0, 4000.0)


@given(offsets, offsets, st.lists(st.booleans(), min_size=20, max_size=20))
@settings(max_examples=examples(100, 5000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_snapping_agrees_with_measuring_every_road(town, x_m, y_m, mask):
    usable = np.resize(np.array(mask), town.num_stretches)
    position = to_degrees(x_m, y_m)
    if not usable.any():
        return
    found = Snapper(town).snap(position, usable, 20_000.0)
    assert usable[town.arc_stretch[found.arc]]
    assert found.snap_m == pytest.approx(brute_force_m(town, usable, position), abs=1e-6)
    x, y = to_metric(town.crs, found.lon, found.lat)
    px, py = to_metric(town.crs, position.lon, position.lat)
    assert np.hypot(x - px, y - py) == pytest.approx(found.snap_m, abs=0.01)
    assert 0.0 <= found.fraction <= 1.0


@pytest.mark.data
def test_snapping_agrees_with_measuring_every_road_of_a_real_extract():
    from openevac.roads.osm import read_osm

    graph, _ = build_graph(read_osm(data_path("osm/monaco.osm.pbf")))
    snapper = Snapper(graph)
    usable = graph.stretch_class != RoadClass.SERVICE
    xs, ys = to_metric(graph.crs, graph.shape_lon, graph.shape_lat)
    lines = [
        LineString(np.column_stack((xs[a:b], ys[a:b])))
        for a, b in zip(graph.shape_start[:-1], graph.shape_start[1:], strict=True)
    ]
    random = np.random.default_rng(5)
    for node in random.integers(0, graph.num_nodes, examples(40, 400)):
        shift = random.normal(0.0, 0.003, 2)
        position = LonLat(float(graph.node_lon[node] + shift[0]), float(graph.node_lat[node] + shift[1]))
        point = Point(*(float(part) for part in to_metric(graph.crs, position.lon, position.lat)))
        exact = min(lines[stretch].distance(point) for stretch in np.flatnonzero(usable))
        assert snapper.snap(position, usable, 5000.0).snap_m == pytest.approx(exact, abs=1e-6)

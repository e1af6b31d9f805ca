from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from openevac.domain.errors import InputError
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, RoadGraph, StretchFlag, Surface
from openevac.roads.raw import RawRoads, table_of
from openevac.roads.segments import Segments, cut_into_segments
from tests.data import data_path
from tests.roads.drawing import SQUARE, draw, stretch_of, way
from tests.torture import examples


def graph_distances(graph: RoadGraph) -> Any:
    arcs_m = graph.stretch_length_m[graph.arc_stretch].astype(float)
    return dijkstra(shortest_of_parallel(graph.arc_tail, graph.arc_head, arcs_m, graph.num_nodes))


def test_a_square_with_a_track():
    graph, report = build_graph(draw(SQUARE, [way(1, "a n m b c d a"), way(2, "m d", RoadClass.TRACK, tracktype=3)]))
    assert (graph.num_nodes, graph.num_stretches, graph.num_arcs) == (2, 3, 6)
    assert graph.crs == "EPSG:32637"
    track = stretch_of(graph, 2)
    assert graph.is_track.tolist() == [stretch == track for stretch in range(3)]
    assert graph.stretch_length_m[track] == pytest.approx(np.hypot(200, 300), rel=1e-3)
    assert graph.stretch_tracktype[track] == 3
    assert report.km == pytest.approx(1.4 + np.hypot(0.2, 0.3), rel=1e-3)
    assert report.track_km == pytest.approx(np.hypot(0.2, 0.3), rel=1e-3)
    assert (report.components, report.dropped, report.dropped_km) == (1, (), 0)


def test_shapes_run_from_tail_to_head_and_samples_lie_on_them():
    graph, _ = build_graph(draw(SQUARE, [way(1, "a n m b c d a"), way(2, "m d", backward=False)]))
    for arc in np.flatnonzero(graph.arc_forward):
        shape = graph.shape(int(graph.arc_stretch[arc]))
        assert shape[0].tolist() == [graph.node_lon[graph.arc_tail[arc]], graph.node_lat[graph.arc_tail[arc]]]
        assert shape[-1].tolist() == [graph.node_lon[graph.arc_head[arc]], graph.node_lat[graph.arc_head[arc]]]
    assert np.all(np.diff(graph.sample_start) == np.ceil(graph.stretch_length_m / 100))


def test_a_one_way_stretch_has_one_arc():
    graph, _ = build_graph(
        draw(SQUARE, [way(1, "a b c d"), way(2, "d a", backward=False), way(3, "m d"), way(4, "m b")])
    )
    alone = np.flatnonzero(graph.arc_twin < 0)
    assert graph.arc_stretch[alone].tolist() == [stretch_of(graph, 2)]


def test_what_a_car_cannot_leave_or_reach_is_dropped_and_counted():
    points = {**SQUARE, "e": (900.0, 0.0), "x": (5000.0, 0.0), "y": (5000.0, 500.0)}
    ways = [
        way(1, "a b c d a", RoadClass.PRIMARY),
        way(2, "b e", RoadClass.SERVICE, backward=False),
        way(3, "x y", RoadClass.TRACK),
    ]
    graph, report = build_graph(draw(points, ways))
    assert set(graph.way_ids.tolist()) == {1}
    assert [(part.road_class, part.stretches) for part in report.dropped] == [("service", 1), ("track", 1)]
    assert report.dropped_km == pytest.approx(1.0, rel=1e-3)
    assert report.components == 3  # the square, the end of the dead end, the far track


def test_the_network_with_most_metres_is_kept_not_the_one_with_most_nodes():
    points = {"x": (0.0, 0.0), "y": (4000.0, 0.0), "o": (0.0, 5000.0)}
    points |= {f"s{k}": (50.0 * k, 5000.0 + 30.0) for k in range(8)}
    ways = [way(1, "x y", RoadClass.PRIMARY), *(way(10 + k, f"o s{k}") for k in range(8))]
    graph, _ = build_graph(draw(points, ways))
    assert set(graph.way_ids.tolist()) == {1}


def test_after_dropping_a_side_road_its_corner_is_joined_over():
    points = {**SQUARE, "e": (900.0, 0.0)}
    with_side = draw(points, [way(1, "a b c d a"), way(2, "b e", backward=False)])
    assert build_graph(with_side)[0].num_stretches == build_graph(draw(SQUARE, [way(1, "a b c d a")]))[0].num_stretches


def test_a_way_whose_middle_is_dropped_is_not_joined_over_the_gap():
    # One-way ring o-p-z-c-d-e-o with a street at z; the first way also runs p-m-c, but a block at m leaves two
    # dead ends of it.
    points = {"o": (0.0, 0.0), "p": (200.0, 0.0), "m": (400.0, 0.0), "c": (600.0, 0.0), "d": (800.0, 0.0),
              "z": (400.0, 300.0), "e": (400.0, -300.0), "y": (400.0, 800.0)}  # fmt: skip
    ways = [
        way(1, "o p m c d", backward=False),
        way(2, "p z c", backward=False),
        way(3, "d e o", backward=False),
        way(4, "z y"),
    ]
    graph, report = build_graph(draw(points, ways, barriers=["m"]))
    around_m = 400 + 2 * np.hypot(200, 300) + 2 * np.hypot(400, 300)
    assert graph.stretch_length_m.sum() == pytest.approx(around_m + 500, rel=1e-3)
    assert graph_distances(graph).max() < around_m + 1000
    assert report.dropped_km == pytest.approx(0.4, rel=1e-3)


def test_a_barrier_on_the_way_cuts_it():
    around, _ = build_graph(draw(SQUARE, [way(1, "a n m b c d a")], barriers=["m"]))
    assert around.num_nodes == 2
    assert around.stretch_length_m.sum() == pytest.approx(1400, rel=1e-3)
    assert graph_distances(around).max() == pytest.approx(1400, rel=1e-3)


def test_ford_and_gate_mark_only_the_pieces_beside_them():
    graph, _ = build_graph(draw(SQUARE, [way(1, "a n m b c d a")], fords=["n"], gates=["c"]))
    flagged = {
        flag: float(graph.stretch_length_m[(graph.stretch_flags & flag) != 0].sum())
        for flag in (StretchFlag.FORD, StretchFlag.BARRIER)
    }
    assert flagged[StretchFlag.FORD] == pytest.approx(200, rel=1e-3)
    assert flagged[StretchFlag.BARRIER] == pytest.approx(700, rel=1e-3)


def test_two_nodes_on_one_spot_still_make_a_stretch():
    points = {**SQUARE, "A": (0.0, 0.0)}
    graph, _ = build_graph(
        draw(points, [way(1, "a A", surface=Surface.GRAVEL), way(2, "A b c"), way(3, "c d a"), way(4, "a c")])
    )
    assert graph.stretch_length_m.min() == pytest.approx(0.01)


@pytest.mark.parametrize("ways", [[], [way(1, "a a")], [way(1, "a b", forward=False, backward=False)]])
def test_no_road_at_all_is_refused(ways):
    with pytest.raises(InputError, match=r"lines\.geojson: No road in it can be driven by car"):
        build_graph(draw(SQUARE, ways, source="lines.geojson"))


def test_only_one_way_dead_ends_are_refused():
    with pytest.raises(InputError, match="No part of the roads leads back to where it starts"):
        build_graph(draw(SQUARE, [way(1, "a b c", backward=False)]))


def test_progress_rises_from_0_to_1():
    told: list[tuple[str, float]] = []
    build_graph(draw(SQUARE, [way(1, "a b c")]), lambda words, share: told.append((words, share)))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


names = st.sampled_from([f"p{number}" for number in range(14)])
ways_drawn = st.lists(
    st.tuples(
        st.lists(names, min_size=2, max_size=6),
        st.sampled_from([RoadClass.PRIMARY, RoadClass.TRACK]),
        st.sampled_from([(True, True), (True, True), (True, False), (False, True)]),
    ),
    min_size=1,
    max_size=12,
)
spots = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=14, max_size=14, unique=True)


def drawn(spots: Any, ways: Any) -> RawRoads:
    points = {f"p{number}": (90.0 * x, 90.0 * y) for number, (x, y) in enumerate(spots)}
    return draw(
        points,
        [
            way(number, " ".join(line), road_class, forward=forward, backward=backward)
            for number, (line, road_class, (forward, backward)) in enumerate(ways)
        ],
    )


@given(spots, ways_drawn)
@settings(max_examples=examples(120, 5000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_contraction_keeps_distances_and_total_length(spots, ways):
    raw = drawn(spots, ways)
    try:
        graph, report = build_graph(raw)
    except InputError:
        return
    segments = cut_into_segments(table_of(raw))
    assert_same_distances(graph, segments, sources=graph.num_nodes)
    assert np.isfinite(graph_distances(graph)).all()
    kept = float(graph.stretch_length_m.sum(dtype=float)) / 1000
    assert kept + report.dropped_km == pytest.approx(segments.length_m.sum() / 1000, rel=1e-6)
    assert np.all(graph.arc_tail != graph.arc_head)
    assert graph.stretch_length_m.max() <= 1500


@given(spots, ways_drawn)
@settings(max_examples=examples(50, 1000), deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_same_roads_give_the_same_graph(spots, ways):
    raw = drawn(spots, ways)
    try:
        first, second = build_graph(raw)[0], build_graph(raw)[0]
    except InputError:
        return
    for name in ("arc_tail", "arc_head", "shape_lon", "way_ids", "sample_x"):
        assert np.array_equal(getattr(first, name), getattr(second, name))


@pytest.mark.data
@pytest.mark.parametrize(
    ("extract", "nodes", "track_km"), [("heidelberg.osm.pbf", 17_893, 1643), ("north-bayreuth.osm.gz", 2_300, 298)]
)
def test_a_real_extract_is_one_network_and_keeps_its_distances(extract, nodes, track_km):
    from openevac.roads.osm import read_osm

    table = read_osm(data_path(f"osm/{extract}"))
    graph, report = build_graph(table)
    assert graph.num_nodes == pytest.approx(nodes, rel=0.05)
    assert report.track_km == pytest.approx(track_km, rel=0.02)
    matrix = coo_array((np.ones(graph.num_arcs), (graph.arc_tail, graph.arc_head)), shape=(graph.num_nodes,) * 2)
    assert connected_components(matrix.tocsr(), directed=True, connection="strong")[0] == 1
    segments = cut_into_segments(table)
    total_km = segments.length_m.sum() / 1000
    assert report.km + report.dropped_km == pytest.approx(total_km, rel=1e-5)
    assert_same_distances(graph, segments)


def assert_same_distances(graph: RoadGraph, segments: Segments, sources: int = 12) -> None:
    """Compare shortest distances from a few kept nodes with those over all segments of the source."""
    back = segments.two_way
    tail = np.concatenate((segments.tail, segments.head[back]))
    head = np.concatenate((segments.head, segments.tail[back]))
    metres = np.maximum(np.concatenate((segments.length_m, segments.length_m[back])), 1e-6)
    before = shortest_of_parallel(tail, head, metres, len(segments.lon))
    arcs = graph.stretch_length_m[graph.arc_stretch].astype(float)
    after = shortest_of_parallel(graph.arc_tail, graph.arc_head, arcs, graph.num_nodes)
    used = np.unique(np.concatenate((segments.tail, segments.head)))
    place: dict[tuple[float, float], int | None] = {}
    for node in used.tolist():  # where nodes share a spot (a barrier, a bridge) it names none of them
        spot = (segments.lon[node], segments.lat[node])
        place[spot] = None if spot in place else node
    pairs = [(node, place[spot]) for node, spot in enumerate(zip(graph.node_lon, graph.node_lat, strict=True))]
    nodes, number = (
        np.array([(node, source) for node, source in pairs if source is not None], dtype=int).reshape(-1, 2).T
    )
    if not len(nodes):
        return
    chosen = np.unique(np.linspace(0, len(nodes) - 1, sources).astype(int))
    exact = dijkstra(before, indices=number[chosen])[:, number]
    np.testing.assert_allclose(dijkstra(after, indices=nodes[chosen])[:, nodes], exact, rtol=1e-5, atol=0.5)


def shortest_of_parallel(tail: Any, head: Any, metres: Any, count: int) -> Any:
    order = np.lexsort((metres, head, tail))
    tail, head, metres = tail[order], head[order], metres[order]
    first = np.append([True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))
    return coo_array((metres[first], (tail[first], head[first])), shape=(count, count)).tocsr()


def test_parallel_arcs_are_told_apart_by_the_distances_of_these_tests():
    tail, head, metres = np.array([0, 0, 1]), np.array([1, 1, 0]), np.array([5.0, 3.0, 2.0])
    assert dijkstra(shortest_of_parallel(tail, head, metres, 2)).tolist() == [[0, 3], [2, 0]]

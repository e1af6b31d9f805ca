"""Points along roads: both directions, one-way stretches, and pairs on one stretch."""

from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.legs import RoadPoint
from openevac.routing.path import Path, measure_path
from openevac.routing.points import place_points
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph


def ring(*, one_way: bool) -> Router:
    """Three stretches in a ring, a 10 s, b 20 s, c 40 s; a is one-way where asked. Arcs: a 0(,1), then b, c."""
    points = {"x": (0.0, 0.0), "y": (1000.0, 0.0), "z": (500.0, 900.0)}
    roads = [Road(start="x", end="y", one_way=one_way), Road(start="y", end="z"), Road(start="z", end="x")]
    return Router(hand_made_graph(points, roads))


WEIGHTS = RoadWeights(
    time_s=np.array([10.0, 20.0, 40.0]), exposure=np.array([0.1, 0.2, 0.4]), open=np.ones(3, np.bool_)
)


def on_a(fraction: float) -> RoadPoint:
    return RoadPoint(arc=0, fraction=fraction, snap_m=0.0, lon=0.0, lat=0.0)


def test_ahead_on_the_same_stretch_is_driven_directly() -> None:
    for one_way in (True, False):
        way = ring(one_way=one_way).path(WEIGHTS, on_a(0.2), on_a(0.7), 0.0)
        assert way is not None
        assert (way.arcs, way.start_fraction, way.end_fraction) == ((0,), 0.2, 0.7)
        assert way.time_s == pytest.approx(5.0)


def test_behind_on_a_two_way_stretch_is_driven_back_on_the_twin() -> None:
    way = ring(one_way=False).path(WEIGHTS, on_a(0.7), on_a(0.2), 0.0)
    assert way is not None
    assert way.arcs == (1,)
    assert (way.start_fraction, way.end_fraction) == pytest.approx((0.3, 0.8))
    assert way.time_s == pytest.approx(5.0)


def test_behind_on_a_one_way_stretch_needs_the_way_round() -> None:
    router = ring(one_way=True)
    way = router.path(WEIGHTS, on_a(0.7), on_a(0.2), 0.0)
    assert way is not None
    assert (way.arcs[0], way.arcs[-1], len(way.arcs)) == (0, 0, 4)
    assert (way.start_fraction, way.end_fraction) == (0.7, 0.2)
    assert way.time_s == pytest.approx(3.0 + 20.0 + 40.0 + 2.0)
    both = router.matrices(WEIGHTS, [on_a(0.2), on_a(0.7)], 0.0)
    assert both.time_s == pytest.approx(np.array([[0.0, 5.0], [65.0, 0.0]]), abs=1e-4)
    assert both.exposure == pytest.approx(np.array([[0.0, 0.05], [0.65, 0.0]]), abs=1e-4)


def test_the_way_round_is_taken_where_the_stretch_itself_is_worse() -> None:
    router = ring(one_way=False)
    weights = RoadWeights(np.array([1000.0, 20.0, 40.0]), np.array([0.1, 0.2, 0.4]), WEIGHTS.open)
    way = router.path(weights, on_a(0.01), on_a(0.99), 0.0)
    assert way is not None
    assert len(way.arcs) == 4
    assert way.time_s == pytest.approx(10.0 + 40.0 + 20.0 + 10.0)


def test_no_drive_between_a_point_and_itself() -> None:
    way = ring(one_way=True).path(WEIGHTS, on_a(0.4), on_a(0.4), 100.0)
    assert way is not None
    assert (way.time_s, way.length_m, way.exposure, way.arcs) == (0.0, 0.0, 0.0, (0,))


def test_nobody_turns_round_on_the_spot() -> None:
    """A point at the very end of a stretch lies on both directions at once; a way begins and ends with one of them."""
    router = ring(one_way=False)
    for start, end in ((on_a(0.0), on_a(1.0)), (on_a(1.0), on_a(0.0))):
        for way in (router.path(WEIGHTS, start, end, 0.0), router.ways(WEIGHTS, start, end, exact=True)):
            assert way is not None
            path = way if isinstance(way, Path) else way.fastest
            assert len(path.arcs) == 1
            assert path.time_s == pytest.approx(10.0)
    on_b = RoadPoint(arc=2, fraction=1.0, snap_m=0.0, lon=0.0, lat=0.0)
    through = router.path(WEIGHTS, on_a(0.0), on_b, 0.0)
    assert through is not None
    assert through.arcs == (0, 2)
    on_c = RoadPoint(arc=4, fraction=0.9, snap_m=0.0, lon=0.0, lat=0.0)
    for point in (on_a(1.0), RoadPoint(arc=1, fraction=0.0, snap_m=0.0, lon=0.0, lat=0.0)):
        into = router.path(WEIGHTS, on_c, point, 0.0)
        assert into is not None
        assert (into.arcs, into.end_fraction) == ((4, 0), 1.0)


def test_a_piece_of_no_length_back_on_the_last_stretch_is_left_out() -> None:
    """Which of two engines' equal ways comes back is chance: the same way must look the same."""
    graph = ring(one_way=False).graph
    onto_and_back = measure_path(graph, WEIGHTS, (4, 0, 1), 0.5, 0.0)
    assert (onto_and_back.arcs, onto_and_back.end_fraction) == ((4, 0), 1.0)
    away_and_forth = measure_path(graph, WEIGHTS, (1, 0, 2), 1.0, 0.5)
    assert (away_and_forth.arcs, away_and_forth.start_fraction) == ((0, 2), 0.0)
    real_turn = measure_path(graph, WEIGHTS, (4, 0, 1), 0.5, 0.25)
    assert (real_turn.arcs, real_turn.end_fraction) == ((4, 0, 1), 0.25)


def test_nobody_leaves_or_reaches_a_closed_stretch() -> None:
    closed = RoadWeights(WEIGHTS.time_s, WEIGHTS.exposure, np.array([False, True, True]))
    router = ring(one_way=False)
    elsewhere = RoadPoint(arc=2, fraction=0.5, snap_m=0.0, lon=0.0, lat=0.0)
    for start, end in ((on_a(0.0), elsewhere), (elsewhere, on_a(1.0)), (on_a(0.3), on_a(0.3))):
        assert router.path(closed, start, end, 0.0) is None
        assert router.ways(closed, start, end) is None
    assert np.isnan(router.matrices(closed, [on_a(0.0), elsewhere], 0.0).time_s).tolist() == [
        [True, True],
        [True, False],
    ]


def test_points_off_the_graph_are_refused() -> None:
    graph = ring(one_way=True).graph
    for arc, fraction in ((-1, 0.5), (graph.num_arcs, 0.5), (0, -0.1), (0, 1.1), (0, float("nan"))):
        with pytest.raises(ValueError, match="no arc of this graph"):
            place_points(graph, [RoadPoint(arc=arc, fraction=fraction, snap_m=0.0, lon=0.0, lat=0.0)])

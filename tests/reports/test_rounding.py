"""Doors are hidden: only the 200 m square they lie in can be learnt from what leaves the house."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.places import LonLat
from openevac.reports.rounding import NO_STRETCH, GroundLine, Rounding
from openevac.roads.graph import FloatArray
from openevac.roads.projection import to_metric
from tests.hand_made import CRS, ORIGIN_M, to_degrees

ROUNDING = Rounding(crs=CRS, step_m=200.0)
EXACT = Rounding(crs=CRS, step_m=0.0)
metres = st.floats(-5000, 5000, allow_nan=False)


def line(*corners: tuple[float, float]) -> GroundLine:
    points = np.array([to_degrees(*corner) for corner in corners])
    count = len(points)
    return GroundLine(points=points, stretch=np.arange(count, dtype=np.int64), forward=np.ones(count, dtype=np.bool_))


def metric(points: FloatArray) -> FloatArray:
    return np.column_stack(to_metric(CRS, points[:, 0], points[:, 1]))


def square(position: LonLat) -> tuple[float, float]:
    x, y = to_metric(CRS, *position)
    return round(float(x) / 200), round(float(y) / 200)


@given(metres, metres)
def test_a_position_moves_to_the_middle_of_its_square(x: float, y: float) -> None:
    door = to_degrees(x, y)
    shown = ROUNDING.point(door)
    at = np.array(to_metric(CRS, *shown))
    assert np.minimum(at % 200, 200 - at % 200).max() < 1e-3
    assert np.abs(at - np.array(to_metric(CRS, *door))).max() <= 100.001


def test_doors_of_one_square_cannot_be_told_apart() -> None:
    assert ROUNDING.point(to_degrees(10, 20)) == ROUNDING.point(to_degrees(-80, 60))


def test_exact_leaves_everything_as_it_is() -> None:
    door, way = to_degrees(13, 7), line((0, 0), (1000, 0))
    assert EXACT.point(door) == door
    assert EXACT.way(way, (door, door)) is way


@settings(deadline=None)
@given(metres, metres, metres, metres)
def test_no_point_of_a_way_lies_in_the_squares_of_its_ends(ax: float, ay: float, bx: float, by: float) -> None:
    start, end = to_degrees(ax, ay), to_degrees(bx, by)
    shown = ROUNDING.way(line((ax, ay), ((ax + bx) / 2, ay), (bx, by)), (start, end))
    inner = metric(shown.points)[1:-1]
    for hidden in (start, end):
        middle = np.array(to_metric(CRS, *ROUNDING.point(hidden)))
        assert not (np.abs(inner - middle).max(axis=1) < 99.9).any()


def test_two_doors_of_one_square_give_the_same_way() -> None:
    far = (3000.0, 0.0)
    ways = [
        ROUNDING.way(line(door, (400.0, 0.0), far), (to_degrees(*door), to_degrees(*far)))
        for door in ((-50.0, 0.0), (30.0, 0.0))
    ]
    ends = [ROUNDING.point(to_degrees(*door)) for door in ((-50.0, 0.0), (30.0, 0.0))]
    assert ends[0] == ends[1]
    assert np.allclose(ways[0].points[0], ways[1].points[0])
    assert metric(ways[0].points)[1, 0] - metric(ways[1].points)[1, 0] < 10.5


def test_a_way_that_comes_back_through_a_square_keeps_its_order() -> None:
    way = line((0, 0), (1000, 0), (1000, 600), (0, 600), (0, -600))
    shown = metric(ROUNDING.way(way, (to_degrees(0, 0), to_degrees(0, -600))).points) - ORIGIN_M
    assert [tuple(point) for point in shown.round().tolist() if abs(point[0] - 1000) < 1] == [(1000, 0), (1000, 600)]
    assert shown[-1].round().tolist() == [0, -600]


def test_what_is_no_road_is_marked_and_stretches_stay_known() -> None:
    shown = ROUNDING.way(line((0, 0), (500, 0), (1000, 0), (1500, 0)), (to_degrees(0, 0), to_degrees(1500, 0)))
    assert shown.stretch[0] == shown.stretch[-1] == NO_STRETCH
    assert set(shown.stretch[1:-1].tolist()) == {0, 1, 2}


def test_a_way_within_one_square_becomes_its_middle() -> None:
    shown = ROUNDING.way(line((10, 10), (40, 30)), (to_degrees(10, 10), to_degrees(40, 30)))
    assert len(shown.points) == 2
    assert np.allclose(shown.points[0], shown.points[1])

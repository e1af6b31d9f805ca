"""Lines of legs: arcs in driving order, cut where the drive starts and ends."""

from __future__ import annotations

import numpy as np

from openevac.reports.ways import driven_line, end_of
from tests.hand_made import ORIGIN_M, Road, hand_made_graph
from tests.reports.sample import material
from tests.reports.test_rounding import metric

GRAPH = hand_made_graph(
    {"a": (0, 0), "b": (1000, 0), "c": (1000, 1000)},
    [Road(start="a", end="b", bends=((500, 200),)), Road(start="c", end="b")],
)
A_TO_B, B_TO_A, C_TO_B, B_TO_C = 0, 1, 2, 3


def corners(arcs: tuple[int, ...], start: float, end: float) -> list[list[float]]:
    points = metric(driven_line(GRAPH, arcs, start, end).points) - ORIGIN_M
    return points.round().tolist()  # type: ignore[no-any-return]  # numpy gives Any


def test_arcs_are_joined_without_doubling_the_crossing() -> None:
    assert corners((A_TO_B, B_TO_C), 0.0, 1.0) == [[0, 0], [500, 200], [1000, 0], [1000, 1000]]


def test_an_arc_against_its_shape_runs_backwards() -> None:
    assert corners((B_TO_A,), 0.0, 1.0) == [[1000, 0], [500, 200], [0, 0]]


def test_the_first_and_the_last_arc_are_cut_at_their_fractions() -> None:
    assert corners((A_TO_B, B_TO_C), 0.25, 0.25) == [[250, 100], [500, 200], [1000, 0], [1000, 250]]


def test_a_drive_on_one_arc_is_cut_at_both_ends() -> None:
    assert corners((C_TO_B,), 0.25, 0.75) == [[1000, 750], [1000, 250]]


def test_each_point_knows_its_stretch_and_direction() -> None:
    line = driven_line(GRAPH, (A_TO_B, B_TO_C), 0.0, 1.0)
    assert line.stretch.tolist() == [0, 0, 1, 1]
    assert line.forward.tolist() == [True, True, False, False]


def test_the_legs_of_the_sample_begin_and_end_where_the_van_halts() -> None:
    plan = material()
    for code, _, trip in plan.trips:
        for leg, stop in zip(plan.shown_legs[code], trip.stops, strict=False):
            shown = plan.rounding.point(end_of(leg, -1))
            assert np.allclose(shown, plan.rounding.point(type(shown)(stop.at.lon, stop.at.lat)))

"""The lines that arcs and legs run over, exactly as they are driven."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from openevac.domain.legs import Leg
from openevac.domain.places import LonLat
from openevac.reports.rounding import GroundLine
from openevac.roads.graph import FloatArray, RoadGraph

ROUNDED_OFF = 1e-9


def driven_line(graph: RoadGraph, arcs: Sequence[int], start_fraction: float, end_fraction: float) -> GroundLine:
    """Give the line of arcs driven in order, cut at fractions of the first and the last."""
    pieces = [_arc_points(graph, arc) for arc in arcs]
    if len(pieces) == 1:
        pieces = [_part(pieces[0], start_fraction, end_fraction)]
    else:
        pieces[0] = _part(pieces[0], start_fraction, 1.0)
        pieces[-1] = _part(pieces[-1], 0.0, end_fraction)
    counts = [len(piece) - 1 for piece in pieces[:-1]] + [len(pieces[-1])]
    along = np.repeat(np.asarray(arcs, dtype=np.int64), counts)
    return GroundLine(
        points=np.vstack([*(piece[:-1] for piece in pieces[:-1]), pieces[-1]]),
        stretch=graph.arc_stretch[along].astype(np.int64),
        forward=np.asarray(graph.arc_forward[along]),
    )


def leg_line(graph: RoadGraph, leg: Leg) -> GroundLine:
    """Give a leg's line, exactly as it is driven."""
    return driven_line(graph, leg.arcs, leg.start_fraction, leg.end_fraction)


def end_of(line: GroundLine, which: int) -> LonLat:
    """Give the first (0) or last (-1) point of a line."""
    return LonLat(float(line.points[which, 0]), float(line.points[which, 1]))


def _arc_points(graph: RoadGraph, arc: int) -> FloatArray:
    points = graph.shape(int(graph.arc_stretch[arc]))
    return points if graph.arc_forward[arc] else points[::-1]


def _part(points: FloatArray, start: float, end: float) -> FloatArray:
    """Cut a line at two fractions of its length; degrees are weighed so that both axes are equally long."""
    weight = np.cos(np.radians(points[:, 1].mean()))
    steps = np.hypot(np.diff(points[:, 0]) * weight, np.diff(points[:, 1]))
    along = np.concatenate(([0.0], np.cumsum(steps))) / steps.sum()
    inner = (along > start + ROUNDED_OFF) & (along < end - ROUNDED_OFF)
    where = np.concatenate(([start], along[inner], [end]))
    return np.column_stack((np.interp(where, along, points[:, 0]), np.interp(where, along, points[:, 1])))

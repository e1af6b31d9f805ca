"""Where on the ground a point of a road lies, and when two points of roads are one."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from openevac.domain.places import LonLat
from openevac.planning.check.tolerances import POINT_M
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric


def is_on_graph(graph: RoadGraph, arc: int, fraction: float) -> bool:
    """Tell whether the arc exists and the fraction lies between 0 and 1."""
    return 0 <= arc < graph.num_arcs and 0.0 <= fraction <= 1.0


@lru_cache(maxsize=4096)
def place_of(graph: RoadGraph, arc: int, fraction: float) -> tuple[float, float]:
    """Give the metres (x, y) of the point at `fraction` along an arc, measured along its shape in the plane."""
    shape = graph.shape(int(graph.arc_stretch[arc]))
    x, y = to_metric(graph.crs, shape[:, 0], shape[:, 1])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    at = _forward(graph, arc, fraction) * along[-1]
    return float(np.interp(at, along, x)), float(np.interp(at, along, y))


def metres_apart(graph: RoadGraph, point: tuple[float, float], position: LonLat) -> float:
    """Give the distance between a point in metres and a position in degrees."""
    x, y = to_metric(graph.crs, position.lon, position.lat)
    return math.hypot(point[0] - float(x), point[1] - float(y))


def same_point(graph: RoadGraph, one: tuple[int, float], other: tuple[int, float]) -> bool:
    """Tell whether two (arc, fraction) are one point of the network: on one stretch, or at one node."""
    (arc_a, at_a), (arc_b, at_b) = one, other
    if graph.arc_stretch[arc_a] == graph.arc_stretch[arc_b]:
        length_m = float(graph.stretch_length_m[graph.arc_stretch[arc_a]])
        if abs(_forward(graph, arc_a, at_a) - _forward(graph, arc_b, at_b)) * length_m <= POINT_M:
            return True
    return bool(_nodes_at(graph, arc_a, at_a) & _nodes_at(graph, arc_b, at_b))


def _forward(graph: RoadGraph, arc: int, fraction: float) -> float:
    return fraction if graph.arc_forward[arc] else 1.0 - fraction


def _nodes_at(graph: RoadGraph, arc: int, fraction: float) -> set[int]:
    """Give the nodes that the point stands on."""
    length_m = float(graph.stretch_length_m[graph.arc_stretch[arc]])
    at_tail = {int(graph.arc_tail[arc])} if fraction * length_m <= POINT_M else set()
    at_head = {int(graph.arc_head[arc])} if (1.0 - fraction) * length_m <= POINT_M else set()
    return at_tail | at_head

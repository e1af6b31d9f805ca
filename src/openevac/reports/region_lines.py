"""A region's roads and areas as plain lines for a screen: simplified until they fit, the wide roads kept longest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from openevac.domain.hazards import Border
from openevac.domain.places import MultiPolygon
from openevac.roads.graph import BoolArray, RoadClass, RoadGraph

Coordinates = list[list[float]]
Box = tuple[float, float, float, float]
_METRES_PER_DEGREE = 111_320.0
_KINDS = (
    ("road-wide", RoadClass.MOTORWAY, RoadClass.SECONDARY),
    ("road-middle", RoadClass.TERTIARY, RoadClass.UNCLASSIFIED),
    ("road-small", RoadClass.RESIDENTIAL, RoadClass.SERVICE),
    ("road-track", RoadClass.TRACK, RoadClass.TRACK),
)
_TOLERANCES_M = (10.0, 25.0, 60.0, 150.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadLines:
    """Lines by kind of road (degrees), widest first; `left_out`: the kinds for which there was no room."""

    lines: dict[str, list[Coordinates]]
    left_out: tuple[str, ...]


def road_lines(graph: RoadGraph, most_points: int) -> RoadLines:
    """Give the roads of a graph in at most about `most_points` points: first simpler lines, then fewer kinds."""
    shapes = _shapes(graph)
    lines: dict[str, list[Coordinates]] = {}
    left_out: list[str] = []
    room = most_points
    for kind, widest, narrowest in _KINDS:
        chosen = shapes[_between(graph, widest, narrowest)]
        if len(chosen) == 0:
            continue
        drawn = _fitting(chosen, room)
        if drawn is None:
            left_out.append(kind)
            continue
        lines[kind] = drawn
        room -= sum(len(line) for line in drawn)
    return RoadLines(lines=lines, left_out=tuple(left_out))


def box_of(graph: RoadGraph, margin_km: float = 20.0) -> Box:
    """Give west, south, east and north of a graph, widened."""
    step = margin_km * 1000 / _METRES_PER_DEGREE
    west, east = float(np.min(graph.node_lon)), float(np.max(graph.node_lon))
    south, north = float(np.min(graph.node_lat)), float(np.max(graph.node_lat))
    return west - step, south - step, east + step, north + step


def areas_within(areas: MultiPolygon, box: Box, tolerance_m: float = 100.0) -> list[list[Coordinates]]:
    """Give areas cut at a box and simplified, as rings of degrees; empty where none reaches in."""
    wholes = [shapely.make_valid(shapely.Polygon(rings[0], rings[1:])) for rings in areas if len(rings[0]) >= 4]
    cut = shapely.intersection(shapely.union_all(wholes), shapely.box(*box))
    simple = shapely.simplify(cut, tolerance_m / _METRES_PER_DEGREE)
    parts = [part for part in shapely.get_parts(simple) if part.geom_type == "Polygon" and not part.is_empty]
    return [[_listed(ring) for ring in (part.exterior, *part.interiors)] for part in parts]


def border_within(border: Border | None, box: Box, tolerance_m: float = 100.0) -> list[Coordinates]:
    """Give the lines of the border inside a box."""
    if border is None:
        return []
    whole = shapely.MultiLineString([line for line in border.lines if len(line) > 1])
    cut = shapely.simplify(shapely.intersection(whole, shapely.box(*box)), tolerance_m / _METRES_PER_DEGREE)
    return [_listed(part) for part in shapely.get_parts(cut) if part.geom_type == "LineString" and not part.is_empty]


def _shapes(graph: RoadGraph) -> np.ndarray:
    points = np.column_stack((graph.shape_lon, graph.shape_lat))
    owner = np.repeat(np.arange(graph.num_stretches), np.diff(graph.shape_start))
    return np.asarray(shapely.linestrings(points, indices=owner))


def _between(graph: RoadGraph, widest: int, narrowest: int) -> BoolArray:
    kinds = np.asarray(graph.stretch_class)
    return np.asarray((kinds >= widest) & (kinds <= narrowest))


def _fitting(shapes: np.ndarray, room: int) -> list[Coordinates] | None:
    """Join stretches into long lines and simplify them until they fit; None where nothing does."""
    joined = shapely.line_merge(shapely.MultiLineString(list(shapes)))
    parts = shapely.get_parts(joined)
    for tolerance_m in _TOLERANCES_M:
        simple = shapely.simplify(parts, tolerance_m / _METRES_PER_DEGREE)
        if int(shapely.get_num_coordinates(simple).sum()) <= room:
            return [_listed(line) for line in simple]
    return None


def _listed(line: shapely.Geometry) -> Coordinates:
    """Give the points of a line; four digits are about ten metres, finer than any screen shows a region."""
    found: Sequence[Sequence[float]] = shapely.get_coordinates(line).round(4).tolist()
    return [list(one) for one in found]

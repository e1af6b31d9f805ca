"""Road graphs written by hand: points in metres, roads by the names of their ends."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np
import pyproj

from openevac.domain.places import LonLat
from openevac.roads.graph import SAMPLE_STEP_M, Cover, RoadClass, RoadGraph, Surface, validate_graph

CRS = "EPSG:32637"
ORIGIN_M = np.array((300_000.0, 5_540_000.0))
_TO_DEGREES = pyproj.Transformer.from_crs(CRS, "EPSG:4326", always_xy=True)

Metres = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """One stretch of a hand-made graph between two named points; `bends` are shape points in between."""

    start: str
    end: str
    road_class: RoadClass = RoadClass.RESIDENTIAL
    surface: Surface = Surface.PAVED
    tracktype: int = 0
    cover: Cover = Cover.OPEN
    flags: int = 0
    max_weight_t: float = 0.0
    max_height_m: float = 0.0
    one_way: bool = False
    bends: tuple[Metres, ...] = ()
    way_id: int = 0


def to_degrees(x_m: float, y_m: float) -> LonLat:
    """Give the position of a point of the hand-made map (metres east and north of its origin)."""
    lon, lat = _TO_DEGREES.transform(ORIGIN_M[0] + x_m, ORIGIN_M[1] + y_m)
    return LonLat(float(lon), float(lat))


def ring(*corners: Metres) -> tuple[tuple[float, float], ...]:
    """Give a closed ring of degrees from corners in metres."""
    return tuple(to_degrees(*corner) for corner in (*corners, corners[0]))


def box(west_m: float, south_m: float, east_m: float, north_m: float) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Give a polygon with one ring from its sides in metres."""
    return (ring((west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m)),)


def _samples(points: list[Metres]) -> list[Metres]:
    """Give the middles of equal pieces of at most SAMPLE_STEP_M along a line."""
    steps = [math.dist(a, b) for a, b in itertools.pairwise(points)]
    total, at = sum(steps), [0.0]
    for step in steps:
        at.append(at[-1] + step)
    pieces = max(1, math.ceil(total / SAMPLE_STEP_M))
    where = [(k + 0.5) * total / pieces for k in range(pieces)]
    xs, ys = np.array(points).T
    return list(zip(np.interp(where, at, xs).tolist(), np.interp(where, at, ys).tolist(), strict=True))


def hand_made_graph(points: dict[str, Metres], roads: list[Road]) -> RoadGraph:
    """Build a graph from named points (metres from the origin) and roads; way ids default to 100 + the road's place."""
    number = {name: k for k, name in enumerate(points)}
    lines = [[points[road.start], *road.bends, points[road.end]] for road in roads]
    arcs = [
        (stretch, forward)
        for stretch, road in enumerate(roads)
        for forward in ((True,) if road.one_way else (True, False))
    ]
    samples = [_samples(line) for line in lines]
    shapes = [[to_degrees(*point) for point in line] for line in lines]
    place = {arc: k for k, arc in enumerate(arcs)}
    ends = [(number[road.start], number[road.end]) for road in roads]
    node = np.array([to_degrees(*point) for point in points.values()])
    metric = np.array(list(points.values())) + ORIGIN_M
    flat_shape = np.array([point for shape in shapes for point in shape])
    flat_sample = np.array([point for piece in samples for point in piece]) + ORIGIN_M
    graph = RoadGraph(
        crs=CRS,
        node_lon=node[:, 0].copy(),
        node_lat=node[:, 1].copy(),
        node_x=metric[:, 0].copy(),
        node_y=metric[:, 1].copy(),
        stretch_length_m=np.array(
            [sum(math.dist(a, b) for a, b in itertools.pairwise(line)) for line in lines], np.float32
        ),
        stretch_class=np.array([road.road_class for road in roads], np.uint8),
        stretch_surface=np.array([road.surface for road in roads], np.uint8),
        stretch_tracktype=np.array([road.tracktype for road in roads], np.uint8),
        stretch_cover=np.array([road.cover for road in roads], np.uint8),
        stretch_flags=np.array([road.flags for road in roads], np.uint8),
        stretch_max_speed_kmh=np.zeros(len(roads), np.uint8),
        stretch_max_height_m=np.array([road.max_height_m for road in roads], np.float32),
        stretch_max_weight_t=np.array([road.max_weight_t for road in roads], np.float32),
        shape_start=_starts([len(shape) for shape in shapes]),
        shape_lon=flat_shape[:, 0].copy(),
        shape_lat=flat_shape[:, 1].copy(),
        way_start=np.arange(len(roads) + 1, dtype=np.int64),
        way_ids=np.array([road.way_id or 100 + k for k, road in enumerate(roads)], np.int64),
        sample_start=_starts([len(piece) for piece in samples]),
        sample_x=flat_sample[:, 0].astype(np.float32),
        sample_y=flat_sample[:, 1].astype(np.float32),
        arc_tail=np.array([ends[s][0 if forward else 1] for s, forward in arcs], np.int32),
        arc_head=np.array([ends[s][1 if forward else 0] for s, forward in arcs], np.int32),
        arc_stretch=np.array([s for s, _ in arcs], np.int32),
        arc_forward=np.array([forward for _, forward in arcs], np.bool_),
        arc_twin=np.array([place.get((s, not forward), -1) for s, forward in arcs], np.int32),
    )
    validate_graph(graph)
    return graph


def _starts(counts: list[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.concatenate(([0], np.cumsum(counts))).astype(np.int64)

"""What somebody drew on the map, as a report keeps it: a middle, a radius, and for a line the ways it runs along."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, require_lon_first
from openevac.roads.projection import to_metric
from openevac.roads.region import Region
from openevac.services.danger.report_hazard import MOST_WAYS

MOST_POINTS = 500
LEAST_POINTS = {"Point": 1, "LineString": 2, "Polygon": 4}
MOST_RADIUS_M = 5_000.0
BESIDE_M = 90.0
"""A road is beside a drawn line where a sample of it, one in 100 m, lies this near."""
STEP_M, LEAST_STEPS, MOST_STEPS = 25.0, 3, 4_000
_METRES_PER_DEGREE = 111_320.0
Points = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Where a report is: its middle, how far it reaches around, and which ways it runs along, if any."""

    position: LonLat
    radius_m: float
    way_ids: tuple[int, ...] = ()


def drawn_from(text: str, region: Region | None, radius_m: float) -> Drawn:
    """Read a point, line or area as GeoJSON. An area becomes the circle around it, at most 5 km in radius.

    A line gets the ways of the region that run along it. Raises InputError for anything else.
    """
    kind, points = _read(text)
    if kind == "Point":
        return Drawn(position=LonLat(*points[0].tolist()), radius_m=radius_m)
    plane = _plane(points, points)
    if kind == "LineString":
        middle = _middle_of(points, plane)
        return Drawn(position=middle, radius_m=radius_m, way_ids=_ways_along(points, region))
    centre = (plane.min(axis=0) + plane.max(axis=0)) / 2
    reach_m = float(np.hypot(*(plane - centre).T).max())
    if reach_m > MOST_RADIUS_M:
        raise InputError(
            "The area reaches further than {km} km from its middle.",
            "Draw smaller areas, each of one place.",
            field="shape",
            km=MOST_RADIUS_M / 1000,
        )
    lon, lat = centre / _scale(points)
    return Drawn(position=LonLat(float(lon), float(lat)), radius_m=max(radius_m, round(reach_m)))


def _read(text: str) -> tuple[str, Points]:
    try:
        shape = json.loads(text)
        kind, given = shape["type"], shape["coordinates"]
        raw = {"Point": [given], "LineString": given, "Polygon": given[0]}[kind]
        points = np.array([[float(one[0]), float(one[1])] for one in raw])
    except (ValueError, KeyError, TypeError, IndexError, RecursionError):
        raise _unreadable() from None
    if not LEAST_POINTS[kind] <= len(points) <= MOST_POINTS:
        raise _unreadable()
    for lon, lat in points:
        require_lon_first("shape", float(lon), float(lat))
    return kind, points


def _unreadable() -> InputError:
    return InputError("The drawing cannot be read.", "Draw it again, or paste a position.", field="shape")


def _scale(points: Points) -> Points:
    lat = float(points[:, 1].mean())
    return np.array([_METRES_PER_DEGREE * max(0.01, float(np.cos(np.radians(lat)))), _METRES_PER_DEGREE])


def _plane(points: Points, around: Points) -> Points:
    return np.asarray(points * _scale(around), dtype=np.float64)


def _middle_of(points: Points, plane: Points) -> LonLat:
    """Give the point half way along a line."""
    run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(plane, axis=0).T))))
    return LonLat(*(float(np.interp(run[-1] / 2, run, points[:, axis])) for axis in (0, 1)))


def _ways_along(points: Points, region: Region | None) -> tuple[int, ...]:
    """Give the ways of the stretches that a line runs along: those nearest to at least three of its steps."""
    if region is None or len(points) < 2:
        return ()
    graph = region.graph
    x, y = to_metric(graph.crs, points[:, 0], points[:, 1])
    steps = _stepped(np.column_stack((x, y)))
    tree = cKDTree(np.column_stack((graph.sample_x, graph.sample_y)))
    apart, samples = tree.query(steps, distance_upper_bound=BESIDE_M)
    touched = np.searchsorted(np.asarray(graph.sample_start), samples[np.isfinite(apart)], side="right") - 1
    stretches, times = np.unique(touched, return_counts=True)
    # A road that only crosses the line is nearest to a step or two of it.
    along = stretches[times >= LEAST_STEPS]
    return tuple(sorted({int(way) for stretch in along for way in graph.ways(int(stretch)) if way > 0}))[:MOST_WAYS]


def _stepped(line: Points) -> Points:
    """Give points along a line, a step apart."""
    run = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(line, axis=0).T))))
    at = np.linspace(0, run[-1], min(MOST_STEPS, 1 + max(1, round(run[-1] / STEP_M))))
    return np.column_stack([np.interp(at, run, line[:, axis]) for axis in (0, 1)])

"""From a point on the ground to the nearest point of a road that a vehicle may use."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from openevac.domain.errors import InputError
from openevac.domain.legs import RoadPoint
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import METRES_PER_KM
from openevac.roads.graph import SAMPLE_STEP_M, BoolArray, FloatArray, LongArray, RoadGraph
from openevac.roads.projection import to_degrees, to_metric

# Every point of a stretch lies within half a sample step of one of its samples; two metres cover the rounding of
# samples to float32 and the scale of the projection.
SAMPLE_REACH_M = SAMPLE_STEP_M / 2 + 2.0
FIRST_RADIUS_M = 150.0


class Snapper:
    """Finds the nearest stretch, measured to its shape and not to its nodes.

    Samples of the graph are the index: the samples around a point name the stretches that can be nearest, and
    only their shapes are measured. The answer is exact in the plane of the region's projection.
    """

    def __init__(self, graph: RoadGraph) -> None:
        self._graph = graph
        samples = np.column_stack((graph.sample_x, graph.sample_y)).astype(np.float64)
        self._tree = cKDTree(samples, balanced_tree=False, compact_nodes=False)
        self._stretch_of_sample = np.repeat(np.arange(graph.num_stretches, dtype=np.int32), np.diff(graph.sample_start))
        self._forward_arc = np.empty(graph.num_stretches, dtype=np.int32)
        forward = np.flatnonzero(graph.arc_forward)
        self._forward_arc[graph.arc_stretch[forward]] = forward

    def snap(
        self, position: LonLat, usable: BoolArray | None = None, max_m: float = 2000.0, what: str = "The point"
    ) -> RoadPoint:
        """Give the nearest point on a stretch for which `usable` (S, None = all) is true, within `max_m` metres.

        The answer names the forward arc of the stretch and the fraction along it. Raises InputError with the
        distance, beginning with `what` (a code, never a name), when the nearest usable road is farther.
        """
        require_lonlat("position", position)
        x, y = (float(value) for value in to_metric(self._graph.crs, position.lon, position.lat))
        if not np.isfinite((x, y)).all():
            raise self._too_far(position, what, max_m, None)
        nearest = self._nearest(x, y, usable, max_m)
        if nearest is None:
            raise self._too_far(position, what, max_m, self._how_far(x, y, usable))
        distance_m, stretch, fraction, (on_x, on_y) = nearest
        if distance_m > max_m:
            raise self._too_far(position, what, max_m, distance_m)
        lon, lat = to_degrees(self._graph.crs, on_x, on_y)
        return RoadPoint(
            arc=int(self._forward_arc[stretch]), fraction=fraction, snap_m=distance_m, lon=float(lon), lat=float(lat)
        )

    def _nearest(
        self, x: float, y: float, usable: BoolArray | None, max_m: float
    ) -> tuple[float, int, float, tuple[float, float]] | None:
        """Look in growing circles; a circle that holds a usable sample bounds the distance to the nearest road."""
        radius = FIRST_RADIUS_M
        while True:
            around, away = self._samples_within(x, y, radius, usable)
            if len(around):
                break
            if radius > max_m + SAMPLE_REACH_M:
                return None
            radius *= 2.0
        bound = float(away.min()) + SAMPLE_REACH_M
        if bound > radius:
            around, away = self._samples_within(x, y, bound, usable)
        stretches = np.unique(self._stretch_of_sample[around[away <= bound]])
        return min((self._measure(int(stretch), x, y) for stretch in stretches), key=lambda found: found[:2])

    def _samples_within(
        self, x: float, y: float, radius: float, usable: BoolArray | None
    ) -> tuple[LongArray, FloatArray]:
        found = np.array(self._tree.query_ball_point((x, y), radius), dtype=np.int64)
        if usable is not None:
            found = found[usable[self._stretch_of_sample[found]]]
        away = np.hypot(self._graph.sample_x[found] - x, self._graph.sample_y[found] - y)
        return found, away

    def _measure(self, stretch: int, x: float, y: float) -> tuple[float, int, float, tuple[float, float]]:
        """Give distance, stretch, fraction along it, and the nearest point of its shape (metres)."""
        shape = self._graph.shape(stretch)
        along_x, along_y = to_metric(self._graph.crs, shape[:, 0], shape[:, 1])
        step_x, step_y = np.diff(along_x), np.diff(along_y)
        squared = step_x**2 + step_y**2
        share = ((x - along_x[:-1]) * step_x + (y - along_y[:-1]) * step_y) / np.where(squared > 0, squared, 1.0)
        share = np.clip(share, 0.0, 1.0)
        on_x, on_y = along_x[:-1] + share * step_x, along_y[:-1] + share * step_y
        away = np.hypot(on_x - x, on_y - y)
        best = int(away.argmin())
        steps = np.sqrt(squared)
        total = float(steps.sum())
        fraction = float((steps[:best].sum() + share[best] * steps[best]) / total) if total > 0 else 0.0
        return float(away[best]), stretch, min(1.0, fraction), (float(on_x[best]), float(on_y[best]))

    def _how_far(self, x: float, y: float, usable: BoolArray | None) -> float | None:
        """Give the exact distance to the nearest usable road anywhere, or None where there is none."""
        if usable is not None and not np.any(usable):
            return None
        found = self._nearest(x, y, usable, np.inf)
        return None if found is None else found[0]

    def _too_far(self, position: LonLat, what: str, max_m: float, distance_m: float | None) -> InputError:
        facts: dict[str, Any] = {"what": what, "lon": round(position.lon, 3), "lat": round(position.lat, 3)}
        if distance_m is None:
            return InputError(
                "{what} at ({lon}, {lat}) has no road this vehicle may use anywhere in the region.",
                "Check the coordinates, the region and what the vehicle may use.",
                field="position",
                **facts,
            )
        return InputError(
            "{what} at ({lon}, {lat}) lies {distance_km} km from the nearest road this vehicle may use; "
            "at most {max_km} km are taken.",
            "Check the coordinates (longitude first), or give a meeting point on a road of the region.",
            field="position",
            distance_km=round(distance_m / METRES_PER_KM, 2),
            max_km=round(max_m / METRES_PER_KM, 2),
            **facts,
        )

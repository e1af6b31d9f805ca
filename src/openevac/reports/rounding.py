"""What leaves the house hides doors: positions move to the middle of a 200 m square, lines end there too.

Only the square a door lies in can be learnt from a rounded file: every part of a way that runs inside it is cut out
and replaced by a straight line to its middle. Cutting a fixed length off each way instead would give the door away,
for it would lie where two cuts meet.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from openevac.domain.places import LonLat
from openevac.roads.graph import FloatArray, LongArray
from openevac.roads.projection import to_degrees, to_metric

CUT_STEP_M = 10.0
NO_STRETCH = -1


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class GroundLine:
    """A line on the ground: `points` (n, 2) degrees; `stretch` (n): what the piece from each point on runs over.

    `forward` (n): whether it runs along the stretch's shape. NO_STRETCH marks pieces that are no road.
    """

    points: FloatArray
    stretch: LongArray
    forward: np.ndarray[tuple[int], np.dtype[np.bool_]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """A metric grid of `step_m` metres in the region's projection; 0 leaves everything exact."""

    STEP_M: ClassVar[float] = 200.0

    crs: str
    step_m: float

    def point(self, position: LonLat) -> LonLat:
        """Give the middle of the square a position lies in."""
        if self.step_m == 0:
            return position
        x, y = to_metric(self.crs, position.lon, position.lat)
        lon, lat = to_degrees(self.crs, *(self._middle(float(value)) for value in (x, y)))
        return LonLat(float(lon), float(lat))

    def way(self, line: GroundLine, hidden: tuple[LonLat, LonLat]) -> GroundLine:
        """Give a way from the one hidden place to the other, without what runs in their squares."""
        if self.step_m == 0:
            return line
        metric = np.column_stack(to_metric(self.crs, line.points[:, 0], line.points[:, 1]))
        middles = np.array([[self._middle(float(value)) for value in to_metric(self.crs, *place)] for place in hidden])
        kept, source = _outside(metric, middles, self.step_m / 2)
        kept = np.vstack((middles[:1], kept, middles[1:]))
        return GroundLine(
            points=np.column_stack(to_degrees(self.crs, kept[:, 0], kept[:, 1])),
            stretch=np.concatenate(([NO_STRETCH], line.stretch[source], [NO_STRETCH])),
            forward=np.concatenate(([True], line.forward[source], [True])),
        )

    def _middle(self, metres: float) -> float:
        return round(metres / self.step_m) * self.step_m


def _outside(line: FloatArray, middles: FloatArray, half_m: float) -> tuple[FloatArray, LongArray]:
    """Give the points of a line (n, 2 metres) outside all squares, and for each the point of the line it follows.

    New points stand close to where the line enters and leaves a square. The order of driving stays as it is, also
    where a way crosses itself, which cutting as a shape would not promise.
    """
    steps = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate(([0.0], np.cumsum(steps)))
    where = np.union1d(along, np.arange(0.0, along[-1], CUT_STEP_M))
    dense = np.column_stack((np.interp(where, along, line[:, 0]), np.interp(where, along, line[:, 1])))
    away = np.abs(dense[:, None, :] - middles[None, :, :]).max(axis=2)
    outside = np.asarray((away > half_m).all(axis=1))
    beside = np.zeros_like(outside)
    beside[1:] |= ~outside[:-1]
    beside[:-1] |= ~outside[1:]
    kept = outside & (beside | np.isin(where, along))
    source = np.clip(np.searchsorted(along, where[kept], side="right") - 1, 0, len(line) - 1)
    return dense[kept], source.astype(np.int64)

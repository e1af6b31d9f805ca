"""The sheet a map is drawn on: whole units of 5 m, y downwards, the part shown first and the part kept at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openevac.roads.graph import FloatArray
from openevac.roads.projection import to_metric

UNIT_M = 5.0
PADDING = 0.07
KEPT_AROUND = 0.6
SMALLEST_M = 6000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """`width` x `height` units from (`x0_m`, `y1_m`), the north-west corner, are shown first.

    `kept` = how far beyond them, in metres, the map goes on when it is moved.
    """

    crs: str
    x0_m: float
    y1_m: float
    width: int
    height: int
    kept_m: float

    def units(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> FloatArray:
        """Give units (n, 2) for degrees."""
        x, y = to_metric(self.crs, lon, lat)
        return self.units_of_metric(x, y)

    def units_of_metric(self, x: npt.ArrayLike, y: npt.ArrayLike) -> FloatArray:
        """Give units (n, 2) for metres of the region's projection."""
        metric = np.column_stack((np.atleast_1d(x), np.atleast_1d(y)))
        return np.asarray((metric - (self.x0_m, self.y1_m)) * (1 / UNIT_M, -1 / UNIT_M))

    @property
    def kept(self) -> tuple[float, float, float, float]:
        """Give the box in units beyond which nothing is drawn: west, north, east, south."""
        beyond = self.kept_m / UNIT_M
        return (-beyond, -beyond, self.width + beyond, self.height + beyond)


def frame_around(crs: str, points: FloatArray, *, aspect: float) -> Frame:
    """Give the frame that shows all points (n, 2 degrees) with some room; `aspect` = width / height."""
    x, y = to_metric(crs, points[:, 0], points[:, 1])
    span_x = max(float(np.ptp(x)), SMALLEST_M) * (1 + 2 * PADDING)
    span_y = max(float(np.ptp(y)), SMALLEST_M) * (1 + 2 * PADDING)
    span_x, span_y = max(span_x, span_y * aspect), max(span_y, span_x / aspect)
    middle_x, middle_y = (float(x.min() + x.max()) / 2, float(y.min() + y.max()) / 2)
    return Frame(
        crs=crs,
        x0_m=middle_x - span_x / 2,
        y1_m=middle_y + span_y / 2,
        width=round(span_x / UNIT_M),
        height=round(span_y / UNIT_M),
        kept_m=KEPT_AROUND * span_x,
    )


def path_of(lines: list[npt.NDArray[np.float64]], *, closed: bool = False) -> str:
    """Write lines (n, 2 units) as one SVG path with whole relative steps, the shortest form there is."""
    pieces = []
    for line in lines:
        whole = np.rint(line).astype(np.int64)
        steps = np.diff(whole, axis=0)
        steps = steps[np.any(steps != 0, axis=1)]
        if len(steps) == 0:
            continue
        numbers = " ".join(f"{dx} {dy}" for dx, dy in steps.tolist()).replace(" -", "-")
        pieces.append(f"M{whole[0, 0]} {whole[0, 1]}l{numbers}{'z' if closed else ''}")
    return "".join(pieces)

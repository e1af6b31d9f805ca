"""The raster of a field: square cells of 250 m in the metres of the region's projection."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from openevac.domain.errors import InputError

FloatArray = npt.NDArray[np.float64]
Float32Array = npt.NDArray[np.float32]
BoolArray = npt.NDArray[np.bool_]
LongArray = npt.NDArray[np.int64]

CELL_M = 250.0
_MOST_CELLS = 40_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of CELL_M; the lower left corner of the first is (x0_m, y0_m). Rows run north, columns east."""

    x0_m: float
    y0_m: float
    columns: int
    rows: int

    @property
    def x1_m(self) -> float:
        """Give the eastern edge."""
        return self.x0_m + self.columns * CELL_M

    @property
    def y1_m(self) -> float:
        """Give the northern edge."""
        return self.y0_m + self.rows * CELL_M

    def box(self, margin_m: float = 0.0) -> shapely.Geometry:
        """Give the covered rectangle, widened by `margin_m` on all sides."""
        return shapely.box(self.x0_m - margin_m, self.y0_m - margin_m, self.x1_m + margin_m, self.y1_m + margin_m)

    def covers(self, x_m: float, y_m: float) -> bool:
        """Tell whether a point lies on the raster."""
        return self.x0_m <= x_m <= self.x1_m and self.y0_m <= y_m <= self.y1_m

    def centres(self, every: int = 1) -> tuple[FloatArray, FloatArray]:
        """Give x of the columns' centres and y of the rows' centres, each `every`-th of them."""
        x = self.x0_m + (np.arange(0, self.columns, every, dtype=np.float64) + 0.5) * CELL_M
        y = self.y0_m + (np.arange(0, self.rows, every, dtype=np.float64) + 0.5) * CELL_M
        return x, y

    def cells(self, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating]) -> LongArray:
        """Give the flat cell number of each point; points outside take the nearest cell of the rim."""
        column = np.clip((np.asarray(x_m, dtype=np.float64) - self.x0_m) // CELL_M, 0, self.columns - 1)
        row = np.clip((np.asarray(y_m, dtype=np.float64) - self.y0_m) // CELL_M, 0, self.rows - 1)
        return np.asarray(row * self.columns + column, dtype=np.int64)

    def between(
        self, values: Float32Array, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating]
    ) -> Float32Array:
        """Read a raster (rows, columns) at points, bilinear between the four cell centres around each."""
        column = np.clip((np.asarray(x_m, dtype=np.float64) - self.x0_m) / CELL_M - 0.5, 0, self.columns - 1)
        row = np.clip((np.asarray(y_m, dtype=np.float64) - self.y0_m) / CELL_M - 0.5, 0, self.rows - 1)
        left = np.minimum(column.astype(np.int64), max(self.columns - 2, 0))
        low = np.minimum(row.astype(np.int64), max(self.rows - 2, 0))
        along, up = (column - left).astype(np.float32), (row - low).astype(np.float32)
        flat, first = values.reshape(-1), low * self.columns + left
        east, north = min(1, self.columns - 1), self.columns * min(1, self.rows - 1)
        lower = flat[first] * (1 - along) + flat[first + east] * along
        upper = flat[first + north] * (1 - along) + flat[first + north + east] * along
        return np.asarray(lower * (1 - up) + upper * up, dtype=np.float32)


def make_grid(bounds_m: tuple[float, float, float, float]) -> Grid:
    """Lay cells over (x0, y0, x1, y1) in metres; refuses bounds that are empty or larger than a country."""
    x0, y0, x1, y1 = (float(edge) for edge in bounds_m)
    if not (np.isfinite([x0, y0, x1, y1]).all() and x0 < x1 and y0 < y1):
        raise InputError(
            "The bounds of the field are empty.",
            "Build the region again: its roads have no extent.",
            field="bounds",
        )
    columns, rows = int(np.ceil((x1 - x0) / CELL_M)), int(np.ceil((y1 - y0) / CELL_M))
    if columns * rows > _MOST_CELLS:
        raise InputError(
            "The field would have {cells} cells of 250 m.",
            "Check that the bounds are in metres, or build a smaller region.",
            field="bounds",
            cells=columns * rows,
        )
    return Grid(x0_m=x0, y0_m=y0, columns=columns, rows=rows)

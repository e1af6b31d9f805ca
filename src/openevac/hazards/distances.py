"""How far each place lies from an area or a line, as a raster for many places and exactly for one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import shapely
from scipy.spatial import cKDTree

from openevac.hazards.area import Area, edge_points
from openevac.hazards.grid import BoolArray, Float32Array, FloatArray, Grid

FAR_M = 1_000_000.0
"""What stands for "nowhere near": where a source draws nothing at all."""

# Points along an edge: widely spaced for far cells, closely for those near it.
_FAR_STEP_M = 100.0
_NEAR_STEP_M = 25.0
_NEAR_M = 3000.0
_COARSE = 2
_LEAF = 40


@dataclass(frozen=True, slots=True, eq=False)
class Distances:
    """Distances in metres to `edges` (lines), below zero inside `area`.

    `raster` (rows, columns) holds them at the cell centres, right to some tens of metres; `exactly` is exact.
    Edges count up to 100 km beyond the raster.
    """

    area: Area
    edges: shapely.Geometry
    raster: Float32Array

    def exactly(self, x_m: float, y_m: float) -> float:
        """Give the distance of one point, below zero inside."""
        if self.edges.is_empty:
            return FAR_M
        point = shapely.Point(x_m, y_m)
        away = float(shapely.distance(self.edges, point))
        return -away if shapely.contains(self.area.shape, point) else away

    def at(self, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating]) -> Float32Array:
        """Give the distances of many points, read between the centres of the raster."""
        return self.area.grid.between(self.raster, x_m, y_m)


def measure(area: Area, lines: shapely.Geometry | None = None) -> Distances:
    """Measure distances to the edges of `area`, or to `lines` where given (then `area` only tells inside)."""
    grid = area.grid
    drawn = area.shape if lines is None else lines
    if drawn.is_empty:
        edges = shapely.MultiLineString()
        return Distances(area=area, edges=edges, raster=np.full((grid.rows, grid.columns), FAR_M, dtype=np.float32))
    edges = shapely.boundary(drawn) if lines is None else lines
    raster = _spread(grid, edge_points(edges, _FAR_STEP_M))
    _sharpen(grid, raster, edges)
    return Distances(area=area, edges=edges, raster=_signed(raster, area.inside))


def _spread(grid: Grid, points: FloatArray) -> Float32Array:
    """Ask a tree at every second cell only; each cell takes the best of the nearest points of those around it.

    The result never falls below the true distance to the points and exceeds it by tens of metres (tested); asking
    the tree at every cell takes four times as long.
    """
    asked = np.stack(np.meshgrid(*grid.centres(_COARSE)), axis=-1)
    nearest = np.asarray(cKDTree(points, leafsize=_LEAF).query(asked)[1], dtype=np.int64)
    x, y = grid.centres()
    best = np.full((grid.rows, grid.columns), np.inf, dtype=np.float64)
    for up, along in product((-1, 0, 1), repeat=2):
        row = np.clip((np.arange(grid.rows) + _COARSE // 2) // _COARSE + up, 0, nearest.shape[0] - 1)
        column = np.clip((np.arange(grid.columns) + _COARSE // 2) // _COARSE + along, 0, nearest.shape[1] - 1)
        number = nearest[np.ix_(row, column)]
        away = (points[number, 0] - x[None, :]) ** 2 + (points[number, 1] - y[:, None]) ** 2
        np.minimum(best, away, out=best)
    return np.sqrt(best).astype(np.float32)


def _sharpen(grid: Grid, raster: Float32Array, edges: shapely.Geometry) -> None:
    """Ask again, of closely spaced points, at every cell near an edge, where tens of metres matter."""
    row, column = np.nonzero(raster < _NEAR_M)
    if len(row):
        x, y = grid.centres()
        near = cKDTree(edge_points(edges, _NEAR_STEP_M), leafsize=_LEAF)
        raster[row, column] = near.query(np.column_stack((x[column], y[row])))[0]


def _signed(raster: Float32Array, inside: BoolArray) -> Float32Array:
    return np.where(inside, -raster, raster)

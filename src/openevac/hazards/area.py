"""Areas on the ground: shapes in metres with a coarse raster, so that many points are told inside from outside fast."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from openevac.domain.places import Polygon
from openevac.hazards.grid import CELL_M, BoolArray, Float32Array, FloatArray, Grid, LongArray
from openevac.hazards.projection import shape_to_metric

REACH_M = 100_000.0
"""Shapes are kept this far beyond the raster: further off nothing changes any figure."""

# The raster knows the distance to an edge up to the diagonals of two cells and the step between edge points.
_SLACK_M = 2 * 0.7072 * CELL_M + CELL_M / 2


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """A shape with its raster: `inside` (rows, columns) and `edge_m`, roughly how far its edge is from each cell."""

    shape: shapely.Geometry
    grid: Grid
    inside: BoolArray
    edge_m: Float32Array

    @property
    def is_empty(self) -> bool:
        """Tell whether there is no ground in it."""
        return bool(self.shape.is_empty)

    def holds(self, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating], margin_m: float = 0.0) -> BoolArray:
        """Tell which points lie in the area or within `margin_m` of it.

        The raster decides where it is sure; points near the edge are compared with the shape itself.
        """
        if self.is_empty:
            return np.zeros(len(x_m), dtype=np.bool_)
        cells = self.grid.cells(x_m, y_m)
        inside, edge_m = self.inside.reshape(-1)[cells], self.edge_m.reshape(-1)[cells]
        sure = np.where(inside, edge_m > _SLACK_M, edge_m > margin_m + _SLACK_M)
        sure &= self._off_the_rim(x_m, y_m, margin_m)
        held = inside & sure
        unsure = np.flatnonzero(~sure)
        points = shapely.points(np.asarray(x_m, dtype=np.float64)[unsure], np.asarray(y_m, dtype=np.float64)[unsure])
        held[unsure] = shapely.dwithin(self.shape, points, margin_m)
        return held

    def holds_point(self, x_m: float, y_m: float, margin_m: float = 0.0) -> bool:
        """Tell whether one point lies in the area or within `margin_m` of it, by the shape itself."""
        return not self.is_empty and bool(shapely.dwithin(self.shape, shapely.Point(x_m, y_m), margin_m))

    def _off_the_rim(self, x_m: npt.NDArray[np.floating], y_m: npt.NDArray[np.floating], margin_m: float) -> BoolArray:
        """Tell which points are so far inside the raster that no edge beyond its rim matters to them."""
        rim, grid = margin_m + _SLACK_M, self.grid
        return np.asarray(
            (x_m > grid.x0_m + rim) & (x_m < grid.x1_m - rim) & (y_m > grid.y0_m + rim) & (y_m < grid.y1_m - rim)
        )


def make_area(shape: shapely.Geometry, grid: Grid) -> Area:
    """Lay a shape in metres on the raster."""
    shapely.prepare(shape)
    marked = np.ones((grid.rows, grid.columns), dtype=np.bool_)
    marked.reshape(-1)[_edge_cells(shape, grid)] = False
    if marked.all():
        edge_m = np.full(marked.shape, np.inf, dtype=np.float32)
    else:
        edge_m = (ndimage.distance_transform_edt(marked) * CELL_M).astype(np.float32)
    return Area(shape=shape, grid=grid, inside=fill(shape, grid), edge_m=edge_m)


def ground_of(polygons: Iterable[Polygon], crs: str, grid: Grid) -> shapely.Geometry:
    """Give polygons of degrees as one sound shape in metres, cut REACH_M beyond the raster."""
    drawn = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons if rings and len(rings[0]) >= 4]
    sound = shapely.make_valid(shape_to_metric(crs, np.asarray(drawn, dtype=object)) if drawn else drawn)
    near = shapely.intersection(shapely.union_all(sound), grid.box(REACH_M))
    return shapely.union_all([part for part in shapely.get_parts(near) if shapely.get_dimensions(part) == 2])


def fill(shape: shapely.Geometry, grid: Grid) -> BoolArray:
    """Tell which cell centres (rows, columns) lie inside a sound shape, by counting edges to the west of each."""
    starts, ends = _edges(shape)
    first, last = _rows_crossed(starts[:, 1], ends[:, 1], grid)
    counts = np.maximum(last - first, 0)
    edge = np.repeat(np.arange(len(counts)), counts)
    row = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    y = grid.y0_m + (row + 0.5) * CELL_M
    share = (y - starts[edge, 1]) / (ends[edge, 1] - starts[edge, 1])
    x = starts[edge, 0] + share * (ends[edge, 0] - starts[edge, 0])
    column = np.clip(np.ceil((x - grid.x0_m) / CELL_M - 0.5), 0, grid.columns).astype(np.int64)
    width = grid.columns + 1
    crossings = np.bincount(row * width + column, minlength=grid.rows * width).reshape(grid.rows, width)
    return np.asarray(np.cumsum(crossings, axis=1)[:, : grid.columns] % 2 == 1)


def _edges(shape: shapely.Geometry) -> tuple[FloatArray, FloatArray]:
    rings = shapely.get_rings(shapely.get_parts(shape))
    points, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return points[:-1][same], points[1:][same]


def _rows_crossed(y_start: FloatArray, y_end: FloatArray, grid: Grid) -> tuple[LongArray, LongArray]:
    """Give the half-open range of rows whose centre line each edge crosses."""
    low, high = np.minimum(y_start, y_end), np.maximum(y_start, y_end)
    first = np.ceil((low - grid.y0_m) / CELL_M - 0.5)
    last = np.ceil((high - grid.y0_m) / CELL_M - 0.5)
    return np.clip(first, 0, grid.rows).astype(np.int64), np.clip(last, 0, grid.rows).astype(np.int64)


def _edge_cells(shape: shapely.Geometry, grid: Grid) -> LongArray:
    points = edge_points(shape, CELL_M / 2)
    x, y = points[:, 0], points[:, 1]
    on = (x >= grid.x0_m) & (x < grid.x1_m) & (y >= grid.y0_m) & (y < grid.y1_m)
    return grid.cells(x[on], y[on])


def edge_points(shape: shapely.Geometry, step_m: float) -> FloatArray:
    """Give points (n, 2) along the edges or lines of a shape, no two neighbours further apart than `step_m`."""
    if shape.is_empty:
        return np.empty((0, 2))
    return np.asarray(shapely.get_coordinates(shapely.segmentize(shape, step_m)))

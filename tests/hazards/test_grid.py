from __future__ import annotations

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.hazards.grid import CELL_M, Grid, make_grid


def test_cells_cover_the_bounds_and_rows_run_north():
    grid = make_grid((1000.0, 2000.0, 1600.0, 2750.0))
    assert (grid.columns, grid.rows) == (3, 3)
    x, y = grid.centres()
    assert x.tolist() == [1125.0, 1375.0, 1625.0]
    assert y.tolist() == [2125.0, 2375.0, 2625.0]
    assert grid.cells(np.array([1010.0, 1740.0]), np.array([2010.0, 2740.0])).tolist() == [0, 8]


def test_points_outside_take_the_cell_of_the_rim():
    grid = make_grid((0.0, 0.0, 500.0, 500.0))
    assert grid.cells(np.array([-9999.0, 9999.0]), np.array([-9999.0, 9999.0])).tolist() == [0, 3]
    assert not grid.covers(-1.0, 10.0)
    assert grid.covers(500.0, 500.0)


def test_reading_between_centres_is_exact_for_a_plane():
    grid = make_grid((0.0, 0.0, 5000.0, 4000.0))
    x, y = grid.centres()
    plane = (2 * x[None, :] + 3 * y[:, None]).astype(np.float32)
    rng = np.random.default_rng(3)
    px, py = rng.uniform(200, 4800, 500), rng.uniform(200, 3800, 500)
    assert np.allclose(grid.between(plane, px, py), 2 * px + 3 * py, rtol=1e-5)


@pytest.mark.parametrize(("columns", "rows"), [(1, 1), (1, 4), (4, 1)])
def test_a_raster_of_one_row_or_column_can_be_read(columns: int, rows: int):
    grid = Grid(x0_m=0.0, y0_m=0.0, columns=columns, rows=rows)
    values = np.arange(columns * rows, dtype=np.float32).reshape(rows, columns)
    found = grid.between(values, np.array([0.0, columns * CELL_M]), np.array([0.0, rows * CELL_M]))
    assert found.tolist() == [0.0, columns * rows - 1]


@pytest.mark.parametrize("bounds", [(0, 0, 0, 10), (5, 0, 1, 10), (0, 0, float("nan"), 10)])
def test_empty_bounds_are_refused(bounds: tuple[float, float, float, float]):
    with pytest.raises(InputError, match="bounds of the field are empty"):
        make_grid(bounds)


def test_bounds_of_a_continent_are_refused():
    with pytest.raises(InputError, match="Check that the bounds are in metres"):
        make_grid((0, 0, 5e6, 5e6))

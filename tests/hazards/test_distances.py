from __future__ import annotations

import numpy as np
import pytest
import shapely

from openevac.hazards.area import make_area
from openevac.hazards.distances import FAR_M, measure
from openevac.hazards.grid import make_grid

GRID = make_grid((0.0, 0.0, 60_000.0, 50_000.0))


def coast(seed: int) -> shapely.Geometry:
    """Ground south of a ragged line, with two islands."""
    rng = np.random.default_rng(seed)
    x = np.linspace(-20_000, 80_000, 400)
    y = 12_000 + np.cumsum(rng.normal(0, 250, 400))
    south = shapely.Polygon([*zip(x, y, strict=True), (80_000, -40_000), (-20_000, -40_000)])
    islands = [shapely.Point(*rng.uniform(5000, 45_000, 2)).buffer(rng.uniform(200, 2000)) for _ in range(2)]
    return shapely.union_all([shapely.make_valid(south), *islands])


@pytest.mark.parametrize("seed", range(4))
def test_the_raster_is_right_to_some_tens_of_metres(seed: int):
    shape = coast(seed)
    found = measure(make_area(shape, GRID))
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(500, 59_500, 3000), rng.uniform(500, 49_500, 3000)
    points = shapely.points(x, y)
    exact = shapely.distance(shapely.boundary(shape), points)
    signed = np.where(shapely.contains(shape, points), -exact, exact)
    error = np.abs(found.at(x, y) - signed)
    assert np.quantile(error, 0.99) < 40.0
    assert error.max() < 200.0
    assert error[np.abs(signed) < 2000].max() < 130.0


def test_cells_near_an_edge_are_right_to_a_few_metres():
    shape = coast(9)
    found = measure(make_area(shape, GRID)).raster
    x, y = np.meshgrid(*GRID.centres())
    near = np.abs(found) < 2900
    exact = shapely.distance(shapely.boundary(shape), shapely.points(x[near], y[near]))
    assert np.abs(np.abs(found[near]) - exact).max() < 15.0


def test_one_point_is_measured_exactly_and_below_zero_inside():
    found = measure(make_area(shapely.box(10_000, 10_000, 20_000, 20_000), GRID))
    assert found.exactly(9000.0, 15_000.0) == pytest.approx(1000.0)
    assert found.exactly(15_000.0, 11_500.0) == pytest.approx(-1500.0)
    assert found.exactly(9990.0, 15_003.0) == pytest.approx(10.0)


def test_edges_beyond_the_raster_count():
    found = measure(make_area(shapely.box(100_000, 0, 110_000, 50_000), GRID))
    assert found.exactly(50_000.0, 25_000.0) == pytest.approx(50_000.0)
    assert found.at(np.array([50_000.0]), np.array([25_000.0]))[0] == pytest.approx(50_000.0, abs=10)


def test_where_nothing_is_drawn_everything_is_far():
    found = measure(make_area(shapely.Polygon(), GRID))
    assert found.exactly(1.0, 1.0) == FAR_M
    assert found.at(np.array([1.0]), np.array([1.0]))[0] == FAR_M


def test_lines_count_where_they_are_given_and_the_area_tells_inside():
    line = shapely.LineString([(-10_000, 30_000), (90_000, 30_000)])
    found = measure(make_area(shapely.box(-10_000, 30_000, 90_000, 90_000), GRID), line)
    assert found.exactly(20_000.0, 29_000.0) == pytest.approx(1000.0)
    assert found.exactly(20_000.0, 32_000.0) == pytest.approx(-2000.0)
    assert found.at(np.array([20_000.0]), np.array([49_000.0]))[0] == pytest.approx(-19_000.0, abs=5)

from __future__ import annotations

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.hazards.area import fill, ground_of, make_area
from openevac.hazards.grid import make_grid
from tests.hand_made import CRS, ORIGIN_M, box

GRID = make_grid((0.0, 0.0, 20_000.0, 15_000.0))
RING = shapely.Point(9000, 7000).buffer(4000).difference(shapely.Point(9000, 7000).buffer(1500))


def star(seed: int) -> shapely.Geometry:
    rng = np.random.default_rng(seed)
    angle = np.sort(rng.uniform(0, 2 * np.pi, 12))
    reach = rng.uniform(300, 9000, 12)
    drawn = shapely.Polygon(np.column_stack((10_000 + reach * np.cos(angle), 7500 + reach * np.sin(angle))))
    return shapely.make_valid(drawn)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_filling_by_rows_agrees_with_asking_each_centre(seed: int):
    shape = star(seed)
    x, y = np.meshgrid(*GRID.centres())
    assert np.array_equal(fill(shape, GRID), shapely.contains_xy(shape, x, y))


def test_a_hole_stays_a_hole():
    inside = make_area(RING, GRID).inside
    x, y = np.meshgrid(*GRID.centres())
    assert np.array_equal(inside, shapely.contains_xy(RING, x, y))
    assert not inside[int(7000 / 250), int(9000 / 250)]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.0, 50.0, 1050.0, 3000.0]))
def test_raster_and_exact_check_together_are_exact(seed: int, margin_m: float):
    shape = star(seed)
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 20_000, 400), rng.uniform(0, 15_000, 400)
    exact = shapely.dwithin(shape, shapely.points(x, y), margin_m)
    assert np.array_equal(make_area(shape, GRID).holds(x, y, margin_m), exact)


def test_an_area_just_outside_the_raster_reaches_in_by_its_margin():
    area = make_area(shapely.box(20_300, 0, 30_000, 15_000), GRID)
    assert area.holds(np.array([19_900.0, 19_000.0]), np.array([7000.0, 7000.0]), 1000.0).tolist() == [True, False]


def test_nothing_is_inside_an_empty_area():
    area = make_area(shapely.Polygon(), GRID)
    assert area.is_empty
    assert not area.holds(np.array([1.0]), np.array([1.0]), 1e6).any()
    assert not area.holds_point(1.0, 1.0, 1e6)


def test_polygons_of_degrees_that_overlap_or_cross_themselves_become_one_sound_shape():
    grid = make_grid((*ORIGIN_M, *(ORIGIN_M + 20_000)))
    one, other = box(1000, 1000, 5000, 5000), box(4000, 4000, 8000, 8000)
    bow_tie = ((one[0][0], one[0][2], one[0][1], one[0][3], one[0][0]),)
    shape = ground_of((one, other, bow_tie), CRS, grid)
    assert shape.is_valid
    assert abs(shape.area - 31e6) < 31e6 * 0.002


def test_ground_without_area_is_empty():
    grid = make_grid((*ORIGIN_M, *(ORIGIN_M + 20_000)))
    assert ground_of((), CRS, grid).is_empty
    assert ground_of(((),), CRS, grid).is_empty

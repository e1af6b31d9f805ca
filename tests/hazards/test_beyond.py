from __future__ import annotations

import pytest
import shapely

from openevac.domain.errors import InputError
from openevac.domain.hazards import Border
from openevac.hazards.beyond import Beyond, find_beyond
from openevac.hazards.grid import make_grid
from tests.hand_made import CRS, to_degrees
from tests.hazards.ground import BOUNDS, xy

GRID = make_grid(BOUNDS)


def cut(*lines: tuple[tuple[float, float], ...], home: tuple[float, float] = (1000, 1000)) -> Beyond:
    drawn = tuple(tuple(to_degrees(*point) for point in line) for line in lines)
    return find_beyond(Border(lines=drawn, home=to_degrees(*home), source="s"), CRS, GRID)


def beyond(found: Beyond, x_m: float, y_m: float) -> bool:
    return bool(found.land.contains(shapely.Point(xy(x_m, y_m))))


def test_land_across_the_line_is_beyond():
    found = cut(((-50_000, 30_000), (90_000, 30_000)))
    assert beyond(found, 20_000, 31_000)
    assert not beyond(found, 20_000, 29_000)
    assert found.remarks == ()


def test_home_on_the_other_side_turns_it_round():
    found = cut(((-50_000, 30_000), (90_000, 30_000)), home=(1000, 39_000))
    assert not beyond(found, 20_000, 31_000)
    assert beyond(found, 20_000, 29_000)


def test_a_line_that_ends_inside_is_continued_and_that_is_said():
    found = cut(((10_000, 30_000), (30_000, 30_000)))
    assert beyond(found, 2000, 31_000)
    assert beyond(found, 39_000, 31_000)
    assert not beyond(found, 2000, 29_000)
    (remark,) = found.remarks
    assert remark.in_english().startswith(
        "The border line (s) ends inside the region; it was continued straight for 22"
    )
    assert type(remark.facts["km"]) is float, "a plan holds this remark and is written as JSON"


def test_pieces_with_gaps_are_one_line():
    found = cut(((-50_000, 30_000), (12_000, 30_000)), ((13_000, 30_200), (90_000, 30_000)))
    assert beyond(found, 12_500, 31_000)
    assert not beyond(found, 12_500, 29_000)
    assert found.remarks == ()


def test_pieces_drawn_in_any_direction_are_one_line():
    found = cut(((20_000, 30_000), (-50_000, 30_000)), ((20_000, 30_000), (90_000, 30_000)))
    assert beyond(found, 20_000, 31_000)
    assert found.remarks == ()


def test_two_borders_leave_home_between_them():
    found = cut(((-50_000, 30_000), (90_000, 30_000)), ((35_000, -50_000), (35_000, 30_000)))
    assert beyond(found, 39_000, 10_000)
    assert beyond(found, 10_000, 35_000)
    assert not beyond(found, 10_000, 10_000)


def test_a_closed_ring_round_home_puts_everything_outside_beyond():
    found = cut(((2000, 2000), (30_000, 2000), (30_000, 30_000), (2000, 30_000), (2000, 2000)), home=(5000, 5000))
    assert beyond(found, 1000, 1000)
    assert not beyond(found, 29_000, 29_000)


def test_a_region_far_from_the_border_lies_at_home_as_a_whole():
    found = cut(((-50_000, 90_000), (90_000, 90_000)))
    assert found.land.is_empty
    assert found.remarks == ()
    assert found.lines.length > 0


def test_home_outside_the_region_still_tells_the_sides_apart():
    found = cut(((-50_000, 10_000), (90_000, 10_000)), home=(20_000, -30_000))
    assert beyond(found, 20_000, 20_000)
    assert not beyond(found, 20_000, 5000)


def test_home_far_outside_with_the_line_between_puts_the_whole_region_beyond():
    found = cut(((-50_000, -10_000), (90_000, -10_000)), home=(20_000, -30_000))
    assert found.land.area == pytest.approx(GRID.box().area)


def test_a_ragged_line_leaves_no_crumbs_at_home():
    line = tuple((-50_000.0 + 500 * k, 30_000.0 + (400 if k % 2 else -400)) for k in range(300))
    found = cut(line)
    assert not found.land.intersects(shapely.box(*xy(0, 0), *xy(40_000, 29_000)))
    assert found.land.contains(shapely.box(*xy(500, 31_000), *xy(39_500, 39_500)))


def test_a_line_of_no_length_cuts_nothing_off_and_that_is_said():
    lonely = Border(lines=((to_degrees(20_000, 30_000), to_degrees(20_000, 30_000)),), home=to_degrees(0, 0))
    with pytest.raises(InputError, match="cuts nothing off from the home point"):
        find_beyond(lonely, CRS, GRID)

"""The drawing board: joining, splitting and finding roads."""

from __future__ import annotations

import pytest

from openevac.roads.graph import RoadClass
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.lines import draw_line


@pytest.fixture
def canvas() -> Canvas:
    """Give a canvas with one road from west to east, 1 km long, with a bend in its middle."""
    board = Canvas()
    way = board.begin(Way(road_class=RoadClass.PRIMARY), board.add_corner((0.0, 0.0)))
    board.go_on(way, board.add_corner((500.0, 0.0)))
    board.go_on(way, board.add_corner((1000.0, 0.0)))
    return board


def test_a_split_link_stays_part_of_its_road(canvas: Canvas) -> None:
    corner = canvas.split(0, (200.0, 0.0))

    assert canvas.ways[0].corners == [0, corner, 1, 2]
    assert canvas.are_joined(0, corner)
    assert canvas.are_joined(corner, 1)
    assert not canvas.are_joined(0, 1)


def test_a_link_that_is_gone_leads_to_the_piece_at_the_spot(canvas: Canvas) -> None:
    canvas.split(0, (200.0, 0.0))
    canvas.split(0, (350.0, 0.0))

    assert [canvas.spots[corner][0] for corner in canvas.ways[0].corners] == [0.0, 200.0, 350.0, 500.0, 1000.0]


def test_the_first_road_met_is_the_nearest_one(canvas: Canvas) -> None:
    far = canvas.begin(Way(road_class=RoadClass.TRACK), canvas.add_corner((0.0, 60.0)))
    canvas.go_on(far, canvas.add_corner((1000.0, 60.0)))

    hit = canvas.first_hit((300.0, -40.0), (300.0, 160.0))

    assert hit is not None
    assert hit.spot == (300.0, 0.0)
    assert hit.share == 0.2
    assert canvas.first_hit((300.0, 10.0), (300.0, 50.0)) is None


def test_a_road_meets_a_near_corner_instead_of_splitting_beside_it(canvas: Canvas) -> None:
    assert canvas.corner_on(0, (495.0, 0.0), snap=10.0) == 1
    assert canvas.corner_on(0, (480.0, 0.0), snap=10.0) == 3


def test_a_line_across_a_road_joins_it(canvas: Canvas) -> None:
    start, end = canvas.add_corner((700.0, -300.0)), canvas.add_corner((700.0, 300.0))
    way = draw_line(canvas, Way(road_class=RoadClass.TRACK), start, [(700.0, -300.0), (700.0, 300.0)], end)
    joint = canvas.ways[way].corners[1]

    assert canvas.spots[joint] == (700.0, 0.0)
    assert joint in canvas.ways[0].corners
    assert len(canvas.around[joint]) == 4


def test_a_full_crossing_or_a_road_that_runs_alike_leaves_no_room(canvas: Canvas) -> None:
    assert canvas.leaves_room(1, (0.0, 1.0))
    assert not canvas.leaves_room(1, (0.9, 0.1))
    for spot in ((500.0, 200.0), (500.0, -200.0)):
        way = canvas.begin(Way(road_class=RoadClass.TRACK), 1)
        canvas.go_on(way, canvas.add_corner(spot))
    assert not canvas.leaves_room(1, (0.6, 0.8), agree=0.9)


def test_water_is_met_but_never_found_as_a_road(canvas: Canvas) -> None:
    canvas.add_water([(0.0, 100.0), (1000.0, 100.0)])

    assert canvas.crosses_water([(300.0, 20.0), (300.0, 150.0)])
    assert not canvas.crosses_water([(300.0, 20.0), (300.0, 80.0)])
    assert not canvas.crosses_water([(300.0, -20.0), (300.0, 20.0)])
    assert canvas.road_corners_near((0.0, 100.0), 150.0) == [0]
    assert canvas.ways_at([0, 1]) == [0]


def test_the_nearest_link_can_pass_over_the_road_one_stands_on(canvas: Canvas) -> None:
    assert canvas.nearest_link((250.0, 30.0), 50.0) == (0, 0.5, 30.0)
    assert canvas.nearest_link((250.0, 30.0), 50.0, passing=(0,)) is None
    assert canvas.nearest_link((250.0, 30.0), 20.0) is None


def test_a_step_onto_the_same_corner_draws_nothing(canvas: Canvas) -> None:
    canvas.go_on(0, 2)
    canvas.go_on(0, 1)

    assert canvas.ways[0].corners == [0, 1, 2]
    assert len(canvas.links) == 2

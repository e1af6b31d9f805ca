"""How a road grows: it joins what it meets, stops at water, keeps its distance and leaves no trace when it fails."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from openevac.roads.graph import RoadClass
from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.dice import Dice
from openevac.roads.training.growth import Rules, Start, draw_walk, side_starts, walk
from openevac.roads.training.plane import Point

STRAIGHT = Rules(
    step_m=50.0, gap_m=60.0, snap_m=8.0, shortest_m=100.0, longest_m=(1000.0, 1000.0), bend=0.0, sway=0.0,
    kinks=0.0, crosses=0.0, stops_short=0.0, spacing_m=(200.0, 200.0), both_sides=0.0,
)  # fmt: skip
NORTH = (0.0, 1.0)


def everywhere(_spot: Point) -> bool:
    return True


@pytest.fixture
def canvas() -> Canvas:
    """Give a canvas with one straight road from west to east, 1 km long."""
    board = Canvas()
    draw(board, (0.0, 0.0), (1000.0, 0.0))
    return board


def draw(board: Canvas, start: Point, end: Point) -> int:
    way = board.begin(Way(road_class=RoadClass.PRIMARY), board.add_corner(start))
    board.go_on(way, board.add_corner(end))
    return way


def test_a_road_that_meets_another_ends_in_it(canvas: Canvas) -> None:
    other = draw(canvas, (0.0, 310.0), (1000.0, 310.0))
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), everywhere)

    assert road is not None
    assert road.arrives
    number = draw_walk(canvas, Way(road_class=RoadClass.RESIDENTIAL), road)
    assert canvas.spots[canvas.ways[number].corners[-1]] == (400.0, 310.0)
    assert canvas.ways[number].corners[-1] in canvas.ways[other].corners
    assert canvas.ways[number].corners[0] in canvas.ways[0].corners


def test_a_road_that_crosses_goes_on_beyond(canvas: Canvas) -> None:
    draw(canvas, (0.0, 310.0), (1000.0, 310.0))
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), replace(STRAIGHT, crosses=1.0), Dice(1), everywhere)

    assert road is not None
    number = draw_walk(canvas, Way(road_class=RoadClass.RESIDENTIAL), road)
    crossings = [corner for corner in canvas.ways[number].corners if len(canvas.around[corner]) == 4]
    assert [canvas.spots[corner] for corner in crossings] == [(400.0, 310.0)]
    assert canvas.spots[canvas.ways[number].corners[-1]][1] > 900.0


def test_a_road_stops_before_water(canvas: Canvas) -> None:
    canvas.add_water([(0.0, 310.0), (1000.0, 310.0)])
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), everywhere)

    assert road is not None
    assert not road.arrives
    assert max(mark.spot[1] for mark in road.marks) < 310.0


def test_a_road_that_would_meet_too_sharply_stops(canvas: Canvas) -> None:
    draw(canvas, (298.0, 228.0), (502.0, 572.0))
    looks_far = replace(STRAIGHT, gap_m=90.0)
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), looks_far, Dice(1), everywhere)

    assert road is not None
    assert not road.arrives


def test_a_road_beside_another_comes_to_nothing_and_leaves_no_trace(canvas: Canvas) -> None:
    draw(canvas, (430.0, 70.0), (430.0, 900.0))
    links, corners = len(canvas.links), len(canvas.spots)

    assert walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), everywhere) is None
    assert (len(canvas.links), len(canvas.spots)) == (links, corners)


def test_a_road_does_not_leave_its_ground(canvas: Canvas) -> None:
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), lambda spot: spot[1] < 250.0)

    assert road is not None
    assert 100.0 < max(mark.spot[1] for mark in road.marks) < 250.0


def test_a_dead_end_that_is_too_short_is_not_drawn(canvas: Canvas) -> None:
    assert walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), lambda spot: spot[1] < 80.0) is None


def test_a_road_meets_a_near_corner_unless_it_is_full(canvas: Canvas) -> None:
    draw(canvas, (0.0, 310.0), (405.0, 310.0))
    east = canvas.begin(Way(road_class=RoadClass.PRIMARY), canvas.ways[1].corners[-1])
    canvas.go_on(east, canvas.add_corner((1000.0, 310.0)))
    corner = canvas.ways[1].corners[-1]

    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), everywhere)
    assert road is not None
    assert road.marks[-1].corner == corner

    for spot in ((405.0, 500.0), (600.0, 500.0)):
        way = canvas.begin(Way(road_class=RoadClass.TRACK), corner)
        canvas.go_on(way, canvas.add_corner(spot))
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), STRAIGHT, Dice(1), everywhere)
    assert road is not None
    assert not road.arrives


def test_a_road_that_stops_short_leaves_a_gap(canvas: Canvas) -> None:
    draw(canvas, (0.0, 310.0), (1000.0, 310.0))
    road = walk(canvas, Start((400.0, 0.0), NORTH, link=0), replace(STRAIGHT, stops_short=1.0), Dice(1), everywhere)

    assert road is not None
    assert not road.arrives


def test_side_roads_leave_at_the_drawn_distance_at_about_right_angles(canvas: Canvas) -> None:
    starts = side_starts(canvas, canvas.ways[0].corners, STRAIGHT, Dice(3))

    assert len(starts) == 5
    assert {round(b.spot[0] - a.spot[0], 6) for a, b in pairwise(starts)} == {200.0}
    assert all(abs(start.direction[0]) < 0.36 for start in starts)
    assert {start.direction[1] > 0 for start in starts} == {True, False}
    bent = canvas.begin(Way(road_class=RoadClass.PRIMARY), canvas.add_corner((0.0, 900.0)))
    for east in (330.0, 650.0, 1000.0):
        canvas.go_on(bent, canvas.add_corner((east, 900.0)))
    over_corners = side_starts(canvas, canvas.ways[bent].corners, STRAIGHT, Dice(3))
    assert [start.spot[0] for start in over_corners] == pytest.approx([start.spot[0] for start in starts])
    both = side_starts(canvas, canvas.ways[0].corners, replace(STRAIGHT, both_sides=1.0), Dice(3))
    assert len(both) in {8, 10}

"""Lines drawn as roads, joined to every road they cross."""

from __future__ import annotations

from openevac.roads.training.canvas import Canvas, Way
from openevac.roads.training.plane import Point

CROSSED_AT_MOST = 8
"""A piece of a line that meets more roads than this is drawn over the rest of them."""


def draw_line(canvas: Canvas, way: Way, start: int, line: list[Point], end: int) -> int:
    """Draw a line as a road from corner to corner; where it crosses roads they join. Gives the way's number."""
    number = canvas.begin(way, start)
    for spot in line[1:-1]:
        _step(canvas, number, canvas.add_corner(spot))
    _step(canvas, number, end)
    return number


def _step(canvas: Canvas, way: int, corner: int) -> None:
    """Lead a way straight to a corner, through a new corner on every road in between."""
    goal = canvas.spots[corner]
    for _ in range(CROSSED_AT_MOST):
        last = canvas.ways[way].corners[-1]
        hit = canvas.first_hit(canvas.spots[last], goal, (last, corner))
        if hit is None or not canvas.can_be_met(hit.link):
            break
        through = canvas.corner_on(hit.link, hit.spot, snap=25.0)
        if through == last or canvas.are_joined(last, through):
            break
        canvas.go_on(way, through)
    canvas.go_on(way, corner)

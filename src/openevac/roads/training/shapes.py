"""Lines that bend as roads and rivers do, made by shifting midpoints again and again."""

from __future__ import annotations

from openevac.roads.training.dice import Dice
from openevac.roads.training.plane import Point, along, distance, heading, left_of

EASING = 0.5
"""Each halving may shift half as far for its length again: long bends stay long, short pieces stay straight."""


def bent_line(start: Point, end: Point, *, piece_m: float, bend: float, dice: Dice) -> list[Point]:
    """Give a bending line from start to end in pieces of at most `piece_m`.

    `bend`: how far the middle may lie off the straight line, as a share of its length.
    """
    length = distance(start, end)
    if length <= piece_m:
        return [start, end]
    middle = ((start[0] + end[0]) / 2.0, (start[1] + end[1]) / 2.0)
    middle = along(middle, left_of(heading(start, end)), dice.about(bend) * length)
    first = bent_line(start, middle, piece_m=piece_m, bend=bend * (0.5 + EASING / 2.0), dice=dice)
    second = bent_line(middle, end, piece_m=piece_m, bend=bend * (0.5 + EASING / 2.0), dice=dice)
    return first[:-1] + second


def smoothed(line: list[Point]) -> list[Point]:
    """Round the corners of a line off once; both ends stay where they are."""
    if len(line) < 3:
        return line
    rounded = [
        (
            0.25 * line[i - 1][0] + 0.5 * line[i][0] + 0.25 * line[i + 1][0],
            0.25 * line[i - 1][1] + 0.5 * line[i][1] + 0.25 * line[i + 1][1],
        )
        for i in range(1, len(line) - 1)
    ]
    return [line[0], *rounded, line[-1]]


class Blotch:
    """A smooth random hill-and-dale over the plane, from -1 to 1, that makes the rims of towns uneven."""

    def __init__(self, dice: Dice, grain_m: float, middle: Point, reach_m: float) -> None:
        self._grain_m = grain_m
        self._size = int(2.0 * reach_m / grain_m) + 3
        self._origin = (middle[0] - reach_m - grain_m, middle[1] - reach_m - grain_m)
        self._heights = [[2.0 * dice.share() - 1.0 for _ in range(self._size)] for _ in range(self._size)]

    def height(self, spot: Point) -> float:
        """Give the height at a spot, blended between the four lattice points around it; 0 outside."""
        column = (spot[0] - self._origin[0]) / self._grain_m
        row = (spot[1] - self._origin[1]) / self._grain_m
        i, j = int(column // 1.0), int(row // 1.0)
        if not (0 <= i < self._size - 1 and 0 <= j < self._size - 1):
            return 0.0
        u, v = column - i, row - j
        below = self._heights[i][j] * (1.0 - u) + self._heights[i + 1][j] * u
        above = self._heights[i][j + 1] * (1.0 - u) + self._heights[i + 1][j + 1] * u
        return below * (1.0 - v) + above * v

"""Lines that bend and rims that are uneven."""

from __future__ import annotations

from itertools import pairwise

import pytest

from openevac.roads.training.dice import Dice
from openevac.roads.training.plane import distance
from openevac.roads.training.shapes import Blotch, bent_line, smoothed


@pytest.mark.parametrize("number", range(8))
def test_a_bent_line_keeps_its_ends_and_its_pieces_are_short(number: int) -> None:
    line = bent_line((0.0, 0.0), (4000.0, 3000.0), piece_m=130.0, bend=0.2, dice=Dice(number))
    pieces = [distance(a, b) for a, b in pairwise(line)]

    assert line[0] == (0.0, 0.0)
    assert line[-1] == (4000.0, 3000.0)
    assert max(pieces) <= 130.0
    assert 5000.0 < sum(pieces) < 8000.0


def test_without_bend_the_line_is_straight() -> None:
    line = bent_line((0.0, 0.0), (1000.0, 0.0), piece_m=130.0, bend=0.0, dice=Dice(1))

    assert all(north == 0.0 for _, north in line)
    assert len(line) == 9


def test_smoothing_shortens_a_line_but_never_moves_its_ends() -> None:
    zigzag = [(0.0, 0.0), (10.0, 10.0), (20.0, 0.0), (30.0, 10.0), (40.0, 0.0)]
    round_line = smoothed(zigzag)

    assert (round_line[0], round_line[-1]) == (zigzag[0], zigzag[-1])
    assert sum(distance(a, b) for a, b in pairwise(round_line)) < sum(distance(a, b) for a, b in pairwise(zigzag))
    assert smoothed(zigzag[:2]) == zigzag[:2]


def test_a_blotch_is_smooth_within_its_reach_and_flat_outside() -> None:
    blotch = Blotch(Dice(4), grain_m=200.0, middle=(5000.0, 5000.0), reach_m=1000.0)
    heights = [blotch.height((4000.0 + 10.0 * i, 5100.0)) for i in range(200)]

    assert max(abs(b - a) for a, b in pairwise(heights)) < 0.12
    assert max(heights) - min(heights) > 0.5
    assert all(-1.0 <= height <= 1.0 for height in heights)
    assert blotch.height((9000.0, 5000.0)) == 0.0

"""The drawing plane: distances, crossings and insides."""

from __future__ import annotations

import pytest

from openevac.roads.training.plane import (
    crossing,
    distance,
    dot,
    heading,
    inside_ring,
    left_of,
    nearest_on,
    to_lonlat,
    to_plane,
    turned,
)


def test_a_position_comes_back_from_the_plane_to_a_centimetre() -> None:
    assert to_lonlat(*to_plane(37.6142, 49.7133)) == (37.6142, 49.7133)


def test_directions_have_length_one_and_turn_left() -> None:
    east = heading((3.0, 4.0), (9.0, 4.0))

    assert east == (1.0, 0.0)
    assert left_of(east) == (0.0, 1.0)
    assert turned(east, 0.0) == east
    assert turned(east, 1.0) == pytest.approx((0.5**0.5, 0.5**0.5))
    assert heading((1.0, 1.0), (1.0, 1.0)) == (1.0, 0.0)
    assert dot(east, left_of(east)) == 0.0


def test_two_pieces_cross_at_shares_along_both() -> None:
    assert crossing((0.0, 0.0), (10.0, 0.0), (2.0, -1.0), (2.0, 3.0)) == (0.2, 0.25)
    assert crossing((0.0, 0.0), (10.0, 0.0), (2.0, 1.0), (2.0, 3.0)) is None
    assert crossing((0.0, 0.0), (10.0, 0.0), (0.0, 1.0), (10.0, 1.0)) is None
    assert crossing((0.0, 0.0), (1.0, 0.0), (2.0, -1.0), (2.0, 1.0)) is None


def test_the_nearest_spot_of_a_piece_is_never_beyond_its_ends() -> None:
    assert nearest_on((4.0, 3.0), (0.0, 0.0), (8.0, 0.0)) == (0.5, 3.0)
    assert nearest_on((11.0, 4.0), (0.0, 0.0), (8.0, 0.0)) == (1.0, 5.0)
    assert nearest_on((3.0, 4.0), (0.0, 0.0), (0.0, 0.0)) == (0.0, 5.0)


def test_a_ring_holds_what_lies_in_it() -> None:
    ring = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 4.0), (0.0, 10.0), (0.0, 0.0)]

    assert inside_ring((5.0, 2.0), ring)
    assert not inside_ring((5.0, 6.0), ring)
    assert not inside_ring((11.0, 2.0), ring)
    assert distance((0.0, 0.0), (3.0, 4.0)) == 5.0

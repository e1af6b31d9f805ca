from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.roads.joins import EndJoin, LineJoin, count_unjoined_crossings, join_ends, join_to_lines
from tests.torture import examples


def test_the_narrowest_gap_is_bridged_and_a_second_way_is_not():
    # Three ends meet in a triangle: two gaps join them all.
    xy = np.array([(0.0, 0.0), (1000.0, 0.0), (1050.0, 0.0), (3000.0, 0.0), (1020.0, 60.0), (1020.0, 2000.0)])
    lines = [[0, 1], [2, 3], [4, 5]]
    found = join_ends(lines, xy, 100.0)
    assert [(join.one, join.other) for join in found] == [(1, 2), (1, 4)]
    assert [join.gap_m for join in found] == pytest.approx([50.0, 63.25], abs=0.01)


def test_a_wide_gap_waits_for_the_narrow_ones():
    # The widest of three gaps is that between the two lowest numbers.
    xy = np.array([(1000.0, 0.0), (1090.0, 0.0), (1040.0, 5.0), (0.0, 0.0), (3000.0, 0.0), (1040.0, 2000.0)])
    found = join_ends([[3, 0], [1, 4], [5, 2]], xy, 100.0)
    assert [(join.one, join.other) for join in found] == [(0, 2), (1, 2)]


def test_gaps_wider_than_the_tolerance_stay():
    xy = np.array([(0.0, 0.0), (1000.0, 0.0), (1100.1, 0.0), (3000.0, 0.0)])
    assert join_ends([[0, 1], [2, 3]], xy, 100.0) == []
    assert len(join_ends([[0, 1], [2, 3]], xy, 100.2)) == 1
    assert join_ends([[0, 1], [2, 3]], xy, 0.0) == []


def test_the_two_ends_of_a_short_line_are_not_joined_again():
    xy = np.array([(0.0, 0.0), (60.0, 0.0)])
    assert join_ends([[0, 1]], xy, 100.0) == []


def test_ends_a_long_way_apart_on_the_road_are_joined_over_their_gap():
    # A hairpin of two kilometres whose ends lie 50 m from each other.
    xy = np.array([(0.0, 0.0), (1000.0, 0.0), (1000.0, 50.0), (0.0, 50.0)])
    assert join_ends([[0, 1, 2, 3]], xy, 100.0) == [EndJoin(0, 3, 50.0)]


def test_a_loose_end_is_led_to_the_nearest_other_line():
    xy = np.array([(0.0, 0.0), (1000.0, 0.0), (400.0, 80.0), (400.0, 900.0)])
    assert join_to_lines([[0, 1], [2, 3]], xy, [2, 3], 100.0) == [LineJoin(2, 0, 0, 0.4, 80.0)]


def test_a_loose_end_is_never_led_to_its_own_line():
    xy = np.array([(0.0, 0.0), (1000.0, 0.0), (1000.0, 50.0), (300.0, 50.0)])
    assert join_to_lines([[0, 1, 2, 3]], xy, [0, 3], 100.0) == []


def test_crossings_without_a_shared_point_are_counted():
    xy = np.array([(0.0, 0.0), (100.0, 100.0), (0.0, 100.0), (100.0, 0.0), (50.0, 50.0)])
    assert count_unjoined_crossings([[0, 1], [2, 3]], xy) == 1
    assert count_unjoined_crossings([[0, 4, 1], [2, 4, 3]], xy) == 0


spots = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=6, max_size=24, unique=True)


@given(spots)
@settings(max_examples=examples(80, 2000), deadline=None)
def test_afterwards_ends_within_the_tolerance_hang_together(spots):
    xy = np.array(spots, dtype=float) * 10.0
    lines = [[node, node + 1] for node in range(0, len(xy) - 1, 2)]
    joins = join_ends(lines, xy, 100.0)
    group = {node: node for line in lines for node in line}

    def root(node: int) -> int:
        return node if group[node] == node else root(group[node])

    for one, other in [*((line[0], line[1]) for line in lines), *((join.one, join.other) for join in joins)]:
        group[root(one)] = root(other)
    for one in group:
        for other in group:
            if np.hypot(*(xy[one] - xy[other])) <= 100.0:
                assert root(one) == root(other)
    assert all(join.gap_m <= 100.0 for join in joins)
    assert join_ends(lines, xy, 100.0) == joins

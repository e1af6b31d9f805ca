from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openevac.roads.contract import LONGEST_M, contract, stretch_lengths_m
from openevac.roads.graph import RoadClass
from openevac.roads.raw import RawWay, table_of
from openevac.roads.segments import cut_into_segments
from tests.roads.drawing import SQUARE, draw, way


def stretches_of(
    ways: list[RawWay], points: dict[str, tuple[float, float]] | None = None, **more: Any
) -> dict[str, list[int]]:
    """Give stretches as strings of point names, with the numbers of their ways."""
    points = points or SQUARE
    segments = cut_into_segments(table_of(draw(points, ways, **more)))
    found = contract(segments)
    names = [*points, *("?" * (len(segments.lon) - len(points)))]
    lines = [
        "".join(names[node] for node in found.nodes[a:b]) for a, b in zip(found.start, found.start[1:], strict=False)
    ]
    owners = [found.ways[a:b].tolist() for a, b in zip(found.way_start, found.way_start[1:], strict=False)]
    return dict(zip(lines, owners, strict=True))


def test_ways_join_over_a_node_nobody_needs():
    assert stretches_of([way(1, "a n m"), way(2, "m b"), way(3, "b c")]) == {"anmbc": [0, 1, 2]}


def test_ways_drawn_towards_each_other_join():
    assert stretches_of([way(1, "a n m"), way(2, "c b m")]) == {"anmbc": [0, 1]}
    assert stretches_of([way(1, "m n a"), way(2, "m b c")]) == {"anmbc": [0, 1]}


def test_a_crossing_parts_ways():
    found = stretches_of([way(1, "a n m b"), way(2, "d m")])
    assert sorted(found) == ["anm", "dm", "mb"]


def test_a_way_that_meets_itself_is_parted_there():
    found = stretches_of([way(1, "a b c d b")])
    assert sorted(found) == ["ab", "bc", "cdb"]


def test_different_facts_stay_apart():
    assert sorted(stretches_of([way(1, "a m"), way(2, "m b", RoadClass.TRACK)])) == ["am", "mb"]


def test_one_way_roads_join_only_along():
    along = [way(1, "a m", backward=False), way(2, "m b", backward=False)]
    assert stretches_of(along) == {"amb": [0, 1]}
    clash = [way(1, "a m", backward=False), way(2, "b m", backward=False)]
    assert sorted(stretches_of(clash)) == ["am", "bm"]


def test_one_way_and_two_way_stay_apart():
    assert sorted(stretches_of([way(1, "a m", backward=False), way(2, "m b")])) == ["am", "mb"]


def test_a_one_way_chain_against_the_drawing_runs_as_it_is_driven():
    assert stretches_of([way(1, "b m", forward=False), way(2, "a m", backward=False)]) == {"amb": [1, 0]}


def test_a_lonely_ring_keeps_two_nodes():
    found = stretches_of([way(1, "a b c d a")])
    assert len(found) == 2
    assert sorted("".join(found)) == sorted("abcd" + "".join(line[0] + line[-1] for line in found)[:2])
    assert all(line[0] != line[-1] for line in found)


def test_a_ring_on_a_road_is_halved():
    points = {**SQUARE, "z": (-300.0, 0.0)}
    found = stretches_of([way(1, "z a"), way(2, "a b c d a")], points)
    assert len(found) == 3
    assert all(line[0] != line[-1] for line in found)


def test_a_road_there_and_back_over_one_line_is_two_stretches():
    found = stretches_of([way(1, "z a"), way(2, "a b a")], {**SQUARE, "z": (-300.0, 0.0)})
    assert sorted(found) == ["ab", "ba", "za"]


def test_a_long_road_is_parted_about_every_kilometre():
    points = {f"p{number}": (300.0 * number, 10.0 * (number % 2)) for number in range(20)}
    segments = cut_into_segments(table_of(draw(points, [way(1, " ".join(points))])))
    found = contract(segments)
    lengths = stretch_lengths_m(segments, found)
    assert len(lengths) == 6
    assert 600 < lengths.min() <= lengths.max() <= LONGEST_M
    assert lengths.sum() == pytest.approx(segments.length_m.sum())


def test_a_barrier_parts_a_road():
    found = stretches_of([way(1, "a n m b")], barriers=["m"])
    assert sorted(found) == ["?b", "an?"]


def test_every_segment_goes_into_one_stretch():
    segments = cut_into_segments(table_of(draw(SQUARE, [way(1, "a n m b"), way(2, "b c d a"), way(3, "m d")])))
    found = contract(segments)
    assert np.bincount(found.of_segment, minlength=len(found.segment)).tolist() == (np.diff(found.start) - 1).tolist()

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from openevac.roads.graph import RoadClass, StretchFlag
from openevac.roads.raw import RawWay, table_of
from openevac.roads.segments import Segments, cut_into_segments
from tests.roads.drawing import SQUARE, draw, way


def segments(ways: list[RawWay], points: dict[str, tuple[float, float]] | None = None, **more: Any) -> Segments:
    return cut_into_segments(table_of(draw(points or SQUARE, ways, **more)))


def test_a_way_against_its_drawing_is_turned_round():
    cut = segments([way(1, "a b c d", forward=False)])
    assert list(zip(cut.tail.tolist(), cut.head.tolist(), strict=True)) == [(3, 2), (2, 1), (1, 0)]
    assert not cut.two_way.any()


def test_a_way_without_any_direction_and_points_repeated_fall_away():
    cut = segments([way(1, "a b", forward=False, backward=False), way(2, "b b c c")])
    assert list(zip(cut.tail.tolist(), cut.head.tolist(), strict=True)) == [(1, 2)]


def test_at_a_node_that_bars_every_segment_ends_for_itself():
    cut = segments([way(1, "a b c"), way(2, "b d")], barriers=["b"])
    ends = np.concatenate((cut.tail, cut.head)).tolist()
    assert 1 not in ends
    assert len(set(ends)) == 6
    assert cut.lon[cut.head[0]] == cut.lon[1]


def test_the_pieces_that_touch_a_ford_or_gate_are_flagged():
    cut = segments([way(1, "a n m b", RoadClass.TRACK, flags=StretchFlag.BRIDGE)], fords=["m"], gates=["a"])
    flags = [StretchFlag(int(flag)) for flag in cut.flags]
    assert flags[0] == StretchFlag.BRIDGE | StretchFlag.BARRIER
    assert flags[1] == flags[2] == StretchFlag.BRIDGE | StretchFlag.FORD


@pytest.mark.parametrize(
    "facts",
    [
        {"tracktype": 2}, {"surface": 2}, {"cover": 1}, {"max_speed_kmh": 30}, {"max_height_m": 2.5},
        {"max_weight_t": 3.5}, {"flags": StretchFlag.TUNNEL}, {"backward": False},
    ],
)  # fmt: skip
def test_different_facts_have_different_keys(facts):
    cut = segments([way(1, "a b"), way(2, "b c", **facts), way(3, "c d")])
    assert cut.key[0] == cut.key[2] != cut.key[1]


def test_long_pieces_get_points_in_between_on_their_line():
    points = {"a": (0.0, 0.0), "b": (1700.0, 0.0)}
    cut = segments([way(1, "a b")], points)
    assert len(cut.tail) == 4
    assert cut.head[:-1].tolist() == cut.tail[1:].tolist()
    assert cut.length_m.tolist() == pytest.approx([cut.length_m[0]] * 4)
    assert np.diff(cut.lon[[cut.tail[0], *cut.head]]).tolist() == pytest.approx([(cut.lon[1] - cut.lon[0]) / 4] * 4)

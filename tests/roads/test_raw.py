from __future__ import annotations

import pytest

from openevac.domain.errors import InputError
from openevac.roads.graph import RoadClass, StretchFlag
from openevac.roads.raw import RawRoads, RawWay, table_of
from tests.roads.drawing import SQUARE, draw, way


def test_a_table_numbers_nodes_and_keeps_facts():
    table = table_of(
        draw(SQUARE, [way(7, "a b c", RoadClass.TRACK, tracktype=3), way(8, "c d")], gates=["b"], fords=["c"])
    )
    assert table.way_id.tolist() == [7, 8]
    assert table.way_start.tolist() == [0, 3, 5]
    assert table.way_nodes.tolist() == [0, 1, 2, 2, 3]
    assert table.facts.tracktype.tolist() == [3, 0]
    assert table.node_flags.tolist()[1:3] == [StretchFlag.BARRIER, StretchFlag.FORD]


def test_a_node_without_a_position_is_refused():
    raw = RawRoads(positions={1: (36.0, 50.0)}, ways=[RawWay(way_id=5, nodes=(1, 2), road_class=RoadClass.TRACK)])
    with pytest.raises(InputError, match="Way 5 runs over node 2, which has no position"):
        table_of(raw)

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from openevac.domain.errors import InputError
from openevac.roads.build import build_graph
from openevac.roads.graph import RoadClass, RoadGraph, validate_graph
from tests.roads.drawing import SQUARE, draw, way

GRAPH, _ = build_graph(draw(SQUARE, [way(1, "a n m b c d a"), way(2, "m d", RoadClass.TRACK, backward=False)]))


def changed(name: str, place: int, value: float) -> RoadGraph:
    array = getattr(GRAPH, name).copy()
    array[place] = value
    more: dict[str, Any] = {name: array}
    return replace(GRAPH, **more)


def test_a_sound_graph_passes():
    validate_graph(GRAPH)


@pytest.mark.parametrize(
    ("graph", "rule"),
    [
        (changed("arc_tail", 0, 99), "an arc names a node that does not exist"),
        (changed("arc_head", 0, -1), "an arc names a node that does not exist"),
        (changed("arc_stretch", 0, 99), "an arc names a stretch that does not exist"),
        (changed("shape_start", 1, 0), "the shape index is broken"),
        (changed("shape_start", -1, 3), "the shape index is broken"),
        (changed("way_start", 0, 1), "the way index is broken"),
        (changed("sample_start", 1, 0), "the sample index is broken"),
        (changed("stretch_length_m", 0, 0.0), "a stretch has no length"),
        (changed("arc_twin", 0, 1), "twin arcs do not answer each other"),
        (changed("arc_twin", 0, 99), "twin arcs do not answer each other"),
        (replace(GRAPH, node_lat=GRAPH.node_lat[:1]), "node arrays differ in length"),
        (replace(GRAPH, arc_tail=np.empty(0, dtype=np.int32)), "no road is left"),
    ],
)
def test_each_rule_is_checked_and_named(graph, rule):
    with pytest.raises(InputError, match=f"The road graph cannot be used: {rule}. Build the region again"):
        validate_graph(graph)


def test_shape_and_ways_of_a_stretch():
    track = int(np.flatnonzero(GRAPH.is_track)[0])
    assert GRAPH.ways(track).tolist() == [2]
    assert GRAPH.shape(track).shape == (2, 2)

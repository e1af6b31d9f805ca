"""Roads that hang together: a yard behind a closed gate is no place to bring a van to."""

from __future__ import annotations

import numpy as np

from openevac.routing.connected import connected_roads
from tests.worlds import ROADS, small_town

GRAPH = small_town().graph
NAMES = [f"{road.start}-{road.end}" for road in ROADS]


def kept(*closed: str) -> set[str]:
    is_open = np.array([name not in closed for name in NAMES])
    found = connected_roads(GRAPH, is_open)
    return {name for name, one in zip(NAMES, found, strict=True) if one}


def test_everything_hangs_together_where_nothing_is_closed() -> None:
    assert kept() == set(NAMES)


def test_what_closed_roads_cut_off_is_left_out_when_it_is_short() -> None:
    cut = kept("square-mill", "square-north", "square-east")
    assert "square-mill" not in cut
    assert {"base-west", "east-village"} <= cut, "both large parts stay: either may hold depot and door"


def test_a_road_that_can_only_be_left_one_way_is_left_out() -> None:
    assert "north-corner" in kept()
    lone = kept("corner-east", "corner-farm")
    assert "north-corner" not in lone, "one way into a blind end"


def test_a_small_world_keeps_its_largest_part() -> None:
    only = kept(*(name for name in NAMES if name != "square-mill"))
    assert only == {"square-mill"}

"""Plain reachability against a search in Python, and the error when an engine loses a way."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.legs import RoadPoint
from openevac.routing.cch import CchEngine
from openevac.routing.engine import UNREACHED, Ends, LongArray, LostWayError
from openevac.routing.gauge import rough_gauge
from openevac.routing.points import place_points
from openevac.routing.reach import Reach
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph
from tests.routing.random_worlds import plain_best, random_world
from tests.torture import examples


@settings(max_examples=examples(80, 1000), deadline=None)
@given(seed=st.integers(0, 2**32), closed=st.sampled_from((0.0, 0.3, 0.7)))
def test_joined_means_that_open_roads_lead_there(seed: int, closed: float) -> None:
    world = random_world(seed, closed=closed)
    gauge = rough_gauge(world.weights, 0.0)
    points = place_points(world.graph, world.points)
    rows, columns = np.divmod(np.arange(len(points) ** 2), len(points))
    reach = Reach(world.graph, world.weights.open)
    joined = reach.joined(points.starts(gauge).take(rows), points.goals(gauge).take(columns))
    for row, column, answer in zip(rows, columns, joined, strict=True):
        start, goal = world.points[row], world.points[column]
        if world.graph.arc_stretch[start.arc] != world.graph.arc_stretch[goal.arc]:
            assert answer == plain_best(world, start, goal, 0.0).reached


def lose_everything(_: object, metric: Any, starts: Ends, goals: Ends) -> LongArray:
    return np.full((len(starts), len(goals)), UNREACHED, dtype=np.int64)


def test_a_way_the_engine_loses_is_an_error_and_never_called_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    points = {name: (1000.0 * place, 0.0) for place, name in enumerate("abcd")}
    roads = [Road(start=a, end=b, one_way=a == "c") for a, b in pairwise("abcd")]
    router = Router(hand_made_graph(points, roads))
    weights = RoadWeights(np.ones(3), np.ones(3), np.ones(3, np.bool_))
    first, last = (RoadPoint(arc=arc, fraction=0.5, snap_m=0.0, lon=0.0, lat=0.0) for arc in (0, 4))
    assert router.matrices(weights, [first], 10.0, targets=[last]).time_s.item() == pytest.approx(2.0, abs=1e-3)
    monkeypatch.setattr(CchEngine, "matrix", lose_everything)
    with pytest.raises(LostWayError, match="points that open roads join"):
        router.matrices(weights, [first], 10.0, targets=[last])
    assert np.isnan(router.matrices(weights, [last], 10.0, targets=[first]).time_s.item()), "it is a one-way road"
    monkeypatch.setattr(CchEngine, "paths", lambda *_: [None])
    with pytest.raises(LostWayError, match="points that open roads join"):
        router.path(weights, first, last, 10.0)
    assert router.path(weights, last, first, 10.0) is None

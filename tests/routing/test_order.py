"""Which node stands on top of the hierarchy, with METIS and without it."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

from openevac.roads.graph import RoadGraph
from openevac.routing.order import compute_order, inertial_order
from tests.hand_made import Road, hand_made_graph


def two_towns_and_a_bridge() -> tuple[Any, int]:
    """Two squares of 25 crossings joined by a bridge over one node; gives the graph and the bridge's node."""
    points = {
        f"{side}{x}{y}": (x * 100.0 + offset, y * 100.0)
        for side, offset in (("w", 0), ("e", 900))
        for x in range(5)
        for y in range(5)
    }
    points["bridge"] = (650.0, 200.0)
    roads = [
        Road(start=f"{side}{x}{y}", end=f"{side}{x + dx}{y + dy}")
        for side in "we"
        for x in range(5)
        for y in range(5)
        for dx, dy in ((1, 0), (0, 1))
        if x + dx < 5 and y + dy < 5
    ]
    roads += [
        Road(start="w42", end="bridge"),
        Road(start="bridge", end="e02"),
        Road(start="bridge", end="bridge", bends=((700.0, 300.0),)),
    ]
    return hand_made_graph(points, roads), len(points) - 1


def test_the_bridge_stands_near_the_top() -> None:
    graph, bridge = two_towns_and_a_bridge()
    for order in (compute_order(graph), inertial_order(graph)):
        assert sorted(order.tolist()) == list(range(graph.num_nodes))
        assert order.tolist().index(bridge) >= graph.num_nodes - 12


def test_without_metis_the_inertial_order_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    graph, _ = two_towns_and_a_bridge()
    real = importlib.import_module

    def without_metis(name: str, package: str | None = None) -> Any:
        if name == "pymetis":
            raise ImportError(name)
        return real(name, package)

    monkeypatch.setattr(importlib, "import_module", without_metis)
    np.testing.assert_array_equal(compute_order(graph), inertial_order(graph))
    assert len(compute_order(graph)) == graph.num_nodes


def shortcuts(graph: RoadGraph, order: list[int]) -> int:
    """Take the nodes out in order, joining their remaining neighbours with each other; count the joins made."""
    beside: dict[int, set[int]] = {node: set() for node in order}
    for a, b in zip(graph.arc_tail.tolist(), graph.arc_head.tolist(), strict=True):
        if a != b:
            beside[a].add(b)
            beside[b].add(a)
    made = 0
    for node in order:
        around = beside.pop(node)
        for other in around:
            made += len(around - beside[other]) - 1
            beside[other] |= around
            beside[other] -= {node, other}
    return made // 2


def test_the_order_is_the_one_of_few_shortcuts_and_not_its_inverse() -> None:
    """METIS hands out both; the wrong one gives the same answers, a thousand times slower."""
    points = {f"{x} {y}": (100.0 * x, 100.0 * y) for x in range(20) for y in range(20)}
    roads = [
        Road(start=f"{x} {y}", end=f"{x + dx} {y + dy}")
        for x in range(20)
        for y in range(20)
        for dx, dy in ((1, 0), (0, 1))
        if x + dx < 20 and y + dy < 20
    ]
    graph = hand_made_graph(points, roads)
    order = compute_order(graph)
    inverse = np.argsort(order)
    assert shortcuts(graph, order.tolist()) < 3000
    assert shortcuts(graph, inverse.tolist()) > 6000


def test_the_order_is_the_same_every_time() -> None:
    graph, _ = two_towns_and_a_bridge()
    np.testing.assert_array_equal(compute_order(graph), compute_order(graph))

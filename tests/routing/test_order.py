"""Which node stands on top of the hierarchy, with METIS and without it."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import pytest

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


def test_the_order_is_the_same_every_time() -> None:
    graph, _ = two_towns_and_a_bridge()
    np.testing.assert_array_equal(compute_order(graph), compute_order(graph))

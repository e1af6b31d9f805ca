"""What the router asks of an engine: weigh all arcs, weigh some again, sums for many pairs, ways for some.

Two engines exist: the contraction hierarchy (`cch`), fast and young, and plain Dijkstra (`dijkstra`), slow and
old. They work on the same whole numbers, so their sums are equal to the last digit, and tests hold them to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int32]
LongArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]

BLOCKED = 2**31 - 1
"""The weight of an arc that cannot be driven. Exactly this: the hierarchy takes every other number for a weight."""

LIMIT = 2**30
"""No sum that is used reaches this. The hierarchy counts in 31 bits and calls larger sums "no way"."""

UNREACHED = -1
"""Stands in a matrix of sums where no way leads."""

Metric = TypeVar("Metric")


class EngineError(RuntimeError):
    """The engine failed in a way that no input of a person causes; its words say what it was doing."""


class LostWayError(EngineError):
    """The engine knows no way between two points that open roads join: it must never be read as "unreachable"."""


@dataclass(frozen=True, slots=True, eq=False)
class Ends:
    """Where n points touch the network: up to two nodes each, and the weight between point and node.

    `nodes`, `offsets`: (n, 2). A side that cannot be used has the offset BLOCKED and any valid node.
    """

    nodes: IntArray
    offsets: LongArray

    def __len__(self) -> int:
        return len(self.nodes)

    def sides(self, row: int) -> list[tuple[int, int]]:
        """Give one point's usable (node, offset) pairs, each node once with its least offset."""
        best: dict[int, int] = {}
        for node, offset in zip(self.nodes[row].tolist(), self.offsets[row].tolist(), strict=True):
            if offset < BLOCKED and offset <= best.get(node, BLOCKED):
                best[node] = offset
        return list(best.items())

    def side_of(self, row: int, node: int) -> int:
        """Give which of a point's two sides (0 or 1) touches `node` at the least offset."""
        fitting = [(int(self.offsets[row, side]), side) for side in (0, 1) if self.nodes[row, side] == node]
        return min(fitting)[1]

    def take(self, rows: LongArray) -> Ends:
        """Give the same for some of the points, in the order of `rows`."""
        return Ends(self.nodes[rows], self.offsets[rows])


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A best way from node to node: its sum with both offsets, its arcs in order, where it starts and ends."""

    distance: int
    arcs: tuple[int, ...]
    start_node: int
    goal_node: int


class Engine(Protocol[Metric]):
    """Best ways under whole-number weights (A, 1 to LIMIT, or BLOCKED). A metric is one set of weights, made ready."""

    def customise(self, weights: IntArray) -> Metric:
        """Make all arcs' weights ready for questions."""
        ...

    def update(self, metric: Metric, arcs: LongArray, weights: IntArray) -> None:
        """Change the weights of some arcs of a metric; afterwards it answers as if customised in full."""
        ...

    def matrix(self, metric: Metric, starts: Ends, goals: Ends) -> LongArray:
        """Give the least sums from every start to every goal (n, m), UNREACHED where no way leads."""
        ...

    def paths(self, metric: Metric, starts: Ends, goals: Ends) -> list[Found | None]:
        """Give the best way from each start to the goal of the same row."""
        ...

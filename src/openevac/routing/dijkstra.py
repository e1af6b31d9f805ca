"""The plain twin of the hierarchy: one whole Dijkstra tree a start. Tests compare the two on the same numbers."""

from __future__ import annotations

import numpy as np

from openevac.routing.engine import BLOCKED, UNREACHED, Ends, FloatArray, Found, IntArray, LongArray
from openevac.routing.network import Network, Tree


class DijkstraEngine:
    """Best ways without preparation. Sums are exact: they stay far below 2**53."""

    def __init__(self, tail: IntArray, head: IntArray, num_nodes: int) -> None:
        self._network = Network(tail, head, num_nodes)

    def customise(self, weights: IntArray) -> FloatArray:
        """Keep the weights (A); blocked arcs cost infinity."""
        return np.where(weights < BLOCKED, weights, np.inf)

    def update(self, metric: FloatArray, arcs: LongArray, weights: IntArray) -> None:
        """Write some weights again."""
        metric[arcs] = np.where(weights < BLOCKED, weights, np.inf)

    def matrix(self, metric: FloatArray, starts: Ends, goals: Ends) -> LongArray:
        """Give least sums (n, m)."""
        sums = np.full((len(starts), len(goals)), UNREACHED, dtype=np.int64)
        offsets = np.where(goals.offsets < BLOCKED, goals.offsets, np.inf)
        for row in range(len(starts)):
            tree = self._tree(metric, starts, row)
            if tree is not None:
                least = (tree.cost[goals.nodes] + offsets).min(axis=1)
                sums[row] = np.where(np.isfinite(least), least, UNREACHED)
        return sums

    def paths(self, metric: FloatArray, starts: Ends, goals: Ends) -> list[Found | None]:
        """Give the best way of each row with its arcs."""
        return [self._path(metric, starts, goals, row) for row in range(len(starts))]

    def _path(self, metric: FloatArray, starts: Ends, goals: Ends, row: int) -> Found | None:
        tree = self._tree(metric, starts, row)
        sinks = goals.sides(row)
        if tree is None or not sinks:
            return None
        distance, goal = min((float(tree.cost[node]) + offset, node) for node, offset in sinks)
        if not np.isfinite(distance):
            return None
        nodes = tree.nodes_to(goal)
        return Found(int(distance), self._network.arcs_along(nodes, metric), nodes[0], goal)

    def _tree(self, metric: FloatArray, starts: Ends, row: int) -> Tree | None:
        roots = [(node, float(offset)) for node, offset in starts.sides(row)]
        return self._network.tree(metric, roots) if roots else None

"""Plain Dijkstra on arrays: the arcs sorted once by tail and by head, trees from points that lie along roads."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from openevac.routing.engine import FloatArray, IntArray, LongArray

NOWHERE = -9999
"""What scipy writes where a tree has no node before."""


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """Arcs sorted by the node they leave: those of node v are order[start[v]:start[v + 1]], each leading to `to`."""

    order: LongArray
    start: IntArray
    to: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Tree:
    """Least costs (N) from or to a root, and the node before each on its best way (the root itself is number N)."""

    cost: FloatArray
    before: IntArray

    def nodes_to(self, node: int) -> list[int]:
        """Give the nodes from the root's first node to `node`, in the order the tree found them."""
        root = len(self.cost)
        nodes = [node]
        while (earlier := int(self.before[nodes[-1]])) != root:
            nodes.append(earlier)
        return nodes[::-1]


class Network:
    """A directed graph that answers with whole trees; costs are given with every question."""

    def __init__(self, tail: IntArray, head: IntArray, num_nodes: int) -> None:
        self.num_nodes = num_nodes
        self._tail = np.asarray(tail)
        self._head = np.asarray(head)

    @cached_property
    def forward(self) -> Sorted:
        """Give the arcs by tail."""
        return _sorted(self._tail, self._head, self.num_nodes)

    @cached_property
    def backward(self) -> Sorted:
        """Give the arcs by head, each leading back to its tail."""
        return _sorted(self._head, self._tail, self.num_nodes)

    def tree(self, costs: FloatArray, roots: list[tuple[int, float]], *, backward: bool = False) -> Tree:
        """Give least costs from a root (or, backward, to it) that lies `roots` = (node, cost) away from nodes.

        `costs` (A): infinite where an arc is closed; so may a root be. Unreached nodes cost infinity.
        """
        arcs = self.backward if backward else self.forward
        nodes = np.array([node for node, _ in roots], dtype=np.int32)
        data = np.concatenate((costs[arcs.order], [cost for _, cost in roots]))
        to = np.concatenate((arcs.to, nodes))
        start = np.append(arcs.start, np.int32(len(data)))
        matrix = csr_array((data, to, start), shape=(self.num_nodes + 1, self.num_nodes + 1))
        cost, before = dijkstra(matrix, indices=self.num_nodes, return_predecessors=True)
        return Tree(np.asarray(cost[:-1]), np.asarray(before[:-1], dtype=np.int32))

    def arcs_along(self, nodes: list[int], costs: FloatArray) -> tuple[int, ...]:
        """Give the cheapest arc from each node of a list to the next."""
        return tuple(self._arc(a, b, costs) for a, b in pairwise(nodes))

    def _arc(self, tail: int, head: int, costs: FloatArray) -> int:
        part = slice(int(self.forward.start[tail]), int(self.forward.start[tail + 1]))
        arcs = self.forward.order[part][self.forward.to[part] == head]
        return int(arcs[np.argmin(costs[arcs])])


def _sorted(key: IntArray, to: IntArray, num_nodes: int) -> Sorted:
    order = np.argsort(key, kind="stable")
    start = np.zeros(num_nodes + 1, dtype=np.int32)
    np.cumsum(np.bincount(key, minlength=num_nodes), out=start[1:])
    return Sorted(order, start, to[order].astype(np.int32))

"""Plain reachability: does any open road lead from here to there? Asked whenever an engine says "no way"."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

from openevac.roads.graph import RoadGraph
from openevac.routing.engine import BLOCKED, BoolArray, Ends, IntArray

NONE = -1


class Reach:
    """The open part of a graph without any weights."""

    def __init__(self, graph: RoadGraph, stretch_is_open: BoolArray) -> None:
        kept = stretch_is_open[graph.arc_stretch]
        size = graph.num_nodes
        tail, head = graph.arc_tail[kept], graph.arc_head[kept]
        self._arcs = csr_array((np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(size, size))

    @cached_property
    def _back(self) -> csr_array:
        return self._arcs.T.tocsr()

    @cached_property
    def _part(self) -> IntArray:
        """Give each node's part (N): within one part every node reaches every other."""
        return np.asarray(connected_components(self._arcs, connection="strong")[1], dtype=np.int32)

    def joined(self, starts: Ends, goals: Ends) -> BoolArray:
        """Tell for each row whether open roads lead from the start's nodes to the goal's."""
        from_part, to_part = self._parts(starts), self._parts(goals)
        answer = np.zeros(len(starts), dtype=np.bool_)
        for a in (0, 1):
            for b in (0, 1):
                answer |= self._part_reaches(from_part[:, a], to_part[:, b])
        return np.asarray(answer)

    def _parts(self, ends: Ends) -> IntArray:
        return np.where(ends.offsets < BLOCKED, self._part[ends.nodes], NONE)

    def _part_reaches(self, from_part: IntArray, to_part: IntArray) -> BoolArray:
        """Walk from (or back to) one node of each part, whichever are fewer."""
        answer = (from_part == to_part) & (from_part != NONE)
        rows = np.flatnonzero((from_part != to_part) & (from_part != NONE) & (to_part != NONE))
        if not len(rows):
            return np.asarray(answer)
        firsts, lasts = np.unique(from_part[rows]), np.unique(to_part[rows])
        backward = len(lasts) < len(firsts)
        near, far = (to_part, from_part) if backward else (from_part, to_part)
        for part in lasts if backward else firsts:
            root = int(np.argmax(self._part == part))
            arcs = self._back if backward else self._arcs
            nodes = breadth_first_order(arcs, root, directed=True, return_predecessors=False)
            reached = np.zeros(int(self._part.max()) + 1, dtype=np.bool_)
            reached[self._part[nodes]] = True
            mine = rows[near[rows] == part]
            answer[mine] = reached[far[mine]]
        return np.asarray(answer)

"""Points along roads.

A van leaves a point in either allowed direction and reaches one from either; two points may share a stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadGraph
from openevac.routing.engine import BLOCKED, BoolArray, Ends, FloatArray, IntArray, LongArray
from openevac.routing.gauge import Gauge


@dataclass(frozen=True, slots=True, eq=False)
class Points:
    """n points on the network. Side 0 of a point is its own arc, side 1 the twin (-1 on one-way stretches).

    `arcs` (n, 2); `heads`, `tails` (n, 2) their nodes; `fraction` (n, 2) where the point lies along each side.
    """

    stretch: IntArray
    arcs: IntArray
    heads: IntArray
    tails: IntArray
    fraction: FloatArray
    forward: BoolArray

    def __len__(self) -> int:
        return len(self.stretch)

    def take(self, rows: LongArray) -> Points:
        """Give some of the points, in the order of `rows`."""
        return Points(
            self.stretch[rows],
            self.arcs[rows],
            self.heads[rows],
            self.tails[rows],
            self.fraction[rows],
            self.forward[rows],
        )

    def starts(self, gauge: Gauge, step: int = 0) -> Ends:
        """Give where vans that start here enter the network: at the heads, after the rest of the stretch."""
        return Ends(self.heads, self._offsets(gauge, 1.0 - self.fraction, step))

    def goals(self, gauge: Gauge, step: int = 0) -> Ends:
        """Give where vans that end here leave the network: at the tails, before the first piece of the stretch."""
        return Ends(self.tails, self._offsets(gauge, self.fraction, step))

    def usable(self, stretch_is_open: BoolArray) -> BoolArray:
        """Tell which sides (n, 2) may be driven."""
        return (self.arcs >= 0) & stretch_is_open[self.stretch][:, None]

    def _offsets(self, gauge: Gauge, share: FloatArray, step: int) -> LongArray:
        offsets = gauge.pieces(self.stretch[:, None], share, step)
        return np.where(self.usable(gauge.open), offsets, BLOCKED)


@dataclass(frozen=True, slots=True, eq=False)
class Direct:
    """Pairs (row of starts, row of goals) that share a stretch and a direction in which one follows the other.

    The drive runs on `arc` from `start_fraction` to `end_fraction`.
    """

    rows: LongArray
    columns: LongArray
    stretch: IntArray
    arc: IntArray
    start_fraction: FloatArray
    end_fraction: FloatArray

    @property
    def share(self) -> FloatArray:
        """Give the driven share of the stretch."""
        return self.end_fraction - self.start_fraction


def place_points(graph: RoadGraph, points: Sequence[RoadPoint]) -> Points:
    """Look up the arcs and nodes of points; a point off the graph is a fault of the program (ValueError)."""
    own = np.array([point.arc for point in points], dtype=np.int32)
    along = np.array([point.fraction for point in points], dtype=np.float64)
    if len(own) and not (own.min() >= 0 and own.max() < graph.num_arcs and np.all((along >= 0) & (along <= 1))):
        raise ValueError("a point names no arc of this graph, or lies beyond its ends")
    arcs = np.column_stack((own, graph.arc_twin[own])).astype(np.int32)
    return Points(
        stretch=np.asarray(graph.arc_stretch[own], dtype=np.int32),
        arcs=arcs,
        heads=np.asarray(graph.arc_head[arcs], dtype=np.int32),
        tails=np.asarray(graph.arc_tail[arcs], dtype=np.int32),
        fraction=np.column_stack((along, 1.0 - along)),
        forward=np.asarray(graph.arc_forward[own]),
    )


def direct_pairs(starts: Points, goals: Points, stretch_is_open: BoolArray) -> Direct:
    """Give all pairs of starts and goals that are joined along one open stretch without leaving it."""
    rows, columns = np.nonzero(starts.stretch[:, None] == goals.stretch[None, :])
    return _direct(starts.take(rows), goals.take(columns), rows, columns, stretch_is_open)


def direct_rows(starts: Points, goals: Points, stretch_is_open: BoolArray) -> Direct:
    """Give the same for pairs that stand in one row."""
    rows = np.flatnonzero(starts.stretch == goals.stretch)
    return _direct(starts.take(rows), goals.take(rows), rows, rows, stretch_is_open)


def _direct(starts: Points, goals: Points, rows: LongArray, columns: LongArray, is_open: BoolArray) -> Direct:
    """Try both sides of each start; the goal's place is turned round where the two name opposite arcs."""
    agree = starts.forward == goals.forward
    onto = np.where(agree[:, None], goals.fraction, goals.fraction[:, ::-1])
    joined = starts.usable(is_open) & (onto >= starts.fraction)
    side = np.where(joined[:, 0], 0, 1)
    kept = np.flatnonzero(joined.any(axis=1))
    side = side[kept]
    return Direct(
        rows=rows[kept],
        columns=columns[kept],
        stretch=starts.stretch[kept],
        arc=starts.arcs[kept, side],
        start_fraction=starts.fraction[kept, side],
        end_fraction=onto[kept, side],
    )

"""The door of this room: matrices for planners, ways for people, on one graph with one engine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Literal

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadGraph
from openevac.routing.cch import CchEngine
from openevac.routing.corridor import cut_corridor
from openevac.routing.dijkstra import DijkstraEngine
from openevac.routing.engine import LIMIT, Engine, FloatArray, IntArray, LongArray, LostWayError
from openevac.routing.gauge import Gauge, beta_of, safe_gauge
from openevac.routing.matrix import MatrixMaker, TwoCriteria
from openevac.routing.network import Network
from openevac.routing.order import compute_order
from openevac.routing.path import Path, direct_path, joined_path
from openevac.routing.points import Points, direct_rows, place_points
from openevac.routing.shelf import Shelf
from openevac.routing.sweep import sweep_beta
from openevac.routing.ways import Ways, name_ways
from openevac.routing.weights import RoadWeights

MOST_WAYS = 24
"""Ways that people are shown at most, unless they ask for all: each costs one or two searches of the corridor."""


class Router:
    """Best ways on one road graph. Answers depend only on what is asked, never on what was asked before.

    `order`: from the region pack; computed here when missing. `threads` never changes an answer. One Router
    belongs to one thread at a time.
    """

    def __init__(
        self,
        graph: RoadGraph,
        order: IntArray | None = None,
        engine: Literal["cch", "dijkstra"] = "cch",
        *,
        threads: int = 2,
    ) -> None:
        self.graph = graph
        self._engine: Engine[Any]
        if engine == "cch":
            kept = compute_order(graph) if order is None else order
            self._engine = CchEngine(graph.arc_tail, graph.arc_head, kept, threads=threads)
        else:
            self._engine = DijkstraEngine(graph.arc_tail, graph.arc_head, graph.num_nodes)
        self._shelf = Shelf(graph, self._engine, threads)
        self._maker = MatrixMaker(self._engine, self._shelf)

    @cached_property
    def _network(self) -> Network:
        return Network(self.graph.arc_tail, self.graph.arc_head, self.graph.num_nodes)

    def matrices(
        self,
        weights: RoadWeights,
        points: Sequence[RoadPoint],
        seconds_per_exposure: float,
        *,
        targets: Sequence[RoadPoint] | None = None,
    ) -> TwoCriteria:
        """Give time and exposure of the best way from every point to every target (default: to every point).

        Best = least time_s + seconds_per_exposure x exposure; of ways that tie, the least exposed. Cells are nan
        where no open road leads. Raises LostWayError where the engine loses a way that roads join.
        """
        starts = place_points(self.graph, points)
        goals = starts if targets is None else place_points(self.graph, targets)
        if not len(starts) or not len(goals):
            empty = np.empty((len(starts), len(goals)))
            return TwoCriteria(empty, empty.copy())

        def unpack(gauge: Gauge, metric: Any, rows: LongArray, columns: LongArray) -> tuple[FloatArray, FloatArray]:
            ways = self._ways_of_rows(weights, gauge, metric, starts.take(rows), goals.take(columns))
            found = [way for way in ways if way is not None]
            if len(found) < len(rows):
                raise LostWayError("The engine has a sum for a pair of points, but no way.")
            return np.array([way.time_s for way in found]), np.array([way.exposure for way in found])

        return self._maker.two_criteria(weights, starts, goals, seconds_per_exposure, unpack)

    def path(self, weights: RoadWeights, start: RoadPoint, end: RoadPoint, seconds_per_exposure: float) -> Path | None:
        """Give the best way between two points with its arcs, or None where no open road leads."""
        return self.paths(weights, [(start, end)], seconds_per_exposure)[0]

    def paths(
        self, weights: RoadWeights, pairs: Sequence[tuple[RoadPoint, RoadPoint]], seconds_per_exposure: float
    ) -> list[Path | None]:
        """Give the best way of each pair; many at once are cheaper than one by one."""
        starts = place_points(self.graph, [start for start, _ in pairs])
        goals = place_points(self.graph, [end for _, end in pairs])
        ready = self._shelf.rough(weights, seconds_per_exposure)
        ways = self._ways_of_rows(weights, ready.gauge, ready.metric, starts, goals)
        rows = np.array([row for row, way in enumerate(ways) if way is None], dtype=np.int64)
        if not len(rows):
            return ways
        from_ends, to_ends = starts.starts(ready.gauge).take(rows), goals.goals(ready.gauge).take(rows)
        lost = rows[self._shelf.reach(weights).joined(from_ends, to_ends)]
        if len(lost):
            gauge = safe_gauge(weights, beta_of(weights, seconds_per_exposure))
            metric = self._shelf.customise(gauge)
            again = self._ways_of_rows(weights, gauge, metric, starts.take(lost), goals.take(lost))
            for row, way in zip(lost.tolist(), again, strict=True):
                if way is None:
                    raise LostWayError("The engine found no way between points that open roads join.")
                ways[row] = way
        return ways

    def ways(
        self,
        weights: RoadWeights,
        start: RoadPoint,
        end: RoadPoint,
        *,
        exact: bool = False,
        eps: float = 0.0,
        most: int = MOST_WAYS,
    ) -> Ways | None:
        """Give the choice of ways between two points, fastest first; None where no open road leads.

        Plainly: at most `most` ways that are each best for some beta. `exact`: every way that no other beats in both
        time and exposure; with `eps` above 0 a selection, in which something takes no longer than any of them and is
        exposed at most 1 + eps times as much. Raises InputError where `exact` would give too many.
        """
        points = place_points(self.graph, [start]), place_points(self.graph, [end])
        corridor = cut_corridor(self.graph, self._network, weights, *points)
        if corridor is None:
            return None
        if not exact:
            return name_ways(self.graph, weights, corridor, sweep_beta(corridor, most).ways)
        from openevac.routing.exact import all_ways  # noqa: PLC0415 - Numba takes a second to import

        return name_ways(self.graph, weights, corridor, all_ways(corridor, eps).ways)

    def reweigh(self, old: RoadWeights, new: RoadWeights) -> int:
        """Carry what is ready for `old` over to `new`; gives the number of arcs weighed again.

        Saves time where only a little changed (a report that blocks one road); without it, or where much changed,
        the next question weighs all arcs. Answers are the same either way.
        """
        return self._shelf.move(old, new)

    def _ways_of_rows(
        self, weights: RoadWeights, gauge: Gauge, metric: Any, starts: Points, goals: Points
    ) -> list[Path | None]:
        """Give the best way of each row in the units of a gauge; None also where its sum reaches LIMIT."""
        from_ends, to_ends = starts.starts(gauge), goals.goals(gauge)
        direct = direct_rows(starts, goals, gauge.open)
        along = gauge.pieces(direct.stretch, direct.share).tolist()
        place = {row: k for k, row in enumerate(direct.rows.tolist())}
        ways: list[Path | None] = []
        for row, way in enumerate(self._engine.paths(metric, from_ends, to_ends)):
            k = place.get(row)
            if k is not None and (way is None or along[k] <= way.distance):
                ways.append(direct_path(self.graph, weights, direct, k))
            elif way is None or way.distance >= LIMIT:
                ways.append(None)
            else:
                sides = from_ends.side_of(row, way.start_node), to_ends.side_of(row, way.goal_node)
                ways.append(joined_path(self.graph, weights, (starts, goals), row, sides, way.arcs))
        return ways

"""The metrics at hand: the last few that were asked for stay ready, because plans ask for many ways in a row."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np

from openevac.roads.graph import RoadGraph
from openevac.routing.engine import Engine
from openevac.routing.gauge import Gauge, beta_of, rough_gauge
from openevac.routing.reach import Reach
from openevac.routing.weights import RoadWeights

ARCS_AT_HAND = 6_000_000
"""Arcs of all metrics kept together, some 20 bytes each in the hierarchy; two metrics are kept at any size."""

WORTH_A_FULL_ONE = 50
"""A partial re-weighting pays up to one arc in this many; beyond it, weighing all of them is faster."""


@dataclass(frozen=True, slots=True, eq=False)
class Ready:
    """A gauge and the engine's metric for it. Holding `weights` keeps their identity from being used again."""

    weights: RoadWeights
    gauge: Gauge
    metric: Any


class Shelf:
    """Rough metrics by (weights, seconds per exposure), and plain reachability by weights, newest last."""

    def __init__(self, graph: RoadGraph, engine: Engine[Any], threads: int) -> None:
        self._graph = graph
        self._threads = threads
        self._engine = engine
        self._room = max(2, min(8, ARCS_AT_HAND // max(1, graph.num_arcs)))
        self._ready: OrderedDict[tuple[int, float], Ready] = OrderedDict()
        self._reach: OrderedDict[int, tuple[RoadWeights, Reach]] = OrderedDict()

    def rough(self, weights: RoadWeights, seconds_per_exposure: float) -> Ready:
        """Give the rough metric, made now or kept from before; which of the two never changes an answer."""
        key = (id(weights), seconds_per_exposure)
        ready = self._ready.get(key)
        if ready is None:
            while len(self._ready) >= self._room:
                self._ready.popitem(last=False)
            gauge = rough_gauge(weights, beta_of(weights, seconds_per_exposure))
            ready = self._ready[key] = Ready(weights, gauge, self.customise(gauge))
        self._ready.move_to_end(key)
        return ready

    def customise(self, gauge: Gauge, step: int = 0) -> Any:
        """Weigh all arcs for a gauge, without keeping it."""
        return self._engine.customise(gauge.arc_weights(self._graph.arc_stretch, step))

    def customise_steps(self, gauge: Gauge, steps: int) -> list[Any]:
        """Weigh all arcs for steps 0, 1, ... of beta, several at a time where there are threads for it."""
        if self._threads == 1:
            return [self.customise(gauge, step) for step in range(steps)]
        with ThreadPoolExecutor(self._threads) as pool:
            return list(pool.map(lambda step: self.customise(gauge, step), range(steps)))

    def reach(self, weights: RoadWeights) -> Reach:
        """Give plain reachability over the open roads."""
        kept = self._reach.get(id(weights))
        if kept is None:
            while len(self._reach) >= 2:
                self._reach.popitem(last=False)
            kept = self._reach[id(weights)] = (weights, Reach(self._graph, weights.open))
        return kept[1]

    def move(self, old: RoadWeights, new: RoadWeights) -> int:
        """Turn kept metrics of `old` into metrics of `new`, by weighing only arcs that differ where that pays.

        Gives the number of arcs that were weighed again. A metric of which much changes (all of it, when the unit
        does) is dropped and made anew when it is asked for. Answers never depend on the way here.
        """
        weighed = 0
        for key in [key for key in self._ready if key[0] == id(old)]:
            ready = self._ready.pop(key)
            gauge = rough_gauge(new, beta_of(new, key[1]))
            before = ready.gauge.arc_weights(self._graph.arc_stretch)
            after = gauge.arc_weights(self._graph.arc_stretch)
            arcs = np.flatnonzero(before != after)
            if len(arcs) * WORTH_A_FULL_ONE <= len(after):
                self._engine.update(ready.metric, arcs, after[arcs])
                self._ready[(id(new), key[1])] = Ready(new, gauge, ready.metric)
                weighed += len(arcs)
        return weighed

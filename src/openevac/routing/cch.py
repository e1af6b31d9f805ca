"""The contraction hierarchy: order once, weigh all arcs in tens of milliseconds, ask for many pairs at once.

The only file that touches `routingkit-cch` 0.1.4. Its sharp edges and what is done about them:
- its errors are panics outside `Exception`: `_named_panics` turns them, and nothing else, into EngineError;
- `reset` panics while anything that asks questions lives: a metric is reset only after nobody holds it any more;
- objects that ask questions belong to the thread that made them, and die there, before the call returns;
- a result must be dropped before the next question;
- sums from 2**31 - 1 on become "no way" (weights saturate, they never wrap): LIMIT keeps far away from it.
"""

from __future__ import annotations

import weakref
from array import array
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import cast

import numpy as np
import routingkit_cch

from openevac.routing.engine import BLOCKED, UNREACHED, Ends, EngineError, FloatArray, Found, IntArray, LongArray

WORTH_A_THREAD = 20_000
"""Pairs of a matrix from which on a second thread pays; below it, starting one costs more than it saves."""


class CchMetric:
    """One set of weights in the hierarchy. When nobody holds it any more, its buffers serve the next customisation."""

    def __init__(self, library: routingkit_cch.CCHMetric, spare: list[routingkit_cch.CCHMetric]) -> None:
        self.library = library
        weakref.finalize(self, spare.append, library)


class CchEngine:
    """Customisable contraction hierarchy over A arcs of N nodes in a given order (order[i] = node of rank i)."""

    def __init__(self, tail: IntArray, head: IntArray, order: IntArray, *, threads: int = 2) -> None:
        if not np.array_equal(np.bincount(order, minlength=len(order)), np.ones(len(order))):
            raise EngineError("The order names a node twice or leaves one out; compute it again for this graph.")
        self._threads = threads
        self._spare: list[routingkit_cch.CCHMetric] = []
        with _named_panics("building the hierarchy"):
            self._cch = routingkit_cch.CCH(unsigned(order), unsigned(tail), unsigned(head), False)
            self._updater = routingkit_cch.CCHMetricPartialUpdater(self._cch)

    def customise(self, weights: IntArray) -> CchMetric:
        """Weigh all arcs (A); takes the buffers of a metric that nobody uses any more, or new ones."""
        packed = unsigned(weights)
        with _named_panics("weighing all arcs"):
            try:
                library = self._spare.pop()
            except IndexError:
                library = routingkit_cch.CCHMetric(self._cch, packed)
            else:
                library.reset(packed)
        return CchMetric(library, self._spare)

    def update(self, metric: CchMetric, arcs: LongArray, weights: IntArray) -> None:
        """Weigh some arcs again."""
        with _named_panics("weighing some arcs"):
            self._updater.apply(metric.library, dict(zip(arcs.tolist(), weights.tolist(), strict=True)))

    def matrix(self, metric: CchMetric, starts: Ends, goals: Ends) -> LongArray:
        """Give least sums (n, m); large matrices are cut into blocks of rows, one thread each."""
        goal_nodes, column = np.unique(goals.nodes, return_inverse=True)
        column = column.reshape(goals.nodes.shape)
        blocks = self._threads if len(starts) * len(goals) >= WORTH_A_THREAD else 1
        rows = [part for part in np.array_split(np.arange(len(starts)), blocks) if len(part)]

        def block(part: LongArray) -> LongArray:
            return _block(metric, starts.take(part), goals, goal_nodes, column)

        if len(rows) <= 1:
            return block(np.arange(len(starts)))
        with ThreadPoolExecutor(len(rows)) as pool:
            return np.concatenate(list(pool.map(block, rows)))

    def paths(self, metric: CchMetric, starts: Ends, goals: Ends) -> list[Found | None]:
        """Give the best way of each row with its arcs."""
        found: list[Found | None] = []
        with _named_panics("looking for ways"):
            query = routingkit_cch.CCHQuery(metric.library)
            for row in range(len(starts)):
                sources, sinks = starts.sides(row), goals.sides(row)
                if not sources or not sinks:
                    found.append(None)
                    continue
                result = query.run_multi(sources, sinks)
                distance = result.distance
                if distance is None:
                    found.append(None)
                else:
                    nodes = result.node_path
                    found.append(Found(distance, tuple(result.arc_path), nodes[0], nodes[-1]))
                del result
            del query
        return found


def _block(metric: CchMetric, starts: Ends, goals: Ends, goal_nodes: IntArray, column: LongArray) -> LongArray:
    """Give the least sums of some starts; everything that asks questions lives and dies in here."""
    sums = np.full((len(starts), len(goals)), UNREACHED, dtype=np.int64)
    offsets = np.where(goals.offsets < BLOCKED, goals.offsets, np.inf)
    with _named_panics("asking for a matrix"):
        one_to_many = routingkit_cch.CCHOneToMany(metric.library, goal_nodes.tolist())
        for row in range(len(starts)):
            sources = starts.sides(row)
            if sources:
                to_nodes = np.array(one_to_many.distances_from_multi(sources), dtype=np.float64)
                sums[row] = _least(to_nodes, column, offsets)
        del one_to_many
    return sums


def _least(to_nodes: FloatArray, column: LongArray, offsets: FloatArray) -> LongArray:
    """Add the last piece from either side and give the lesser sum (m); None of the library arrived here as nan."""
    sums = np.fmin(to_nodes[column[:, 0]] + offsets[:, 0], to_nodes[column[:, 1]] + offsets[:, 1])
    return np.where(np.isfinite(sums), sums, UNREACHED).astype(np.int64)


def unsigned(values: IntArray) -> list[int]:
    """Pack numbers for the library: it reads an `array` as fast as a list, at 4 bytes a number instead of 36.

    Its type says list because the library's does; any sequence of whole numbers will do.
    """
    packed = array("I")
    packed.frombytes(np.ascontiguousarray(values, dtype=np.int32).data.cast("B"))
    return cast("list[int]", packed)


@contextmanager
def _named_panics(doing: str) -> Iterator[None]:
    """Turn a panic of the library into an EngineError that says what was being done; let all else pass."""
    try:
        yield
    except BaseException as panic:
        if type(panic).__name__ != "PanicException":
            raise
        raise EngineError(f"The contraction hierarchy failed while {doing}: {panic}") from panic

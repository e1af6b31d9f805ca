"""Search for all ways that no other way beats in both time and exposure (BOA*, compiled by Numba).

After Hernandez Ulloa, Yeoh, Baier, Zhang, Suazo, Koenig: "A Simple and Fast Bi-Objective Search Algorithm" (ICAPS
2020), written anew. Labels (partial ways) are taken in order of time; so a label is beaten at its node exactly if
its exposure is not below the least that was taken there before. Here it runs inside one triangle of supported ways
(see exact.py) and may forgive each arc a share of that arc's exposure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np

from openevac.routing.engine import FloatArray, IntArray

Function = TypeVar("Function", bound=Callable[..., Any])

GRAIN = 1e-9
"""Ways that save less than this share of exposure count as equal: rounding would otherwise make ways of nothing."""

FIRST_LABELS = 1 << 14

Column = IntArray | FloatArray


def compiled(function: Function) -> Function:
    """Compile with Numba at the first call, and keep the machine code on disk where a folder for it can be written."""
    try:
        return cast("Function", numba.njit(cache=True)(function))
    except RuntimeError:  # neither beside the program nor at home: compiled anew each time, some seconds
        return cast("Function", numba.njit(function))


class Arcs(NamedTuple):
    """Arcs sorted by tail: those of node v are first[v]:first[v + 1]."""

    first: IntArray
    to: IntArray
    time_s: FloatArray
    exposure: FloatArray


class Bounds(NamedTuple):
    """What a way must stay below, and the least a node still has to go: seconds, exposure, seconds + beta x exposure.

    `forgiven`: share of an arc's exposure by which a label that arrives over it may be beaten too early.
    """

    time_s: float
    exposure: float
    mixed_s: float
    beta_s: float
    to_goal_s: FloatArray
    to_goal_exposure: FloatArray
    to_goal_mixed_s: FloatArray
    forgiven: float


class Labels(NamedTuple):
    """Partial ways: their last node and arc, the label before, and the sums so far."""

    node: IntArray
    arc: IntArray
    before: IntArray
    time_s: FloatArray
    exposure: FloatArray


class Heap(NamedTuple):
    """Labels waiting, least (time, exposure) to the goal first."""

    label: IntArray
    time_s: FloatArray
    exposure: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Front:
    """Partial ways of a finished search and those that reached the goal, by time; empty when it was `too_many`."""

    found: list[int]
    labels: Labels
    too_many: bool


@compiled
def _precedes(heap: Heap, place: int, time_s: float, exposure: float) -> bool:
    """Tell whether the entry at a place comes before (time, exposure)."""
    return bool(heap.time_s[place] < time_s or (heap.time_s[place] == time_s and heap.exposure[place] < exposure))


@compiled
def _move(heap: Heap, source: int, place: int) -> None:
    heap.label[place] = heap.label[source]
    heap.time_s[place] = heap.time_s[source]
    heap.exposure[place] = heap.exposure[source]


@compiled
def _put(heap: Heap, place: int, label: int, time_s: float, exposure: float) -> None:
    heap.label[place] = label
    heap.time_s[place] = time_s
    heap.exposure[place] = exposure


@compiled
def _push(heap: Heap, size: int, label: int, time_s: float, exposure: float) -> int:
    """Add an entry; gives the new size."""
    place = size
    while place > 0 and not _precedes(heap, (place - 1) // 2, time_s, exposure):
        _move(heap, (place - 1) // 2, place)
        place = (place - 1) // 2
    _put(heap, place, label, time_s, exposure)
    return size + 1


@compiled
def _drop_first(heap: Heap, size: int) -> int:
    """Take the first entry away; gives the new size."""
    size -= 1
    label, time_s, exposure = heap.label[size], heap.time_s[size], heap.exposure[size]
    place = 0
    while 2 * place + 1 < size:
        child = 2 * place + 1
        if child + 1 < size and _precedes(heap, child + 1, heap.time_s[child], heap.exposure[child]):
            child += 1
        if not _precedes(heap, child, time_s, exposure):
            break
        _move(heap, child, place)
        place = child
    _put(heap, place, label, time_s, exposure)
    return size


@compiled
def _may_win(bounds: Bounds, least: FloatArray, goal: int, node: int, time_s: float, exposure: float) -> bool:
    """Tell whether a label can still become a way inside the bounds that beats those found so far."""
    return bool(
        exposure + bounds.to_goal_exposure[node] < least[goal] * (1.0 - GRAIN)
        and time_s + bounds.to_goal_s[node] < bounds.time_s
        and time_s + bounds.beta_s * exposure + bounds.to_goal_mixed_s[node] < bounds.mixed_s
    )


@compiled
def _search(
    arcs: Arcs, bounds: Bounds, labels: Labels, heap: Heap, least: FloatArray, count: int, size: int, goal: int
) -> tuple[int, int]:
    """Work on until nothing waits or the tables are full; gives the numbers of labels and of those that wait.

    `least` (nodes): the least exposure with which each node was left so far, the bound at the goal.
    """
    while size > 0:
        label = heap.label[0]
        node = labels.node[label]
        if count + arcs.first[node + 1] - arcs.first[node] > len(labels.node):
            break
        exposure = labels.exposure[label]
        time_s = labels.time_s[label]
        waiting = heap.exposure[0]
        size = _drop_first(heap, size)
        arc = labels.arc[label]
        forgiven = bounds.forgiven * arcs.exposure[arc] if arc >= 0 else 0.0
        if exposure + forgiven >= least[node] or waiting >= least[goal] * (1.0 - GRAIN):
            continue
        least[node] = exposure
        for step in range(arcs.first[node], arcs.first[node + 1]):
            to = arcs.to[step]
            next_exposure = exposure + arcs.exposure[step]
            if next_exposure + bounds.forgiven * arcs.exposure[step] >= least[to]:
                continue
            next_time_s = time_s + arcs.time_s[step]
            if _may_win(bounds, least, goal, to, next_time_s, next_exposure):
                labels.node[count] = to
                labels.arc[count] = step
                labels.before[count] = label
                labels.time_s[count] = next_time_s
                labels.exposure[count] = next_exposure
                ahead_s = next_time_s + bounds.to_goal_s[to]
                size = _push(heap, size, count, ahead_s, next_exposure + bounds.to_goal_exposure[to])
                count += 1
    return count, size


def search_front(arcs: Arcs, bounds: Bounds, start: int, goal: int, most_labels: int) -> Front:
    """Find the ways from start to goal inside the bounds that no other beats, in tables that grow as needed."""
    least = np.full(len(arcs.first) - 1, np.inf)
    least[goal] = bounds.exposure
    labels, heap = _tables(FIRST_LABELS)
    labels.node[0], labels.arc[0], labels.before[0] = start, -1, -1
    labels.time_s[0] = labels.exposure[0] = 0.0
    heap.label[0], heap.time_s[0], heap.exposure[0] = 0, bounds.to_goal_s[start], bounds.to_goal_exposure[start]
    count, size = _search(arcs, bounds, labels, heap, least, 1, 1, goal)
    while size > 0:
        if count > most_labels:
            return Front([], labels, too_many=True)
        more_labels, more_heap = _tables(2 * len(labels.node))
        _copy(labels, more_labels)
        _copy(heap, more_heap)
        labels, heap = more_labels, more_heap
        count, size = _search(arcs, bounds, labels, heap, least, count, size, goal)
    return Front(_unbeaten(labels, count, goal), labels, too_many=False)


def _tables(length: int) -> tuple[Labels, Heap]:
    whole, real = np.empty((4, length), np.int32), np.empty((4, length))
    return Labels(whole[0], whole[1], whole[2], real[0], real[1]), Heap(whole[3], real[2], real[3])


def _copy(old: tuple[Column, ...], new: tuple[Column, ...]) -> None:
    """Copy the columns of a full table to the beginning of a longer one."""
    for column, longer in zip(old, new, strict=True):
        longer[: len(column)] = column


def _unbeaten(labels: Labels, count: int, goal: int) -> list[int]:
    """Give the labels at the goal that none before them in time matches in exposure."""
    there = np.flatnonzero(labels.node[:count] == goal)
    by_time = there[np.lexsort((labels.exposure[there], labels.time_s[there]))]
    found: list[int] = []
    for label in by_time.tolist():
        if not found or labels.exposure[label] < labels.exposure[found[-1]] * (1.0 - GRAIN):
            found.append(label)
    return found

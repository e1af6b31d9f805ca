"""Degree-2 contraction: segments joined to stretches between crossings, in a few array passes.

Words used here only: a *piece* is a run of segments of one way with nothing between them; a *half* is a piece
walked in one direction (half 2p along piece p, half 2p+1 against it, so `half ^ 1` turns round); a *chain* is a run
of halves that follow each other over nodes nobody needs. Chains become stretches.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.roads.geometry import SHORTEST_M, segment_lengths_m
from openevac.roads.graph import BoolArray, FloatArray, IntArray, LongArray
from openevac.roads.segments import Segments

NONE = -1
PIECE_M = 1000.0
LONGEST_M = 1500.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Stretches:
    """S stretches over segment nodes.

    `nodes`: those of stretch s are nodes[start[s]:start[s+1]], both ends included. `segment` (S): one segment of
    it, whose facts are those of all. `ways`: way numbers, ways[way_start[s]:way_start[s+1]], in order.
    `of_segment` (M): the stretch each segment went into.
    """

    start: LongArray
    nodes: IntArray
    segment: LongArray
    way_start: LongArray
    ways: IntArray
    of_segment: LongArray


def contract(segments: Segments) -> Stretches:
    """Join segments over every node where just two of equal facts and fitting direction meet.

    No stretch ends where it starts: a ring keeps a node in its middle (and a ring without any crossing keeps two),
    so that no arc leads from a node to itself. No stretch is longer than `LONGEST_M`: one danger, one closure and
    one speed stand for all of a stretch. Total length and all distances between kept nodes stay.
    """
    kept = np.zeros(len(segments.lon), dtype=np.bool_)
    while True:
        through = _through_nodes(segments, kept)
        pieces = _Pieces.cut(segments, through)
        order, stretch, circling = _chains(pieces, through)
        if len(circling):
            kept[circling] = True
            continue
        stretches = _lay_out(segments, pieces, order, stretch)
        needed = np.concatenate((_middles_of_rings(stretches), _cuts_of_long(segments, stretches)))
        if not len(needed):
            return stretches
        kept[needed] = True


def _middles_of_rings(stretches: Stretches) -> IntArray:
    """Give a node in the middle of every stretch that ends where it starts."""
    first, last = stretches.nodes[stretches.start[:-1]], stretches.nodes[stretches.start[1:] - 1]
    rings = np.flatnonzero(first == last)
    return np.asarray(stretches.nodes[(stretches.start[rings] + stretches.start[rings + 1] - 1) // 2])


def _cuts_of_long(segments: Segments, stretches: Stretches) -> IntArray:
    """Give the nodes that part stretches longer than `LONGEST_M` into pieces of about `PIECE_M`."""
    total_m = stretch_lengths_m(segments, stretches)
    cuts = [np.empty(0, dtype=np.int32)]
    for stretch in np.flatnonzero(total_m > LONGEST_M):
        nodes = stretches.nodes[stretches.start[stretch] : stretches.start[stretch + 1]]
        walked_m = np.cumsum(segment_lengths_m(segments.lon[nodes], segments.lat[nodes]))
        pieces = int(np.ceil(total_m[stretch] / PIECE_M))
        marks_m = walked_m[-1] * np.arange(1, pieces) / pieces
        # Segments are shorter than half a piece, so no mark leads to the last node.
        cuts.append(nodes[np.searchsorted(walked_m, marks_m) + 1])
    return np.concatenate(cuts)


def stretch_lengths_m(segments: Segments, stretches: Stretches) -> FloatArray:
    """Give the length of every stretch (S) in metres, never below `SHORTEST_M`."""
    count = len(stretches.segment)
    sums = np.bincount(stretches.of_segment, weights=segments.length_m, minlength=count)
    return np.maximum(sums, SHORTEST_M)


def _first_and_last(at: IntArray, what: LongArray, size: int) -> tuple[LongArray, LongArray]:
    """Give the first and the last of `what` that stands at each place; with two a place, that is both."""
    first = np.full(size, NONE, dtype=np.int64)
    last = np.full(size, NONE, dtype=np.int64)
    last[at] = what
    first[at[::-1]] = what[::-1]
    return first, last


def _through_nodes(segments: Segments, kept: BoolArray) -> BoolArray:
    """Tell which nodes (all) nobody needs: two segments meet there, alike, and lead on in one direction."""
    count = len(segments.tail)
    ends = np.concatenate((segments.tail, segments.head))
    degree = np.bincount(ends, minlength=len(kept))
    one, other = _first_and_last(ends, np.arange(2 * count, dtype=np.int64), len(kept))
    a, b = one % count, other % count
    leads_on = segments.two_way[a] | ((one < count) != (other < count))
    alike = segments.key[a] == segments.key[b]
    return np.asarray((degree == 2) & alike & leads_on & ~kept)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class _Pieces:
    """P pieces: segments first[p] to stop[p] - 1 (P), between node `tail` and node `head` (P)."""

    first: LongArray
    stop: LongArray
    tail: IntArray
    head: IntArray

    @classmethod
    def cut(cls, segments: Segments, through: BoolArray) -> _Pieces:
        same_way = segments.way[1:] == segments.way[:-1]
        neighbours = segments.head[:-1] == segments.tail[1:]
        goes_on = same_way & neighbours & through[segments.head[:-1]]
        first = np.concatenate(([0], np.flatnonzero(~goes_on) + 1))
        stop = np.concatenate((first[1:], [len(segments.tail)]))
        return cls(first=first, stop=stop, tail=segments.tail[first], head=segments.head[stop - 1])


def _chains(pieces: _Pieces, through: BoolArray) -> tuple[LongArray, LongArray, IntArray]:
    """Put halves in the order of their chains, one direction of each chain only.

    Gives the halves in order, the stretch number of each, and nodes to keep where chains run in circles.
    """
    starts_at = np.column_stack((pieces.tail, pieces.head)).reshape(-1)
    before = _halves_before(starts_at, through)
    root, steps, circling = _walk_back(before, starts_at)
    if len(circling):
        return steps, steps, circling
    # Chains come in pairs, there and back. One-way pieces are only driven along, so "along first" picks rightly.
    ends = np.ones(len(before), dtype=np.bool_)
    ends[before[before != NONE]] = False
    opposite = np.full(len(before), NONE)
    opposite[root[ends]] = np.flatnonzero(ends) ^ 1
    roots = np.flatnonzero(before == NONE)
    mirror = opposite[roots]
    chosen = roots[(roots % 2 < mirror % 2) | ((roots % 2 == mirror % 2) & (roots < mirror))]
    number = np.full(len(before), NONE)
    number[chosen] = np.arange(len(chosen))
    stretch = number[root]
    taken = np.flatnonzero(stretch != NONE)
    order = taken[np.lexsort((steps[taken], stretch[taken]))]
    return order, stretch[order], circling


def _halves_before(starts_at: IntArray, through: BoolArray) -> LongArray:
    """Give for each half the half that leads into it over a node nobody needs, or -1."""
    halves = np.arange(len(starts_at), dtype=np.int64)
    one, other = _first_and_last(starts_at, halves, len(through))
    # Of the two halves that start at such a node, this is one; the other, turned round, leads here.
    neighbour = one[starts_at] + other[starts_at] - halves
    return np.where(through[starts_at], neighbour ^ 1, NONE)


def _walk_back(before: LongArray, starts_at: IntArray) -> tuple[LongArray, LongArray, IntArray]:
    """Find for each half the first half of its chain and the steps to it, doubling the stride each round.

    The third array names one node of every circle, where a walk would never end; it is empty on a sound walk.
    """
    halves = np.arange(len(before))
    jump = np.where(before == NONE, halves, before)
    steps = (before != NONE).astype(np.int64)
    lowest = starts_at.copy()
    moving = np.flatnonzero(before != NONE)
    for _ in range(max(1, len(moving).bit_length() + 1)):
        moving = moving[before[jump[moving]] != NONE]
        if not len(moving):
            break
        target = jump[moving]
        steps[moving] += steps[target]
        lowest[moving] = np.minimum(lowest[moving], lowest[target])
        jump[moving] = jump[target]
    return jump, steps, np.unique(lowest[moving])


def _lay_out(segments: Segments, pieces: _Pieces, order: LongArray, stretch: LongArray) -> Stretches:
    """Write the nodes and ways of every chain out, piece by piece in walking order."""
    piece, back = order // 2, (order % 2).astype(np.bool_)
    last = np.append(stretch[1:] != stretch[:-1], values=True)
    spans = (pieces.stop - pieces.first)[piece]
    counts = spans + last  # a piece gives its far node only where no other piece goes on from it
    begin = np.cumsum(counts) - counts
    row = np.repeat(np.arange(len(order)), counts)
    step = np.arange(int(counts.sum())) - begin[row]
    far = step == spans[row]
    step = np.where(far, step - 1, step)
    segment = np.where(back[row], pieces.stop[piece][row] - 1 - step, pieces.first[piece][row] + step)
    nodes = np.where(far ^ back[row], segments.head[segment], segments.tail[segment])
    firsts = np.concatenate(([0], np.flatnonzero(last)[:-1] + 1))
    new_way = np.ones(len(order), dtype=np.bool_)
    ways = segments.way[pieces.first[piece]]
    new_way[1:] = (ways[1:] != ways[:-1]) | last[:-1]
    of_piece = np.empty(len(pieces.first), dtype=np.int64)
    of_piece[piece] = stretch
    return Stretches(
        start=np.append(begin[firsts], len(nodes)),
        nodes=nodes,
        segment=pieces.first[piece[firsts]],
        way_start=np.append(np.cumsum(new_way)[firsts] - 1, int(new_way.sum())),
        ways=ways[new_way],
        of_segment=np.repeat(of_piece, pieces.stop - pieces.first),
    )

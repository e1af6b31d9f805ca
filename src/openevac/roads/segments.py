"""Ways cut into segments, the straight pieces between two neighbouring nodes, ready to be joined to stretches."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.roads.geometry import LONGEST_SEGMENT_M, segment_lengths_m
from openevac.roads.graph import BoolArray, ByteArray, FloatArray, IntArray, LongArray
from openevac.roads.raw import RoadTable, WayFacts


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Segments:
    """M segments in the order of their ways: from `tail` to `head` (M, node numbers), part of `way` (M).

    `two_way` (M); a one-way segment is driven from tail to head. `key` (M): equal keys mean equal facts, so
    only segments of one key are joined. `flags` (M): flags of the way and of the nodes the segment touches.
    `length_m` (M): metres on the ellipsoid. `lon`, `lat` (nodes): degrees; a node that bars the way stands here
    once for every segment that ends at it.
    """

    tail: IntArray
    head: IntArray
    way: IntArray
    two_way: BoolArray
    key: IntArray
    flags: ByteArray
    length_m: FloatArray
    lon: FloatArray
    lat: FloatArray

    def only(self, keep: BoolArray) -> Segments:
        """Give the segments where `keep` (M) is true; nodes keep their numbers."""
        return Segments(
            tail=self.tail[keep],
            head=self.head[keep],
            way=self.way[keep],
            two_way=self.two_way[keep],
            key=self.key[keep],
            flags=self.flags[keep],
            length_m=self.length_m[keep],
            lon=self.lon,
            lat=self.lat,
        )


def cut_into_segments(table: RoadTable) -> Segments:
    """Cut all drivable ways at every node.

    Ways that are driven against their drawing are turned round, so "one-way" always means tail to head. Points
    repeated in a row fall away. At a node that bars the way every segment gets an end of its own.
    """
    way, first = _segment_index(table)
    tail, head = table.way_nodes[first], table.way_nodes[first + 1]
    turned = ~table.facts.forward[way]
    tail, head = np.where(turned, head, tail), np.where(turned, tail, head)
    flags = table.facts.flags[way] | table.node_flags[tail] | table.node_flags[head]
    tail, head, copied = _end_at_bars(table, tail, head)
    lon = np.concatenate((table.node_lon, table.node_lon[copied]))
    lat = np.concatenate((table.node_lat, table.node_lat[copied]))
    segments = Segments(
        tail=tail,
        head=head,
        way=way,
        two_way=(table.facts.forward & table.facts.backward)[way],
        key=_same_facts(table.facts)[way] * np.int32(256) + flags,
        flags=flags,
        length_m=segment_lengths_m(np.stack((lon[tail], lon[head])), np.stack((lat[tail], lat[head])))[0],
        lon=lon,
        lat=lat,
    )
    return _with_points_between(segments)


def _segment_index(table: RoadTable) -> tuple[IntArray, LongArray]:
    """Give for each segment its way and the place of its first node in `way_nodes`."""
    counts = np.diff(table.way_start)
    way_of_node = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    inside = way_of_node[1:] == way_of_node[:-1]
    moves = table.way_nodes[1:] != table.way_nodes[:-1]
    drivable = (table.facts.forward | table.facts.backward)[way_of_node[:-1]]
    first: LongArray = np.flatnonzero(inside & moves & drivable).astype(np.int64, copy=False)
    way = way_of_node[first]
    # A way that is driven against its drawing is read from its end, so that its segments stay neighbours.
    against = ~table.facts.forward[way]
    if against.any():
        order = np.lexsort((np.where(against, -first, first), way))
        first, way = first[order], way[order]
    return way, first


def _end_at_bars(table: RoadTable, tail: IntArray, head: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Give tails and heads with barred nodes replaced by fresh ones, and which node each fresh one copies."""
    nodes = len(table.node_lon)
    bars_tail, bars_head = table.node_bars[tail], table.node_bars[head]
    copied = np.concatenate((tail[bars_tail], head[bars_head]))
    fresh = np.arange(nodes, nodes + len(copied), dtype=np.int32)
    tail, head = tail.copy(), head.copy()
    split = int(bars_tail.sum())
    tail[bars_tail], head[bars_head] = fresh[:split], fresh[split:]
    return tail, head, copied


def _with_points_between(segments: Segments) -> Segments:
    """Part segments longer than `LONGEST_SEGMENT_M` into equal pieces over new nodes on their line."""
    pieces = np.maximum(1, np.ceil(segments.length_m / LONGEST_SEGMENT_M)).astype(np.int64)
    if len(pieces) == 0 or pieces.max() == 1:
        return segments
    of = np.repeat(np.arange(len(pieces)), pieces)
    step = np.arange(len(of)) - (np.cumsum(pieces) - pieces)[of]
    inner = np.flatnonzero(step)  # these pieces begin at a new node, and the piece before each ends there
    share = (step / pieces[of])[inner]
    fresh = len(segments.lon) + np.arange(len(inner), dtype=np.int32)
    lon, lat = (
        part[segments.tail[of[inner]]] * (1.0 - share) + part[segments.head[of[inner]]] * share
        for part in (segments.lon, segments.lat)
    )
    tail, head = segments.tail[of], segments.head[of]
    tail[inner], head[inner - 1] = fresh, fresh
    return Segments(
        tail=tail,
        head=head,
        way=segments.way[of],
        two_way=segments.two_way[of],
        key=segments.key[of],
        flags=segments.flags[of],
        length_m=(segments.length_m / pieces)[of],
        lon=np.concatenate((segments.lon, lon)),
        lat=np.concatenate((segments.lat, lat)),
    )


def _same_facts(facts: WayFacts) -> IntArray:
    """Give each way (W) a number; two ways have one number exactly when all their facts but the flags agree."""
    packed = np.zeros(len(facts.road_class), dtype=np.int64)
    columns = (
        (facts.road_class, 4),
        (facts.surface, 2),
        (facts.tracktype, 3),
        (facts.cover, 2),
        (facts.max_speed_kmh, 8),
        (np.round(facts.max_height_m * 100), 16),
        (np.round(facts.max_weight_t * 100), 16),
        (facts.forward & facts.backward, 1),
    )
    for column, bits in columns:
        packed = (packed << bits) | np.clip(column, 0, (1 << bits) - 1).astype(np.int64)
    _, number = np.unique(packed, return_inverse=True)
    return np.asarray(number, dtype=np.int32).reshape(-1)

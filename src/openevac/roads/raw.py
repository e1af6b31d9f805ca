"""Roads as a source gives them, before they become a graph: readers make these, one builder takes them.

`RawRoads` is for roads written by hand, by a small reader or by a generator: a dictionary and a list.
`RoadTable` is the same in arrays, for extracts of millions of nodes; `table_of` turns the first into the second.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from openevac.domain.errors import InputError
from openevac.roads.graph import (
    BoolArray,
    ByteArray,
    Cover,
    Float32Array,
    FloatArray,
    IntArray,
    LongArray,
    RoadClass,
    StretchFlag,
    Surface,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RawWay:
    """One road of the source: the node ids it runs over, its facts, and the directions it may be driven."""

    way_id: int
    nodes: tuple[int, ...]
    road_class: RoadClass
    surface: Surface = Surface.UNKNOWN
    tracktype: int = 0
    cover: Cover = Cover.OPEN
    flags: int = 0
    max_speed_kmh: int = 0
    max_height_m: float = 0.0
    max_weight_t: float = 0.0
    forward: bool = True
    backward: bool = True


@dataclass(slots=True, kw_only=True)
class RawRoads:
    """All roads of a source: positions in degrees by node id, ways, nodes with a meaning, and what was skipped.

    `barriers`: node ids that no van passes (a block, a bollard); stretches end there and do not join across.
    `gates`, `fords`: node ids of barriers that open and of fords; the pieces of road that touch them are flagged.
    `unread`: tag or property -> how many ways are kept although its value could not be understood.
    `skipped`: reason -> how many ways or features were left out, for the build report.
    """

    positions: dict[int, tuple[float, float]] = field(default_factory=dict)
    ways: list[RawWay] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)
    gates: set[int] = field(default_factory=set)
    fords: set[int] = field(default_factory=set)
    skipped: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    source: str = ""
    licence: str = ""
    extract_date: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class WayFacts:
    """The facts of W ways, one array each, as in `RawWay`."""

    road_class: ByteArray
    surface: ByteArray
    tracktype: ByteArray
    cover: ByteArray
    flags: ByteArray
    max_speed_kmh: ByteArray
    max_height_m: Float32Array
    max_weight_t: Float32Array
    forward: BoolArray
    backward: BoolArray


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class RoadTable:
    """`RawRoads` in arrays: nodes are numbered 0 to N-1, way w runs over way_nodes[way_start[w]:way_start[w+1]].

    `node_bars` (N): no van passes. `node_flags` (N): FORD or BARRIER for the pieces of road that touch the node.
    """

    node_lon: FloatArray
    node_lat: FloatArray
    node_bars: BoolArray
    node_flags: ByteArray
    way_id: LongArray
    way_start: LongArray
    way_nodes: IntArray
    facts: WayFacts
    skipped: dict[str, int] = field(default_factory=dict)
    unread: dict[str, int] = field(default_factory=dict)
    source: str = ""
    licence: str = ""
    extract_date: str = ""


def table_of(raw: RawRoads) -> RoadTable:
    """Turn hand-made or small roads into arrays; refuses a way that runs over a node without a position."""
    ids = np.fromiter(raw.positions, dtype=np.int64, count=len(raw.positions))
    number = {int(node): index for index, node in enumerate(ids)}
    places = np.array(list(raw.positions.values()), dtype=np.float64).reshape(-1, 2)
    flags = np.where(np.isin(ids, list(raw.gates)), StretchFlag.BARRIER, 0)
    flags |= np.where(np.isin(ids, list(raw.fords)), StretchFlag.FORD, 0)
    counts = np.array([len(way.nodes) for way in raw.ways], dtype=np.int64)
    return RoadTable(
        node_lon=places[:, 0].copy(),
        node_lat=places[:, 1].copy(),
        node_bars=np.isin(ids, list(raw.barriers)),
        node_flags=flags.astype(np.uint8),
        way_id=np.array([way.way_id for way in raw.ways], dtype=np.int64),
        way_start=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts))),
        way_nodes=np.array([_number(number, way, node) for way in raw.ways for node in way.nodes], dtype=np.int32),
        facts=_facts_of(raw.ways),
        skipped=dict(raw.skipped),
        unread=dict(raw.unread),
        source=raw.source,
        licence=raw.licence,
        extract_date=raw.extract_date,
    )


def _facts_of(ways: list[RawWay]) -> WayFacts:
    return WayFacts(
        road_class=np.array([way.road_class for way in ways], dtype=np.uint8),
        surface=np.array([way.surface for way in ways], dtype=np.uint8),
        tracktype=np.array([way.tracktype for way in ways], dtype=np.uint8),
        cover=np.array([way.cover for way in ways], dtype=np.uint8),
        flags=np.array([way.flags for way in ways], dtype=np.uint8),
        max_speed_kmh=np.array([way.max_speed_kmh for way in ways], dtype=np.uint8),
        max_height_m=np.array([way.max_height_m for way in ways], dtype=np.float32),
        max_weight_t=np.array([way.max_weight_t for way in ways], dtype=np.float32),
        forward=np.array([way.forward for way in ways], dtype=np.bool_),
        backward=np.array([way.backward for way in ways], dtype=np.bool_),
    )


def _number(number: dict[int, int], way: RawWay, node: int) -> int:
    if node not in number:
        raise InputError(
            "Way {way} runs over node {node}, which has no position.",
            "Give every node of a way a position.",
            way=way.way_id,
            node=node,
        )
    return number[node]

"""Reads roads from an OpenStreetMap file (.osm.pbf, .osm.gz, .osm)."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from openevac.domain.errors import InputError
from openevac.roads.graph import ByteArray, LongArray
from openevac.roads.land_use import cover_of_ways
from openevac.roads.raw import RoadTable, WayFacts
from openevac.roads.tags import Skip, WayTags, read_node, read_way

SUFFIXES = (".osm.pbf", ".pbf", ".osm.gz", ".osm")
LICENCE = "ODbL 1.0, (c) OpenStreetMap contributors"
UNIT_DEGREES = 1e-7
"""Coordinates of OpenStreetMap are whole numbers of 1e-7 degrees."""
NO_POSITION = 2**31 - 1
BYTES_PER_WAY = {".osm.pbf": 100, ".pbf": 100, ".osm.gz": 700, ".osm": 7000}
"""File bytes for one way with a highway tag, measured on five extracts; only the progress bar rests on them."""
TELL_EVERY = 20_000
BEYOND_THE_EDGE = "pieces beyond the edge of the extract"


def read_osm(path: Path, progress: Callable[[str, float], None] | None = None) -> RoadTable:
    """Read all roads a car can drive, field tracks included, with barriers, fords, woods and houses beside them.

    Ways that leave the extract are cut where their nodes end. Raises InputError for a file that is missing, empty,
    corrupt, cut short, of another kind, or without roads; nothing half-read is given.
    """
    suffix = _check_file(path)
    collected = _Collected()
    expected = max(1.0, path.stat().st_size / BYTES_PER_WAY[suffix])
    try:
        for count, item in enumerate(_items(path)):
            collected.take(item)
            if progress is not None and count % TELL_EVERY == 0:
                progress("Reading the map file", min(0.9, 0.9 * count / expected))
        if not collected.way_ids:
            raise _no_roads(path, collected)
        table = collected.table(path, _date_of(path))
        if progress is not None:
            progress("Reading woods and built-up land", 0.95)
        cover = cover_of_ways(path, table)
    except InputError:
        raise
    except (RuntimeError, ValueError) as error:
        raise InputError(
            "The map file is damaged or cut short: {why}.",
            "Download it again and compare its size with the one the server states.",
            file=path.name,
            why=str(error).rstrip("."),
        ) from error
    return replace(table, facts=replace(table.facts, cover=cover))


def _no_roads(path: Path, collected: _Collected) -> InputError:
    if collected.skipped[BEYOND_THE_EDGE]:
        return InputError(
            "No node of its roads has a position: the nodes are missing or stand behind the ways.",
            "Sort it with `osmium sort`, or take an extract with complete ways.",
            file=path.name,
        )
    return InputError(
        "The map file holds no road that a car can drive.",
        "Take an extract that covers the region, with roads in it (ways with a highway tag).",
        file=path.name,
    )


def _check_file(path: Path) -> str:
    suffix = next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise InputError(
            "This kind of file is not read here.",
            "Give an OpenStreetMap extract that ends in .osm.pbf, .osm.gz or .osm.",
            file=path.name,
        )
    try:
        path.open("rb").close()
    except OSError as fault:
        raise InputError(
            "The file cannot be read: {fault}.",
            "Check the path {path} and that you may read it.",
            file=path.name,
            fault=fault.strerror or str(fault),
            path=str(path),
        ) from None
    if path.stat().st_size == 0:
        raise InputError("The map file is empty.", "Download it again.", file=path.name)
    return suffix


def _items(path: Path) -> Iterator[Any]:
    keys = osmium.filter.KeyFilter("highway", "barrier", "ford")
    entities = osmium.osm.NODE | osmium.osm.WAY
    return iter(osmium.FileProcessor(str(path), entities).with_locations().with_filter(keys))


def _date_of(path: Path) -> str:
    """Give the day the file says it shows, or nothing where it does not say."""
    header = osmium.io.Reader(str(path), osmium.osm.NOTHING).header()
    return str(header.get("osmosis_replication_timestamp") or header.get("timestamp"))[:10]


class _Collected:
    """What one pass has found so far, in growing arrays: a node of a way costs 16 bytes, not an object."""

    def __init__(self) -> None:
        self.way_ids = array("q")
        self.way_facts = array("q")
        self.counts = array("q")
        self.node = array("q")
        self.x = array("i")
        self.y = array("i")
        self.bars: set[int] = set()
        self.flags: dict[int, int] = {}
        self.facts: dict[WayTags, int] = {}
        self.skipped: Counter[str] = Counter()
        self.unread: Counter[str] = Counter()

    def take(self, item: Any) -> None:
        if item.is_node():
            self._take_node(item)
        elif "highway" in item.tags:
            self._take_way(item)

    def _take_node(self, node: Any) -> None:
        found = read_node(dict(node.tags))
        if found.bars:
            self.bars.add(node.id)
        if found.flags:
            self.flags[node.id] = found.flags

    def _take_way(self, way: Any) -> None:
        facts = read_way(dict(way.tags))
        if isinstance(facts, Skip):
            self.skipped[facts.value] += 1
            return
        self.unread.update(facts.unread)
        points = [(node.ref, node.x, node.y) for node in way.nodes]
        inside = [point for point in points if point[1] != NO_POSITION]
        if len(inside) == len(points):
            self._add(way.id, facts, points)
            return
        self.skipped[BEYOND_THE_EDGE] += 1
        for has_position, run in groupby(points, key=lambda point: point[1] != NO_POSITION):
            if has_position:
                self._add(way.id, facts, list(run))

    def _add(self, way_id: int, facts: WayTags, points: list[tuple[int, int, int]]) -> None:
        if len(points) < 2:
            return
        self.way_ids.append(way_id)
        self.way_facts.append(self.facts.setdefault(facts, len(self.facts)))
        self.counts.append(len(points))
        refs, xs, ys = zip(*points, strict=True)
        self.node.extend(refs)
        self.x.extend(xs)
        self.y.extend(ys)

    def table(self, path: Path, date: str) -> RoadTable:
        ids, first, number = np.unique(np.asarray(self.node), return_index=True, return_inverse=True)
        return RoadTable(
            node_lon=np.asarray(self.x)[first] * UNIT_DEGREES,
            node_lat=np.asarray(self.y)[first] * UNIT_DEGREES,
            node_bars=np.isin(ids, np.fromiter(self.bars, dtype=np.int64, count=len(self.bars))),
            node_flags=_flags_of(ids, self.flags),
            way_id=np.asarray(self.way_ids).copy(),
            way_start=np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.asarray(self.counts)))),
            way_nodes=number.reshape(-1).astype(np.int32),
            facts=_facts_of(list(self.facts), np.asarray(self.way_facts)),
            skipped=dict(self.skipped),
            unread=dict(self.unread),
            source=f"OpenStreetMap, {path.name}",
            licence=LICENCE,
            extract_date=date,
        )


def _flags_of(ids: LongArray, flags: dict[int, int]) -> ByteArray:
    """Give the flags of every node (N, sorted ids); flags of nodes on no road fall away."""
    given = np.zeros(len(ids), dtype=np.uint8)
    named = np.fromiter(flags, dtype=np.int64, count=len(flags))
    values = np.fromiter(flags.values(), dtype=np.uint8, count=len(flags))
    on_road = np.isin(named, ids)
    given[np.searchsorted(ids, named[on_road])] = values[on_road]
    return given


def _facts_of(facts: list[WayTags], number: LongArray) -> WayFacts:
    """Spread the distinct facts over the ways (W): `number` says which each way has."""

    def column(name: str, kind: type[np.generic]) -> Any:
        return np.array([getattr(fact, name) for fact in facts], dtype=kind)[number]

    return WayFacts(
        road_class=column("road_class", np.uint8),
        surface=column("surface", np.uint8),
        tracktype=column("tracktype", np.uint8),
        cover=column("cover", np.uint8),
        flags=column("flags", np.uint8),
        max_speed_kmh=column("max_speed_kmh", np.uint8),
        max_height_m=column("max_height_m", np.float32),
        max_weight_t=column("max_weight_t", np.float32),
        forward=column("forward", np.bool_),
        backward=column("backward", np.bool_),
    )

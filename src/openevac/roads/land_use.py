"""Which ways run through woods or built-up land: read from the areas of the same map file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import shapely

from openevac.roads.graph import ByteArray, Cover
from openevac.roads.raw import RoadTable

LAND_USE = (
    ("landuse", "forest", Cover.FOREST),
    ("natural", "wood", Cover.FOREST),
    *(("landuse", kind, Cover.BUILT_UP) for kind in ("residential", "commercial", "retail", "industrial", "garages")),
)
"""Tag, value and what it means. Source: wiki.openstreetmap.org, Key:landuse and Key:natural."""


def cover_of_ways(path: Path, table: RoadTable) -> ByteArray:
    """Give the cover of every way (W): that of the areas in which more than half of its nodes lie.

    Ways without such a majority keep what their class says: woods and houses beside half a road shield nobody.
    Where areas overlap, built-up land counts. RuntimeError from a file that ends too early is the caller's.
    """
    shapes, kinds = _areas(path)
    of_node = np.zeros(len(table.node_lon), dtype=np.uint8)
    inside = shapely.STRtree(shapely.points(table.node_lon, table.node_lat)).query(shapes, predicate="contains")
    for kind in (Cover.FOREST, Cover.BUILT_UP):
        of_node[inside[1][kinds[inside[0]] == kind]] = kind
    counts = np.diff(table.way_start)
    way = np.repeat(np.arange(len(counts)), counts)
    cover = table.facts.cover.copy()
    for kind in (Cover.FOREST, Cover.BUILT_UP):
        within = np.bincount(way, weights=of_node[table.way_nodes] == kind, minlength=len(counts))
        cover[within > counts / 2] = kind
    return cover


def _areas(path: Path) -> tuple[np.ndarray, ByteArray]:
    """Read all areas of `LAND_USE` with their meaning; areas whose outline does not close are passed over."""
    wanted = osmium.filter.TagFilter(*((key, value) for key, value, _ in LAND_USE))
    areas = osmium.FileProcessor(str(path)).with_areas(wanted)
    factory = osmium.geom.WKBFactory()
    outlines, kinds = [], []
    for area in areas.with_filter(osmium.filter.EntityFilter(osmium.osm.AREA)).with_filter(wanted):
        if isinstance(area, osmium.osm.Area) and area.num_rings()[0]:
            outlines.append(factory.create_multipolygon(area))
            kinds.append(max(kind for key, value, kind in LAND_USE if area.tags.get(key) == value))
    return shapely.from_wkb(outlines), np.array(kinds, dtype=np.uint8)

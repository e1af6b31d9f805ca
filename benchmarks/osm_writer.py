"""Write a RoadGraph as an OSM file, so that other programs can be measured on the very same roads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import osmium.osm.mutable as osm

from openevac.roads.graph import RoadClass, RoadGraph


def shape_node_ids(graph: RoadGraph) -> np.ndarray:
    """Give one OSM node id per shape point: crossings keep node number + 1, points between get numbers after them."""
    ids = np.arange(graph.shape_lon.shape[0], dtype=np.int64) + graph.num_nodes + 1
    forward = np.flatnonzero(graph.arc_forward)
    stretch = graph.arc_stretch[forward]
    ids[graph.shape_start[stretch]] = graph.arc_tail[forward] + 1
    ids[graph.shape_start[stretch + 1] - 1] = graph.arc_head[forward] + 1
    return ids


def write_osm(graph: RoadGraph, path: Path) -> np.ndarray:
    """Write `graph` to `path` (.osm.pbf) and give the node id of every shape point."""
    ids = shape_node_ids(graph)
    order = np.unique(ids, return_index=True)
    two_way = np.zeros(graph.num_stretches, dtype=bool)
    two_way[graph.arc_stretch[graph.arc_twin >= 0]] = True
    with osmium.SimpleWriter(str(path), overwrite=True) as writer:
        for node_id, point in zip(order[0].tolist(), order[1].tolist(), strict=True):
            location = (float(graph.shape_lon[point]), float(graph.shape_lat[point]))
            writer.add_node(osm.Node(id=node_id, location=location, version=1))
        for stretch in range(graph.num_stretches):
            part = slice(int(graph.shape_start[stretch]), int(graph.shape_start[stretch + 1]))
            kind = RoadClass(int(graph.stretch_class[stretch])).name.lower()
            tags = {"highway": kind} if two_way[stretch] else {"highway": kind, "oneway": "yes"}
            writer.add_way(osm.Way(id=stretch + 1, nodes=ids[part].tolist(), tags=tags, version=1))
    return ids

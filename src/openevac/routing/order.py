"""The order of contraction: which nodes stand on top. Computed once a region and kept in its pack."""

from __future__ import annotations

import importlib

import numpy as np
import routingkit_cch
from scipy.sparse import coo_array

from openevac.roads.graph import RoadGraph
from openevac.routing.cch import unsigned
from openevac.routing.engine import IntArray


def compute_order(graph: RoadGraph) -> IntArray:
    """Give order[i] = the node of rank i (N): nested dissection by METIS, inertial flow where METIS has no wheel.

    Any order gives the same answers; a good one gives them fast. METIS: 1.4 s at 300,000 nodes, inertial 6 s.
    """
    try:
        metis = importlib.import_module("pymetis")
    except ImportError:
        return inertial_order(graph)
    start, to = _neighbours(graph)
    # METIS gives (perm, iperm): perm is the order; iperm makes a hierarchy that takes a minute to weigh.
    perm, _ = metis.nested_dissection(metis.CSRAdjacency(start, to))
    return np.asarray(perm, dtype=np.int32)


def inertial_order(graph: RoadGraph) -> IntArray:
    """Give the order by cuts across the map, from the library of the hierarchy itself."""
    order = routingkit_cch.compute_order_inertial(
        graph.num_nodes,
        unsigned(graph.arc_tail),
        unsigned(graph.arc_head),
        np.asarray(graph.node_lat).tolist(),
        np.asarray(graph.node_lon).tolist(),
    )
    return np.asarray(order, dtype=np.int32)


def _neighbours(graph: RoadGraph) -> tuple[IntArray, IntArray]:
    """Give each node's neighbours in either direction, each once, itself never: start (N + 1) and neighbour lists."""
    apart = graph.arc_tail != graph.arc_head
    tail, head = graph.arc_tail[apart], graph.arc_head[apart]
    pairs = coo_array(
        (np.ones(2 * len(tail), dtype=np.int8), (np.concatenate((tail, head)), np.concatenate((head, tail)))),
        shape=(graph.num_nodes, graph.num_nodes),
    ).tocsr()
    pairs.sum_duplicates()
    return pairs.indptr.astype(np.int32), pairs.indices.astype(np.int32)

"""Roads that hang together both ways and are large enough to lead anywhere: nobody is brought to a cut-off yard."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from openevac.roads.graph import BoolArray, RoadGraph

LEAST_ROADS_M = 2000.0
"""Roads that hang together over fewer metres than this, both directions counted, are yards: nobody is brought there."""


def connected_roads(graph: RoadGraph, is_open: BoolArray) -> BoolArray:
    """Tell which open stretches (S) belong to roads that hang together both ways over LEAST_ROADS_M or more.

    Where even the largest such part is smaller than that, it counts.
    """
    arcs = np.flatnonzero(is_open[graph.arc_stretch])
    tail, head = graph.arc_tail[arcs], graph.arc_head[arcs]
    links = csr_array((np.ones(len(arcs), dtype=np.int8), (tail, head)), shape=(graph.num_nodes, graph.num_nodes))
    parts, part = connected_components(links, directed=True, connection="strong")
    within = arcs[part[tail] == part[head]]
    of_arc = part[graph.arc_tail[within]]
    length_m = np.bincount(of_arc, weights=graph.stretch_length_m[graph.arc_stretch[within]], minlength=parts)
    large = length_m >= min(LEAST_ROADS_M, float(length_m.max(initial=0.0)))
    reached = np.zeros(graph.num_stretches, dtype=np.bool_)
    reached[graph.arc_stretch[within[large[of_arc]]]] = True
    return reached

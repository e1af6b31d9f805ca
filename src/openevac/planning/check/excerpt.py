"""The few stretches under one drive, as a small graph of their own, so that a drive costs what it is long."""

from __future__ import annotations

import numpy as np

from openevac.roads.graph import FloatArray, LongArray, RoadGraph


def excerpt(graph: RoadGraph, arcs: tuple[int, ...]) -> RoadGraph:
    """Give a graph whose stretch and arc k are those of `arcs[k]`; nodes stay as they are, no arc has a twin.

    A stretch driven twice stands in it twice. What depends on the stretch alone (speed, permission, length) has
    the same answer here as in the whole graph. Closures are asked of the whole graph: whether a report closes
    its ways or a circle depends on which ways the region has.
    """
    driven = np.asarray(arcs, dtype=np.int64)
    stretches = graph.arc_stretch[driven].astype(np.int64)
    shape_start, shape = _parts(graph.shape_start, stretches)
    way_start, ways = _parts(graph.way_start, stretches)
    sample_start, samples = _parts(graph.sample_start, stretches)
    return RoadGraph(
        crs=graph.crs,
        node_lon=graph.node_lon,
        node_lat=graph.node_lat,
        node_x=graph.node_x,
        node_y=graph.node_y,
        stretch_length_m=graph.stretch_length_m[stretches],
        stretch_class=graph.stretch_class[stretches],
        stretch_surface=graph.stretch_surface[stretches],
        stretch_tracktype=graph.stretch_tracktype[stretches],
        stretch_cover=graph.stretch_cover[stretches],
        stretch_flags=graph.stretch_flags[stretches],
        stretch_max_speed_kmh=graph.stretch_max_speed_kmh[stretches],
        stretch_max_height_m=graph.stretch_max_height_m[stretches],
        stretch_max_weight_t=graph.stretch_max_weight_t[stretches],
        shape_start=shape_start,
        shape_lon=graph.shape_lon[shape],
        shape_lat=graph.shape_lat[shape],
        way_start=way_start,
        way_ids=graph.way_ids[ways],
        sample_start=sample_start,
        sample_x=graph.sample_x[samples],
        sample_y=graph.sample_y[samples],
        arc_tail=graph.arc_tail[driven],
        arc_head=graph.arc_head[driven],
        arc_stretch=np.arange(driven.size, dtype=np.int32),
        arc_forward=graph.arc_forward[driven],
        arc_twin=np.full(driven.size, -1, dtype=np.int32),
    )


def _parts(start: LongArray, stretches: LongArray) -> tuple[LongArray, LongArray]:
    """Give a new start index for `stretches` and the old places of their entries, in order."""
    first, counts = start[stretches], start[stretches + 1] - start[stretches]
    new_start = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(counts)))
    places = np.arange(new_start[-1]) + np.repeat(first - new_start[:-1], counts)
    return new_start, places.astype(np.int64)


def driven_shares(count: int, start_fraction: float, end_fraction: float) -> FloatArray:
    """Give the share (count) of each arc that a drive covers: the first from its start, the last to its end."""
    shares = np.ones(count)
    if count:
        shares[0] -= start_fraction
        shares[-1] -= 1.0 - end_fraction
    return shares

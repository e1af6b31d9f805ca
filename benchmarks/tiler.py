"""Make large road graphs out of a real one: copies beside each other in a grid, joined by link roads.

The copies keep every array of the real graph, so degrees, lengths and classes stay real; only the seams are
invented. Seams are easy cuts for a hierarchy: a real country is somewhat harder than its tiled stand-in.
"""

from __future__ import annotations

import math
from dataclasses import fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from openevac.roads.graph import SAMPLE_STEP_M, Cover, RoadClass, RoadGraph, Surface
from openevac.roads.projection import to_degrees

GAP_M = 500.0
LINKS_PER_SEAM = 12
STARTS = ("shape_start", "way_start", "sample_start")

Array = npt.NDArray[Any]


def grid_for(graph: RoadGraph, nodes: int) -> tuple[int, int]:
    """Give columns and rows of a nearly square grid whose copies hold about `nodes` nodes."""
    copies = max(1, round(nodes / graph.num_nodes))
    columns = math.isqrt(copies)
    return columns, max(1, round(copies / columns))


def tile(graph: RoadGraph, columns: int, rows: int, *, lean: bool = False) -> RoadGraph:
    """Give columns x rows copies of a graph, each joined to its neighbours by LINKS_PER_SEAM two-way roads.

    `lean` keeps two shape points and one sample a stretch: for sizes at which shapes alone would fill the memory.
    """
    base = _lean(graph) if lean else graph
    step_x = float(np.ptp(base.node_x)) + GAP_M
    step_y = float(np.ptp(base.node_y)) + GAP_M
    shifts = [(column * step_x, row * step_y) for row in range(rows) for column in range(columns)]
    copies = _repeat(base, np.array(shifts))
    links = _links(base, columns, rows)
    return _with_links(copies, links)


def _repeat(base: RoadGraph, shifts: npt.NDArray[np.float64]) -> RoadGraph:
    """Repeat every array once a shift (metres); numbers of nodes, stretches and arcs move on with each copy."""
    count = len(shifts)
    copied: dict[str, Any] = {}
    for name in (field.name for field in fields(RoadGraph) if field.name != "crs"):
        array = getattr(base, name)
        if name in STARTS:
            body = _moved_on(array[:-1], count, int(array[-1]))
            copied[name] = np.append(body, array[-1] * count).astype(np.int64)
        elif name in ("node_x", "sample_x", "node_y", "sample_y"):
            shift = shifts[:, 0 if name.endswith("x") else 1]
            copied[name] = (array[None, :] + shift[:, None]).astype(array.dtype).ravel()
        elif name in ("arc_tail", "arc_head"):
            copied[name] = _moved_on(array, count, base.num_nodes)
        elif name == "arc_stretch":
            copied[name] = _moved_on(array, count, base.num_stretches)
        elif name == "arc_twin":
            copied[name] = np.where(np.tile(array, count) < 0, -1, _moved_on(array, count, base.num_arcs))
        else:
            copied[name] = np.tile(array, count)
    for kind in ("node", "shape"):
        copied.update(_shifted_degrees(base, kind, shifts))
    return replace(base, **copied)


def _moved_on(array: Array, count: int, step: int) -> Array:
    return np.asarray(array[None, :] + np.arange(count)[:, None] * step, dtype=array.dtype).ravel()


def _shifted_degrees(base: RoadGraph, kind: str, shifts: npt.NDArray[np.float64]) -> dict[str, Array]:
    """Shift degrees by what each metric shift means at the south-west corner: near enough for stand-ins."""
    corner = np.array([base.node_x.min(), base.node_y.min()])
    lon, lat = to_degrees(base.crs, corner[0] + shifts[:, 0], corner[1] + shifts[:, 1])
    home_lon, home_lat = to_degrees(base.crs, corner[0], corner[1])
    old_lon, old_lat = getattr(base, f"{kind}_lon"), getattr(base, f"{kind}_lat")
    return {
        f"{kind}_lon": (old_lon[None, :] + (np.asarray(lon) - home_lon)[:, None]).ravel(),
        f"{kind}_lat": (old_lat[None, :] + (np.asarray(lat) - home_lat)[:, None]).ravel(),
    }


def _links(base: RoadGraph, columns: int, rows: int) -> npt.NDArray[np.int64]:
    """Give pairs of nodes (L, 2) of the tiled graph that link roads join."""
    east, west = _edge_nodes(base.node_x, base.node_y), _edge_nodes(-base.node_x, base.node_y)
    north, south = _edge_nodes(base.node_y, base.node_x), _edge_nodes(-base.node_y, base.node_x)
    pairs = []
    for row in range(rows):
        for column in range(columns):
            here = (row * columns + column) * base.num_nodes
            if column + 1 < columns:
                pairs.append(np.column_stack((here + east, here + base.num_nodes + west)))
            if row + 1 < rows:
                pairs.append(np.column_stack((here + north, here + columns * base.num_nodes + south)))
    return np.concatenate(pairs) if pairs else np.empty((0, 2), dtype=np.int64)


def _edge_nodes(outward: npt.NDArray[np.float64], along: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Give the outermost node of each of LINKS_PER_SEAM equally filled bands along an edge."""
    bands = np.array_split(np.argsort(along, kind="stable"), LINKS_PER_SEAM)
    return np.array([band[np.argmax(outward[band])] for band in bands], dtype=np.int64)


def _with_links(graph: RoadGraph, links: npt.NDArray[np.int64]) -> RoadGraph:
    """Add one straight two-way tertiary road for each pair of nodes."""
    if not len(links):
        return graph
    a, b = links[:, 0], links[:, 1]
    from_x, from_y = graph.node_x[a], graph.node_y[a]
    step_x, step_y = graph.node_x[b] - from_x, graph.node_y[b] - from_y
    length = np.maximum(np.hypot(step_x, step_y), 1.0)
    count, first_stretch, first_arc = len(links), graph.num_stretches, graph.num_arcs
    pieces = np.ceil(length / SAMPLE_STEP_M).astype(np.int64)
    link = np.repeat(np.arange(count), pieces)
    share = (np.arange(len(link)) - np.repeat(np.cumsum(pieces) - pieces, pieces) + 0.5) / pieces[link]
    forward = first_arc + 2 * np.arange(count)
    more: dict[str, Any] = {
        "stretch_length_m": length,
        "stretch_class": np.full(count, RoadClass.TERTIARY),
        "stretch_surface": np.full(count, Surface.PAVED),
        "stretch_cover": np.full(count, Cover.OPEN),
        **{
            f"stretch_{name}": np.zeros(count)
            for name in ("tracktype", "flags", "max_speed_kmh", "max_height_m", "max_weight_t")
        },
        "shape_start": graph.shape_start[-1] + 2 * np.arange(1, count + 1),
        "shape_lon": np.column_stack((graph.node_lon[a], graph.node_lon[b])).ravel(),
        "shape_lat": np.column_stack((graph.node_lat[a], graph.node_lat[b])).ravel(),
        "way_start": graph.way_start[-1] + np.arange(1, count + 1),
        "way_ids": -np.arange(1, count + 1),
        "sample_start": graph.sample_start[-1] + np.cumsum(pieces),
        "sample_x": from_x[link] + share * step_x[link],
        "sample_y": from_y[link] + share * step_y[link],
        "arc_tail": np.column_stack((a, b)).ravel(),
        "arc_head": np.column_stack((b, a)).ravel(),
        "arc_stretch": np.repeat(first_stretch + np.arange(count), 2),
        "arc_forward": np.tile([True, False], count),
        "arc_twin": np.column_stack((forward + 1, forward)).ravel(),
    }
    joined: dict[str, Any] = {
        name: np.concatenate((getattr(graph, name), np.asarray(array).astype(getattr(graph, name).dtype)))
        for name, array in more.items()
    }
    return replace(graph, **joined)


def _lean(graph: RoadGraph) -> RoadGraph:
    """Keep the two ends of every shape and the middle sample of every stretch."""
    stretches = np.arange(graph.num_stretches + 1, dtype=np.int64)
    ends = np.column_stack((graph.shape_start[:-1], graph.shape_start[1:] - 1)).ravel()
    middle = (graph.sample_start[:-1] + graph.sample_start[1:]) // 2
    return replace(
        graph,
        shape_start=2 * stretches,
        shape_lon=np.asarray(graph.shape_lon[ends]),
        shape_lat=np.asarray(graph.shape_lat[ends]),
        sample_start=stretches,
        sample_x=np.asarray(graph.sample_x[middle]),
        sample_y=np.asarray(graph.sample_y[middle]),
    )

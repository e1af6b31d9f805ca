"""From raw roads to the road graph: cut, joined, cleaned of what no car can leave or reach, projected, sampled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from openevac.domain.errors import InputError
from openevac.domain.units import METRES_PER_KM
from openevac.roads.contract import Stretches, contract, stretch_lengths_m
from openevac.roads.geometry import sample_lines
from openevac.roads.graph import BoolArray, IntArray, RoadClass, RoadGraph, validate_graph
from openevac.roads.projection import to_metric, utm_crs
from openevac.roads.raw import RawRoads, RoadTable, table_of
from openevac.roads.segments import Segments, cut_into_segments

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """Road of one class that was left out because a car cannot both reach it and come back from it."""

    road_class: str
    stretches: int
    km: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What went into the graph and what did not: counts, kilometres, and every reason.

    `skipped`: reason -> ways the reader left out. `unread`: tag -> ways kept though its value made no sense.
    `dropped`: by class, stretches outside the largest network in which every point can be reached from every
    other. `components`: how many such networks there were, dead ends of one-way roads counted each.
    """

    source_ways: int
    source_nodes: int
    segments: int
    nodes: int
    stretches: int
    arcs: int
    km: float
    track_km: float
    components: int
    dropped: tuple[Dropped, ...]
    skipped: dict[str, int]
    unread: dict[str, int]
    barriers: int
    crs: str

    @property
    def dropped_km(self) -> float:
        """Give all kilometres that were dropped."""
        return sum(part.km for part in self.dropped)


def build_graph(raw: RawRoads | RoadTable, progress: Progress | None = None) -> tuple[RoadGraph, BuildReport]:
    """Build the graph of the largest usable network, and report what was left out.

    Raises InputError when the source holds no drivable road. `progress` is told words and a share from 0 to 1.
    """
    tell = progress or _silent
    table = table_of(raw) if isinstance(raw, RawRoads) else raw
    tell("Cutting ways at crossings", 0.0)
    segments = cut_into_segments(table)
    if not len(segments.tail):
        raise InputError(
            "No road in it can be driven by car.",
            "Check that the file holds roads (ways with a highway tag, or lines with a class) of the right area.",
            file=table.source,
        )
    tell("Joining pieces of road", 0.2)
    stretches = contract(segments)
    tell("Finding the largest network", 0.5)
    usable, components = _largest_network(segments, stretches)
    dropped = _count_dropped(table, segments, stretches, usable)
    if not usable.all():
        segments = segments.only(usable[stretches.of_segment])
        stretches = contract(segments)
    tell("Placing samples", 0.7)
    graph = _assemble(table, segments, stretches)
    validate_graph(graph)
    tell("The graph stands", 1.0)
    tracks = graph.is_track
    return graph, BuildReport(
        source_ways=len(table.way_id),
        source_nodes=len(table.node_lon),
        segments=len(segments.tail),
        nodes=graph.num_nodes,
        stretches=graph.num_stretches,
        arcs=graph.num_arcs,
        km=float(graph.stretch_length_m.sum(dtype=np.float64)) / METRES_PER_KM,
        track_km=float(graph.stretch_length_m[tracks].sum(dtype=np.float64)) / METRES_PER_KM,
        components=components,
        dropped=dropped,
        skipped=dict(table.skipped),
        unread=dict(table.unread),
        barriers=int(table.node_bars.sum()),
        crs=graph.crs,
    )


def _silent(_words: str, _share: float) -> None:
    """Tell nobody."""


def _ends(stretches: Stretches) -> tuple[IntArray, IntArray]:
    return stretches.nodes[stretches.start[:-1]], stretches.nodes[stretches.start[1:] - 1]


def _largest_network(segments: Segments, stretches: Stretches) -> tuple[BoolArray, int]:
    """Tell which stretches lie in the strongly connected network with the most metres, and how many there were.

    Metres, not nodes: a dense suburb must not win over the roads of a district.
    """
    tail, head = _ends(stretches)
    both = segments.two_way[stretches.segment]
    arcs_from = np.concatenate((tail, head[both]))
    arcs_to = np.concatenate((head, tail[both]))
    names, compact = np.unique(np.concatenate((arcs_from, arcs_to)), return_inverse=True)
    row, column = np.split(compact.reshape(-1), 2)
    matrix = coo_array((np.ones(len(row), dtype=np.int8), (row, column)), shape=(len(names), len(names)))
    count, label = connected_components(matrix.tocsr(), directed=True, connection="strong")
    tail_label = label[np.searchsorted(names, tail)]
    inside = tail_label == label[np.searchsorted(names, head)]
    metres = np.bincount(tail_label[inside], weights=stretch_lengths_m(segments, stretches)[inside], minlength=count)
    if not inside.any():
        raise InputError(
            "No part of the roads leads back to where it starts: all of them are one-way dead ends.",
            "Check the one-way tags, or take a larger extract.",
        )
    return inside & (tail_label == int(metres.argmax())), int(count)


def _count_dropped(
    table: RoadTable, segments: Segments, stretches: Stretches, usable: BoolArray
) -> tuple[Dropped, ...]:
    classes = table.facts.road_class[segments.way[stretches.segment]][~usable]
    km = stretch_lengths_m(segments, stretches)[~usable] / METRES_PER_KM
    return tuple(
        Dropped(
            road_class=road_class.name.lower(),
            stretches=int((classes == road_class).sum()),
            km=float(km[classes == road_class].sum()),
        )
        for road_class in RoadClass
        if (classes == road_class).any()
    )


def _assemble(table: RoadTable, segments: Segments, stretches: Stretches) -> RoadGraph:
    """Write the arrays of the graph; stretches keep the order of the source, nodes that of their numbers."""
    tail, head = _ends(stretches)
    names = np.unique(np.concatenate((tail, head)))
    tail = np.searchsorted(names, tail).astype(np.int32)
    head = np.searchsorted(names, head).astype(np.int32)
    shape_lon, shape_lat = segments.lon[stretches.nodes], segments.lat[stretches.nodes]
    node_lon, node_lat = segments.lon[names], segments.lat[names]
    crs = utm_crs(float(node_lon.min() + node_lon.max()) / 2, float(node_lat.min() + node_lat.max()) / 2)
    node_x, node_y = to_metric(crs, node_lon, node_lat)
    length_m = stretch_lengths_m(segments, stretches)
    samples = sample_lines(stretches.start, *to_metric(crs, shape_lon, shape_lat), length_m)
    both = np.flatnonzero(segments.two_way[stretches.segment])
    count = len(tail)
    twin = np.full(count, -1, dtype=np.int32)
    twin[both] = np.arange(count, count + len(both))
    way, facts = segments.way[stretches.segment], table.facts
    return RoadGraph(
        crs=crs,
        node_lon=node_lon,
        node_lat=node_lat,
        node_x=node_x,
        node_y=node_y,
        stretch_length_m=length_m.astype(np.float32),
        stretch_class=facts.road_class[way],
        stretch_surface=facts.surface[way],
        stretch_tracktype=facts.tracktype[way],
        stretch_cover=facts.cover[way],
        stretch_flags=segments.flags[stretches.segment],
        stretch_max_speed_kmh=facts.max_speed_kmh[way],
        stretch_max_height_m=facts.max_height_m[way],
        stretch_max_weight_t=facts.max_weight_t[way],
        shape_start=stretches.start,
        shape_lon=shape_lon,
        shape_lat=shape_lat,
        way_start=stretches.way_start,
        way_ids=table.way_id[stretches.ways],
        sample_start=samples.start,
        sample_x=samples.x,
        sample_y=samples.y,
        arc_tail=np.concatenate((tail, head[both])),
        arc_head=np.concatenate((head, tail[both])),
        arc_stretch=np.concatenate((np.arange(count), both)).astype(np.int32),
        arc_forward=np.arange(count + len(both)) < count,
        arc_twin=np.concatenate((twin, both.astype(np.int32))),
    )

"""62 x 36 km of jittered country roads with five towns, everything invented, and the fastest ways over them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from openevac.domain.legs import Leg
from openevac.roads.graph import RoadClass, RoadGraph
from openevac.roads.projection import to_degrees
from tests.hand_made import CRS, ORIGIN_M, Metres, Road, hand_made_graph

STEP_M = 2000.0
COLUMNS, ROWS = 31, 18
TOWNS: dict[str, tuple[str, Metres, int]] = {
    "UA63990010010000001": ("Вигаданівка", (31_000, 17_000), 26_000),
    "UA63990010020000002": ("Липова Балка", (42_600, 10_800), 4_100),
    "UA63990010030000003": ("Старе Заріччя", (38_500, 26_500), 2_700),
    "UA63990010040000004": ("Кам'яний Брід", (20_800, 7_200), 900),
    "UA63990010050000005": ("Озерне", (24_500, 25_000), 600),
}
SPEED_M_S = {RoadClass.TRUNK: 20.0, RoadClass.SECONDARY: 15.0, RoadClass.TERTIARY: 12.0, RoadClass.TRACK: 5.0}


@dataclass(frozen=True, slots=True)
class Ground:
    """The graph, its named points and a matrix of driving seconds."""

    graph: RoadGraph
    names: tuple[str, ...]

    def number(self, name: str) -> int:
        return self.names.index(name)


@lru_cache(maxsize=2)
def ground(columns: int = COLUMNS, rows: int = ROWS, town_side: int = 6) -> Ground:
    """Build the country once; more columns and rows make a larger one for tests of size."""
    chance = np.random.default_rng(7)
    points: dict[str, Metres] = {}
    roads: list[Road] = []
    for i in range(columns):
        for j in range(rows):
            jitter = chance.uniform(-450, 450, 2)
            points[f"n{i}.{j}"] = (i * STEP_M + jitter[0], j * STEP_M + jitter[1])
    for i in range(columns):
        for j in range(rows):
            for to, main in (((i + 1, j), j % 8 == 4), ((i, j + 1), i % 9 == 4)):
                if to[0] < columns and to[1] < rows and (main or chance.random() < 0.7):
                    roads.append(_country_road(points, f"n{i}.{j}", f"n{to[0]}.{to[1]}", main=main, chance=chance))
    for code, (_, centre, _) in TOWNS.items():
        _town(points, roads, code[-1], centre, town_side)
    return Ground(graph=hand_made_graph(points, roads), names=tuple(points))


def _country_road(points: dict[str, Metres], start: str, end: str, *, main: bool, chance: np.random.Generator) -> Road:
    (ax, ay), (bx, by) = points[start], points[end]
    bends = tuple(
        (ax + (bx - ax) * t + chance.uniform(-130, 130), ay + (by - ay) * t + chance.uniform(-130, 130))
        for t in (0.2, 0.4, 0.6, 0.8)
    )
    drawn = chance.random()
    kind = RoadClass.TERTIARY if drawn < 0.6 else RoadClass.TRACK if drawn < 0.85 else RoadClass.UNCLASSIFIED
    if main:
        kind = RoadClass.TRUNK if start.endswith(".4") and end.endswith(".4") else RoadClass.SECONDARY
    return Road(start=start, end=end, road_class=kind, bends=bends)


def _town(points: dict[str, Metres], roads: list[Road], key: str, centre: Metres, side: int) -> None:
    for i in range(side):
        for j in range(side):
            points[f"t{key}.{i}.{j}"] = (centre[0] + (i - side / 2) * 210, centre[1] + (j - side / 2) * 190)
    for i in range(side):
        for j in range(side):
            if i + 1 < side:
                roads.append(Road(start=f"t{key}.{i}.{j}", end=f"t{key}.{i + 1}.{j}"))
            if j + 1 < side:
                roads.append(Road(start=f"t{key}.{i}.{j}", end=f"t{key}.{i}.{j + 1}"))
    for corner in ("0.0", f"{side - 1}.{side - 1}"):
        spot = points[f"t{key}.{corner}"]
        nearest = min((n for n in points if n.startswith("n")), key=lambda n: math.dist(points[n], spot))
        roads.append(Road(start=f"t{key}.{corner}", end=nearest, road_class=RoadClass.TERTIARY))


def _times(graph: RoadGraph) -> np.ndarray:
    speed = np.full(256, 8.0)
    for road_class, value in SPEED_M_S.items():
        speed[road_class] = value
    stretch = graph.arc_stretch
    return np.asarray(graph.stretch_length_m[stretch] / speed[graph.stretch_class[stretch]])


def way(graph: RoadGraph, start: int, end: int) -> tuple[int, ...]:
    """Give the arcs of the fastest way between two nodes."""
    times = _times(graph)
    order = np.lexsort((times, graph.arc_head, graph.arc_tail))
    tail, head = graph.arc_tail[order], graph.arc_head[order]
    first = np.flatnonzero(np.concatenate(([True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1]))))
    best = order[first]
    matrix = csr_array((times[best], (graph.arc_tail[best], graph.arc_head[best])), shape=(graph.num_nodes,) * 2)
    _, before = dijkstra(matrix, indices=start, return_predecessors=True)
    by_ends = {(int(graph.arc_tail[a]), int(graph.arc_head[a])): int(a) for a in best}
    arcs: list[int] = []
    while end != start:
        arcs.append(by_ends[int(before[end]), end])
        end = int(before[end])
    return tuple(reversed(arcs))


def leg(graph: RoadGraph, start: int, end: int, departs_at: datetime, people: int) -> Leg:
    """Drive the fastest way; exposure rises tenfold each 15 km towards the line."""
    arcs = way(graph, start, end)
    stretches = graph.arc_stretch[list(arcs)]
    seconds = _times(graph)[list(arcs)]
    east = (graph.node_x[graph.arc_head[list(arcs)]] - 300_000.0) / 15_000.0
    exposure = float((seconds / 3600.0 * 10.0 ** (east - 4.0)).sum())
    metres = graph.stretch_length_m[stretches]
    return Leg(
        arcs=arcs,
        start_fraction=0.0,
        end_fraction=1.0,
        departs_at=departs_at,
        arrives_at=departs_at + timedelta(seconds=float(seconds.sum())),
        time_s=float(seconds.sum()),
        length_m=float(metres.sum()),
        track_m=float(metres[graph.stretch_class[stretches] == RoadClass.TRACK].sum()),
        exposure=exposure,
        people_aboard=people,
        person_exposure=exposure * people,
    )


def wide_graph(columns: int, rows: int) -> RoadGraph:
    """Build a plain grid of winding roads, a kilometre apart, fast: for tests of size."""
    chance = np.random.default_rng(5)
    node = np.arange(columns * rows).reshape(columns, rows)
    tail = np.concatenate((node[:-1].ravel(), node[:, :-1].ravel()))
    head = np.concatenate((node[1:].ravel(), node[:, 1:].ravel()))
    xy = np.column_stack((np.repeat(np.arange(columns), rows), np.tile(np.arange(rows), columns))) * 1000.0 + ORIGIN_M
    steps = np.linspace(0, 1, 7)[None, :, None]
    shape = xy[tail][:, None] * (1 - steps) + xy[head][:, None] * steps
    shape[:, 1:-1] += chance.uniform(-60, 60, shape[:, 1:-1].shape)
    middle = shape[:, 3]
    count = len(tail)
    kind = chance.choice([RoadClass.PRIMARY, RoadClass.TERTIARY, RoadClass.RESIDENTIAL, RoadClass.TRACK], count)
    flat = shape.reshape(-1, 2)
    lon, lat = to_degrees(CRS, flat[:, 0], flat[:, 1])
    node_lon, node_lat = to_degrees(CRS, xy[:, 0], xy[:, 1])
    nothing = np.zeros(count, np.uint8)
    return RoadGraph(
        crs=CRS,
        node_lon=node_lon,
        node_lat=node_lat,
        node_x=xy[:, 0],
        node_y=xy[:, 1],
        stretch_length_m=np.full(count, 1000, np.float32),
        stretch_class=kind.astype(np.uint8),
        stretch_surface=nothing,
        stretch_tracktype=nothing,
        stretch_cover=nothing,
        stretch_flags=nothing,
        stretch_max_speed_kmh=nothing,
        stretch_max_height_m=np.zeros(count, np.float32),
        stretch_max_weight_t=np.zeros(count, np.float32),
        shape_start=np.arange(0, 7 * count + 1, 7, dtype=np.int64),
        shape_lon=lon,
        shape_lat=lat,
        way_start=np.arange(count + 1, dtype=np.int64),
        way_ids=np.arange(count, dtype=np.int64),
        sample_start=np.arange(count + 1, dtype=np.int64),
        sample_x=middle[:, 0].astype(np.float32),
        sample_y=middle[:, 1].astype(np.float32),
        arc_tail=tail.astype(np.int32),
        arc_head=head.astype(np.int32),
        arc_stretch=np.arange(count, dtype=np.int32),
        arc_forward=np.ones(count, np.bool_),
        arc_twin=np.full(count, -1, np.int32),
    )

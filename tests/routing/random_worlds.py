"""Small random road worlds and an answer to compare with: plain Dijkstra on pairs of (cost, exposure) in Python."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadClass, RoadGraph
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph


@dataclass(frozen=True)
class RandomWorld:
    """A graph with parallel roads, loops and one-way roads, weights with closed stretches, and points on roads."""

    graph: RoadGraph
    weights: RoadWeights
    points: list[RoadPoint]


def random_world(seed: int, *, closed: float = 0.15, whole: bool = False, points: int = 6) -> RandomWorld:
    """Make a world from a seed. `whole`: small whole numbers as weights, so that ways often tie."""
    rng = np.random.default_rng(seed)
    nodes = int(rng.integers(2, 14))
    places = {f"n{k}": (float(x), float(y)) for k, (x, y) in enumerate(rng.uniform(0, 5000, (nodes, 2)))}
    ends = [(int(a), int(b)) for a, b in rng.integers(0, nodes, (int(rng.integers(1, 3 * nodes)), 2))]
    roads = [
        Road(
            start=f"n{a}",
            end=f"n{b}",
            one_way=bool(rng.random() < 0.4),
            road_class=RoadClass.TRACK if rng.random() < 0.2 else RoadClass.TERTIARY,
            bends=tuple((float(x), float(y)) for x, y in rng.uniform(0, 5000, (2, 2))),
        )
        for a, b in ends
    ]
    graph = hand_made_graph(places, roads)
    size = graph.num_stretches
    weights = RoadWeights(
        time_s=rng.integers(1, 6, size).astype(float) if whole else rng.uniform(1.0, 500.0, size),
        exposure=rng.integers(0, 4, size).astype(float) if whole else rng.uniform(0.0, 0.5, size),
        open=rng.random(size) >= closed,
    )
    return RandomWorld(graph, weights, [random_point(graph, rng, whole=whole) for _ in range(points)])


def random_point(graph: RoadGraph, rng: np.random.Generator, *, whole: bool = False) -> RoadPoint:
    """Pick a point on any arc, one-way or not; the ends of an arc often."""
    fraction = float(rng.choice([0.0, 0.5, 1.0])) if whole or rng.random() < 0.3 else float(rng.random())
    return RoadPoint(arc=int(rng.integers(graph.num_arcs)), fraction=fraction, snap_m=0.0, lon=0.0, lat=0.0)


@dataclass(frozen=True)
class Best:
    """The best way by the plain answer: its cost, and the least exposure among all ways of that cost."""

    cost: float
    exposure: float

    @property
    def reached(self) -> bool:
        return self.cost < float("inf")


def plain_best(world: RandomWorld, start: RoadPoint, goal: RoadPoint, beta: float) -> Best:
    """Walk the graph cut at both points, counting (cost, exposure) pairs in order."""
    edges = _cut_edges(world, start, goal, beta)
    best = {"start": (0.0, 0.0)}
    heap: list[tuple[float, float, str]] = [(0.0, 0.0, "start")]
    while heap:
        cost, exposure, node = heapq.heappop(heap)
        if (cost, exposure) > best[node]:
            continue
        for to, more_cost, more_exposure in edges.get(node, []):
            # Sums are rounded, so that ways that tie on paper tie here, whatever the order of their roads.
            reached = (round(cost + more_cost, 9), round(exposure + more_exposure, 9))
            if reached < best.get(to, (float("inf"), 0.0)):
                best[to] = reached
                heapq.heappush(heap, (*reached, to))
    return Best(*best.get("goal", (float("inf"), 0.0)))


def _cut_edges(
    world: RandomWorld, start: RoadPoint, goal: RoadPoint, beta: float
) -> dict[str, list[tuple[str, float, float]]]:
    graph, weights = world.graph, world.weights
    cuts: dict[int, list[tuple[float, str]]] = {}
    for name, point in (("start", start), ("goal", goal)):
        along = point.fraction if graph.arc_forward[point.arc] else 1.0 - point.fraction
        cuts.setdefault(int(graph.arc_stretch[point.arc]), []).append((along, name))
    edges: dict[str, list[tuple[str, float, float]]] = {}
    for arc in range(graph.num_arcs):
        stretch = int(graph.arc_stretch[arc])
        if not weights.open[stretch]:
            continue
        forward = bool(graph.arc_forward[arc])
        stops = sorted((along if forward else 1.0 - along, name) for along, name in cuts.get(stretch, []))
        if len(stops) == 2 and stops[0][0] == stops[1][0]:
            edges.setdefault("start", []).append(("goal", 0.0, 0.0))
        line = [(0.0, f"node {graph.arc_tail[arc]}"), *stops, (1.0, f"node {graph.arc_head[arc]}")]
        for (a, tail), (b, head) in pairwise(line):
            time_s, exposure = (b - a) * weights.time_s[stretch], (b - a) * weights.exposure[stretch]
            edges.setdefault(tail, []).append((head, float(time_s + beta * exposure), float(exposure)))
    return edges

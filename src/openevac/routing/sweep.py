"""Supported ways: those that are best for some beta. Found between the fastest and the least exposed by halving."""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from openevac.routing.corridor import Corridor
from openevac.routing.engine import FloatArray

CLOSE = 1e-9
"""Sums that differ by less than this share count as equal."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way through a corridor: the pieces it drives in order, their time and counted exposure."""

    time_s: float
    exposure: float
    pieces: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Triangle:
    """Between two neighbouring supported ways nothing lies below the line that joins them.

    `beta_s`: the beta at which both cost the same; `to_goal_mixed_s`: least cost at it from every node to the goal.
    """

    faster: Choice
    calmer: Choice
    beta_s: float
    to_goal_mixed_s: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Sweep:
    """Supported ways by time, and the triangles between them; `triangles` is complete unless `most` cut it short."""

    ways: list[Choice]
    triangles: list[Triangle]


def sweep_beta(corridor: Corridor, most: int | None = None) -> Sweep:
    """Find the supported ways of a corridor, at most `most` of them, filling the widest gaps first."""
    fastest, _ = _best(corridor, corridor.mixed(corridor.tie_s))
    calmest, _ = _best(corridor, corridor.pieces.exposure)
    if not _differ(fastest, calmest):
        return Sweep([fastest], [])
    ways = [fastest, calmest]
    triangles = _fill(corridor, ways, most)
    return Sweep(sorted(ways, key=lambda way: way.time_s), triangles)


def _fill(corridor: Corridor, ways: list[Choice], most: int | None) -> list[Triangle]:
    """Add supported ways between the two given ones; a gap is closed when the best way at its beta lies on its line."""
    triangles: list[Triangle] = []
    gaps = [(0.0, 0, ways[0], ways[1])]
    number = 0
    while gaps and (most is None or len(ways) < most):
        _, _, faster, calmer = heapq.heappop(gaps)
        beta_s = (calmer.time_s - faster.time_s) / (faster.exposure - calmer.exposure)
        line_s = faster.time_s + beta_s * faster.exposure
        way, to_goal_s = _best(corridor, corridor.mixed(beta_s))
        if way.time_s + beta_s * way.exposure >= line_s * (1.0 - CLOSE) or not (
            _differ(faster, way) and _differ(way, calmer)
        ):
            triangles.append(Triangle(faster, calmer, beta_s, to_goal_s))
            continue
        ways.append(way)
        for gap in ((faster, way), (way, calmer)):
            number += 1
            width = (gap[1].time_s - gap[0].time_s) * (gap[0].exposure - gap[1].exposure)
            heapq.heappush(gaps, (-width, number, *gap))
    return triangles


def _differ(faster: Choice, calmer: Choice) -> bool:
    """Tell whether the second takes more time and less exposure, by more than rounding."""
    return calmer.time_s > faster.time_s * (1.0 + CLOSE) and calmer.exposure < faster.exposure * (1.0 - CLOSE)


def _best(corridor: Corridor, costs: FloatArray) -> tuple[Choice, FloatArray]:
    """Give the best way by a cost of pieces, and the least cost from every node to the goal."""
    tree = corridor.network.tree(costs, [(corridor.goal, 0.0)], backward=True)
    nodes = tree.nodes_to(corridor.start)[::-1]
    return choice_of(corridor, corridor.network.arcs_along(nodes, costs)), tree.cost


def choice_of(corridor: Corridor, pieces: tuple[int, ...]) -> Choice:
    """Sum up the pieces of a way."""
    numbers = list(pieces)
    time_s, exposure = corridor.pieces.time_s[numbers], corridor.pieces.exposure[numbers]
    return Choice(float(time_s.sum()), float(exposure.sum()), pieces)

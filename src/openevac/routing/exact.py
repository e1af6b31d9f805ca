"""All ways that no other way beats: supported ones by a sweep of beta, those in between by search (two phases).

No beta finds a way that lies above the line between two neighbouring supported ways; yet it may be the one a crew
wants. Such a way lies in the triangle under the corner (time of the calmer, exposure of the faster), and each
triangle is searched by itself, with the line of its beta as a third bound.

With `eps` fewer ways come back, faster: for every way that no other beats there is one in the answer that takes no
longer and is exposed at most (1 + eps) times as much. Proof: let 1 + e = sqrt(1 + eps). (a) A gap whose faster end is
exposed at most (1 + e) times as much as its calmer end is skipped: the faster end stands in for all within. (b) In the
search, a label that arrives over an arc is dropped if an earlier (so no slower) label of its node is exposed at most
e x exposure of that arc more. Follow a way P: at each node where it is replaced, the rest of P still consists of P's
own arcs, so what all replacements add is at most e x exposure of P. If the replacement leaves the triangle, the
faster end of it stands in for P, by the same bound. (c) Of the ways found, one is left out only when the kept one
before it is exposed at most (1 + e) times as much. (b) and (c) together give (1 + e)^2 = 1 + eps.
"""

from __future__ import annotations

import math

from openevac.domain.errors import InputError
from openevac.routing.corridor import Corridor
from openevac.routing.front import GRAIN, Arcs, Bounds, search_front
from openevac.routing.sweep import Choice, Sweep, Triangle, choice_of, sweep_beta

MOST_LABELS = 8_000_000
"""Partial ways kept in one search, some 56 bytes each: above it the search is refused rather than fill the memory."""


def all_ways(corridor: Corridor, eps: float = 0.0, most_labels: int = MOST_LABELS) -> Sweep:
    """Give every way that no other way beats, by time (or a selection of them for `eps` > 0).

    Ways whose exposure differs by less than a billionth count as one. Raises InputError where there are too many.
    """
    sweep = sweep_beta(corridor)
    spared = math.sqrt(1.0 + eps) - 1.0
    wide = [gap for gap in sweep.triangles if gap.faster.exposure > gap.calmer.exposure * (1.0 + spared)]
    between: list[Choice] = []
    if wide:
        arcs = _sorted_arcs(corridor)
        for gap in wide:
            between += _search(corridor, arcs, gap, spared, most_labels)
    return Sweep(_without_beaten(sweep.ways, between, spared), sweep.triangles)


def _sorted_arcs(corridor: Corridor) -> Arcs:
    forward, pieces = corridor.network.forward, corridor.pieces
    return Arcs(forward.start, forward.to, pieces.time_s[forward.order], pieces.exposure[forward.order])


def _search(corridor: Corridor, arcs: Arcs, gap: Triangle, spared: float, most_labels: int) -> list[Choice]:
    """Find the ways inside one triangle."""
    bounds = Bounds(
        time_s=gap.calmer.time_s * (1.0 - GRAIN),  # summed up in another order, the calmer way itself would pass
        exposure=gap.faster.exposure,
        mixed_s=gap.calmer.time_s + gap.beta_s * gap.faster.exposure,
        beta_s=gap.beta_s,
        to_goal_s=corridor.to_goal_s,
        to_goal_exposure=corridor.to_goal_exposure,
        to_goal_mixed_s=gap.to_goal_mixed_s,
        forgiven=spared,
    )
    front = search_front(arcs, bounds, corridor.start, corridor.goal, most_labels)
    if front.too_many:
        raise InputError(
            "Too many ways lie between these two points to list every one.",
            "Ask for ways that differ by at least two per cent of exposure (eps 0.02), or for a shorter drive.",
            field="eps",
        )
    order = corridor.network.forward.order
    ways = []
    for label in front.found:
        steps = []
        at = label
        while front.labels.before[at] >= 0:
            steps.append(int(order[front.labels.arc[at]]))
            at = int(front.labels.before[at])
        ways.append(choice_of(corridor, tuple(reversed(steps))))
    return ways


def _without_beaten(supported: list[Choice], between: list[Choice], spared: float) -> list[Choice]:
    """Keep supported ways, and those in between that save enough over the kept one before them; by time."""
    kept: list[Choice] = []
    always = {id(way) for way in supported}
    for way in sorted([*supported, *between], key=lambda way: (way.time_s, way.exposure)):
        if id(way) in always or not kept or way.exposure * (1.0 + spared) < kept[-1].exposure * (1.0 - GRAIN):
            kept.append(way)
    return kept

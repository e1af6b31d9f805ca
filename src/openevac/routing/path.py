"""One way in full: its arcs and what they sum up to, in plain floating point, free of any engine's units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.roads.graph import RoadClass, RoadGraph
from openevac.routing.engine import FloatArray
from openevac.routing.points import Direct, Points
from openevac.routing.weights import RoadWeights


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way between two points: `arcs` driven in order.

    The drive begins at `start_fraction` of the first arc and ends at `end_fraction` of the last. `track_m`: metres
    on field and forest tracks. `exposure`: the vehicle's expected encounters.
    """

    arcs: tuple[int, ...]
    start_fraction: float
    end_fraction: float
    time_s: float
    length_m: float
    track_m: float
    exposure: float


def shares_along(arcs: tuple[int, ...], start_fraction: float, end_fraction: float) -> FloatArray:
    """Give which share of each arc is driven: all of it, except the first and the last."""
    shares = np.ones(len(arcs))
    shares[-1] = end_fraction
    shares[0] -= start_fraction
    return shares


def measure_path(
    graph: RoadGraph, weights: RoadWeights, arcs: tuple[int, ...], start_fraction: float, end_fraction: float
) -> Path:
    """Sum up a way on a graph under given weights, without turning round on the spot at either end."""
    arcs, start_fraction, end_fraction = _without_turns(graph, arcs, float(start_fraction), float(end_fraction))
    shares = shares_along(arcs, start_fraction, end_fraction)
    stretches = graph.arc_stretch[np.array(arcs, dtype=np.int64)]
    lengths = shares * graph.stretch_length_m[stretches]
    return Path(
        arcs=arcs,
        start_fraction=start_fraction,
        end_fraction=end_fraction,
        time_s=float(shares @ weights.time_s[stretches]),
        length_m=float(lengths.sum()),
        track_m=float(lengths[graph.stretch_class[stretches] == RoadClass.TRACK].sum()),
        exposure=float(shares @ weights.exposure[stretches]),
    )


def _without_turns(
    graph: RoadGraph, arcs: tuple[int, ...], start_fraction: float, end_fraction: float
) -> tuple[tuple[int, ...], float, float]:
    """Leave out a first or last piece of no length on the twin of its neighbour: it is the same stretch either way."""
    if len(arcs) > 1 and start_fraction == 1.0 and graph.arc_twin[arcs[0]] == arcs[1]:
        arcs, start_fraction = arcs[1:], 0.0
    if len(arcs) > 1 and end_fraction == 0.0 and graph.arc_twin[arcs[-1]] == arcs[-2]:
        arcs, end_fraction = arcs[:-1], 1.0
    return arcs, start_fraction, end_fraction


def joined_path(
    graph: RoadGraph,
    weights: RoadWeights,
    ends: tuple[Points, Points],
    row: int,
    sides: tuple[int, int],
    arcs: tuple[int, ...],
) -> Path:
    """Sum up a way from node to node with the piece before it and the piece after it.

    `ends`: starts and goals; `sides`: by which side the way leaves the start and reaches the goal of this row.
    """
    (starts, goals), (first, last) = ends, sides
    whole = (int(starts.arcs[row, first]), *arcs, int(goals.arcs[row, last]))
    return measure_path(graph, weights, whole, starts.fraction[row, first], goals.fraction[row, last])


def direct_path(graph: RoadGraph, weights: RoadWeights, direct: Direct, pair: int) -> Path:
    """Sum up a drive along a single stretch."""
    begin, end = direct.start_fraction[pair], direct.end_fraction[pair]
    return measure_path(graph, weights, (int(direct.arc[pair]),), begin, end)

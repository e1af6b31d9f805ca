"""The part of the network that any good way between two points can use; people's choices are searched in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from openevac.roads.graph import RoadGraph
from openevac.routing.engine import BoolArray, FloatArray, IntArray, LostWayError
from openevac.routing.network import Network
from openevac.routing.path import Path, direct_path, joined_path, measure_path
from openevac.routing.points import Points, direct_rows
from openevac.routing.weights import RoadWeights

TIE = 1e-9
"""Of equally fast ways the least exposed is taken: exposure weighs this much, in natural units of beta."""

TRACE = 1e-4
"""A drive as long as the fastest way counts as this share of the fastest way's exposure, wherever ways are compared.

It is what "least dangerous" means in numbers: least exposure plus this trace, so a detour that takes as long again
as the fastest way must save at least a ten-thousandth of its exposure. In other words, the largest beta is 10,000
times the seconds per exposure of the fastest way.
"""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Pieces:
    """K drives from node to node: share `start` to `end` of graph arc `arc`, with their time and exposure."""

    tail: IntArray
    head: IntArray
    arc: IntArray
    start: FloatArray
    end: FloatArray
    time_s: FloatArray
    exposure: FloatArray


class Corridor:
    """A small directed graph from one start to one goal. Every way that no other way beats runs inside it.

    Its nodes are numbered anew; the last two are `start` and `goal`, joined to the rest by pieces of the stretches
    they lie on. Exposure is counted with the trace of time (see TRACE). `tie_s`: the beta that settles ties.
    """

    def __init__(self, pieces: Pieces, num_nodes: int, tie_s: float) -> None:
        self.pieces = pieces
        self.num_nodes = num_nodes
        self.start = num_nodes - 2
        self.goal = num_nodes - 1
        self.tie_s = tie_s
        self.network = Network(pieces.tail, pieces.head, num_nodes)

    @cached_property
    def to_goal_s(self) -> FloatArray:
        """Give the least seconds from every node to the goal."""
        return self.network.tree(self.pieces.time_s, [(self.goal, 0.0)], backward=True).cost

    @cached_property
    def to_goal_exposure(self) -> FloatArray:
        """Give the least exposure from every node to the goal."""
        return self.network.tree(self.pieces.exposure, [(self.goal, 0.0)], backward=True).cost

    def mixed(self, beta_s: float) -> FloatArray:
        """Give time_s + beta x exposure of every piece."""
        return self.pieces.time_s + beta_s * self.pieces.exposure


def cut_corridor(
    graph: RoadGraph, network: Network, weights: RoadWeights, start: Points, goal: Points
) -> Corridor | None:
    """Cut the corridor between two points (of one row each); None where no open road joins them.

    A way worth showing takes at most the time of the least dangerous way and counts at most the exposure of the
    fastest. A node stays if a way through it can keep both: first by straight lines at the highest speed of the
    network from it to the goal (an ellipse, were roads straight up to it), then by the least sums from it to the goal.
    """
    tie_s = TIE * weights.natural_s
    fastest = _extreme(graph, network, weights, start, goal, weights.time_s + tie_s * weights.exposure)
    if fastest is None:
        return None
    counted = _with_trace(weights, fastest.path)
    least = _extreme(graph, network, counted, start, goal, counted.exposure)
    if least is None:
        raise LostWayError("A way between two points was found by time but not by exposure.")
    # The sums carry the trace that settles ties, and rounding; bounds that forgot it could cut off the way itself.
    time_bound_s = (least.path.time_s + tie_s * fastest.path.exposure) * (1.0 + TIE)
    exposure_bound = measure_path(
        graph, counted, fastest.path.arcs, fastest.path.start_fraction, fastest.path.end_fraction
    ).exposure * (1.0 + TIE)
    kept = fastest.cost + _straight_seconds(graph, weights, goal) <= time_bound_s
    rough = _corridor(graph, counted, start, goal, kept, tie_s)
    numbers = np.flatnonzero(kept)
    kept[numbers] = (fastest.cost[numbers] + rough.to_goal_s[:-2] <= time_bound_s) & (
        least.cost[numbers] + rough.to_goal_exposure[:-2] <= exposure_bound
    )
    return _corridor(graph, counted, start, goal, kept, tie_s)


def _with_trace(weights: RoadWeights, fastest: Path) -> RoadWeights:
    """Count a trace of time as exposure, so that nobody drives hours for an exposure that is nothing."""
    share = TRACE * fastest.exposure / fastest.time_s if fastest.time_s > 0 else 0.0
    return RoadWeights(weights.time_s, weights.exposure + share * weights.time_s, weights.open)


@dataclass(frozen=True, slots=True, eq=False)
class Extreme:
    """The best way by one cost, and the least of that cost from the start to every node (N)."""

    cost: FloatArray
    path: Path


def _extreme(
    graph: RoadGraph, network: Network, weights: RoadWeights, start: Points, goal: Points, cost: FloatArray
) -> Extreme | None:
    """Find the best way by a cost of stretches (S), along roads or along one shared stretch; None without any."""
    costs = np.where(weights.open, cost, np.inf)[graph.arc_stretch]
    leave = np.where(start.usable(weights.open), (1.0 - start.fraction) * cost[start.stretch], np.inf)[0]
    enter = np.where(goal.usable(weights.open), goal.fraction * cost[goal.stretch], np.inf)[0]
    tree = network.tree(costs, list(zip(start.heads[0].tolist(), leave.tolist(), strict=True)))
    last = int(np.argmin(tree.cost[goal.tails[0]] + enter))
    best = tree.cost[goal.tails[0, last]] + enter[last]
    direct = direct_rows(start, goal, weights.open)
    if len(direct.rows) and direct.share[0] * cost[goal.stretch[0]] <= best:
        return Extreme(tree.cost, direct_path(graph, weights, direct, 0))
    if best == np.inf:
        return None
    nodes = tree.nodes_to(int(goal.tails[0, last]))
    first = int(np.argmin(np.where(start.heads[0] == nodes[0], leave, np.inf)))
    arcs = network.arcs_along(nodes, costs)
    return Extreme(tree.cost, joined_path(graph, weights, (start, goal), 0, (first, last), arcs))


def _straight_seconds(graph: RoadGraph, weights: RoadWeights, goal: Points) -> FloatArray:
    """Give a bound no road beats: straight from every node (N) to the goal's nearer end, at the highest speed."""
    apart_m = np.hypot(
        graph.node_x[graph.arc_tail] - graph.node_x[graph.arc_head],
        graph.node_y[graph.arc_tail] - graph.node_y[graph.arc_head],
    )
    highest_m_s = float((apart_m / weights.time_s[graph.arc_stretch]).max())
    to_goal_m = [
        np.hypot(graph.node_x - graph.node_x[node], graph.node_y - graph.node_y[node]) for node in goal.tails[0]
    ]
    # Where every road is a loop nothing is known of speed, and no bound is a bound too.
    return np.asarray(np.minimum(*to_goal_m) / highest_m_s) if highest_m_s > 0 else np.zeros(graph.num_nodes)


def _corridor(
    graph: RoadGraph, weights: RoadWeights, start: Points, goal: Points, kept: BoolArray, tie_s: float
) -> Corridor:
    """Collect the open arcs between kept nodes (N), and the pieces that join both points to them."""
    size = int(kept.sum()) + 2
    number = np.full(graph.num_nodes, -1, dtype=np.int32)
    number[kept] = np.arange(size - 2, dtype=np.int32)
    arcs = np.flatnonzero(kept[graph.arc_tail] & kept[graph.arc_head] & weights.open[graph.arc_stretch])
    leave = np.flatnonzero(start.usable(weights.open)[0] & kept[start.heads[0]])
    enter = np.flatnonzero(goal.usable(weights.open)[0] & kept[goal.tails[0]])
    direct = direct_rows(start, goal, weights.open)
    first, last = np.int32(size - 2), np.int32(size - 1)
    parts = [
        (number[graph.arc_tail[arcs]], number[graph.arc_head[arcs]], arcs, np.zeros(len(arcs)), np.ones(len(arcs))),
        (
            np.full(len(leave), first),
            number[start.heads[0, leave]],
            start.arcs[0, leave],
            start.fraction[0, leave],
            np.ones(len(leave)),
        ),
        (
            number[goal.tails[0, enter]],
            np.full(len(enter), last),
            goal.arcs[0, enter],
            np.zeros(len(enter)),
            goal.fraction[0, enter],
        ),
        (
            np.full(len(direct.arc), first),
            np.full(len(direct.arc), last),
            direct.arc,
            direct.start_fraction,
            direct.end_fraction,
        ),
    ]
    tail, head, arc, begin, end = (np.concatenate(column) for column in zip(*parts, strict=True))
    stretch = graph.arc_stretch[arc]
    pieces = Pieces(
        tail=tail.astype(np.int32),
        head=head.astype(np.int32),
        arc=arc.astype(np.int32),
        start=begin,
        end=end,
        time_s=(end - begin) * weights.time_s[stretch],
        exposure=(end - begin) * weights.exposure[stretch],
    )
    return Corridor(pieces, size, tie_s)

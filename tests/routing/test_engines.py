"""The two engines on the same whole numbers: equal sums to the last digit, ways that add up to them."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.routing.cch import CchEngine
from openevac.routing.dijkstra import DijkstraEngine
from openevac.routing.engine import BLOCKED, LIMIT, UNREACHED, Ends, EngineError, Found
from openevac.routing.gauge import rough_gauge
from openevac.routing.order import compute_order, inertial_order
from openevac.routing.points import place_points
from tests.routing.random_worlds import RandomWorld, random_world
from tests.torture import examples

SEEDS = st.integers(0, 2**32)


def engines(world: RandomWorld) -> tuple[CchEngine, DijkstraEngine]:
    graph = world.graph
    return (
        CchEngine(graph.arc_tail, graph.arc_head, compute_order(graph)),
        DijkstraEngine(graph.arc_tail, graph.arc_head, graph.num_nodes),
    )


@settings(max_examples=examples(150, 2000), deadline=None)
@given(seed=SEEDS, beta=st.sampled_from((0.0, 1000.0, 1e6)))
def test_both_engines_give_the_same_sums(seed: int, beta: float) -> None:
    world = random_world(seed)
    gauge = rough_gauge(world.weights, beta)
    points = place_points(world.graph, world.points)
    weights = gauge.arc_weights(world.graph.arc_stretch)
    fast, plain = engines(world)
    ends = points.starts(gauge), points.goals(gauge)
    np.testing.assert_array_equal(
        fast.matrix(fast.customise(weights), *ends), plain.matrix(plain.customise(weights), *ends)
    )


@settings(max_examples=examples(150, 2000), deadline=None)
@given(seed=SEEDS)
def test_the_arcs_of_a_way_join_up_and_add_up_to_its_sum(seed: int) -> None:
    world = random_world(seed)
    gauge = rough_gauge(world.weights, 1000.0)
    points = place_points(world.graph, world.points)
    weights = gauge.arc_weights(world.graph.arc_stretch)
    starts, goals = points.starts(gauge), points.goals(gauge)
    turned = goals.take(np.arange(len(goals))[::-1])
    fast, plain = engines(world)
    ways = [engine.paths(engine.customise(weights), starts, turned) for engine in (fast, plain)]  # type: ignore[arg-type] # two engines, two metrics
    for row, (by_fast, by_plain) in enumerate(zip(*ways, strict=True)):
        assert (by_fast is None) == (by_plain is None)
        for way in (by_fast, by_plain):
            if way is not None:
                assert way.distance == by_plain.distance if by_plain else False
                assert_adds_up(world, weights, way, starts, turned, row)


def assert_adds_up(world: RandomWorld, weights: np.ndarray, way: Found, starts: Ends, goals: Ends, row: int) -> None:
    graph, arcs = world.graph, list(way.arcs)
    nodes = [way.start_node, *(int(graph.arc_head[arc]) for arc in arcs)]
    assert nodes[-1] == way.goal_node
    assert [int(graph.arc_tail[arc]) for arc in arcs] == nodes[:-1]
    ends = dict(starts.sides(row))[way.start_node] + dict(goals.sides(row))[way.goal_node]
    assert int(weights[arcs].sum()) + ends == way.distance
    assert all(weights[arc] < BLOCKED for arc in arcs)
    assert all(graph.arc_head[a] == graph.arc_tail[b] for a, b in pairwise(arcs))


@settings(max_examples=examples(100, 1000), deadline=None)
@given(seed=SEEDS)
def test_weighing_some_arcs_again_equals_weighing_all(seed: int) -> None:
    world = random_world(seed)
    rng = np.random.default_rng(seed)
    before = rough_gauge(world.weights, 10.0).arc_weights(world.graph.arc_stretch)
    after = before.copy()
    chosen = np.flatnonzero(rng.random(len(before)) < 0.3)
    after[chosen] = np.where(rng.random(len(chosen)) < 0.3, BLOCKED, rng.integers(1, LIMIT // 64, len(chosen)))
    nodes = np.arange(world.graph.num_nodes, dtype=np.int32)
    ends = Ends(np.column_stack((nodes, nodes)), np.tile(np.array([0, BLOCKED]), (len(nodes), 1)))
    for engine in engines(world):
        metric = engine.customise(before)
        engine.update(metric, chosen, after[chosen])  # type: ignore[arg-type] # each engine gets its own metric back
        some = engine.matrix(metric, ends, ends)  # type: ignore[arg-type] # the same
        np.testing.assert_array_equal(some, engine.matrix(engine.customise(after), ends, ends))  # type: ignore[arg-type] # the same


def line_engine(weights: list[int], threads: int = 2) -> tuple[CchEngine, np.ndarray]:
    """Nodes in a row, one arc from each to the next."""
    size = len(weights)
    tail, head = np.arange(size, dtype=np.int32), np.arange(1, size + 1, dtype=np.int32)
    return CchEngine(tail, head, np.arange(size + 1, dtype=np.int32), threads=threads), np.array(weights, np.int32)


def at_nodes(*nodes: int) -> Ends:
    numbers = np.array(nodes, np.int32)
    return Ends(np.column_stack((numbers, numbers)), np.tile(np.array([0, BLOCKED]), (len(nodes), 1)))


def test_sums_saturate_and_never_wrap() -> None:
    """The proof in gauge.py rests on this: a sum below 2**31 - 1 is exact, a larger one is "no way"."""
    half = 2**30
    engine, weights = line_engine([half, half - 2, half, half, half, half])
    sums = engine.matrix(engine.customise(weights), at_nodes(0, 1, 2, 3, 4, 5, 6), at_nodes(0, 1, 2, 3, 4, 5, 6))
    assert sums[0, 1] == half
    assert sums[0, 2] == 2**31 - 2
    assert sums[1, 3] == 2**31 - 2
    assert sums[2, 4] == UNREACHED
    assert sums[0, 6] == UNREACHED


def test_a_blocked_arc_is_no_way() -> None:
    engine, weights = line_engine([5, BLOCKED, 5])
    sums = engine.matrix(engine.customise(weights), at_nodes(0, 2), at_nodes(1, 2, 3))
    assert sums.tolist() == [[5, UNREACHED, UNREACHED], [UNREACHED, 0, 5]]


def test_threads_change_nothing() -> None:
    world = random_world(11, closed=0.05)
    gauge = rough_gauge(world.weights, 100.0)
    points = place_points(world.graph, world.points * 30)
    weights = gauge.arc_weights(world.graph.arc_stretch)
    sums = []
    for threads in (1, 2, 5):
        engine = CchEngine(world.graph.arc_tail, world.graph.arc_head, compute_order(world.graph), threads=threads)
        sums.append(engine.matrix(engine.customise(weights), points.starts(gauge), points.goals(gauge)))
    assert len(points) ** 2 >= 20_000
    np.testing.assert_array_equal(sums[0], sums[1])
    np.testing.assert_array_equal(sums[0], sums[2])


def test_a_metric_in_use_is_never_reset() -> None:
    """`reset` on a metric whose question is still running would panic; its buffers are free only once it is dropped."""
    engine, weights = line_engine([1, 2, 3])
    first = engine.customise(weights)
    second = engine.customise(weights * 2)
    assert first.library is not second.library
    assert engine.matrix(first, at_nodes(0), at_nodes(3)).item() == 6
    freed = second.library
    del second
    third = engine.customise(weights * 3)
    assert third.library is freed
    assert engine.matrix(third, at_nodes(0), at_nodes(3)).item() == 18
    assert engine.matrix(first, at_nodes(0), at_nodes(3)).item() == 6


def test_a_panic_of_the_library_becomes_an_error_with_words() -> None:
    engine, weights = line_engine([1, 2, 3])
    metric = engine.customise(weights)
    with pytest.raises(EngineError, match="failed while asking for a matrix"):
        engine.matrix(metric, at_nodes(0), at_nodes(99))
    assert engine.matrix(metric, at_nodes(0), at_nodes(3)).item() == 6


def test_what_is_not_a_panic_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    engine, weights = line_engine([1, 2, 3])
    metric = engine.customise(weights)

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("routingkit_cch.CCHOneToMany", interrupt)
    with pytest.raises(KeyboardInterrupt):
        engine.matrix(metric, at_nodes(0), at_nodes(3))


def test_an_order_that_is_none_is_refused() -> None:
    one = np.array([0], np.int32)
    with pytest.raises(EngineError, match="order names a node twice"):
        CchEngine(one, one + 1, np.array([0, 0, 1], np.int32))


@settings(max_examples=examples(30, 300), deadline=None)
@given(seed=SEEDS)
def test_any_order_gives_the_same_sums(seed: int) -> None:
    world = random_world(seed)
    graph = world.graph
    gauge = rough_gauge(world.weights, 100.0)
    points = place_points(graph, world.points)
    random_order = np.random.default_rng(seed).permutation(graph.num_nodes).astype(np.int32)
    sums = []
    for order in (compute_order(graph), inertial_order(graph), random_order):
        assert sorted(order.tolist()) == list(range(graph.num_nodes))
        engine = CchEngine(graph.arc_tail, graph.arc_head, order)
        metric = engine.customise(gauge.arc_weights(graph.arc_stretch))
        sums.append(engine.matrix(metric, points.starts(gauge), points.goals(gauge)))
    np.testing.assert_array_equal(sums[0], sums[1])
    np.testing.assert_array_equal(sums[0], sums[2])

"""The choice of ways against all simple ways of small worlds, and what is named among them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.legs import RoadPoint
from openevac.routing import exact as exact_ways
from openevac.routing.corridor import TRACE, cut_corridor
from openevac.routing.network import Network
from openevac.routing.path import Path
from openevac.routing.points import Points, place_points
from openevac.routing.router import Router
from openevac.routing.ways import Ways
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph
from tests.routing.random_worlds import RandomWorld, random_world
from tests.routing.test_router import assert_can_be_driven
from tests.torture import examples

Sums = tuple[float, float]


def all_simple_ways(world: RandomWorld, start: RoadPoint, end: RoadPoint) -> set[Sums]:
    """Give (time_s, exposure) of every way that visits no node twice, by walking all of them."""
    graph, weights = world.graph, world.weights
    points = place_points(graph, [start, end])
    sides = points.usable(weights.open)
    found: set[Sums] = set()
    same_way = graph.arc_forward[start.arc] == graph.arc_forward[end.arc]
    for side in (0, 1):
        begin = float(points.fraction[0, side])
        there = float(points.fraction[1, side if same_way else 1 - side])
        if points.stretch[0] == points.stretch[1] and sides[0, side] and there >= begin:
            found.add(_sum(world, [(int(points.stretch[0]), there - begin)]))
        if sides[0, side]:
            _walk(world, points, int(points.heads[0, side]), [(int(points.stretch[0]), 1.0 - begin)], set(), found)
    return found


def _walk(
    world: RandomWorld, points: Points, node: int, pieces: list[tuple[int, float]], seen: set[int], found: set[Sums]
) -> None:
    graph, weights = world.graph, world.weights
    usable = points.usable(weights.open)
    for side in (0, 1):
        if usable[1, side] and points.tails[1, side] == node:
            last = (int(points.stretch[1]), float(points.fraction[1, side]))
            found.add(_sum(world, [*pieces, last]))
    for arc in np.flatnonzero(graph.arc_tail == node):
        stretch, head = int(graph.arc_stretch[arc]), int(graph.arc_head[arc])
        if weights.open[stretch] and head not in seen | {node}:
            _walk(world, points, head, [*pieces, (stretch, 1.0)], seen | {node}, found)


def _sum(world: RandomWorld, pieces: list[tuple[int, float]]) -> Sums:
    time_s = sum(share * world.weights.time_s[stretch] for stretch, share in pieces)
    return float(time_s), float(sum(share * world.weights.exposure[stretch] for stretch, share in pieces))


def unbeaten(sums: set[Sums], trace: float = TRACE) -> list[Sums]:
    """Keep what nothing beats, exposure counted with the trace of time; by time."""
    fastest = min(sums)
    share = trace * fastest[1] / fastest[0] if fastest[0] > 0 else 0.0
    kept: list[tuple[float, float, float]] = []
    for time_s, exposure in sorted(sums):
        counted = exposure + share * time_s
        if not kept or counted < kept[-1][2] * (1 - 1e-9):
            kept.append((time_s, exposure, counted))
    return [(time_s, exposure) for time_s, exposure, _ in kept]


def small(seed: int) -> RandomWorld:
    """A random world small enough to walk all ways of."""
    for step in range(100):
        world = random_world(seed + step, points=2)
        if world.graph.num_nodes <= 9 and world.graph.num_arcs <= 30:
            return world
    raise AssertionError("no small world within reach of this seed")


@settings(max_examples=examples(80, 2000), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_exact_is_every_way_that_no_other_beats(seed: int) -> None:
    world = small(seed)
    start, end = world.points
    every = all_simple_ways(world, start, end)
    ways = Router(world.graph).ways(world.weights, start, end, exact=True)
    assert (ways is None) == (not every)
    if ways is not None:
        mine = [(path.time_s, path.exposure) for path in ways.all]
        np.testing.assert_allclose(mine, unbeaten(every), rtol=1e-7, atol=1e-9)
        for path in ways.all:
            assert_can_be_driven(world, path, start, end)


@settings(max_examples=examples(60, 1000), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_sweep_finds_the_corners_of_the_lower_hull(seed: int) -> None:
    world = small(seed)
    start, end = world.points
    ways = Router(world.graph).ways(world.weights, start, end)
    exact = Router(world.graph).ways(world.weights, start, end, exact=True)
    assert (ways is None) == (exact is None)
    if ways is None or exact is None:
        return
    assert (ways.fastest, ways.least_dangerous) == (exact.fastest, exact.least_dangerous)
    assert {path.arcs for path in ways.all} <= {path.arcs for path in exact.all}
    for path in exact.all:
        assert path in ways.all or not below_every_line(path, ways), "a way best for some beta was not found"


def below_every_line(path: Path, ways: Ways) -> bool:
    """Tell whether a way lies clearly below the lines that join neighbouring ways."""
    for left, right in zip(ways.all, ways.all[1:], strict=False):
        if left.time_s < path.time_s < right.time_s:
            share = (path.time_s - left.time_s) / (right.time_s - left.time_s)
            line = left.exposure + share * (right.exposure - left.exposure)
            return path.exposure < line * (1 - 1e-3)
    return False


@settings(max_examples=examples(60, 1000), deadline=None)
@given(seed=st.integers(0, 2**32), eps=st.sampled_from((0.02, 0.3)))
def test_with_eps_something_as_good_stands_in_for_every_way(seed: int, eps: float) -> None:
    world = random_world(seed, closed=0.0)
    start, end = world.points[:2]
    router = Router(world.graph)
    every, some = (router.ways(world.weights, start, end, exact=True, eps=share) for share in (0.0, eps))
    assert (every is None) == (some is None)
    if every is None or some is None:
        return
    assert len(some.all) <= len(every.all)
    for way in every.all:
        allowed = (1 + eps) * way.exposure + 1e-3 * every.fastest.exposure
        assert any(path.time_s <= way.time_s * (1 + 1e-9) and path.exposure <= allowed for path in some.all)


def ladder(seed: int, rungs: int = 12) -> tuple[RandomWorld, list[Sums]]:
    """Crossings in a row with three roads from each to the next, and all ways that no other beats, by time.

    Every combination of roads is a way, so nodes collect many partial ways and the search has to choose well.
    """
    rng = np.random.default_rng(seed)
    points = {f"n{k}": (1000.0 * k, 0.0) for k in range(rungs + 1)}
    roads = [
        Road(start=f"n{k}", end=f"n{k + 1}", bends=((1000.0 * k + 500, 100.0 * j),))
        for k in range(rungs)
        for j in range(3)
    ]
    time_s = rng.uniform(10.0, 100.0, 3 * rungs)
    exposure = rng.uniform(0.5, 1.5, 3 * rungs) / time_s
    weights = RoadWeights(time_s, exposure, np.ones(3 * rungs, np.bool_))
    ends = [RoadPoint(arc=arc, fraction=f, snap_m=0.0, lon=0.0, lat=0.0) for arc, f in ((0, 0.0), (6 * rungs - 2, 1.0))]
    front: list[Sums] = [(0.0, 0.0)]
    for k in range(rungs):
        longer = {(t + float(time_s[j]), e + float(exposure[j])) for t, e in front for j in range(3 * k, 3 * k + 3)}
        front = unbeaten(longer, trace=0.0)
    return RandomWorld(hand_made_graph(points, roads), weights, ends), unbeaten(set(front))


@settings(max_examples=examples(6, 100), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_where_thousands_of_ways_compete_exact_finds_each_that_counts(seed: int) -> None:
    world, expected = ladder(seed)
    ways = Router(world.graph).ways(world.weights, world.points[0], world.points[1], exact=True)
    assert ways is not None
    assert len(expected) > 30
    np.testing.assert_allclose([(p.time_s, p.exposure) for p in ways.all], expected, rtol=1e-7)


@settings(max_examples=examples(6, 100), deadline=None)
@given(seed=st.integers(0, 2**32), eps=st.sampled_from((0.01, 0.1)))
def test_where_thousands_of_ways_compete_eps_keeps_its_word(seed: int, eps: float) -> None:
    world, expected = ladder(seed)
    ways = Router(world.graph).ways(world.weights, world.points[0], world.points[1], exact=True, eps=eps)
    assert ways is not None
    assert len(ways.all) < len(expected)
    allowed = 1 + eps + 2e-3
    for time_s, exposure in expected:
        stands_in = [way for way in ways.all if way.time_s <= time_s * (1 + 1e-9)]
        assert min(way.exposure for way in stands_in) <= allowed * exposure


def test_a_way_hardly_below_the_line_is_best_for_some_beta() -> None:
    router, start, end = three_ways()
    assert arcs_of(router.ways(weights_of((600.0, 2.0), (750.0, 1.4989), (900.0, 1.0)), start, end)) == [2, 4, 6]


def three_ways() -> tuple[Router, RoadPoint, RoadPoint]:
    """From s to t by three roads beside each other; the pieces at the ends weigh nothing to speak of."""
    points = {"s": (0.0, 0.0), "a": (10.0, 0.0), "b": (990.0, 0.0), "t": (1000.0, 0.0)}
    roads = [
        Road(start="s", end="a"),
        *(Road(start="a", end="b", bends=((500.0, 200.0 * k),)) for k in range(3)),
        Road(start="b", end="t"),
    ]
    ends = [RoadPoint(arc=arc, fraction=f, snap_m=0.0, lon=0.0, lat=0.0) for arc, f in ((0, 0.0), (8, 1.0))]
    return Router(hand_made_graph(points, roads)), ends[0], ends[1]


def weights_of(*roads: Sums) -> RoadWeights:
    time_s, exposure = zip((1e-3, 0.0), *roads, (1e-3, 0.0), strict=True)
    return RoadWeights(np.array(time_s), np.array(exposure), np.ones(len(time_s), np.bool_))


def arcs_of(ways: Ways | None) -> list[int]:
    assert ways is not None
    return [path.arcs[1] for path in ways.all]


def test_a_way_above_the_line_is_found_by_exact_alone() -> None:
    router, start, end = three_ways()
    weights = weights_of((600.0, 2.0), (800.0, 1.6), (900.0, 1.0))
    assert arcs_of(router.ways(weights, start, end)) == [2, 6]
    assert arcs_of(router.ways(weights, start, end, exact=True)) == [2, 4, 6]
    by_beta = [router.path(weights, start, end, float(beta)) for beta in np.geomspace(1, 1e6, 400)]
    assert {path.arcs[1] for path in by_beta if path is not None} == {2, 6}


def test_the_knee_lies_farthest_below_the_line() -> None:
    router, start, end = three_ways()
    ways = router.ways(weights_of((600.0, 2.0), (650.0, 1.2), (900.0, 1.0)), start, end)
    assert ways is not None
    assert [way.arcs[1] for way in (ways.fastest, ways.knee, ways.least_dangerous)] == [2, 4, 6]
    no_knee = router.ways(weights_of((600.0, 2.0), (650.0, 2.5), (900.0, 1.0)), start, end)
    assert no_knee is not None
    assert no_knee.knee == no_knee.fastest


def test_one_way_for_all_where_the_fastest_is_the_least_exposed() -> None:
    router, start, end = three_ways()
    ways = router.ways(weights_of((600.0, 1.0), (650.0, 1.2), (900.0, 1.0)), start, end, exact=True)
    assert ways is not None
    assert ways.fastest == ways.knee == ways.least_dangerous
    assert len(ways.all) == 1


def test_of_equally_fast_ways_the_least_exposed_counts_as_fastest() -> None:
    router, start, end = three_ways()
    ways = router.ways(weights_of((600.0, 1.0), (600.0, 0.5), (900.0, 0.7)), start, end)
    assert arcs_of(ways) == [4]


def test_nobody_drives_hours_for_an_exposure_that_is_nothing() -> None:
    """Twice the time must save more than a ten-thousandth of the fastest way's exposure."""
    router, start, end = three_ways()
    hardly = weights_of((600.0, 1.0), (1200.0, 0.99995), (9000.0, 0.99))
    assert arcs_of(router.ways(hardly, start, end, exact=True)) == [2, 6]
    enough = weights_of((600.0, 1.0), (1200.0, 0.9998), (9000.0, 1.0))
    assert arcs_of(router.ways(enough, start, end, exact=True)) == [2, 4]


def test_ways_without_any_danger_are_one_way() -> None:
    router, start, end = three_ways()
    assert arcs_of(router.ways(weights_of((600.0, 0.0), (500.0, 0.0), (900.0, 0.0)), start, end, exact=True)) == [4]


def test_at_most_as_many_ways_as_asked_for() -> None:
    router, start, end = three_ways()
    weights = weights_of((600.0, 2.0), (650.0, 1.2), (900.0, 1.0))
    assert arcs_of(router.ways(weights, start, end, most=2)) == [2, 6]


def test_too_many_ways_say_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    router, start, end = three_ways()
    weights = weights_of((600.0, 2.0), (800.0, 1.6), (900.0, 1.0))
    corridor = cut_corridor(
        router.graph,
        Network(router.graph.arc_tail, router.graph.arc_head, router.graph.num_nodes),
        weights,
        place_points(router.graph, [start]),
        place_points(router.graph, [end]),
    )
    assert corridor is not None
    assert len(exact_ways.all_ways(corridor).ways) == 3
    monkeypatch.setattr("openevac.routing.front.FIRST_LABELS", 4)
    with pytest.raises(InputError, match="Too many ways lie between these two points"):
        exact_ways.all_ways(corridor, most_labels=1)
    assert len(exact_ways.all_ways(corridor).ways) == 3, "small tables grow"


def test_ways_change_with_the_danger() -> None:
    router, start, end = three_ways()
    calm = weights_of((600.0, 0.1), (650.0, 0.2), (900.0, 0.3))
    assert arcs_of(router.ways(calm, start, end)) == [2]
    assert arcs_of(router.ways(replace(calm, exposure=calm.exposure[::-1].copy()), start, end)) == [2, 4, 6]

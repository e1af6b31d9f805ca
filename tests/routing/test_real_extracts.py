"""On two real extracts: sums equal scipy's Dijkstra, matrices equal unpacked ways, exact finds what no beta does."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadGraph
from openevac.routing.gauge import LARGEST_BETA, beta_of
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.routing.real_roads import (
    EXTRACTS,
    HANDSCHUHSHEIM,
    KOENIGSTUHL,
    extract_graph,
    heidelberg,
    random_points,
    random_weights,
)
from tests.torture import examples

pytestmark = pytest.mark.data

BETAS = (0.0, 57_600.0, 1e12)
"""By time alone, eight people at the middle dial, and more than the largest beta there is."""


def sums_by_scipy(graph: RoadGraph, weights: RoadWeights, points: list[RoadPoint], beta_s: float) -> np.ndarray:
    """Give least costs between nodes: the tail of each point's arc, by plain Dijkstra on floating-point costs."""
    cost = np.where(weights.open, weights.time_s + beta_s * weights.exposure, np.inf)[graph.arc_stretch]
    order = np.lexsort((cost, graph.arc_head, graph.arc_tail))
    tail, head = graph.arc_tail[order], graph.arc_head[order]
    first = np.concatenate(([True], (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])))
    kept = order[first & np.isfinite(cost[order])]
    size = (graph.num_nodes, graph.num_nodes)
    matrix = csr_array((cost[kept], (graph.arc_tail[kept], graph.arc_head[kept])), shape=size)
    nodes = graph.arc_tail[[point.arc for point in points]]
    return np.asarray(dijkstra(matrix, indices=nodes)[:, nodes])


@pytest.mark.parametrize("closed", [0.0, 0.08])
@pytest.mark.parametrize("extract", EXTRACTS)
def test_a_thousand_pairs_agree_with_scipy(extract: str, closed: float) -> None:
    """Points stand at the very beginning of arcs, that is at nodes; 33 x 33 less the diagonal is 1,056 pairs."""
    graph = extract_graph(extract)
    weights = random_weights(graph, 17, closed=closed)
    usable = np.flatnonzero(weights.open[graph.arc_stretch])
    arcs = np.random.default_rng(3).choice(usable, examples(33, 100), replace=False)
    points = [RoadPoint(arc=int(arc), fraction=0.0, snap_m=0.0, lon=0.0, lat=0.0) for arc in arcs]
    router = Router(graph)
    for asked in BETAS:
        beta_s = beta_of(weights, asked)
        expected = sums_by_scipy(graph, weights, points, beta_s)
        result = router.matrices(weights, points, asked)
        mine = result.time_s + beta_s * result.exposure
        one_way = np.array([graph.arc_twin[arc] < 0 for arc in arcs])
        # Onto a one-way stretch a van comes by its tail, off it by its head: there the point is not the node.
        asked_pairs = ~one_way[:, None] & np.ones(len(points), np.bool_)[None, :] & ~np.eye(len(points), dtype=bool)
        assert asked_pairs.sum() > 900
        np.testing.assert_array_equal(np.isfinite(mine)[asked_pairs], np.isfinite(expected)[asked_pairs])
        both = asked_pairs & np.isfinite(expected)
        assert both.sum() > 700
        # Units are 31 bits below the costliest pair: the cheapest pairs are known to a hundred-millionth of that.
        unit_s = 1e-8 * float(expected[both].max())
        np.testing.assert_allclose(mine[both], expected[both], rtol=2e-6 if asked < 1e12 else 1e-4, atol=unit_s)
        if closed:
            assert np.isinf(expected[asked_pairs]).any(), "nothing was cut off, so closures test nothing"


@pytest.mark.parametrize("extract", EXTRACTS)
def test_two_criteria_equal_unpacking_on_300_x_300(extract: str) -> None:
    """Every cell is the time and exposure of the unpacked way, or of one that costs the same and is less exposed."""
    graph = extract_graph(extract)
    weights = random_weights(graph, 23, closed=0.01)
    router = Router(graph)
    points = random_points(graph, 300, 29)
    beta = 57_600.0
    rows = 300 if extract == EXTRACTS[1] else examples(90, 300)
    result = router.matrices(weights, points, beta)
    ways = router.paths(weights, [(start, end) for start in points[:rows] for end in points], beta)
    shape = (rows, len(points))
    time_s = np.array([np.nan if way is None else way.time_s for way in ways]).reshape(shape)
    exposure = np.array([np.nan if way is None else way.exposure for way in ways]).reshape(shape)
    mine_s, mine = result.time_s[:rows], result.exposure[:rows]
    np.testing.assert_array_equal(np.isnan(mine_s), np.isnan(time_s))
    reached = np.isfinite(time_s)
    same = np.isclose(mine_s, time_s, rtol=1e-4, atol=0.5) & np.isclose(mine, exposure, rtol=1e-4, atol=1e-5)
    cost, mine_cost = time_s + beta * exposure, mine_s + beta * mine
    np.testing.assert_allclose(mine_cost[reached], cost[reached], rtol=1e-6, atol=1e-2)
    tied = reached & ~same
    assert tied.sum() <= 0.001 * reached.sum(), "ways that tie to a millionth of their cost are rare"
    assert same[reached].mean() > 0.999


def test_the_largest_beta_gives_the_least_exposure_there_is() -> None:
    graph = extract_graph(EXTRACTS[1])
    weights = random_weights(graph, 31)
    points = random_points(graph, 40, 37)
    least = Router(graph, engine="dijkstra").matrices(
        RoadWeights(weights.exposure + 1e-12, np.zeros_like(weights.exposure), weights.open), points, 0.0
    )
    result = Router(graph).matrices(weights, points, 1e12)
    assert beta_of(weights, 1e12) == LARGEST_BETA * weights.natural_s
    spared = (result.exposure - least.time_s) / np.nanmax(least.time_s)
    assert np.nanmax(np.abs(spared)) < 1e-3


def test_both_engines_agree_on_a_whole_extract() -> None:
    graph = extract_graph(EXTRACTS[1])
    weights = random_weights(graph, 41, closed=0.02)
    points = random_points(graph, 40, 43)
    fast, plain = (
        Router(graph).matrices(weights, points, 5000.0),
        Router(graph, engine="dijkstra").matrices(weights, points, 5000.0),
    )
    np.testing.assert_allclose(fast.time_s, plain.time_s, atol=1e-6)
    np.testing.assert_allclose(fast.exposure, plain.exposure, atol=1e-9)


def test_a_small_report_is_a_partial_weighing_on_a_whole_extract() -> None:
    graph = extract_graph(EXTRACTS[0])
    weights = random_weights(graph, 47)
    worse = weights.exposure.copy()
    near = (
        np.hypot(
            graph.sample_x[graph.sample_start[:-1]] - graph.node_x[0],
            graph.sample_y[graph.sample_start[:-1]] - graph.node_y[0],
        )
        < 400
    )
    worse[near] += 0.05
    new = RoadWeights(weights.time_s, worse, weights.open & ~(near & (np.arange(len(near)) % 7 == 0)))
    points = random_points(graph, 12, 53)
    pairs = [(start, end) for start in points for end in points]
    carried, fresh = Router(graph), Router(graph)
    carried.paths(weights, pairs, 5000.0)
    weighed = carried.reweigh(weights, new)
    assert 0 < weighed <= 2 * near.sum()
    assert carried.paths(new, pairs, 5000.0) == fresh.paths(new, pairs, 5000.0)


def test_on_a_named_pair_exact_holds_a_way_that_no_beta_finds() -> None:
    """From the Koenigstuhl down to Handschuhsheim, 15 km from an invented line, past two strikes by the river."""
    city = heidelberg()
    router = Router(city.graph)
    start, end = city.point(KOENIGSTUHL), city.point(HANDSCHUHSHEIM)
    supported = router.ways(city.weights, start, end)
    exact = router.ways(city.weights, start, end, exact=True)
    assert supported is not None
    assert exact is not None
    assert supported.fastest.arcs != supported.least_dangerous.arcs
    assert supported.least_dangerous.exposure < 0.8 * supported.fastest.exposure
    hidden = [way for way in exact.all if way not in supported.all]
    assert hidden
    by_beta = [router.path(city.weights, start, end, beta) for beta in np.geomspace(10.0, 1e7, 30)]
    found = {way.arcs for way in by_beta if way is not None}
    assert found == {way.arcs for way in supported.all}, "the sweep finds what single betas find"
    for way in hidden:
        assert way.arcs not in found
        faster = [other for other in exact.all if other.time_s < way.time_s]
        assert all(way.exposure < other.exposure for other in faster), "and yet nothing beats it"


def test_an_hour_of_danger_more_changes_the_least_dangerous_way() -> None:
    """A third strike on the least dangerous way drives it elsewhere, and the exposure of the old way only grows."""
    city = heidelberg()
    router = Router(city.graph)
    start, end = city.point(KOENIGSTUHL), city.point(HANDSCHUHSHEIM)
    before = router.ways(city.weights, start, end)
    assert before is not None
    worse = city.weights.exposure.copy()
    worse[city.graph.arc_stretch[list(before.least_dangerous.arcs[3:-3])]] += 0.5
    after = router.ways(RoadWeights(city.weights.time_s, worse, city.weights.open), start, end)
    assert after is not None
    assert after.least_dangerous.arcs != before.least_dangerous.arcs
    assert after.least_dangerous.exposure > before.least_dangerous.exposure

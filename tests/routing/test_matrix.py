"""Two-criteria matrices against the plain answer: right sums, right ties, right silence where no road leads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.legs import RoadPoint
from openevac.routing.cch import CchEngine
from openevac.routing.engine import LostWayError
from openevac.routing.gauge import LARGEST_BETA
from openevac.routing.matrix import MatrixMaker
from openevac.routing.points import Points
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph
from tests.routing.random_worlds import plain_best, random_world
from tests.torture import examples

BETAS = (0.0, 7.0, 3600.0, 250_000.0)


@settings(max_examples=examples(60, 1000), deadline=None)
@given(seed=st.integers(0, 2**32), beta=st.sampled_from(BETAS), engine=st.sampled_from(("cch", "dijkstra")))
def test_every_cell_is_the_best_way_by_the_plain_answer(seed: int, beta: float, engine: str) -> None:
    world = random_world(seed)
    router = Router(world.graph, engine="cch" if engine == "cch" else "dijkstra")
    result = router.matrices(world.weights, world.points, beta)
    beta = min(beta, LARGEST_BETA * world.weights.natural_s)
    for i, start in enumerate(world.points):
        for j, goal in enumerate(world.points):
            best = plain_best(world, start, goal, beta)
            assert best.reached == bool(np.isfinite(result.time_s[i, j])), (i, j)
            assert best.reached == bool(np.isfinite(result.exposure[i, j])), (i, j)
            if best.reached:
                cost = result.time_s[i, j] + beta * result.exposure[i, j]
                assert cost == pytest.approx(best.cost, rel=2e-5, abs=1e-3)


@settings(max_examples=examples(60, 1000), deadline=None)
@given(seed=st.integers(0, 2**32), beta=st.sampled_from((1.0, 2.0, 3.0)))
def test_of_ways_that_tie_the_least_exposed_is_taken(seed: int, beta: float) -> None:
    world = random_world(seed, whole=True)
    router = Router(world.graph)
    result = router.matrices(world.weights, world.points, beta)
    for i, start in enumerate(world.points):
        for j, goal in enumerate(world.points):
            best = plain_best(world, start, goal, beta)
            if best.reached:
                assert result.exposure[i, j] == pytest.approx(best.exposure, abs=1e-3), (i, j)
                assert result.time_s[i, j] == pytest.approx(best.cost - beta * best.exposure, abs=1e-3), (i, j)
                way = router.path(world.weights, start, goal, beta)
                assert way is not None
                assert way.exposure == pytest.approx(best.exposure, abs=1e-9), (i, j)


def two_ways(time_s: tuple[float, float], exposure: tuple[float, float]) -> tuple[Router, RoadWeights, list[RoadPoint]]:
    """From s to t by the north or by the south; the two pieces at the ends weigh 1 s each."""
    points = {"s": (0.0, 0.0), "a": (100.0, 0.0), "n": (500.0, 400.0), "b": (900.0, 0.0), "t": (1000.0, 0.0)}
    roads = [
        Road(start="s", end="a"),
        Road(start="a", end="b", bends=((500.0, 300.0),)),
        Road(start="a", end="b", bends=((500.0, -300.0),)),
        Road(start="b", end="t"),
    ]
    weights = RoadWeights(np.array([1.0, *time_s, 1.0]), np.array([0.0, *exposure, 0.0]), np.ones(4, np.bool_))
    router = Router(hand_made_graph(points, roads))
    ends = [RoadPoint(arc=arc, fraction=f, snap_m=0.0, lon=0.0, lat=0.0) for arc, f in ((0, 0.0), (6, 1.0))]
    return router, weights, ends


@pytest.mark.parametrize(("beta", "best"), [(50.0, 1), (99.0, 1), (99.9, 1), (100.0, 2), (100.1, 2), (200.0, 2)])
def test_near_a_tie_the_way_is_unpacked_and_the_tie_goes_to_less_exposure(beta: float, best: int) -> None:
    """North: 600 s, 3. South: 700 s, 2. They tie at beta = 100, where a difference of sums alone would mix them."""
    router, weights, ends = two_ways((600.0, 700.0), (3.0, 2.0))
    result = router.matrices(weights, ends, beta)
    assert result.time_s[0, 1] == pytest.approx(weights.time_s[best] + 2.0, abs=1e-3)
    assert result.exposure[0, 1] == pytest.approx(weights.exposure[best], abs=1e-5)


def test_near_ties_are_found_by_the_third_matrix_and_only_there_ways_are_unpacked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    router, weights, ends = two_ways((600.0, 700.0), (3.0, 2.0))
    unpacked: list[int] = []
    real = CchEngine.paths

    def counting(engine: CchEngine, metric: object, starts: object, goals: object) -> object:
        found = real(engine, metric, starts, goals)  # type: ignore[arg-type] # passed on as they came
        unpacked.append(len(found))
        return found

    monkeypatch.setattr(CchEngine, "paths", counting)
    router.matrices(weights, ends, 50.0)
    assert sum(unpacked) == 0
    router.matrices(weights, ends, 99.5)
    assert sum(unpacked) == 2, "there and back"


def test_without_the_unpacking_a_near_tie_would_come_out_mixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shows that the tests above can fail: what the slope alone says is neither way."""
    router, weights, ends = two_ways((600.0, 700.0), (3.0, 2.0))
    monkeypatch.setattr("openevac.routing.matrix.Sums.bent", property(lambda sums: np.zeros(sums.reached.shape, bool)))
    assert isinstance(router._maker, MatrixMaker)
    exposure = router.matrices(weights, ends, 99.5).exposure[0, 1]
    assert 2.1 < exposure < 2.9


def test_a_way_lost_between_two_steps_of_beta_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    router, weights, ends = two_ways((600.0, 700.0), (3.0, 2.0))
    real = Points.starts
    monkeypatch.setattr(
        Points, "starts", lambda points, gauge, step=0: real(points, replace(gauge, open=gauge.open & (step < 2)), step)
    )
    with pytest.raises(LostWayError, match="points that open roads join"):
        router.matrices(weights, ends, 50.0)


def test_rows_and_columns_may_differ_and_may_be_empty() -> None:
    world = random_world(12, closed=0.0)
    router = Router(world.graph)
    square = router.matrices(world.weights, world.points, 100.0)
    part = router.matrices(world.weights, world.points[:2], 100.0, targets=world.points[1:5])
    np.testing.assert_allclose(part.time_s, square.time_s[:2, 1:5], rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(part.exposure, square.exposure[:2, 1:5], rtol=1e-4, atol=1e-6)
    assert router.matrices(world.weights, [], 100.0).time_s.shape == (0, 0)
    assert router.matrices(world.weights, world.points, 100.0, targets=[]).exposure.shape == (6, 0)


def test_without_any_danger_time_alone_decides() -> None:
    world = random_world(12, closed=0.0)
    calm = RoadWeights(world.weights.time_s, np.zeros_like(world.weights.exposure), world.weights.open)
    by_beta = [Router(world.graph).matrices(calm, world.points, beta) for beta in (0.0, 1e6)]
    np.testing.assert_array_equal(by_beta[0].time_s, by_beta[1].time_s)
    assert np.nanmax(by_beta[1].exposure) == 0.0


def test_adding_danger_to_a_road_never_lowers_the_cost_of_any_cell() -> None:
    world = random_world(21, closed=0.0, points=12)
    router = Router(world.graph)
    before = router.matrices(world.weights, world.points, 500.0)
    worse = world.weights.exposure.copy()
    worse[::3] += 0.3
    after = router.matrices(RoadWeights(world.weights.time_s, worse, world.weights.open), world.points, 500.0)
    rise = (after.time_s + 500.0 * after.exposure) - (before.time_s + 500.0 * before.exposure)
    assert np.nanmin(rise) > -0.01
    assert np.nanmax(rise) > 1.0

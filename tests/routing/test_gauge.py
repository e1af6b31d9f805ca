"""Units: no sum that is used reaches LIMIT, wrong guesses are noticed, beta stays within its bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadGraph
from openevac.routing import gauge as gauges
from openevac.routing.engine import BLOCKED, LIMIT
from openevac.routing.gauge import LARGEST_BETA, LEAST_BETA, TILT, beta_of, fine_gauge, rough_gauge, safe_gauge
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.hand_made import Road, hand_made_graph
from tests.routing.random_worlds import random_world


def long_road(pieces: int) -> RoadGraph:
    """One road of many pieces in a row: the longest way there can be for its number of stretches."""
    points = {f"n{k}": (100.0 * k, 0.0) for k in range(pieces + 1)}
    return hand_made_graph(points, [Road(start=f"n{k}", end=f"n{k + 1}") for k in range(pieces)])


def weights_of(time_s: list[float], exposure: list[float] | None = None) -> RoadWeights:
    return RoadWeights(
        time_s=np.array(time_s),
        exposure=np.array(exposure) if exposure else np.zeros(len(time_s)),
        open=np.ones(len(time_s), np.bool_),
    )


def at(arc: int, fraction: float) -> RoadPoint:
    return RoadPoint(arc=arc, fraction=fraction, snap_m=0.0, lon=0.0, lat=0.0)


@settings(deadline=None)
@given(seed=st.integers(0, 2**32), beta=st.sampled_from((0.0, 1.0, 1e5, 1e15)))
def test_in_safe_units_all_open_roads_together_stay_below_the_limit(seed: int, beta: float) -> None:
    weights = random_world(seed).weights
    gauge = safe_gauge(weights, beta_of(weights, beta))
    stretches = np.arange(len(weights.time_s), dtype=np.int32)
    for step in (0, 1, 2):
        each = gauge.arc_weights(stretches, step)
        assert int(each[weights.open].astype(np.int64).sum()) < LIMIT
        assert np.all(each[weights.open] >= 1)
        assert np.all(each[~weights.open] == BLOCKED)


@pytest.mark.parametrize("beta", [0.0, 1.0, 3600.0, 1e9])
def test_the_longest_way_there_can_be_is_summed_up_rightly(beta: float) -> None:
    """A single road through all stretches outdoes the guess of rough units: it must be asked again in safe ones."""
    pieces = 2000
    graph = long_road(pieces)
    rng = np.random.default_rng(5)
    weights = weights_of(rng.uniform(10, 1000, pieces).tolist(), rng.uniform(0, 2, pieces).tolist())
    start, end = at(0, 0.0), at(2 * pieces - 2, 1.0)
    rough = rough_gauge(weights, beta_of(weights, beta))
    assert rough.base.sum() > LIMIT, "the guess fits, so this test tests nothing"
    way = Router(graph).path(weights, start, end, beta)
    assert way is not None
    assert way.time_s == pytest.approx(weights.time_s.sum())
    both = Router(graph).matrices(weights, [start, end, at(0, 0.5)], beta)
    assert both.time_s[0, 1] == pytest.approx(weights.time_s.sum(), rel=1e-3)
    assert both.exposure[0, 1] == pytest.approx(weights.exposure.sum(), rel=1e-4)


def test_a_pivot_that_joins_little_does_not_hide_long_ways() -> None:
    """The first start stands on an island, so it bounds nothing for the others."""
    points = {"a": (0.0, 9e3), "b": (100.0, 9e3)} | {f"n{k}": (100.0 * k, 0.0) for k in range(801)}
    roads = [Road(start="a", end="b")] + [Road(start=f"n{k}", end=f"n{k + 1}") for k in range(800)]
    graph = hand_made_graph(points, roads)
    weights = weights_of([1e-3] + [900.0] * 800, [1e-9] + [0.5] * 800)
    result = Router(graph).matrices(weights, [at(0, 0.1), at(0, 0.9), at(2, 0.0), at(1600, 1.0)], 1000.0)
    assert result.time_s[2, 3] == pytest.approx(900.0 * 800, rel=1e-6)
    assert result.exposure[2, 3] == pytest.approx(400.0, rel=1e-4)
    assert np.isnan(result.time_s[0, 2])
    assert result.time_s[0, 1] == pytest.approx(0.8e-3)


def test_clipping_a_stretch_that_alone_exceeds_the_limit_changes_no_way() -> None:
    graph = hand_made_graph(
        {"a": (0.0, 0.0), "b": (100.0, 0.0), "c": (50.0, 50.0)},
        [Road(start="a", end="b"), Road(start="a", end="c"), Road(start="c", end="b")],
    )
    weights = weights_of([1e12, 1.0, 1.0])
    gauge = fine_gauge(weights, 0.0, 10.0)
    assert gauge.arc_weights(graph.arc_stretch)[0] == LIMIT
    way = Router(graph).path(weights, at(2, 0.5), at(4, 0.5), 0.0)
    assert way is not None
    assert way.arcs == (2, 4)


def test_a_stretch_of_next_to_no_time_still_weighs_one() -> None:
    """Ways of no weight at all would let a best way run in circles."""
    gauge = fine_gauge(weights_of([1e-12, 1.0]), 0.0, 1.0)
    assert gauge.arc_weights(np.array([0, 0], np.int32)).tolist() == [1, 1]


def test_of_two_ways_beyond_the_limit_the_better_is_taken() -> None:
    """In rough units one arc of 30,000 s is clipped to LIMIT and seems less than three arcs of 8,000 s."""
    points = {f"n{k}": (100.0 * k, 0.0) for k in range(6001)} | {"x": (0.0, 900.0), "y": (0.0, 1800.0)}
    roads = [Road(start=f"n{k}", end=f"n{k + 1}") for k in range(6000)]
    roads += [Road(start=a, end=b) for a, b in (("n0", "x"), ("x", "y"), ("y", "n6000"), ("n0", "n6000"))]
    graph = hand_made_graph(points, roads)
    weights = weights_of([1e6 if k == 3000 else 1e-3 for k in range(6000)] + [8000.0] * 3 + [30_000.0])
    weights = replace(weights, open=weights.time_s < 1e6)
    gauge = rough_gauge(weights, 0.0)
    assert gauge.base[6003] > LIMIT, "it is not clipped, so this test tests nothing"
    assert 3 * gauge.base[6000] > LIMIT
    way = Router(graph).path(weights, at(0, 0.0), at(2 * 5999, 1.0), 0.0)
    assert way is not None
    assert way.time_s == pytest.approx(24_000.0, rel=1e-3)


def test_beta_is_kept_within_bounds_and_a_trace_above_what_was_asked() -> None:
    weights = weights_of([100.0, 300.0], [0.5, 1.5])
    assert weights.natural_s == 200.0
    assert beta_of(weights, 0.0) == LEAST_BETA * 200.0
    assert beta_of(weights, 1000.0) == 1000.0 * (1 + TILT)
    assert beta_of(weights, 1e30) == LARGEST_BETA * 200.0
    assert beta_of(weights_of([1.0, 2.0]), 1000.0) == 0.0


@pytest.mark.parametrize("beta", [-1.0, float("nan"), float("inf")])
def test_a_beta_that_is_none_is_refused(beta: float) -> None:
    with pytest.raises(ValueError, match="zero or more and finite"):
        beta_of(weights_of([1.0]), beta)


def test_a_small_change_of_danger_keeps_the_rough_unit() -> None:
    weights = random_world(7).weights
    changed = replace(weights, exposure=weights.exposure * 1.0001)
    assert rough_gauge(weights, 50.0).unit_s == rough_gauge(changed, 50.0).unit_s
    assert np.log2(rough_gauge(weights, 50.0).unit_s) % 1 == 0


def test_rounding_has_room_in_a_fine_unit() -> None:
    """Half a million arcs may each be rounded by 1.5 units over the three steps."""
    assert gauges.ROUNDING * LIMIT > 1.5 * 500_000

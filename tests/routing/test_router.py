"""Paths as people and referees get them: continuous, adding up, independent of what was asked before."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.legs import RoadPoint
from openevac.roads.graph import RoadClass
from openevac.routing.gauge import LARGEST_BETA
from openevac.routing.path import Path
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights
from tests.routing.random_worlds import RandomWorld, plain_best, random_world
from tests.torture import examples

SEEDS = st.integers(0, 2**32)
EngineName = Literal["cch", "dijkstra"]
ENGINES: tuple[EngineName, ...] = ("cch", "dijkstra")


def assert_can_be_driven(world: RandomWorld, path: Path, start: RoadPoint, end: RoadPoint) -> None:
    """Drive the path piece by piece: from the start to the end, never against a one-way, sums as stated."""
    graph, weights, arcs = world.graph, world.weights, path.arcs
    for point, arc, fraction in ((start, arcs[0], path.start_fraction), (end, arcs[-1], path.end_fraction)):
        assert graph.arc_stretch[arc] == graph.arc_stretch[point.arc]
        same_way = graph.arc_forward[arc] == graph.arc_forward[point.arc]
        assert fraction == pytest.approx(point.fraction if same_way else 1.0 - point.fraction)
    assert all(graph.arc_head[a] == graph.arc_tail[b] for a, b in pairwise(arcs))
    shares = [1.0] * len(arcs)
    shares[-1] = path.end_fraction
    shares[0] -= path.start_fraction
    assert all(-1e-12 <= share <= 1.0 for share in shares)
    stretches = [int(graph.arc_stretch[arc]) for arc in arcs]
    assert all(weights.open[stretch] for stretch in stretches)
    lengths = [share * float(graph.stretch_length_m[s]) for share, s in zip(shares, stretches, strict=True)]
    tracks = [m for m, s in zip(lengths, stretches, strict=True) if graph.stretch_class[s] == RoadClass.TRACK]
    assert path.length_m == pytest.approx(sum(lengths))
    assert path.track_m == pytest.approx(sum(tracks))
    assert path.time_s == pytest.approx(sum(a * weights.time_s[s] for a, s in zip(shares, stretches, strict=True)))
    assert path.exposure == pytest.approx(sum(a * weights.exposure[s] for a, s in zip(shares, stretches, strict=True)))


@settings(max_examples=examples(80, 2000), deadline=None)
@given(seed=SEEDS, beta=st.sampled_from((0.0, 50.0, 1e5)), engine=st.sampled_from(ENGINES))
def test_every_path_can_be_driven_and_none_is_better(seed: int, beta: float, engine: EngineName) -> None:
    world = random_world(seed)
    router = Router(world.graph, engine=engine)
    used = min(beta, LARGEST_BETA * world.weights.natural_s)
    pairs = [(start, end) for start in world.points for end in world.points]
    for (start, end), path in zip(pairs, router.paths(world.weights, pairs, beta), strict=True):
        best = plain_best(world, start, end, used)
        assert best.reached == (path is not None)
        if path is not None:
            assert_can_be_driven(world, path, start, end)
            assert path.time_s + used * path.exposure == pytest.approx(best.cost, rel=2e-5, abs=1e-3)


@settings(max_examples=examples(40, 500), deadline=None)
@given(seed=SEEDS)
def test_answers_do_not_depend_on_what_was_asked_before(seed: int) -> None:
    world = random_world(seed)
    start, end = world.points[:2]
    others = [replace(world.weights, exposure=world.weights.exposure * k) for k in range(2, 14)]
    used = Router(world.graph, threads=1)
    for weights in others:
        used.path(weights, end, start, 10.0)
        used.matrices(weights, world.points, 1e4)
    fresh = Router(world.graph)
    assert used.path(world.weights, start, end, 10.0) == fresh.path(world.weights, start, end, 10.0)
    for mine, theirs in zip(
        (used.matrices(world.weights, world.points, 10.0), used.matrices(world.weights, world.points, 10.0)),
        (
            fresh.matrices(world.weights, world.points, 10.0),
            Router(world.graph).matrices(world.weights, world.points, 10.0),
        ),
        strict=True,
    ):
        np.testing.assert_array_equal(mine.time_s, theirs.time_s)
        np.testing.assert_array_equal(mine.exposure, theirs.exposure)


@settings(max_examples=examples(60, 1000), deadline=None)
@given(seed=SEEDS, share=st.sampled_from((0.0, 0.1, 0.9)), engine=st.sampled_from(ENGINES))
def test_partial_equals_full(seed: int, share: float, engine: EngineName) -> None:
    world = random_world(seed)
    rng = np.random.default_rng(seed)
    touched = rng.random(world.graph.num_stretches) < share
    new = RoadWeights(
        time_s=np.where(touched, world.weights.time_s * rng.uniform(0.5, 2.0, len(touched)), world.weights.time_s),
        exposure=np.where(touched, world.weights.exposure + 0.01, world.weights.exposure),
        open=world.weights.open ^ (touched & (rng.random(len(touched)) < 0.5)),
    )
    carried = Router(world.graph, engine=engine)
    pairs = [(start, end) for start in world.points for end in world.points]
    for beta in (0.0, 100.0):
        carried.paths(world.weights, pairs, beta)
    carried.reweigh(world.weights, new)
    fresh = Router(world.graph, engine=engine)
    for beta in (0.0, 100.0):
        assert carried.paths(new, pairs, beta) == fresh.paths(new, pairs, beta)
        assert carried.paths(world.weights, pairs, beta) == fresh.paths(world.weights, pairs, beta)


def test_a_small_change_weighs_only_the_arcs_it_touches(monkeypatch: pytest.MonkeyPatch) -> None:
    """One stretch of many is closed: two arcs are weighed again, and no arc but those."""
    monkeypatch.setattr("openevac.routing.shelf.WORTH_A_FULL_ONE", 1)
    world = random_world(5, closed=0.0)
    router = Router(world.graph)
    router.path(world.weights, world.points[0], world.points[1], 100.0)
    is_open = world.weights.open.copy()
    stretch = int(np.argmin(world.weights.time_s))
    is_open[stretch] = False
    arcs = int((world.graph.arc_stretch == stretch).sum())
    assert router.reweigh(world.weights, replace(world.weights, open=is_open)) == arcs


def test_numba_is_not_imported_with_the_router() -> None:
    """The command line starts quickly only if Numba waits until all ways are asked for."""
    program = "import sys, openevac.routing.router; assert 'numba' not in sys.modules, 'numba was imported'"
    subprocess.run([sys.executable, "-c", program], check=True)

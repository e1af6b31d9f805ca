"""Two-criteria matrices against the plain answer: right sums, right ties, right silence where no road leads."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openevac.routing.gauge import LARGEST_BETA
from openevac.routing.router import Router
from tests.routing.random_worlds import plain_best, random_world

BETAS = (0.0, 7.0, 3600.0, 250_000.0)


@given(seed=st.integers(0, 2**32), beta=st.sampled_from(BETAS))
def test_every_cell_is_the_best_way_by_the_plain_answer(seed: int, beta: float) -> None:
    world = random_world(seed)
    result = Router(world.graph).matrices(world.weights, world.points, beta)
    beta = min(beta, LARGEST_BETA * world.weights.natural_s)
    for i, start in enumerate(world.points):
        for j, goal in enumerate(world.points):
            best = plain_best(world, start, goal, beta)
            assert best.reached == bool(np.isfinite(result.time_s[i, j])), (i, j)
            if best.reached:
                cost = result.time_s[i, j] + beta * result.exposure[i, j]
                assert cost == pytest.approx(best.cost, rel=2e-5, abs=1e-3)


@given(seed=st.integers(0, 2**32), beta=st.sampled_from((1.0, 2.0, 3.0)))
def test_of_ways_that_tie_the_least_exposed_is_taken(seed: int, beta: float) -> None:
    world = random_world(seed, whole=True)
    result = Router(world.graph).matrices(world.weights, world.points, beta)
    for i, start in enumerate(world.points):
        for j, goal in enumerate(world.points):
            best = plain_best(world, start, goal, beta)
            if best.reached:
                assert result.exposure[i, j] == pytest.approx(best.exposure, abs=1e-3), (i, j)
                assert result.time_s[i, j] == pytest.approx(best.cost - beta * best.exposure, abs=1e-3), (i, j)

"""Ours on the same footing: search and verdict of `planning.plan`, without the words that change no mission."""

from __future__ import annotations

import time

from benchmarks.peers.given import Given
from benchmarks.worlds import START
from openevac.planning.assemble import Frame
from openevac.planning.search import search
from openevac.planning.settle import Settled
from openevac.planning.verdict import best_accepted

SEARCH_SHARE = 0.6
"""Building on the map and asking the referee come after the search and are paid from the same budget."""


def solve(given: Given, *, seed: int, budget_s: float | None, iterations: int | None = None) -> Settled:
    """Give the missions that `planning.plan.plan` would show for this seed and this end of the search."""
    started = time.monotonic()

    def stop() -> bool:
        return budget_s is not None and time.monotonic() - started > SEARCH_SHARE * budget_s

    drafts = search(given.problem, seed=seed, iterations=iterations, stop=stop)
    frame = Frame(made_at=START, seed=seed, people_assumed=given.problem.people_assumed)
    return best_accepted(given.prepared, given.builder(), drafts, frame)[0]

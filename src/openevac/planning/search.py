"""Several short seeded runs of the solver, each mended and bettered exactly; the lexicographic score chooses.

Cold runs with smaller and larger prizes find who to fetch; warm runs then keep exactly those people and look for
less danger and time. A run's answer is never taken as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openevac.planning.drafts import Draft
from openevac.planning.improve import Stop, add_all, improve, repair, score_of
from openevac.planning.insertion import Bench
from openevac.planning.prizes import REQUIRED_FACTOR, prizes
from openevac.planning.problem import Problem
from openevac.planning.solver import Solver

PRIZE_SCALES = (1.0, 0.3, 3.0)
RUN_ITERATIONS = 400
"""One run's length where only `stop` ends the search."""
LEAST_RUN = 50
RUNS_IN_A_LIMIT = 8
KEPT_DRAFTS = 3

Progress = Callable[[str, float], None]


@dataclass(slots=True)
class _Found:
    """The best drafts so far, best first, without doubles."""

    bench: Bench
    drafts: list[Draft] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Take a possible draft in, where it is good enough."""
        if draft not in self.drafts:
            self.drafts.append(draft)
            self.drafts.sort(key=lambda one: score_of(self.bench, one), reverse=True)
            del self.drafts[KEPT_DRAFTS:]


def search(
    problem: Problem,
    *,
    seed: int,
    iterations: int | None,
    stop: Stop | None = None,
    start: Draft | None = None,
    progress: Progress | None = None,
) -> tuple[Draft, ...]:
    """Give the best drafts found, best first; at least the empty one, and every one possible by the matrices.

    The same problem, seed and iterations give the same drafts. `stop` ends the search early; without `iterations`
    it is the only end. `start`: a possible draft to begin with, for example yesterday's.
    """
    if iterations is None and stop is None:
        raise ValueError("a search without an iteration limit needs a stop")
    is_over: Stop = stop or (lambda: False)
    bench = Bench(problem)
    found = _Found(bench)
    found.add(improve(bench, start or add_all(bench, Draft.empty(problem.num_vehicles), is_over), is_over))
    run_length = RUN_ITERATIONS if iterations is None else max(LEAST_RUN, -(-iterations // RUNS_IN_A_LIMIT))
    done, number = 0, 0
    while problem.num_requests and problem.num_vehicles and not is_over():
        length = run_length if iterations is None else min(run_length, iterations - done)
        if length <= 0:
            break
        answer = _run(problem, found.drafts[0], number, seed=seed, length=length, stop=is_over)
        if answer is not None:
            found.add(improve(bench, repair(bench, answer), is_over))
        done, number = done + length, number + 1
        if progress is not None and iterations:
            progress("looking for trips", done / iterations)
    return tuple(found.drafts)


def _run(problem: Problem, best: Draft, number: int, *, seed: int, length: int, stop: Stop) -> Draft | None:
    """Run the solver once: first cold at every scale of prizes, then warm and cold by turns."""
    cold = number < len(PRIZE_SCALES) or number % 2 == 0
    if cold:
        scale = PRIZE_SCALES[number % len(PRIZE_SCALES)]
        return Solver(problem, prizes(problem, scale)).run(seed=seed + number, iterations=length, stop=stop)
    worth = _prizes_for(problem, best)
    return Solver(problem, worth).run(seed=seed + number, iterations=length, stop=stop, start=best)


def _prizes_for(problem: Problem, best: Draft) -> npt.NDArray[np.int64]:
    """Give prizes under which nobody served is ever worth leaving and nobody else worth fetching."""
    served = np.zeros(problem.num_requests, dtype=bool)
    served[list(best.served)] = True
    return np.where(served, prizes(problem, REQUIRED_FACTOR).max(initial=0), 0)

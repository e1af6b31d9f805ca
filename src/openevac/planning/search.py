"""Several short seeded runs of the solver, each mended and bettered exactly; the lexicographic score chooses.

Where a day has waves, runs in which every vehicle goes out once take turns with runs in which it goes out once in
each wave: the solver knows no vehicle that may do either.

Cold runs with smaller and larger prizes find who to fetch; warm runs then keep exactly those people and look for
less danger and time. A run's answer is never taken as it is: what serves as many people as the best so far is put in
order trip by trip and exchanged between trips by exact cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from openevac.planning.doors_first import in_all_rows, only_rows, rows_at_doors
from openevac.planning.drafts import Draft
from openevac.planning.exchange import Exchange
from openevac.planning.improve import Stop, add_all, improve, repair, score_of
from openevac.planning.insertion import Bench
from openevac.planning.prizes import REQUIRED_FACTOR, prizes
from openevac.planning.problem import Problem
from openevac.planning.regroup import regroup
from openevac.planning.ruin import ruin
from openevac.planning.solver import Solver

PRIZE_SCALES = (1.0, 0.3, 3.0)
RUN_ITERATIONS = 400
"""One run's length where only `stop` ends the search."""
LEAST_RUN = 50
RUNS_IN_A_LIMIT = 8
KEPT_DRAFTS = 3
NEARLY = 1.05
"""A draft that costs up to so many times the best is exchanged: farther off, exchange seldom makes up for it."""

Progress = Callable[[str, float], None]


@dataclass(slots=True)
class _Found:
    """The best drafts so far, best first, without doubles."""

    bench: Bench
    exchange: Exchange
    drafts: list[Draft] = field(default_factory=list)

    def add(self, draft: Draft) -> None:
        """Take a possible draft in, where it is good enough."""
        if draft not in self.drafts:
            self.drafts.append(draft)
            self.drafts.sort(key=lambda one: score_of(self.bench, one), reverse=True)
            del self.drafts[KEPT_DRAFTS:]

    def better(self, draft: Draft, stop: Stop, seed: int) -> Draft:
        """Give a draft improved, and its households exchanged where it is nearly the best so far.

        Exchanging changes what a draft costs, not whom it serves; the time it saves may be enough for somebody more,
        and where it is not, somebody may fit when another changes the van. What no exchange betters is taken apart
        here and there and put together again.
        """
        draft = improve(self.bench, draft, stop)
        while not stop() and self._is_nearly_best(draft):
            cheaper = self.exchange.better(draft, stop)
            fuller = regroup(self.bench, cheaper, stop)
            if fuller is None and cheaper == draft:
                rebuilt = ruin(self.bench, draft, stop, seed)
                if rebuilt == draft:
                    break
                cheaper = rebuilt
            draft = improve(self.bench, fuller or cheaper, stop)
        return draft

    def _is_nearly_best(self, draft: Draft) -> bool:
        """Tell whether a draft serves more than the best so far, or as many at a cost not far above."""
        best = self.drafts[0] if self.drafts else draft
        mine, others = score_of(self.bench, draft), score_of(self.bench, best)
        served, most = (mine.required, mine.classes), (others.required, others.classes)
        return served > most or (served == most and mine.less_cost_s >= NEARLY * others.less_cost_s)


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
    it is the only end. `start`: a possible draft to begin with, for example yesterday's. Where households can be met
    at several places and no start is given, half of the search looks at doors alone, and the rest begins from there.
    """
    if iterations is None and stop is None:
        raise ValueError("a search without an iteration limit needs a stop")
    is_over: Stop = stop or (lambda: False)
    rows = rows_at_doors(problem)
    if start is None and len(rows) < problem.num_requests:
        first = RUN_ITERATIONS * len(PRIZE_SCALES) if iterations is None else iterations // 2
        at_doors = search(only_rows(problem, rows), seed=seed, iterations=first, stop=stop)
        start, iterations = in_all_rows(at_doors[0], rows), None if iterations is None else iterations - first
    bench = Bench(problem)
    found = _Found(bench, Exchange(bench))
    greedy = None if start else add_all(bench, Draft.empty(problem.num_vehicles), is_over)
    found.add(greedy or improve(bench, start or Draft.empty(problem.num_vehicles), is_over))
    run_length = RUN_ITERATIONS if iterations is None else max(LEAST_RUN, -(-iterations // RUNS_IN_A_LIMIT))
    patterns = _patterns(problem)
    done, number = 0, 0
    while problem.num_requests and problem.num_vehicles and not is_over():
        length = run_length if iterations is None else min(run_length, iterations - done)
        if length <= 0:
            break
        answer = _run(problem, found.drafts[0], patterns, number, seed=seed, length=length, stop=is_over)
        if answer is not None:
            found.add(found.better(repair(bench, answer), is_over, seed + number))
        done, number = done + length, number + 1
        if greedy is not None and number == len(PRIZE_SCALES):
            # Bettering it takes as long as several runs on a large day, and those nearly always serve more.
            found.add(found.better(greedy, is_over, seed))
        if progress is not None and iterations:
            progress("looking for trips", done / iterations)
    return tuple(found.drafts)


def _run(
    problem: Problem, best: Draft, patterns: list[list[int]], number: int, *, seed: int, length: int, stop: Stop
) -> Draft | None:
    """Run the solver once: first cold at every scale of prizes, then warm and cold by turns."""
    cold = number < len(PRIZE_SCALES) or number % 2 == 0
    if cold:
        scale, rows = PRIZE_SCALES[number % len(PRIZE_SCALES)], patterns[(number + number // 2) % len(patterns)]
        return Solver(problem, prizes(problem, scale), rows).run(seed=seed + number, iterations=length, stop=stop)
    solver = Solver(problem, _prizes_for(problem, best), _rows_of(problem, best))
    return solver.run(seed=seed + number, iterations=length, stop=stop, start=best)


def _patterns(problem: Problem) -> list[list[int]]:
    """Give the rows that drive in a run: every vehicle at any hour, or, where there are waves, once in each."""
    whole_day = [number for number, day in enumerate(problem.vehicles) if day.wave == 0]
    by_wave = [number for number, day in enumerate(problem.vehicles) if day.wave > 0]
    return [rows for rows in (whole_day, by_wave) if rows]


def _rows_of(problem: Problem, draft: Draft) -> list[int]:
    """Give the rows that fit beside a draft: waves for the vehicles that drive in waves in it, else the whole day."""
    in_waves = {problem.vehicles[day.vehicle].vehicle.id for day in draft.days if day.trips
                and problem.vehicles[day.vehicle].wave > 0}  # fmt: skip
    return [number for number, day in enumerate(problem.vehicles) if (day.wave > 0) == (day.vehicle.id in in_waves)]


def _prizes_for(problem: Problem, best: Draft) -> npt.NDArray[np.int64]:
    """Give prizes under which nobody served is ever worth leaving and nobody else worth fetching."""
    served = np.zeros(problem.num_requests, dtype=bool)
    served[[row for request in best.served for row in problem.options[request]]] = True
    return np.where(served, prizes(problem, REQUIRED_FACTOR).max(initial=0), 0)

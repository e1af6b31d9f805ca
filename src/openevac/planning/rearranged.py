"""Whether a plan has room for one household more when its trips may be arranged anew: everybody else stays fetched."""

from __future__ import annotations

from openevac.domain.missions import Mission
from openevac.planning.doors_first import in_all_rows, only_rows
from openevac.planning.drafts import Draft
from openevac.planning.improve import repair
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.prepare import Prepared
from openevac.planning.search import search
from openevac.planning.settle import built_as_is

ITERATIONS = 400
SEEDS = 3
"""Short searches among households that are known, from a plan that fetches all of them but one."""


def rearranged(prepared: Prepared, draft: Draft, request: int, seed: int) -> tuple[Mission, ...] | None:
    """Give the missions of a plan that fetches everybody of a draft and one household more, or None where none is seen.

    `request`: any of its rows. The search knows nobody else, so it cannot fetch others in their place. Vans that are
    out already are not sent on by it: None where there are any.
    """
    problem = prepared.problem
    if any(day.underway is not None for day in problem.vehicles):
        return None
    rows = tuple(sorted({*draft.served, *problem.options[request]}))
    small = only_rows(problem, rows)
    start = repair(Bench(small), _renumbered(draft, rows))
    builder = Builder(prepared)
    for number in range(SEEDS):
        for found in search(small, seed=seed + number, iterations=ITERATIONS, start=start):
            if len(found.served) > len(draft.served):
                settled = built_as_is(problem, builder, in_all_rows(found, rows))
                if len(settled.draft.served) == len(found.served):
                    return settled.missions
    return None


def _renumbered(draft: Draft, rows: tuple[int, ...]) -> Draft:
    """Give a draft of the whole problem by the numbers of the one with some of its rows."""
    place = {row: number for number, row in enumerate(rows)}
    return in_all_rows(draft, tuple(place.get(row, -1) for row in range(max(rows, default=-1) + 1)))

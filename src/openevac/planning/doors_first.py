"""The problem with one place for every household: smaller, so that a search finds good trips as fast as ever.

With every door and meeting point from the start, a search of a few hundred steps loses its way among places: on an
invented day of 60 requests it fetched 43 instead of 48 people of the second class. So doors are searched first.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openevac.planning.drafts import Draft
from openevac.planning.problem import Problem


def rows_at_doors(problem: Problem) -> tuple[int, ...]:
    """Give the row of every door that some vehicle can serve, and all rows of households without such a door."""
    kept: list[int] = []
    for rows in dict.fromkeys(problem.options):
        doors = [row for row in rows if not problem.doors[row].walk_s and problem.may_serve[:, row].any()]
        kept += doors or rows
    return tuple(sorted(kept))


def only_rows(problem: Problem, rows: tuple[int, ...]) -> Problem:
    """Give the problem with some of its rows; the problem itself where none is left out."""
    if len(rows) == problem.num_requests:
        return problem
    points = [*range(problem.point_of_request(0)), *(problem.point_of_request(row) for row in rows)]
    cells = np.ix_(range(problem.drive_s.shape[0]), points, points)
    return replace(
        problem,
        requests=tuple(problem.requests[row] for row in rows),
        waiting_days=tuple(problem.waiting_days[row] for row in rows),
        doors=tuple(problem.doors[row] for row in rows),
        drive_s=problem.drive_s[cells],
        exposure=problem.exposure[cells],
        service_s=problem.service_s[:, list(rows)],
        may_serve=problem.may_serve[:, list(rows)],
    )


def in_all_rows(draft: Draft, rows: tuple[int, ...]) -> Draft:
    """Give a draft of the smaller problem by the numbers of the whole one."""
    return Draft(
        tuple(
            replace(
                day,
                trips=tuple(replace(trip, requests=tuple(rows[r] for r in trip.requests)) for trip in day.trips),
            )
            for day in draft.days
        )
    )

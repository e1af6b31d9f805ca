"""Taking a few households out of a plan and putting them back elsewhere: changes that no single exchange makes.

What is taken out lies near together, or is the whole day of one vehicle, so that a van may stay at home. A round counts
only where everybody finds a place again and the plan is better by the order of planning.score.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import Stop, add_all, score_of
from openevac.planning.insertion import Bench

MOST_ROUNDS = 150
LEAST_ROUNDS = 4
WORK = 20_000
"""Rounds in one go: fewer where a plan has many households and vehicles, since each insertion looks at all of them."""

MOST_OUT = 6
"""Households that are taken out together because they lie near each other."""

WHOLE_DAY = 0.2
"""The share of rounds that empty one vehicle."""

PLACES = 4
CHEAPEST = 0.7
"""How often the cheapest of a few places is taken, the next one of what is left, and so on."""

OTHER_VEHICLE = 0.3
"""The share of the other rounds in which two vehicles exchange their days first."""


def ruin(bench: Bench, draft: Draft, stop: Stop, seed: int) -> Draft:
    """Give a draft that is as good or better; the draft must be possible. Same seed, same answer."""
    dice = np.random.default_rng(seed)
    best, best_score = draft, score_of(bench, draft)
    for _ in range(_rounds(bench, draft)):
        if stop() or not best.served:
            break
        tried = _round(bench, best, dice)
        if tried is None:
            continue
        tried = add_all(bench, tried, stop)
        value = score_of(bench, tried)
        if value > best_score:
            best, best_score = tried, value
    return best


def _rounds(bench: Bench, draft: Draft) -> int:
    work = max(1, len(draft.served) * bench.problem.num_vehicles)
    return int(np.clip(WORK // work, LEAST_ROUNDS, MOST_ROUNDS))


def _round(bench: Bench, draft: Draft, dice: np.random.Generator) -> Draft | None:
    """Give the draft after one round, or None where somebody finds no place any more."""
    driving = [day.vehicle for day in draft.days if day.trips]
    if dice.random() < WHOLE_DAY:
        vehicle = int(dice.choice(driving))
        out = list(draft.days[vehicle].requests)
        smaller = draft.with_day(DraftDay(vehicle))
    else:
        out = _near_each_other(bench, draft, dice)
        smaller = _days_exchanged(draft, dice) if dice.random() < OTHER_VEHICLE else draft
        smaller = smaller.without_requests(out)
    if not bench.stays_possible(smaller, draft):
        return None
    for request in dice.permutation(out):
        found = bench.best_insertions(smaller, int(request), PLACES)
        if not found:
            return None
        smaller = found[min(int(dice.geometric(CHEAPEST)), len(found)) - 1].draft
    return smaller


def _days_exchanged(draft: Draft, dice: np.random.Generator) -> Draft:
    """Give the draft in which two vehicles, picked by chance, drive each other's day."""
    if len(draft.days) < 2:
        return draft
    one, other = (draft.days[int(number)] for number in dice.choice(len(draft.days), 2, replace=False))
    return draft.with_day(replace(one, trips=other.trips)).with_day(replace(other, trips=one.trips))


def _near_each_other(bench: Bench, draft: Draft, dice: np.random.Generator) -> list[int]:
    """Give some served households (rows): one by chance, and those least far from it by road, with chance, too."""
    problem = bench.problem
    served = sorted(draft.served)
    middle = int(dice.choice(served))
    doors = [problem.point_of_request(row) for row in served]
    away_s = problem.drive_s[0, problem.point_of_request(middle), doors] * dice.uniform(0.5, 2.0, len(served))
    count = int(dice.integers(1, min(MOST_OUT, len(served)) + 1))
    return [served[place] for place in np.argsort(away_s, kind="stable")[:count]]

"""Room for one more where adding and replacing find none: one household rides elsewhere, and somebody takes its place.

Two vans that each have a free seat cannot take a pair; when one household changes the van, they can. Whoever counts
less than the newcomer may lose a place on the way, and is then tried again everywhere. So what is given back always
serves more by the order of planning.score.
"""

from __future__ import annotations

from collections.abc import Iterator

from openevac.planning.drafts import Draft
from openevac.planning.improve import Stop, add_all, in_turn, outranks
from openevac.planning.insertion import Bench

MOST_TRIED = 1_500
"""Households lifted out for somebody else before the rest is left as it is: a few seconds on a large day."""


def regroup(bench: Bench, draft: Draft, stop: Stop) -> Draft | None:
    """Give a draft that serves more, in which one household rides elsewhere; None where none is found.

    The draft must be possible, and so is the one given back. Same draft, same answer, as long as `stop` is silent.
    """
    tried = 0
    for request in in_turn(bench.problem, draft):
        for leaving, mover, vehicle in _liftings(bench, draft, request):
            if stop() or tried >= MOST_TRIED:
                return None
            tried += 1
            moved = _moved(bench, draft, request, leaving, mover, vehicle)
            if moved is not None:
                return add_all(bench, moved, stop)
    return None


def _liftings(bench: Bench, draft: Draft, request: int) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Give whom to lift out of a day for `request`: all who leave the day, which of them must ride elsewhere, the day.

    Alone first, then together with everybody of the same trip who counts less than `request`.
    """
    problem = bench.problem
    rows = list(problem.options[request])
    for vehicle, day in enumerate(draft.days):
        if not problem.may_serve[vehicle, rows].any():
            continue
        for trip in day.trips:
            lower = tuple(other for other in trip.requests if outranks(problem, request, other))
            for mover in trip.requests:
                if mover in lower:
                    continue
                yield (mover,), mover, vehicle
                if lower:
                    yield (mover, *lower), mover, vehicle


def _moved(
    bench: Bench, draft: Draft, request: int, leaving: tuple[int, ...], mover: int, vehicle: int
) -> Draft | None:
    """Give the draft with `request` in the day that others leave and the mover elsewhere; None where that cannot be."""
    smaller = draft.without_requests(leaving)
    if not bench.stays_possible(smaller, draft):
        return None
    taken = bench.best_insertion(smaller, request, [vehicle])
    if taken is None:
        return None
    placed = bench.best_insertion(taken.draft, mover)
    return placed.draft if placed is not None else _in_place_of_lower(bench, taken.draft, request, mover)


def _in_place_of_lower(bench: Bench, draft: Draft, request: int, mover: int) -> Draft | None:
    """Give the draft with the mover where those of one trip leave who count less than `request`; the cheapest one."""
    best: tuple[float, Draft] | None = None
    for vehicle, day in enumerate(draft.days):
        for trip in day.trips:
            lower = [other for other in trip.requests if outranks(bench.problem, request, other)]
            smaller = draft.without_requests(lower)
            if not lower or not bench.stays_possible(smaller, draft):
                continue
            found = bench.best_insertion(smaller, mover, [vehicle])
            if found is not None and (best is None or bench.cost_s(found.draft) < best[0]):
                best = (bench.cost_s(found.draft), found.draft)
    return None if best is None else best[1]

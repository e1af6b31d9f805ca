"""Mending and bettering a draft exactly: leave out what breaks a limit, add who fits, make room by turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations

from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.problem import Problem
from openevac.planning.score import Score, score, turn

MAX_ROUNDS = 20
"""Rounds of making room before a draft counts as good; each round strictly betters it, so few are ever used."""

Stop = Callable[[], bool]
Worth = tuple[bool, int, int, int]


def score_of(bench: Bench, draft: Draft) -> Score:
    """Give the score of a possible draft by the matrices."""
    return score(bench.problem.requests, bench.problem.waiting_days, draft.served, bench.cost_s(draft))


def repair(bench: Bench, draft: Draft) -> Draft:
    """Give the part of a draft that keeps every limit: each day is driven anew, and what does not fit is left out."""
    kept = Draft.empty(bench.problem.num_vehicles)
    for day in draft.days:
        whole = kept.with_day(day)
        kept = whole if bench.is_possible(whole) else _rebuilt(bench, kept, day)
    return kept


def improve(bench: Bench, draft: Draft, stop: Stop) -> Draft:
    """Add and exchange households until nothing gets better or `stop` says so; the draft must be possible."""
    draft = met_where_best(bench, add_all(bench, draft, stop))
    for _ in range(MAX_ROUNDS):
        better = make_room(bench, draft, stop)
        if better is None:
            break
        draft = met_where_best(bench, add_all(bench, better, stop))
    return draft


def met_where_best(bench: Bench, draft: Draft) -> Draft:
    """Meet each household of a draft, at its place in the trip, where it costs least: at its door or at a point."""
    for old in draft.days:
        day = old
        for request in old.requests:
            others = (day.with_other(request, row) for row in bench.problem.options[request] if row != request)
            costs = [(cost, other) for other in others if (cost := bench.day_cost_s(other)) is not None]
            best = min(costs, key=lambda pair: pair[0], default=None)
            if best is None or best[0] >= (bench.day_cost_s(day) or 0.0):
                continue
            if bench.chains.hold(draft.with_day(best[1]), [day.vehicle]):
                day = best[1]
                draft = draft.with_day(day)
    return draft


def add_all(bench: Bench, draft: Draft, stop: Stop) -> Draft:
    """Insert everybody who still fits, in the order of their turn."""
    for request in in_turn(bench.problem, draft):
        if stop():
            break
        found = bench.best_insertion(draft, request)
        if found is not None:
            draft = found.draft
    return draft


def in_turn(problem: Problem, draft: Draft) -> list[int]:
    """Give the households that a draft leaves out, each by its first row, by whose turn it is."""
    served = draft.served
    left = (rows[0] for rows in dict.fromkeys(problem.options) if not served.intersection(rows))
    return sorted(left, key=lambda request: turn(problem.requests[request], problem.waiting_days[request]))


def make_room(bench: Bench, draft: Draft, stop: Stop) -> Draft | None:
    """Give a better draft in which somebody whose turn it is replaces one, two or a trip of others; None if none is."""
    for request in in_turn(bench.problem, draft):
        best: tuple[float, Draft] | None = None
        for leaving, vehicles in _room(bench, draft, request):
            if stop():
                return best[1] if best else None
            smaller = draft.without_requests(leaving)
            if not bench.stays_possible(smaller, draft):
                continue
            found = bench.best_insertion(smaller, request, vehicles)
            if found is not None and (best is None or bench.cost_s(found.draft) < best[0]):
                best = (bench.cost_s(found.draft), found.draft)
        if best is not None:
            return best[1]
    return None


def _room(bench: Bench, draft: Draft, request: int) -> Iterator[tuple[tuple[int, ...], list[int]]]:
    """Give sets of households that may leave for `request`, and the vehicles to try it in.

    Where beds are what lacks, a household of another vehicle can make room too: then all vehicles are tried.
    """
    problem = bench.problem
    rows = list(problem.options[request])
    able = [vehicle for vehicle in range(problem.num_vehicles) if problem.may_serve[vehicle, rows].any()]
    trips = list(draft.trips())
    shelters = range(problem.num_shelters)
    frees_beds = [not bench.beds_hold([*trips, DraftTrip((request,), shelter)]) for shelter in shelters]
    for vehicle, day in enumerate(draft.days):
        for trip in day.trips:
            lesser = [other for other in trip.requests if worth(problem, other) < worth(problem, request)]
            # Several may leave for one only where it outranks each of them: two required are more than one.
            lower = [other for other in lesser if outranks(problem, request, other)]
            sets: list[tuple[int, ...]] = [(other,) for other in lesser]
            sets += combinations(lower, 2)
            if len(lower) > 2 and len(lower) == len(trip.requests):
                sets.append(tuple(lower))
            here = [vehicle] if vehicle in able else []
            for leaving in sets:
                yield leaving, able if frees_beds[trip.shelter] else here


def outranks(problem: Problem, one: int, other: int) -> bool:
    """Tell whether one household is served before any number of others like `other`: required, or of a higher class."""
    first, second = problem.requests[one], problem.requests[other]
    higher = PRIORITIES_HIGH_FIRST.index(first.priority) < PRIORITIES_HIGH_FIRST.index(second.priority)
    return not second.required and (first.required or higher)


def worth(problem: Problem, request: int) -> Worth:
    """Give the key by which one household comes before another when one of them must stay: see planning.score."""
    record = problem.requests[request]
    rank = -PRIORITIES_HIGH_FIRST.index(record.priority)
    return record.required, rank, record.needs.party_size, int(problem.waiting_days[request])


def _rebuilt(bench: Bench, kept: Draft, day: DraftDay) -> Draft:
    """Drive a broken day again door by door, at the same shelter or another, and leave out who does not fit."""
    best = kept
    trips: tuple[DraftTrip, ...] = ()
    for trip in day.trips:
        grown = DraftTrip((), trip.shelter)
        for request in trip.requests:
            longer = grown.with_request(request, len(grown.requests))
            others = [DraftTrip(longer.requests, shelter) for shelter in range(bench.problem.num_shelters)]
            for candidate in (longer, *others):
                draft = kept.with_day(DraftDay(day.vehicle, (*trips, candidate)))
                if bench.is_possible(draft):
                    best, grown = draft, candidate
                    break
        if grown.requests:
            trips = (*trips, grown)
    return best

"""Every possible plan of a few households, so that a search can be held against the best there is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations, product

from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import score_of
from openevac.planning.insertion import Bench
from openevac.planning.problem import Problem
from openevac.planning.score import Score


def best_score(problem: Problem) -> tuple[Score, Draft]:
    """Give the best score over all drafts; for up to six households and two vans."""
    bench = Bench(problem)
    best_days = [_best_days(bench, vehicle) for vehicle in range(problem.num_vehicles)]
    everything = (
        Draft(tuple(day for _, day in choice))
        for choice in product(*(days.items() for days in best_days))
        if sum(len(served) for served, _ in choice) == len(frozenset().union(*(served for served, _ in choice)))
    )
    return max(((score_of(bench, d), d) for d in everything if bench.is_possible(d)), key=lambda found: found[0])


def _best_days(bench: Bench, vehicle: int) -> dict[frozenset[int], DraftDay]:
    """Give the cheapest day of one vehicle for every set of households it can fetch."""
    best: dict[frozenset[int], tuple[float, DraftDay]] = {frozenset(): (0.0, DraftDay(vehicle))}
    for day in _days(bench.problem, vehicle):
        cost, served = bench.day_cost_s(day), frozenset(day.requests)
        if cost is not None and (served not in best or cost < best[served][0]):
            best[served] = (cost, day)
    return {served: day for served, (_, day) in best.items()}


def _days(problem: Problem, vehicle: int) -> Iterator[DraftDay]:
    for count in range(1, problem.num_requests + 1):
        for order in permutations(range(problem.num_requests), count):
            for cuts in range(min(count, problem.vehicles[vehicle].vehicle.max_trips)):
                for places in combinations(range(1, count), cuts):
                    ends = (0, *places, count)
                    parts = [order[a:b] for a, b in pairwise(ends)]
                    for shelters in product(range(problem.num_shelters), repeat=len(parts)):
                        trips = (DraftTrip(part, s) for part, s in zip(parts, shelters, strict=True))
                        yield DraftDay(vehicle, tuple(trips))

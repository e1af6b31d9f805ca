"""Small operations whose best plan is known, because every plan there is was looked at.

For up to nine households and two vans: every order of every set of households that fits a van makes a trip, every
ordered choice of disjoint trips makes a day, and every pair of days that share nobody makes a plan. What a day costs
and whether it is possible is asked of the planner's own `Bench`, so this judges the search, not the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import permutations, product
from typing import NamedTuple

import numpy as np

from benchmarks.measure import Table, once_s, seconds
from benchmarks.peers.given import prepare_operation
from benchmarks.peers.operations import PLAIN, World
from benchmarks.worlds import START, invented_operation
from openevac.domain.operation import Operation
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import score_of
from openevac.planning.insertion import Bench
from openevac.planning.loads import lacks, load_of
from openevac.planning.problem import Problem
from openevac.planning.score import Score, score
from openevac.planning.search import search

SIZES = (*((5, 3), (6, 3), (7, 2), (8, 2), (9, 2)) * 4,)
"""Households and trips a van, one pair for each instance; two trips where three would take minutes to look at."""
SEED, ITERATIONS = 1, 2000


class Found(NamedTuple):
    """The best plan of one instance: its draft and its score by the matrices."""

    score: Score
    draft: Draft


def best_of_all(problem: Problem) -> Found:
    """Give the best plan by looking at every one; beds must suffice for everybody."""
    bench = Bench(problem)
    everybody = [DraftTrip(tuple(range(problem.num_requests)), shelter) for shelter in range(problem.num_shelters)]
    if not all(bench.beds_hold([trip]) for trip in everybody):
        raise ValueError("an instance with too few beds for everybody cannot be taken apart by vans")
    days = [best_days(bench, vehicle) for vehicle in range(problem.num_vehicles)]
    best: tuple[Score, tuple[DraftDay, ...]] | None = None
    for choice in product(*(sorted(one.items(), key=lambda item: sorted(item[0])) for one in days)):
        served = frozenset().union(*(households for households, _ in choice))
        if sum(len(households) for households, _ in choice) > len(served):
            continue
        cost_s = sum(cost for _, (cost, _) in choice)
        worth = score(problem.requests, problem.waiting_days, served, cost_s)
        if best is None or worth > best[0]:
            best = worth, tuple(day for _, (_, day) in choice)
    if best is None:
        raise ValueError("an instance needs at least one van")
    return Found(best[0], Draft(best[1]))


def best_days(bench: Bench, vehicle: int) -> dict[frozenset[int], tuple[float, DraftDay]]:
    """Give the cheapest possible day of one van for every set of households it can fetch in one day."""
    best: dict[frozenset[int], tuple[float, DraftDay]] = {frozenset(): (0.0, DraftDay(vehicle))}
    trips = list(_trips(bench.problem, vehicle))
    for day in _days(trips, (), frozenset(), bench.problem.vehicles[vehicle].vehicle.max_trips):
        candidate = DraftDay(vehicle, day)
        cost, served = bench.day_cost_s(candidate), frozenset(candidate.requests)
        if cost is not None and (served not in best or cost < best[served][0]):
            best[served] = cost, candidate
    return best


def _trips(problem: Problem, vehicle: int) -> Iterator[DraftTrip]:
    """Give every trip whose load fits: a load that does not fit alone fits with nobody."""
    kind = problem.vehicles[vehicle].kind
    able = np.flatnonzero(problem.may_serve[vehicle]).tolist()
    for count in range(1, len(able) + 1):
        fits = False
        for order in permutations(able, count):
            if lacks(load_of((problem.requests[request].needs for request in order), kind), kind):
                continue
            fits = True
            for shelter in range(problem.num_shelters):
                yield DraftTrip(order, shelter)
        if not fits:
            return


def _days(
    trips: list[DraftTrip], before: tuple[DraftTrip, ...], taken: frozenset[int], left: int
) -> Iterator[tuple[DraftTrip, ...]]:
    for trip in trips:
        if taken.isdisjoint(trip.requests):
            day = (*before, trip)
            yield day
            if left > 1:
                yield from _days(trips, day, taken | set(trip.requests), left - 1)


def small_operation(world: World, number: int, households: int, trips: int) -> Operation:
    """Give a small day of two vans with one required household; every second instance has windows of three hours."""
    plain = invented_operation(world.region.graph, households, 2, seed=400 + number)
    vans = tuple(replace(van, max_trips=trips) for van in plain.vehicles)
    requests = [replace(one, required=k == 0) for k, one in enumerate(plain.requests)]
    if number % 2:
        opens = [START + timedelta(hours=3 + k % 4) for k in range(households)]
        pairs = zip(requests, opens, strict=True)
        requests = [replace(one, tw_early=early, tw_late=early + timedelta(hours=3)) for one, early in pairs]
    return replace(plain, vehicles=vans, requests=tuple(requests), policy=PLAIN)


def measure_optimum(world: World, sizes: tuple[tuple[int, int], ...] = SIZES) -> Table:
    """Measure our search against the best plan of each small operation."""
    table = Table()
    table.section(f"known optimum: {len(sizes)} operations of up to 9 requests and 2 vans, every plan looked at")
    gaps, equal, taken = [], 0, 0.0
    for number, (households, trips) in enumerate(sizes):
        problem = prepare_operation(world, small_operation(world, number, households, trips)).problem
        spent, best = once_s(partial(best_of_all, problem))
        taken += spent
        ours = score_of(Bench(problem), search(problem, seed=SEED, iterations=ITERATIONS)[0])
        equal += ours[:2] == best.score[:2]
        if ours[:2] == best.score[:2]:
            gaps.append(ours.less_cost_s / best.score.less_cost_s - 1.0 if best.score.less_cost_s else 0.0)
    table.add("classes equal to the best plan", f"{equal} of {len(sizes)}", f"looking at every plan: {seconds(taken)}")
    if gaps:
        table.add("gap on cost: median, worst", f"{np.median(gaps):.2%}, {max(gaps):.2%}", "aim 0 % and under 2 %")
    return table

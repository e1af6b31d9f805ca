"""Short clearing times of bus evacuation: simulated annealing over tours, seeded, started from a dispatcher's tours."""

from __future__ import annotations

import numpy as np
from numba import njit

from benchmarks.bus_evacuation import Instance, Solution, clearing_time, dispatched

POWER = 8.0
"""Tours count with this power, so that the longest weigh most and the next ones still matter."""

STEPS = 400_000
"""Moves of one run: about a third of a second."""

HOT, COLD = 0.03, 0.0003
"""Temperatures as shares of the clearing time."""

PICKY = 0.4
"""How often the longest tour is the one that changes."""

NONE, UNMOVED = -1, -2


def solve(instance: Instance, seed: int, runs: int = 8, steps: int = STEPS, enough: int = 0) -> Solution:
    """Give the best solution of several runs; the same seed, runs and steps give the same one.

    `enough`: a proven bound; a solution that reaches it ends the search.
    """
    start = dispatched(instance)
    best, best_time = start, clearing_time(instance, start)
    for run in range(runs):
        if best_time <= enough:
            break
        found = _anneal(instance, best if run % 2 else start, (seed, run), steps)
        time = clearing_time(instance, found)
        if time < best_time:
            best, best_time = found, time
    return best


def _anneal(instance: Instance, start: Solution, seed: tuple[int, int], steps: int) -> Solution:
    yards = instance.yard_of_bus
    trips = np.zeros((len(yards), int(instance.loads.sum()), 2), dtype=np.int64)
    count = np.array([len(tour) for tour in start.tours])
    free = instance.places.copy()
    for bus, tour in enumerate(start.tours):
        for place, trip in enumerate(tour):
            trips[bus, place] = trip
            free[trip[1]] -= 1
    drives = (yards, instance.from_yard, instance.to_shelter)
    _walk(trips, count, free, drives, float(clearing_time(instance, start)), np.random.default_rng(seed), steps)
    tours = (tuple((int(a), int(b)) for a, b in trips[bus, : count[bus]]) for bus in range(len(yards)))
    return Solution(tuple(tours))


@njit
def _walk(trips, count, free, drives, scale, dice, steps):  # type: ignore[no-untyped-def]  # compiled
    """Change the tours in place; what is left in them at the end is the best ever seen."""
    buses = len(count)
    times = np.array([_time(trips, count, bus, drives) for bus in range(buses)], dtype=np.float64)
    weight = ((times / scale) ** POWER).sum()
    best, best_trips, best_count = (times.max(), weight), trips.copy(), count.copy()
    for step in range(steps):
        heat = HOT * (COLD / HOT) ** (step / steps)
        one = np.argmax(times) if dice.random() < PICKY else dice.integers(0, buses)
        other = dice.integers(0, buses)
        kept = (trips[one].copy(), trips[other].copy(), count[one], count[other], times[one], times[other])
        taken, given = _move(trips, count, free, one, other, dice)
        if taken == UNMOVED:
            continue
        times[one], times[other] = _time(trips, count, one, drives), _time(trips, count, other, drives)
        changed = (times[one] / scale) ** POWER - (kept[4] / scale) ** POWER
        if one != other:
            changed += (times[other] / scale) ** POWER - (kept[5] / scale) ** POWER
        after = max(weight + changed, 0.0)
        rise = after ** (1.0 / POWER) - weight ** (1.0 / POWER)
        if rise <= 0.0 or dice.random() < np.exp(-rise / heat):
            weight = after
            if (times.max(), weight) < best:
                best = (times.max(), weight)
                best_trips[:], best_count[:] = trips, count
            continue
        trips[one], trips[other] = kept[0], kept[1]
        count[one], count[other], times[one], times[other] = kept[2], kept[3], kept[4], kept[5]
        if taken >= 0:
            free[taken] += 1
            free[given] -= 1
    trips[:], count[:] = best_trips, best_count


@njit
def _time(trips, count, bus, drives):  # type: ignore[no-untyped-def]  # compiled
    yards, from_yard, to_shelter = drives
    total = 0
    for place in range(count[bus]):
        point, shelter = trips[bus, place, 0], trips[bus, place, 1]
        total += from_yard[yards[bus], point] if place == 0 else to_shelter[point, trips[bus, place - 1, 1]]
        total += to_shelter[point, shelter]
    return total


@njit
def _move(trips, count, free, one, other, dice):  # type: ignore[no-untyped-def]  # compiled
    """Change one or two tours a little: give the shelter that took a load and the one that gave it, if any did.

    (NONE, NONE) where shelters keep their loads, (UNMOVED, UNMOVED) where the move was not possible.
    """
    if count[one] == 0:
        return UNMOVED, UNMOVED
    kind, here = dice.integers(0, 5), dice.integers(0, count[one])
    if kind == 0:
        _carry_over(trips, count, one, here, other, dice)
        return NONE, NONE
    if kind == 1:
        taken, given = dice.integers(0, len(free)), trips[one, here, 1]
        if free[taken] <= 0 or taken == given:
            return UNMOVED, UNMOVED
        trips[one, here, 1] = taken
        free[taken] -= 1
        free[given] += 1
        return taken, given
    if count[other] == 0:
        return UNMOVED, UNMOVED
    there = dice.integers(0, count[other])
    for part in range(2):
        if kind in (4, 2 + part):
            held = trips[one, here, part]
            trips[one, here, part] = trips[other, there, part]
            trips[other, there, part] = held
    return NONE, NONE


@njit
def _carry_over(trips, count, one, here, other, dice):  # type: ignore[no-untyped-def]  # compiled
    """Take a trip out of one tour and put it anywhere into another, or the same."""
    point, shelter = trips[one, here, 0], trips[one, here, 1]
    for place in range(here, count[one] - 1):
        trips[one, place] = trips[one, place + 1]
    count[one] -= 1
    there = dice.integers(0, count[other] + 1)
    for place in range(count[other], there, -1):
        trips[other, place] = trips[other, place - 1]
    trips[other, there, 0], trips[other, there, 1] = point, shelter
    count[other] += 1

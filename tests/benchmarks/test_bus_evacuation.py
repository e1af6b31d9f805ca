"""Bus evacuation: solutions are judged by a checker of their own, bounds against trying everything."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.bus_evacuation import Instance, Solution, clearing_time, dispatched, read_instance
from benchmarks.bus_evacuation_bound import longest_trip, lower_bound, workload
from benchmarks.bus_evacuation_search import solve
from benchmarks.clearing import PUBLISHED, result_of
from tests.data import data_path

STEPS = 20_000


def faults(instance: Instance, solution: Solution, stated: int) -> list[str]:
    """Judge a solution from the matrices alone: every load once, no shelter over its places, the time as stated."""
    found = []
    yards = [yard for yard, buses in enumerate(instance.buses.tolist()) for _ in range(buses)]
    if len(solution.tours) != len(yards):
        found.append("buses")
    taken = Counter(point for tour in solution.tours for point, _ in tour)
    if [taken[point] for point in range(len(instance.loads))] != instance.loads.tolist():
        found.append("loads")
    brought = Counter(shelter for tour in solution.tours for _, shelter in tour)
    if any(brought[shelter] > places for shelter, places in enumerate(instance.places.tolist())):
        found.append("places")
    last = 0
    for yard, tour in zip(yards, solution.tours, strict=False):
        at, here = 0, None
        for point, shelter in tour:
            at += instance.from_yard[yard][point] if here is None else instance.to_shelter[point][here]
            at += instance.to_shelter[point][shelter]
            here = shelter
        last = max(last, int(at))
    if last != stated:
        found.append("time")
    return found


def random_instance(seed: int) -> Instance:
    """Give a few loads and buses, small enough to try everything; times break the triangle rule as they like."""
    dice = np.random.default_rng(seed)
    yards, points, shelters = (int(dice.integers(1, 3)) for _ in range(3))
    loads = dice.integers(1, 3, points)
    places = dice.integers(1, 4, shelters)
    places[0] += max(0, int(loads.sum() - places.sum()))
    return Instance(
        name=f"random-{seed}", buses=dice.integers(1, 3, yards), loads=loads, places=places,
        from_yard=dice.integers(1, 11, (yards, points)), to_shelter=dice.integers(1, 11, (points, shelters)),
    )  # fmt: skip


def least(instance: Instance) -> int:
    """Try every order of loads, every shelter for each, and every way to hand them to the buses."""
    loads = [point for point, count in enumerate(instance.loads.tolist()) for _ in range(count)]
    buses = len(instance.yard_of_bus)
    best = 10**9
    for order in sorted(set(itertools.permutations(loads))):
        for shelters in itertools.product(range(len(instance.places)), repeat=len(loads)):
            if any(shelters.count(k) > places for k, places in enumerate(instance.places.tolist())):
                continue
            for cuts in itertools.combinations_with_replacement(range(len(loads) + 1), buses - 1):
                ends = [0, *cuts, len(loads)]
                tours = tuple(tuple(zip(order[a:b], shelters[a:b], strict=True)) for a, b in itertools.pairwise(ends))
                best = min(best, clearing_time(instance, Solution(tours)))
    return best


@pytest.mark.parametrize("seed", range(12))
def test_search_finds_what_trying_everything_finds_and_no_bound_lies_above_it(seed: int) -> None:
    instance = random_instance(seed)
    plain = dispatched(instance)
    assert faults(instance, plain, clearing_time(instance, plain)) == []
    best = least(instance)
    found = solve(instance, 1, runs=4, steps=STEPS)
    assert faults(instance, found, clearing_time(instance, found)) == []
    assert clearing_time(instance, found) == best
    assert longest_trip(instance) <= best
    assert workload(instance) <= best
    assert max(longest_trip(instance), workload(instance)) <= lower_bound(instance, best + 20) <= best


def test_the_checker_sees_every_fault() -> None:
    instance = random_instance(3)
    right = dispatched(instance)
    time = clearing_time(instance, right)
    assert faults(instance, right, time + 1) == ["time"]
    bus = next(number for number, tour in enumerate(right.tours) if tour)
    fewer = Solution(tuple(tour[:-1] if number == bus else tour for number, tour in enumerate(right.tours)))
    assert "loads" in faults(instance, fewer, time)
    assert "buses" in faults(instance, Solution(right.tours[:-1]), time)
    full = Instance(
        name="full", buses=instance.buses, loads=instance.loads, places=instance.places * 0,
        from_yard=instance.from_yard, to_shelter=instance.to_shelter,
    )  # fmt: skip
    assert "places" in faults(full, right, time)


def test_the_same_seed_finds_the_same() -> None:
    instance = random_instance(5)
    assert solve(instance, 3, runs=2, steps=STEPS) == solve(instance, 3, runs=2, steps=STEPS)


def test_a_way_past_another_point_may_be_the_shortest() -> None:
    instance = Instance(
        name="detour", buses=np.array([1]), loads=np.array([1, 1]), places=np.array([5]),
        from_yard=np.array([[1, 50]]), to_shelter=np.array([[2], [3]]),
    )  # fmt: skip
    assert least(instance) == 1 + 2 + 3 + 3
    assert longest_trip(instance) == 9
    assert lower_bound(instance, 60) == 9


def test_drives_of_no_time_are_refused_by_the_bound(tmp_path: Path) -> None:
    instance = random_instance(1)
    nothing = Instance(
        name="nothing", buses=instance.buses, loads=instance.loads, places=instance.places,
        from_yard=instance.from_yard, to_shelter=instance.to_shelter * 0,
    )  # fmt: skip
    with pytest.raises(ValueError, match="no time"):
        lower_bound(nothing, 50)
    broken = tmp_path / "broken.txt"
    broken.write_text("2 1\n1 2\n1 4 3\n1 5 5\n\n1 4\n\n1 3\n")
    with pytest.raises(ValueError, match="sums or lengths"):
        read_instance(broken)


@pytest.mark.parametrize("number", range(1, 11))
def test_the_published_optima_of_set_2_are_reached_and_proven(number: int) -> None:
    instance = read_instance(data_path(f"benchmarks/bep/set2/BEP-1-2-2-2-i{number}.txt"))
    result = result_of(instance, runs=4)
    assert result.search == PUBLISHED["set2"][number - 1]
    assert result.bound <= result.search <= result.dispatch


def test_the_real_instances_are_read_whole() -> None:
    instance = read_instance(data_path("benchmarks/bep/real/BEP-5-52-12-50.txt"))
    assert (instance.buses.sum(), instance.loads.sum(), instance.places.sum()) == (50, 75, 75)
    plain = dispatched(instance)
    assert faults(instance, plain, clearing_time(instance, plain)) == []

"""The bus evacuation problem: how soon the last busload is out, with buses that go back and forth.

Instances come from folders of text files (data folder, `benchmarks/bep`; its SOURCE.txt says from where): buses wait in
yards, busloads of people at assembly points, places in shelters. A bus drives from its yard to a point, from there to a
shelter, to a point again, and so on; its time ends at its last shelter. The clearing time is that of the last bus.

These files serve measuring alone: nothing of the product plans with them, so they live here and not in `outlook`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
Trip = tuple[int, int]
Tour = tuple[Trip, ...]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Instance:
    """Y yards with `buses`, S points with `loads` (whole buses full), T shelters with `places` (in busloads).

    `from_yard` (Y, S) and `to_shelter` (S, T): driving times, the same in both directions.
    """

    name: str
    buses: IntArray
    loads: IntArray
    places: IntArray
    from_yard: IntArray
    to_shelter: IntArray

    @property
    def yard_of_bus(self) -> IntArray:
        """Give the yard of each bus."""
        return np.repeat(np.arange(len(self.buses)), self.buses)


@dataclass(frozen=True, slots=True)
class Solution:
    """A tour for each bus, in the order of the yards: trips of (point, shelter); an empty tour stays in its yard."""

    tours: tuple[Tour, ...]


def read_instance(path: Path) -> Instance:
    """Read one file: people are counted in whole busloads, places of shelters in busloads they can take."""
    numbers = _numbers(path)
    total, capacity = next(numbers), next(numbers)
    yards = next(numbers)
    buses = [next(numbers) for _ in range(yards)]
    points = next(numbers)
    people, each = next(numbers), [next(numbers) for _ in range(points)]
    shelters = next(numbers)
    room, beds = next(numbers), [next(numbers) for _ in range(shelters)]
    from_yard = [_row(numbers, number, points) for number in range(yards)]
    to_shelter = [_row(numbers, number, shelters) for number in range(points)]
    if sum(buses) != total or sum(each) != people or sum(beds) != room or next(numbers, None) is not None:
        raise ValueError(f"{path.name}: sums or lengths do not agree")
    return Instance(
        name=path.stem,
        buses=np.array(buses),
        loads=-(-np.array(each) // capacity),
        places=np.array(beds) // capacity,
        from_yard=np.array(from_yard),
        to_shelter=np.array(to_shelter),
    )


def _numbers(path: Path) -> Iterator[int]:
    yield from map(int, path.read_text(encoding="utf-8").split())


def _row(numbers: Iterator[int], number: int, length: int) -> list[int]:
    """Read one row of a matrix: its own number first."""
    if next(numbers) != number + 1:
        raise ValueError(f"row {number + 1} of a matrix does not begin with its number")
    return [next(numbers) for _ in range(length)]


def tour_time(instance: Instance, yard: int, tour: Sequence[Trip]) -> int:
    """Give when a bus is done: from its yard to its last shelter; zero where it stays."""
    time = 0
    for number, (point, shelter) in enumerate(tour):
        time += int(instance.from_yard[yard, point] if number == 0 else instance.to_shelter[point, tour[number - 1][1]])
        time += int(instance.to_shelter[point, shelter])
    return time


def clearing_time(instance: Instance, solution: Solution) -> int:
    """Give when the last bus is done."""
    return max(
        tour_time(instance, int(yard), tour) for yard, tour in zip(instance.yard_of_bus, solution.tours, strict=True)
    )


def dispatched(instance: Instance) -> Solution:
    """Give what a dispatcher does who sends the bus that is free first to where it is through soonest.

    This is the rule of `openevac clearing`, on instances with many points and shelters.
    """
    tours: list[list[Trip]] = [[] for _ in instance.yard_of_bus]
    free_at = np.zeros(len(tours), dtype=np.int64)
    loads, places = instance.loads.copy(), instance.places.copy()
    while loads.any():
        bus = int(free_at.argmin())
        inward = (
            instance.to_shelter[:, tours[bus][-1][1]] if tours[bus] else instance.from_yard[instance.yard_of_bus[bus]]
        )
        takes = inward[:, None] + instance.to_shelter
        usable = (loads > 0)[:, None] & (places > 0)[None, :]
        point, shelter = (int(k) for k in np.unravel_index(np.where(usable, takes, 2**60).argmin(), takes.shape))
        tours[bus].append((point, shelter))
        free_at[bus] += takes[point, shelter]
        loads[point] -= 1
        places[shelter] -= 1
    return Solution(tuple(tuple(tour) for tour in tours))

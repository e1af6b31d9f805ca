"""Proven lower bounds on the clearing time of bus evacuation: no solution, however found, is done earlier.

Three, each stronger and slower than the one before: the longest trip somebody must make; all the driving there is,
spread evenly over the buses (a linear program over flows); and whole tours (a linear program with a column for every
tour that fits into a time, found as needed): where even fractions of tours cannot bring everybody out within a time,
no tours can.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from numba import njit
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from benchmarks.bus_evacuation import Instance

EPS = 1e-7
MOST_ROUNDS = 400

FloatArray = npt.NDArray[np.float64]


def lower_bound(instance: Instance, upper: int) -> int:
    """Give the largest time of which it is proven that nobody can be done earlier; `upper` is a time that was reached.

    All times are whole, so the bound is rounded up.
    """
    low = max(longest_trip(instance), workload(instance))
    tours = Tours(instance)
    high = max(low, upper)
    while low < high:
        middle = (low + high) // 2
        if tours.could_be_done_by(middle):
            high = middle
        else:
            low = middle + 1
    return low


def longest_trip(instance: Instance) -> int:
    """Give the time of the point that is farthest from any yard, other trips on the way allowed, and of its last drive.

    Times of the random instances break the triangle rule, so the quickest way to a point may lead past another one.
    """
    reach = instance.from_yard[instance.buses > 0].min(axis=0)
    usable = instance.to_shelter[:, instance.places > 0]
    between = (usable[:, None, :] + usable[None, :, :]).min(axis=2)
    for _ in range(len(reach)):
        reach = np.minimum(reach, (reach[:, None] + between).min(axis=0))
    return int((reach + usable.min(axis=1))[instance.loads > 0].max(initial=0))


def workload(instance: Instance) -> int:
    """Give the least driving there is, divided by the buses that drive, whichever number of them drives."""
    most = int(min(instance.buses.sum(), instance.loads.sum()))
    return min(_ceil(_least_driving(instance, count) / count) for count in range(1, most + 1)) if most else 0


def _ceil(value: float) -> int:
    return int(np.ceil(value - 1e-6))


def _least_driving(instance: Instance, buses: int) -> float:
    """Give the least driving when `buses` of them leave their yards: a flow of starts, loaded drives and returns."""
    yards, points = instance.from_yard.shape
    shelters = len(instance.places)
    starts, loaded = yards * points, points * shelters
    cost = np.concatenate((instance.from_yard.ravel(), instance.to_shelter.ravel(), instance.to_shelter.ravel()))
    start = np.arange(starts).reshape(yards, points)
    drive = starts + np.arange(loaded).reshape(points, shelters)
    back = starts + loaded + np.arange(loaded).reshape(points, shelters)
    size = len(cost)
    equal = [_row(size, drive[point]) for point in range(points)]
    equal += [_row(size, np.concatenate((start[:, point], back[point]))) for point in range(points)]
    equal += [_row(size, start.ravel())]
    most = [_row(size, drive[:, shelter]) for shelter in range(shelters)]
    most += [_row(size, back[:, shelter]) - _row(size, drive[:, shelter]) for shelter in range(shelters)]
    most += [_row(size, start[yard]) for yard in range(yards)]
    solved = linprog(
        cost,
        A_ub=vstack(most, format="csr"),
        b_ub=np.concatenate((instance.places, np.zeros(shelters), instance.buses)),
        A_eq=vstack(equal, format="csr"),
        b_eq=np.concatenate((instance.loads, instance.loads, [buses])),
        method="highs",
    )
    return float(solved.fun) if solved.status == 0 else np.inf


def _row(size: int, places: npt.NDArray[np.int64]) -> csr_array:
    return csr_array((np.ones(len(places)), (np.zeros(len(places), dtype=np.int64), places)), shape=(1, size))


@dataclass(slots=True)
class _Column:
    yard: int
    time: int
    visits: FloatArray
    used: FloatArray


@dataclass(slots=True, eq=False)
class Tours:
    """The linear program over tours; columns found for one time serve the others they fit into."""

    instance: Instance
    columns: list[_Column] = field(default_factory=list)

    def __post_init__(self) -> None:
        if int(self.instance.to_shelter.min()) <= 0:
            raise ValueError("a drive of no time would let tours go round for ever")

    def could_be_done_by(self, limit: int) -> bool:
        """Tell whether fractions of tours within a time could bring everybody out; False is a proof that none can."""
        for _ in range(MOST_ROUNDS):
            left, duals = self._master([column for column in self.columns if column.time <= limit])
            if left < EPS:
                return True
            found, gain = self._better(limit, *duals)
            if left - gain > EPS:  # Lagrange: no further columns bring it to zero
                return False
            if not found:
                return left < EPS
            self.columns += found
        return True

    def _master(self, columns: list[_Column]) -> tuple[float, tuple[FloatArray, FloatArray, FloatArray]]:
        """Give how many loads stay behind at the least, and what one more load, place or bus would change."""
        instance = self.instance
        points, shelters, yards = len(instance.loads), len(instance.places), len(instance.buses)
        cost = np.concatenate((np.ones(points), np.zeros(len(columns))))
        matrix = np.zeros((points + shelters + yards, len(cost)))
        matrix[:points, :points] = -np.eye(points)
        for number, column in enumerate(columns, points):
            matrix[:points, number] = -column.visits
            matrix[points : points + shelters, number] = column.used
            matrix[points + shelters + column.yard, number] = 1.0
        limits = np.concatenate((-instance.loads, instance.places, instance.buses)).astype(np.float64)
        solved = linprog(cost, A_ub=matrix, b_ub=limits, method="highs")
        worth = -np.asarray(solved.ineqlin.marginals)
        return float(solved.fun), (worth[:points], worth[points : points + shelters], worth[points + shelters :])

    def _better(
        self, limit: int, point: FloatArray, shelter: FloatArray, bus: FloatArray
    ) -> tuple[list[_Column], float]:
        """Find tours worth more than they take, the best for each yard and first point; and all that can be gained."""
        instance = self.instance
        onward, inward = _worth(limit, point, shelter, instance.to_shelter)
        found, gain = [], 0.0
        for yard in np.flatnonzero(instance.buses):
            best = 0.0
            for first in np.flatnonzero(instance.from_yard[yard] <= limit):
                time = limit - int(instance.from_yard[yard, first])
                worth = point[first] + onward[time, first] - bus[yard]
                best = max(best, worth)
                if worth > EPS:
                    found.append(self._column(int(yard), int(first), limit, point, shelter, (onward, inward)))
            gain += best * float(instance.buses[yard])
        return found, gain

    def _column(
        self,
        yard: int,
        first: int,
        limit: int,
        point: FloatArray,
        shelter: FloatArray,
        worth: tuple[FloatArray, FloatArray],
    ) -> _Column:
        """Follow the best tour that begins at a point."""
        instance, (onward, inward) = self.instance, worth
        visits, used = np.zeros(len(point)), np.zeros(len(shelter))
        time, here = limit - int(instance.from_yard[yard, first]), first
        while True:
            visits[here] += 1
            options = [
                (-shelter[to] + inward[time - drive, to], to)
                for to, drive in enumerate(instance.to_shelter[here])
                if drive <= time
            ]
            _, to = max(options)
            used[to] += 1
            time -= int(instance.to_shelter[here, to])
            back = [
                (point[again] + onward[time - drive, again], again)
                for again, drive in enumerate(instance.to_shelter[:, to])
                if drive <= time
            ]
            value, again = max(back, default=(0.0, -1))
            if value <= EPS:
                return _Column(yard, limit - time, visits, used)
            time -= int(instance.to_shelter[again, to])
            here = again


@njit
def _worth(limit, point, shelter, to_shelter):  # type: ignore[no-untyped-def]  # compiled
    """Give by time left: the most that can follow at each point (to a shelter and on) and at each shelter."""
    points, shelters = to_shelter.shape
    onward = np.full((limit + 1, points), -1e18)
    inward = np.zeros((limit + 1, shelters))
    for time in range(limit + 1):
        for a in range(points):
            for b in range(shelters):
                drive = to_shelter[a, b]
                if drive <= time:
                    value = inward[time - drive, b] - shelter[b]
                    onward[time, a] = max(onward[time, a], value)
        for b in range(shelters):
            for a in range(points):
                drive = to_shelter[a, b]
                if drive <= time:
                    value = point[a] + onward[time - drive, a]
                    inward[time, b] = max(inward[time, b], value)
    return onward, inward

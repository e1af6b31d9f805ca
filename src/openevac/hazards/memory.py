"""What a field remembers about one set of roads, so that hours and new reports do not repeat the slow part.

Only things that follow from their keys alone are kept here; forgetting any of them changes no result.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from openevac.hazards.area import Area
from openevac.hazards.distances import Distances
from openevac.hazards.grid import BoolArray, Float32Array
from openevac.hazards.reports import REACHES, FeltReport
from openevac.hazards.roads_protocol import HALF_PIECE_M, Roads

T = TypeVar("T")
_MOST_ROADS = 2
_AT_ONCE = 200_000


class Recent:
    """A small store of the results asked for last."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give the result under `key`, made now if it is not kept."""
        if key in self._kept:
            self._kept.move_to_end(key)
        else:
            self._kept[key] = make()
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        found: T = self._kept[key]
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """The stretches something touches, and the mean over their samples of how near it is (0 to 1)."""

    stretches: npt.NDArray[np.int64]
    share: Float32Array


@dataclass(slots=True, eq=False)
class RoadsMemory:
    """Static facts of one set of roads under the things a field is made of."""

    roads: Roads
    recent: Recent = field(default_factory=lambda: Recent(4))
    _fronts: dict[Distances, Float32Array] = field(default_factory=dict)
    _inside: dict[tuple[Area, float], BoolArray] = field(default_factory=dict)
    _numbers: dict[tuple[Area, float], npt.NDArray[np.int64]] = field(default_factory=dict)
    _shares: dict[Area, Touch] = field(default_factory=dict)
    _touches: dict[tuple[float, float, float], Touch] = field(default_factory=dict)
    _by_x: tuple[npt.NDArray[np.int64], Float32Array] | None = None

    def front_m(self, distances: Distances) -> Float32Array:
        """Give the distance of every sample, in metres, below zero inside."""
        if distances not in self._fronts:
            self._fronts[distances] = np.concatenate([distances.at(x, y) for x, y in self._pieces()])
        return self._fronts[distances]

    def inside(self, area: Area, margin_m: float) -> BoolArray:
        """Tell which stretches have a point in the area or within `margin_m` of it, rather too many than too few."""
        key = (area, margin_m)
        if key not in self._inside:
            samples = np.concatenate([area.holds(x, y, margin_m + HALF_PIECE_M) for x, y in self._pieces()])
            self._inside[key] = np.logical_or.reduceat(samples, self.roads.sample_start[:-1])
        return self._inside[key]

    def numbers_inside(self, area: Area, margin_m: float) -> npt.NDArray[np.int64]:
        """Give the numbers, in order, of the stretches that `inside` tells of."""
        key = (area, margin_m)
        if key not in self._numbers:
            self._numbers[key] = np.flatnonzero(self.inside(area, margin_m))
        return self._numbers[key]

    def share_inside(self, area: Area) -> Touch:
        """Give which stretches have samples in the area, and the share of them."""
        if area not in self._shares:
            samples = np.flatnonzero(np.concatenate([area.holds(x, y) for x, y in self._pieces()]))
            self._shares[area] = self._touch(samples, np.ones(len(samples)))
        return self._shares[area]

    def touch(self, report: FeltReport) -> Touch:
        """Give which stretches feel a report, and how near it is to them on the mean."""
        key = (report.x_m, report.y_m, report.reach_m)
        if key not in self._touches:
            samples = self.samples_near(report.x_m, report.y_m, REACHES * report.reach_m)
            nearness = report.nearness(self.roads.sample_x[samples], self.roads.sample_y[samples])
            self._touches[key] = self._touch(samples, nearness)
        return self._touches[key]

    def samples_near(self, x_m: float, y_m: float, within_m: float) -> npt.NDArray[np.int64]:
        """Give the samples in the square round a point, in order."""
        if self._by_x is None:
            order = np.argsort(self.roads.sample_x, kind="stable")
            self._by_x = (order, np.asarray(self.roads.sample_x)[order])
        order, sorted_x = self._by_x
        first, last = np.searchsorted(sorted_x, [np.float32(x_m - within_m), np.float32(x_m + within_m)])
        column = order[max(0, first - 1) : last + 1]
        return np.sort(column[np.abs(self.roads.sample_y[column] - y_m) <= within_m + 1.0])

    def stretches_of(self, samples: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Give the stretch of each sample."""
        return np.searchsorted(self.roads.sample_start, samples, side="right") - 1

    def mean(self, samples: Float32Array) -> Float32Array:
        """Give the mean over each stretch of a value per sample."""
        return np.asarray(np.add.reduceat(samples, self.roads.sample_start[:-1]) / self._counts(), dtype=np.float32)

    def keep_only(self, fronts: Collection[Distances], areas: Collection[Area]) -> None:
        """Forget what belongs to lines and areas that are no longer there, and all reports."""
        self._fronts = {front: kept for front, kept in self._fronts.items() if front in fronts}
        self._inside = {key: kept for key, kept in self._inside.items() if key[0] in areas}
        self._numbers = {key: kept for key, kept in self._numbers.items() if key[0] in areas}
        self._shares = {area: kept for area, kept in self._shares.items() if area in areas}
        if len(self._touches) > 5000:
            self._touches.clear()

    def _pieces(self) -> Iterator[tuple[Float32Array, Float32Array]]:
        """Give the samples some at a time: the passing arrays of a million would take 100 MB."""
        for first in range(0, len(self.roads.sample_x), _AT_ONCE):
            part = slice(first, first + _AT_ONCE)
            yield self.roads.sample_x[part], self.roads.sample_y[part]

    def _counts(self) -> Float32Array:
        return np.diff(self.roads.sample_start).astype(np.float32)

    def _touch(self, samples: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> Touch:
        felt = values > 0
        stretch = self.stretches_of(samples[felt])
        stretches, number = np.unique(stretch, return_inverse=True)
        total = np.bincount(number, weights=values[felt], minlength=len(stretches))
        return Touch(stretches=stretches, share=(total / self._counts()[stretches]).astype(np.float32))


@dataclass(slots=True, eq=False)
class Memory:
    """The memories of the roads a field was asked about last."""

    kept: list[RoadsMemory] = field(default_factory=list)

    def of(self, roads: Roads) -> RoadsMemory:
        """Give the memory of one set of roads."""
        for memory in self.kept:
            if memory.roads is roads:
                return memory
        memory = RoadsMemory(roads=roads)
        self.kept = [*self.kept[-(_MOST_ROADS - 1) :], memory]
        return memory

"""When a draft's day happens: earliest times forward, then every departure as late as it costs nothing.

Vans wait where they start from, not on scene: a first pass finds when a trip can be done at the earliest, a second
pass moves its starts and its departure as late as the same end allows.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.problem import Problem
from openevac.planning.spans import Span

Drive = Callable[[int, int, int], float]
"""Seconds from a point to a point for a road profile: (profile, from, to); infinite where no way is open."""


class StopTimes(NamedTuple):
    """Seconds after the zero hour."""

    arrives: float
    starts: float
    departs: float


class TripTimes(NamedTuple):
    """Seconds after the zero hour; `unloaded`: people and things are off at the shelter."""

    departs: float
    stops: tuple[StopTimes, ...]
    arrives: float
    unloaded: float


class DayTimes(NamedTuple):
    """All trips of a day and the return to the depot."""

    trips: tuple[TripTimes, ...]
    returns: float

    @property
    def departs(self) -> float:
        """Give the first departure."""
        return self.trips[0].departs


class Timetable:
    """Works out times for one problem, by its matrices unless another `drive` is given (ways found on the map)."""

    def __init__(self, problem: Problem, drive: Drive | None = None) -> None:
        self._problem = problem
        self._service_s = problem.service_s.tolist()
        self._drive = drive or _by_matrices(problem)
        self._starts: dict[tuple[int, int], tuple[Span, ...]] = {}

    def day(self, day: DraftDay, *, not_before: float = -math.inf) -> DayTimes | None:
        """Give the times of one vehicle's day, or None where a window, an hour or a way forbids it."""
        vehicle = self._problem.vehicles[day.vehicle]
        origin, ready = vehicle.depot, max(vehicle.leave.early, not_before)
        latest = vehicle.leave.late
        trips = []
        for trip in day.trips:
            if ready > latest:
                return None
            times = self._trip(day.vehicle, trip, origin, Span(ready, latest))
            if times is None:
                return None
            trips.append(times)
            origin, ready, latest = self._problem.point_of_shelter(trip.shelter), times.unloaded, vehicle.day.late
        returns = ready + (self._drive(vehicle.profile, origin, vehicle.depot) if trips else 0.0)
        return DayTimes(tuple(trips), returns) if returns <= vehicle.day.late else None

    def _trip(self, vehicle: int, trip: DraftTrip, origin: int, leave: Span) -> TripTimes | None:
        problem = self._problem
        points = [*(problem.point_of_request(r) for r in trip.requests), problem.point_of_shelter(trip.shelter)]
        profile = problem.vehicles[vehicle].profile
        drives = [self._drive(profile, a, b) for a, b in zip([origin, *points], points, strict=False)]
        earliest = self._earliest(vehicle, trip, drives, leave.early)
        if earliest is None:
            return None
        return self._as_late_as_free(vehicle, trip, drives, earliest, leave.late)

    def _earliest(self, vehicle: int, trip: DraftTrip, drives: list[float], ready: float) -> float | None:
        """Give the earliest arrival at the shelter, or None."""
        now = ready
        for request, drive_s in zip(trip.requests, drives, strict=False):
            start = _first_at(self._starts_of(vehicle, request), now + drive_s)
            if start is None:
                return None
            now = start + self._service_s[vehicle][request]
        hours = self._problem.shelter_hours[trip.shelter]
        arrives = max(now + drives[-1], hours.early)
        return arrives if arrives <= hours.late else None

    def _as_late_as_free(
        self, vehicle: int, trip: DraftTrip, drives: list[float], arrives: float, leave_late: float
    ) -> TripTimes | None:
        """Move starts and the departure as late as arriving at `arrives` allows; what is left is waiting on scene."""
        starts: list[float] = []
        due = arrives
        for request, drive_s in zip(reversed(trip.requests), reversed(drives), strict=False):
            bound = due - drive_s - self._service_s[vehicle][request]
            due = _last_at(self._starts_of(vehicle, request), bound)
            starts.append(due)
        starts.reverse()
        departs = min(due - drives[0], leave_late)
        stops, now = [], departs
        for request, start, drive_s in zip(trip.requests, starts, drives, strict=False):
            stop = StopTimes(now + drive_s, start, start + self._service_s[vehicle][request])
            if not self._may_wait(vehicle, request, stop):
                return None
            stops.append(stop)
            now = stop.departs
        if now + drives[-1] < arrives:
            return None  # the shelter opens later than the last window lets the van come
        return TripTimes(departs, tuple(stops), arrives, arrives + self._unloading_s(trip))

    def _unloading_s(self, trip: DraftTrip) -> float:
        return math.ceil(self._problem.shelters[trip.shelter].unloading_s)

    def _may_wait(self, vehicle: int, request: int, stop: StopTimes) -> bool:
        if stop.departs - stop.arrives > self._problem.policy.max_stop_s:
            return False
        spans = self._problem.presence(vehicle, request)
        return any(span.early <= stop.arrives and stop.departs <= span.late for span in spans)

    def _starts_of(self, vehicle: int, request: int) -> tuple[Span, ...]:
        key = (vehicle, request)
        if key not in self._starts:
            self._starts[key] = self._problem.starts(vehicle, request)
        return self._starts[key]


def _by_matrices(problem: Problem) -> Drive:
    # Plain lists: element by element they are read several times faster than arrays.
    drive_s = problem.drive_s.tolist()
    return lambda profile, start, end: float(drive_s[profile][start][end])


def _first_at(spans: tuple[Span, ...], ready: float) -> float | None:
    possible = [max(span.early, ready) for span in spans if ready <= span.late]
    return min(possible, default=None)


def _last_at(spans: tuple[Span, ...], bound: float) -> float:
    return max(min(span.late, bound) for span in spans if span.early <= bound)

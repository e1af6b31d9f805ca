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
from openevac.rules.spans import Span

Drive = Callable[[int, int, int], float]
"""Seconds from a point to a point for a road profile: (profile, from, to); infinite where no way is open."""


ANY_HOUR = Span(-math.inf, math.inf)


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
    """All trips of a day and the return to the depot; without trips a van that is out sets out for home."""

    trips: tuple[TripTimes, ...]
    returns: float
    sets_out: float = 0.0

    @property
    def departs(self) -> float:
        """Give the first departure."""
        return self.trips[0].departs if self.trips else self.sets_out

    @property
    def heads_home(self) -> float:
        """Give when the way home begins."""
        return self.trips[-1].unloaded if self.trips else self.sets_out


class Timetable:
    """Works out times for one problem, by its matrices unless another `drive` is given (ways found on the map)."""

    def __init__(self, problem: Problem, drive: Drive | None = None) -> None:
        self._problem = problem
        self._service_s = problem.service_s.tolist()
        self.drive = drive or _by_matrices(problem)
        self._starts: dict[tuple[int, int], tuple[Span, ...]] = {}

    def day(self, day: DraftDay, *, not_before: float = -math.inf) -> DayTimes | None:
        """Give the times of one vehicle's day, or None where a window, an hour or a way forbids it."""
        vehicle = self._problem.vehicles[day.vehicle]
        trips: list[TripTimes] = []
        turns_back = self._turns_back(day)
        for number, trip in enumerate(day.trips):
            origin, leave = self._start(day, number, trips[-1].unloaded if trips else not_before)
            hours = ANY_HOUR if turns_back else self._problem.shelter_hours[trip.shelter]
            times = None if leave.early > leave.late else self._trip(day.vehicle, trip, origin, leave, hours)
            if times is None:
                return None
            trips.append(times)
        sets_out, is_out = max(vehicle.leave.early, not_before), vehicle.underway is not None
        ready = trips[-1].unloaded if trips else sets_out
        origin = self._problem.point_of_shelter(day.trips[-1].shelter) if trips else vehicle.origin
        returns = ready + (self.drive(vehicle.profile, origin, vehicle.depot) if trips or is_out else 0.0)
        return DayTimes(tuple(trips), returns, sets_out) if returns <= self._ends_by(day) else None

    def start_of_trip(self, day: DraftDay, number: int) -> tuple[int, Span] | None:
        """Give the point one trip starts from and when it may leave there; None where the trips before cannot be."""
        unloaded = -math.inf
        for before in range(number):
            origin, leave = self._start(day, before, unloaded)
            trip = day.trips[before]
            hours = ANY_HOUR if self._turns_back(day) else self._problem.shelter_hours[trip.shelter]
            times = None if leave.early > leave.late else self._trip(day.vehicle, trip, origin, leave, hours)
            if times is None:
                return None
            unloaded = times.unloaded
        return self._start(day, number, unloaded)

    def _start(self, day: DraftDay, number: int, ready: float) -> tuple[int, Span]:
        vehicle = self._problem.vehicles[day.vehicle]
        if number == 0:
            return vehicle.origin, Span(max(vehicle.leave.early, ready), vehicle.leave.late)
        return self._problem.point_of_shelter(day.trips[number - 1].shelter), Span(ready, self._ends_by(day))

    def _turns_back(self, day: DraftDay) -> bool:
        """Tell whether a van only brings people in: it comes to a shelter, and home, however late.

        The referee sees it the same way.
        """
        underway = self._problem.vehicles[day.vehicle].underway
        return underway is not None and self._problem.aboard.issuperset(day.requests)

    def _ends_by(self, day: DraftDay) -> float:
        vehicle = self._problem.vehicles[day.vehicle]
        return vehicle.turns_back_by if self._turns_back(day) else vehicle.day.late

    def starts_of(self, vehicle: int, request: int) -> tuple[Span, ...]:
        """Give when one vehicle may begin service at one door; remembered."""
        key = (vehicle, request)
        if key not in self._starts:
            self._starts[key] = self._problem.starts(vehicle, request)
        return self._starts[key]

    def _trip(self, vehicle: int, trip: DraftTrip, origin: int, leave: Span, hours: Span) -> TripTimes | None:
        """Give the times of one trip; `hours`: of its shelter."""
        problem = self._problem
        points = [*(problem.point_of_request(r) for r in trip.requests), problem.point_of_shelter(trip.shelter)]
        profile = problem.vehicles[vehicle].profile
        drives = [self.drive(profile, a, b) for a, b in zip([origin, *points], points, strict=False)]
        earliest = self._earliest(vehicle, trip, drives, leave.early, hours)
        if earliest is None:
            return None
        return self._as_late_as_free(vehicle, trip, drives, earliest, leave.late)

    def _earliest(self, vehicle: int, trip: DraftTrip, drives: list[float], ready: float, hours: Span) -> float | None:
        """Give the earliest arrival at the shelter, or None."""
        now = ready
        for request, drive_s in zip(trip.requests, drives, strict=False):
            start = _first_at(self.starts_of(vehicle, request), now + drive_s)
            if start is None:
                return None
            now = start + self._service_s[vehicle][request]
        arrives = max(now + drives[-1], hours.early)
        return arrives if math.isfinite(arrives) and arrives <= hours.late else None

    def _as_late_as_free(
        self, vehicle: int, trip: DraftTrip, drives: list[float], arrives: float, leave_late: float
    ) -> TripTimes | None:
        """Move starts and the departure as late as arriving at `arrives` allows; what is left is waiting on scene."""
        starts: list[float] = []
        due = arrives
        for request, drive_s in zip(reversed(trip.requests), reversed(drives), strict=False):
            bound = due - drive_s - self._service_s[vehicle][request]
            due = _last_at(self.starts_of(vehicle, request), bound)
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


def _by_matrices(problem: Problem) -> Drive:
    # Plain lists: element by element they are read several times faster than arrays.
    drive_s = problem.drive_s.tolist()
    return lambda profile, start, end: float(drive_s[profile][start][end])


def _first_at(spans: tuple[Span, ...], ready: float) -> float | None:
    possible = [max(span.early, ready) for span in spans if ready <= span.late]
    return min(possible, default=None)


def _last_at(spans: tuple[Span, ...], bound: float) -> float:
    return max(min(span.late, bound) for span in spans if span.early <= bound)

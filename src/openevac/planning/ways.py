"""The ways a day is driven on: chosen by the danger of the plan's hour, changed where they are closed when driven."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from openevac.domain.unserved import Limit
from openevac.hazards.weather import full_hour
from openevac.planning.check.measure import LegMeasure
from openevac.planning.drafts import DraftDay
from openevac.planning.ground import Slice
from openevac.planning.hours import moment_of
from openevac.planning.meeting import walk_of
from openevac.planning.prepare import Prepared
from openevac.planning.timetable import DayTimes, Timetable
from openevac.routing.path import Path

ROUNDS = 3
"""A detour moves all later drives; after so many rounds of finding the next one closed the day counts as cut off."""

Key = tuple[int, int, int]
"""A drive: (profile, from, to), by their numbers in the problem."""


@dataclass(frozen=True, slots=True)
class Way:
    """One drive at its time: from point `start`, as the referee measures it."""

    start: int
    path: Path
    departs_at: datetime
    measure: LegMeasure

    @property
    def arrives_at(self) -> datetime:
        """Give the arrival, in whole seconds like every clock time of a plan."""
        return self.departs_at + timedelta(seconds=math.ceil(self.path.time_s))


class Timed(NamedTuple):
    """A day's times, and its ways trip by trip with the way home last."""

    times: DayTimes
    ways: list[list[Way]]


class _Paths:
    """The way of every drive of one prepared problem, weighed by `seconds_per_exposure`.

    `preferred` ways go before those, `detours` before both: ways that a plan in force drives already, or others that
    are as good.
    """

    def __init__(self, prepared: Prepared, seconds_per_exposure: float, preferred: Mapping[Key, Path]) -> None:
        self.preferred = preferred
        self._survey = prepared.survey
        self._seconds_per_exposure = seconds_per_exposure
        self.detours: dict[Key, Path] = {}

    def usual(self, key: Key) -> Path | None:
        """Give the way by the plan's slice."""
        return self.within(key, self._survey.slices[key[0]])

    def chosen(self, key: Key) -> Path | None:
        """Give the detour where there is one, else the way that is preferred, else the usual one."""
        return self.detours.get(key) or self.preferred.get(key) or self.usual(key)

    def within(self, key: Key, when: Slice) -> Path | None:
        """Give the way by another slice."""
        profile, start, end = key
        from_, to = self._survey.halts[profile][start], self._survey.halts[profile][end]
        if from_ is None or to is None:
            return None
        kind = self._survey.profiles[profile]
        return self._survey.ground.path(kind, from_, to, when, self._seconds_per_exposure)

    def drive_s(self, profile: int, start: int, end: int) -> float:
        """Give the whole seconds of a drive, infinite where no way is open."""
        path = self.chosen((profile, start, end))
        return math.inf if path is None else float(math.ceil(path.time_s))


class Drives:
    """Times and measures the drives of one prepared problem's days; `preferred`: ways to take before the usual."""

    def __init__(
        self, prepared: Prepared, seconds_per_exposure: float, preferred: Mapping[Key, Path] | None = None
    ) -> None:
        self._prepared = prepared
        self._ground = prepared.survey.ground
        self._paths = _Paths(prepared, seconds_per_exposure, preferred or {})
        self._estimates: dict[tuple[Key, datetime], float] = {}
        self._timetable = Timetable(prepared.problem, self._paths.drive_s)

    def timed(self, day: DraftDay, not_before: float) -> Timed | Limit:
        """Give a day's times and its ways, trip by trip, the way home last.

        TIME_WINDOW where no time fits; NO_OPEN_WAY where a road is closed when it would be driven and no other
        leads there.
        """
        self._paths.detours.clear()
        for _ in range(ROUNDS):
            times = self._timetable.day(day, not_before=not_before)
            if times is None:
                return Limit.TIME_WINDOW
            drives = self._drives_of(day, times)
            ways = [[self._at_its_time(*drive) for drive in trip] for trip in drives]
            if all(way.measure.is_open for trip in ways for way in trip):
                return Timed(times, ways)
            if not self._find_detours(drives, ways):
                break
        return Limit.NO_OPEN_WAY

    def times(self, day: DraftDay, not_before: float) -> DayTimes | None:
        """Give a day's times by the ways of the plan's slice, closed or not."""
        self._paths.detours.clear()
        return self._timetable.day(day, not_before=not_before)

    def drive_s(self, profile: int, start: int, end: int) -> float:
        """Give the whole seconds of a drive by the way it would take, infinite where no way is open."""
        return self._paths.drive_s(profile, start, end)

    def leg_exposure(self, profile: int, start: int, end: int, leaves: float) -> float:
        """Estimate the exposure of a drive by the hour in which it begins; infinite where its way is closed then."""
        hour = full_hour(moment_of(self._prepared.problem.zero, leaves))
        key = ((profile, start, end), hour)
        if key not in self._estimates:
            path, kind = (
                self._paths.preferred.get(key[0]) or self._paths.usual(key[0]),
                self._prepared.survey.profiles[profile],
            )
            is_open = path is not None and self._ground.is_open(kind, path, hour)
            self._estimates[key] = self._ground.estimate(kind, path, hour) if path is not None and is_open else math.inf
        return self._estimates[key]

    def dwell_exposure(self, profile: int, request: int, arrives: float, departs: float) -> float:
        """Give the exposure of one person at a door from arrival to departure."""
        problem = self._prepared.problem
        halt = self._prepared.halt(profile, problem.point_of_request(request))
        return self._ground.dwell(halt, moment_of(problem.zero, arrives), moment_of(problem.zero, departs))

    def walk_exposure(self, request: int, arrives: float) -> float:
        """Give the exposure of one person who walks to a meeting point to be there before the van arrives."""
        on_foot = self._prepared.survey.on_foot[request]
        if on_foot is None:
            return 0.0
        arrives_at = moment_of(self._prepared.problem.zero, arrives)
        return walk_of(self._prepared.survey.ground, on_foot, arrives_at).exposure

    def way(self, profile: int, start: int, end: int, departs_at: datetime) -> Way | None:
        """Give one drive that is open at its time, or None."""
        key = (profile, start, end)
        for path in (self._paths.usual(key), self._paths.within(key, Slice.of(departs_at))):
            way = None if path is None else self._measured(key, path, departs_at)
            if way is not None and way.measure.is_open:
                return way
        return None

    def _drives_of(self, day: DraftDay, times: DayTimes) -> list[list[tuple[Key, datetime]]]:
        """Give every drive of a day and when it leaves, trip by trip, the way home last."""
        problem = self._prepared.problem
        vehicle, zero = problem.vehicles[day.vehicle], problem.zero
        at, found = vehicle.origin, []
        for trip, trip_times in zip(day.trips, times.trips, strict=True):
            points = [*(problem.point_of_request(r) for r in trip.requests), problem.point_of_shelter(trip.shelter)]
            leaves = [trip_times.departs, *(stop.departs for stop in trip_times.stops)]
            starts = [at, *points[:-1]]
            found.append(
                [
                    ((vehicle.profile, start, end), moment_of(zero, moment))
                    for start, end, moment in zip(starts, points, leaves, strict=True)
                ]
            )
            at = points[-1]
        found.append([((vehicle.profile, at, vehicle.depot), moment_of(zero, times.heads_home))])
        return found

    def _at_its_time(self, key: Key, departs_at: datetime) -> Way:
        path = self._paths.chosen(key)
        if path is None:
            raise ValueError("the timetable drove a way that does not exist")
        return self._measured(key, path, departs_at)

    def _find_detours(self, drives: list[list[tuple[Key, datetime]]], ways: list[list[Way]]) -> bool:
        """Look for another way wherever one is closed at its time; False where there is none."""
        keys = [key for trip in drives for key, _ in trip]
        for key, way in zip(keys, [way for trip in ways for way in trip], strict=True):
            if way.measure.is_open:
                continue
            preferred = self._paths.preferred.get(key)
            tried = (preferred or self._paths.usual(key), self._paths.detours.get(key))
            usual = [self._paths.usual(key)] if preferred and key not in self._paths.detours else []
            at_its_time = (self._paths.within(key, Slice.of(moment)) for moment in (way.departs_at, way.arrives_at))
            others = (*usual, *at_its_time)
            detour = next((path for path in others if path is not None and path not in tried), None)
            if detour is None:
                return False
            self._paths.detours[key] = detour
        return True

    def _measured(self, key: Key, path: Path, departs_at: datetime) -> Way:
        profile = self._prepared.survey.profiles[key[0]]
        return Way(key[1], path, departs_at, self._ground.measure(profile, path, departs_at))

"""What binds the rows of one vehicle: out once at any hour, or once in each wave with a rest between.

A problem with waves holds every vehicle several times, once for the whole day and once for each wave. Each row's day
is judged by itself; here they are judged together: they follow each other, and share trips, duty and exposure.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from openevac.domain.missions import Underway
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.figures import Figures
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes

TimesOf = Callable[[DraftDay, float], DayTimes | None]
"""Times of a day that begins not before a moment (seconds after the zero hour), or None."""


def rows_by_vehicle(problem: Problem) -> tuple[tuple[int, ...], ...]:
    """Give the rows of each vehicle, the whole day first, then its waves in order."""
    rows: dict[str, list[int]] = {}
    for number, day in enumerate(problem.vehicles):
        rows.setdefault(day.vehicle.id, []).append(number)
    return tuple(tuple(sorted(found, key=lambda row: problem.vehicles[row].wave)) for found in rows.values())


class Chains:
    """Judges the days of one vehicle together, by the matrices."""

    def __init__(self, problem: Problem, times_of: TimesOf, figures: Figures) -> None:
        self._problem = problem
        self._times_of = times_of
        self._figures = figures
        self._of_row = {row: rows for rows in rows_by_vehicle(problem) for row in rows}
        self._held: dict[tuple[DraftDay, ...], bool] = {}

    def hold(self, draft: Draft, rows: Iterable[int] | None = None) -> bool:
        """Tell whether the vehicles of some rows (None = all) can drive their days one after the other."""
        chains = {self._of_row[row] for row in (range(len(draft.days)) if rows is None else rows)}
        return all(self._holds(tuple(draft.days[row] for row in chain if draft.days[row].trips)) for chain in chains)

    def stands_aside(self, draft: Draft, row: int, beside: int) -> bool:
        """Tell whether a row can drive nothing, whatever changes in one other row: its vehicle is out another way."""
        waves = self._problem.vehicles
        others = (other for other in self._of_row[row] if other not in {row, beside} and draft.days[other].trips)
        return any((waves[other].wave == 0) != (waves[row].wave == 0) for other in others)

    def _holds(self, days: tuple[DraftDay, ...]) -> bool:
        if not days or (len(days) == 1 and self._problem.policy.max_duty_s is None and not self._under_way(days[0])):
            return True
        if days not in self._held:
            self._held[days] = self._work_out(days)
        return self._held[days]

    def _under_way(self, day: DraftDay) -> Underway | None:
        """Give where the vehicle of a day is, if it has left its depot today."""
        return self._problem.vehicles[self._of_row[day.vehicle][0]].underway

    def _before(self, day: DraftDay) -> tuple[float, float, float]:
        """Give when a vehicle is free for a day, and how long and how exposed its crew has been out before."""
        underway, first = self._under_way(day), self._of_row[day.vehicle][0]
        if underway is None:
            return -math.inf, 0.0, 0.0
        free = -math.inf
        if day.vehicle != first and underway.place != self._problem.vehicles[first].vehicle.depot:
            home = self._times_of(DraftDay(first), -math.inf)
            free = math.inf if home is None else home.returns + self._problem.policy.rest_s
        return free, underway.out_s, underway.exposure

    def _work_out(self, days: tuple[DraftDay, ...]) -> bool:
        problem, policy = self._problem, self._problem.policy
        waves = [problem.vehicles[day.vehicle].wave for day in days]
        most_trips = problem.vehicles[days[0].vehicle].vehicle.max_trips
        if (len(days) > 1 and 0 in waves) or sum(len(day.trips) for day in days) > most_trips:
            return False
        free, duty_s, exposure = self._before(days[0])
        for day in days:
            times = self._times_of(day, free)
            if times is None:
                return False
            free = times.returns + policy.rest_s
            duty_s += times.returns - times.departs
            exposure += self._figures.day(day, times).exposure
        within_duty = policy.max_duty_s is None or duty_s <= policy.max_duty_s
        return within_duty and (policy.max_exposure_per_person is None or exposure <= policy.max_exposure_per_person)

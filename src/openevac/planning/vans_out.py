"""Vans that are out, as part of a problem: where they are becomes a point, who is aboard a door that lies there.

Such a door takes no time, belongs to its van alone and can be served only when the van sets out, so it stays first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import numpy as np

from openevac.domain.legs import RoadPoint
from openevac.domain.missions import Underway
from openevac.domain.requests import EvacuationRequest
from openevac.planning.hours import leaves_too_late
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Door, FloatArray, Problem, VehicleDay
from openevac.rules.spans import Span, seconds_after


def with_vans_out(bare: Prepared, out: Mapping[str, Underway], now: datetime, *, with_tables: bool) -> Prepared:
    """Add the places and the people of vans that are out to a problem of the requests that still wait.

    `out`: by vehicle; vehicles that the survey left at their depot are passed over.
    """
    rows = [(number, day) for number, day in enumerate(bare.problem.vehicles) if day.vehicle.id in out]
    vans = [(number, out[day.vehicle.id]) for number, day in rows if day.wave <= FIRST_DRIVE]
    aboard = [(number, bare.survey.operation.request(name)) for number, underway in vans for name in underway.aboard]
    if not vans:
        return bare
    survey = replace(
        bare.survey,
        requests=(*bare.survey.requests, *(request for _, request in aboard)),
        on_foot=(*bare.survey.on_foot, *(None for _ in aboard)),
        halts=_halts(bare, vans, aboard),
    )
    tables = _Tables(bare, [underway for _, underway in vans], [number for number, _ in vans], aboard)
    drive_s, exposure = tables.filled() if with_tables else tables.empty()
    problem = _problem(bare, vans, aboard, (drive_s, exposure), now)
    return Prepared(survey=survey, problem=problem)


FIRST_DRIVE = 1
"""A vehicle's row of this number, or 0 where it has no other, is the drive it is in; those above begin later."""

Van = tuple[int, Underway]
Aboard = tuple[int, EvacuationRequest]


def _halts(bare: Prepared, vans: list[Van], aboard: list[Aboard]) -> tuple[tuple[RoadPoint | None, ...], ...]:
    at, profiles = {number: underway.at for number, underway in vans}, bare.problem.vehicles
    return tuple(
        (
            *row,
            *(at[number] if profiles[number].profile == k else None for number, _ in aboard),
            *(underway.at if profiles[number].profile == k else None for number, underway in vans),
        )
        for k, row in enumerate(bare.survey.halts)
    )


def _problem(
    bare: Prepared, vans: list[Van], aboard: list[Aboard], tables: tuple[FloatArray, FloatArray], now: datetime
) -> Problem:
    old = bare.problem
    first_start = old.num_depots + old.num_shelters + old.num_requests + len(aboard)
    days = list(old.vehicles)
    for place, (number, underway) in enumerate(vans):
        days[number] = _day(days[number], underway, first_start + place, bare.survey.horizon)
        for row in _later_rows(old, number):
            days[row] = _with_trips_left(days[row], underway)
    may_serve = np.zeros((len(days), len(aboard)), dtype=np.bool_)
    for place, (number, _) in enumerate(aboard):
        may_serve[number, place] = True
    waits = old.may_serve.copy()
    for number, underway in vans:
        if underway.trips_done >= old.vehicles[number].vehicle.max_trips:
            waits[[number, *_later_rows(old, number)]] = False
    horizon = bare.survey.horizon
    return replace(
        old,
        requests=(*old.requests, *(request for _, request in aboard)),
        waiting_days=(*old.waiting_days, *(request.waiting_days(now) for _, request in aboard)),
        doors=(*old.doors, *(_door(days[number].leave.early, horizon) for number, _ in aboard)),
        vehicles=tuple(days),
        drive_s=tables[0],
        exposure=tables[1],
        service_s=np.hstack([old.service_s, np.zeros((len(days), len(aboard)))]),
        may_serve=np.hstack([waits, may_serve]),
        num_starts=len(vans),
        aboard=frozenset(range(old.num_requests, old.num_requests + len(aboard))),
    )


def _door(ready: float, horizon: Span) -> Door:
    always = (Span(min(horizon.early, ready), max(horizon.late, ready)),)
    return Door(window=Span(ready, ready), open_to_all=always, open_to_armoured=always)


def _day(day: VehicleDay, underway: Underway, begins: int, horizon: Span) -> VehicleDay:
    return replace(
        _with_trips_left(day, underway),
        underway=underway,
        begins=begins,
        turns_back_by=max(horizon.late, day.day.late),
    )


def _with_trips_left(day: VehicleDay, underway: Underway) -> VehicleDay:
    left = max(1, day.vehicle.max_trips - underway.trips_done)
    return replace(day, vehicle=replace(day.vehicle, max_trips=left))


def _later_rows(problem: Problem, number: int) -> list[int]:
    """Give the rows of the drives that a vehicle leaves for after the one it is in."""
    own = problem.vehicles[number].vehicle.id
    return [row for row, day in enumerate(problem.vehicles) if day.vehicle.id == own and day.wave > FIRST_DRIVE]


class _Tables:
    """Matrices with rows and columns for where vans are; only each van's own profile leads there."""

    def __init__(self, bare: Prepared, starts: list[Underway], numbers: list[int], aboard: list[Aboard]) -> None:
        self._bare = bare
        self._starts, self._numbers, self._aboard = starts, numbers, aboard
        self._old = bare.problem.drive_s.shape[1]

    def empty(self) -> tuple[FloatArray, FloatArray]:
        """Give matrices in which no way is known."""
        profiles = self._bare.problem.drive_s.shape[0]
        points = self._old + len(self._aboard) + len(self._starts)
        drive_s = np.full((profiles, points, points), np.inf)
        for table in drive_s:
            np.fill_diagonal(table, 0.0)
        return drive_s, drive_s.copy()

    def filled(self) -> tuple[FloatArray, FloatArray]:
        """Give the old matrices with what leads to and from every van, and its people's doors, added."""
        drive_s, exposure = self.empty()
        drive_s[:, : self._old, : self._old] = self._bare.problem.drive_s
        exposure[:, : self._old, : self._old] = self._bare.problem.exposure
        for place, number in enumerate(self._numbers):
            own = [self._old + len(self._aboard) + place]
            own += [self._old + k for k, (van, _) in enumerate(self._aboard) if van == number]
            k = self._bare.problem.vehicles[number].profile
            known = [point for point, halt in enumerate(self._bare.survey.halts[k]) if halt is not None]
            cells = self._ways(k, self._starts[place].at, known)
            for point in own:
                drive_s[k, point, known], exposure[k, point, known] = cells[0]
                drive_s[k, known, point], exposure[k, known, point] = cells[1]
            for table in (drive_s, exposure):
                table[k][np.ix_(own, own)] = 0.0
        return drive_s, exposure

    def _ways(self, k: int, at: RoadPoint, known: list[int]) -> list[tuple[FloatArray, FloatArray]]:
        survey = self._bare.survey
        ground, profile = survey.ground, survey.profiles[k]
        halts = [halt for halt in survey.halts[k] if halt is not None]
        weights = ground.weights(profile, survey.when)
        found = []
        for starts, goals in (([at], halts), (halts, [at])):
            both = ground.router.matrices(weights, starts, self._bare.seconds_per_exposure, targets=goals)
            closed = np.isnan(both.time_s) | np.isnan(both.exposure)
            time_s = np.where(closed, np.inf, np.ceil(np.maximum(both.time_s, 0.0))).reshape(len(known))
            found.append((time_s, np.where(closed, np.inf, np.maximum(both.exposure, 0.0)).reshape(len(known))))
        return found


def delayed(prepared: Prepared, not_before: Mapping[str, datetime]) -> tuple[Prepared, frozenset[int]]:
    """Let vans that are late leave their depots no earlier than said; gives the rows whose last hour that is past."""
    days, too_late = [], set()
    for number, day in enumerate(prepared.problem.vehicles):
        if leaves_too_late(day.underway, prepared.problem.policy):
            too_late.add(number)
        moment = not_before.get(day.vehicle.id)
        if moment is None or day.underway is not None or day.wave > FIRST_DRIVE:
            days.append(day)
            continue
        early = float(np.ceil(seconds_after(prepared.problem.zero, moment)))
        if early > day.leave.late:
            too_late.add(number)
        leave = Span(min(max(day.leave.early, early), day.leave.late), day.leave.late)
        days.append(replace(day, leave=leave))
    may_serve = prepared.problem.may_serve.copy()
    may_serve[sorted(too_late)] = False
    problem = replace(prepared.problem, vehicles=tuple(days), may_serve=may_serve)
    return Prepared(survey=prepared.survey, problem=problem), frozenset(too_late)

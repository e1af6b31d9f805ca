"""Where a day breaks: the first door or shelter on it that cannot be reached, or not in its hours, and by how much."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from openevac.domain.remarks import Fact, Remark
from openevac.domain.unserved import Limit
from openevac.planning.drafts import DraftDay
from openevac.planning.hours import moment_of
from openevac.planning.problem import Problem
from openevac.planning.timetable import Drive

MINUTE, RESOLUTION = timedelta(minutes=1), timedelta.resolution


class Break(NamedTuple):
    """The limit that is broken, in which trip (1 = first, 0 = on the way home), at whose door (None = a shelter's)."""

    limit: Limit
    trip: int
    request: int | None
    reason: Remark


def first_break(problem: Problem, drive: Drive, day: DraftDay, free_s: float = -math.inf) -> Break | None:
    """Drive a day as early as it can be driven and give the first thing that does not hold; None where all does.

    `free_s`: when the vehicle is back from what it drives before and its crew has rested.
    """
    vehicle = problem.vehicles[day.vehicle]
    facts: dict[str, Fact]
    clock, at = max(vehicle.leave.early, free_s), vehicle.origin
    if clock > vehicle.leave.late:
        facts = {"free": _said(problem, clock), "late": _by(problem, vehicle.leave.late)}
        return Break(
            Limit.CREW_HOURS,
            0,
            None,
            Remark(text="The crew is back and rested at {free} only; it has to leave again by {late}.", facts=facts),
        )
    for number, trip in enumerate(day.trips, 1):
        after_doors = _doors(problem, drive, day, number, (clock, at))
        if isinstance(after_doors, Break):
            return after_doors
        unloaded = _shelter(problem, drive, day, number, after_doors)
        if isinstance(unloaded, Break):
            return unloaded
        clock, at = unloaded, problem.point_of_shelter(trip.shelter)
    clock += drive(vehicle.profile, at, vehicle.depot) if day.trips or vehicle.underway else 0.0
    turns_back = vehicle.underway is not None and problem.aboard.issuperset(day.requests)
    ends_by = vehicle.turns_back_by if turns_back else vehicle.day.late
    if math.isinf(clock):
        return Break(Limit.NO_OPEN_WAY, 0, None, Remark(text="No open way leads back to the depot."))
    if clock > ends_by:
        facts = {"back": _said(problem, clock), "late": _by(problem, ends_by)}
        return Break(
            Limit.CREW_HOURS,
            0,
            None,
            Remark(text="The crew would be back at {back}; it may be out until {late}.", facts=facts),
        )
    return None


State = tuple[float, int]


def _doors(problem: Problem, drive: Drive, day: DraftDay, number: int, state: State) -> State | Break:
    """Go through the doors of one trip; the state is the clock and the point the van stands at."""
    vehicle, trip = problem.vehicles[day.vehicle], day.trips[number - 1]
    clock, at = state
    for request in trip.requests:
        clock += drive(vehicle.profile, at, problem.point_of_request(request))
        if math.isinf(clock):
            return Break(Limit.NO_OPEN_WAY, number, request, Remark(text="No open way leads to the door."))
        spans = problem.starts(day.vehicle, request)
        start = min((max(span.early, clock) for span in spans if clock <= span.late), default=None)
        if start is None:
            return _too_late(problem, day.vehicle, number, request, clock)
        clock = start + float(problem.service_s[day.vehicle, request])
        at = problem.point_of_request(request)
    return clock, at


def _too_late(problem: Problem, vehicle: int, number: int, request: int, clock: float) -> Break:
    spans, there = problem.starts(vehicle, request), _said(problem, clock)
    if not spans:
        text = "The van would be there at {there}; at no hour of this day can it stop there."
        return Break(Limit.TIME_WINDOW, number, request, Remark(text=text, facts={"there": there}))
    facts: dict[str, Fact] = {"there": there, "late": _by(problem, max(span.late for span in spans))}
    text = "The van would be there at {there}; the stop has to begin by {late}."
    return Break(Limit.TIME_WINDOW, number, request, Remark(text=text, facts=facts))


def _shelter(problem: Problem, drive: Drive, day: DraftDay, number: int, state: State) -> float | Break:
    """Drive on to the shelter of a trip; give when everybody is out of the van."""
    vehicle, trip = problem.vehicles[day.vehicle], day.trips[number - 1]
    clock, at = state
    clock += drive(vehicle.profile, at, problem.point_of_shelter(trip.shelter))
    name, hours = problem.shelters[trip.shelter].id, problem.shelter_hours[trip.shelter]
    if math.isinf(clock):
        said = Remark(text="No open way leads on to the shelter '{shelter}'.", facts={"shelter": name})
        return Break(Limit.NO_OPEN_WAY, number, None, said)
    if vehicle.underway is not None and problem.aboard.issuperset(day.requests):
        return clock + math.ceil(problem.shelters[trip.shelter].unloading_s)
    if clock > hours.late:
        facts: dict[str, Fact] = {"shelter": name, "there": _said(problem, clock)}
        text = "The van would reach the shelter '{shelter}' at {there}, outside its hours."
        return Break(Limit.SHELTER_HOURS, number, None, Remark(text=text, facts=facts))
    return max(clock, hours.early) + math.ceil(problem.shelters[trip.shelter].unloading_s)


def _said(problem: Problem, seconds: float) -> str:
    """Give the full minute by which something has happened: too late by seconds is never said with one time twice."""
    return _full_minute(moment_of(problem.zero, seconds) + MINUTE - RESOLUTION)


def _by(problem: Problem, seconds: float) -> str:
    """Give the last full minute that is not too late."""
    return _full_minute(moment_of(problem.zero, seconds))


def _full_minute(moment: datetime) -> str:
    return moment.replace(second=0, microsecond=0).isoformat()

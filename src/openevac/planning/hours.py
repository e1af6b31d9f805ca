"""When vehicles can be out and when doors can be reached: crews' hours, departure window, curfews, access, windows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import datetime, timedelta

from openevac.domain.errors import InputError
from openevac.domain.missions import Underway
from openevac.domain.operation import Operation, Policy
from openevac.domain.places import Access
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.domain.vehicles import Vehicle
from openevac.hazards.weather import full_hour
from openevac.rules.spans import Span, curfew_spans, meet, seconds_after, whole, without

SPARE_H = 6
"""Hours looked at after the last crew's, so that a proof with longer hours still knows the danger."""
LONGEST_H = 60


def zero_hour(operation: Operation, now: datetime) -> datetime:
    """Give the full hour from which a plan counts seconds: the first crew's, or the present one when that is later."""
    return full_hour(max(now, min(crew.tw_early for crew in operation.crews)))


def hours_covered(operation: Operation, zero: datetime) -> int:
    """Give how many hours of danger a plan needs; refuses crews whose hours lie days apart."""
    last = max(crew.tw_late for crew in operation.crews)
    hours = math.ceil(seconds_after(zero, last) / SECONDS_PER_HOUR) + SPARE_H
    if hours > LONGEST_H:
        raise InputError(
            "The crews' hours run over {hours} hours; a plan is made for one day.",
            "Correct the dates of the crews, or write one operation for each day.",
            field="crews.tw_late",
            hours=hours,
        )
    return max(hours, SPARE_H)


def vehicle_hours(
    vehicle: Vehicle, operation: Operation, situation: Situation, zero: datetime, now: datetime
) -> tuple[Span, Span] | None:
    """Give a vehicle's day (first departure to return) and when it may leave, or None where it cannot go out.

    The crew's hours without curfews that hold everywhere, not before `now`. Where a curfew leaves several pieces,
    the one with most time from the first possible departure on.
    """
    crew, policy = operation.crew(vehicle), operation.policy
    hours = Span(seconds_after(zero, max(crew.tw_early, now)), seconds_after(zero, crew.tw_late))
    leave = Span(
        -math.inf if policy.departure_early is None else seconds_after(zero, policy.departure_early),
        math.inf if policy.departure_late is None else seconds_after(zero, policy.departure_late),
    )
    found = []
    for piece in without(hours, _curfews(situation, zero, hours, "")):
        day = whole(piece)
        may_leave = None if day is None else meet(day, leave)
        rounded = None if may_leave is None else whole(may_leave)
        if day is not None and rounded is not None:
            found.append((Span(rounded.early, day.late), rounded))
    return max(found, key=lambda pair: (pair[0].length_s, -pair[0].early), default=None)


def hours_underway(
    vehicle: Vehicle, operation: Operation, situation: Situation, zero: datetime, underway: Underway
) -> tuple[Span, Span]:
    """Give the day of a vehicle that is out, and when it may go on: at once from the road, later from a station.

    Where its crew's hours are over, or a curfew holds, the day is the moment alone: it can only turn back. One that
    came home leaves again within the departure window, if that is not over (`leaves_too_late`).
    """
    ready = float(math.ceil(seconds_after(zero, underway.since)))
    hours = Span(ready, max(ready, seconds_after(zero, operation.crew(vehicle).tw_late)))
    pieces = without(hours, _curfews(situation, zero, hours, ""))
    late = next((math.floor(piece.late) for piece in pieces if piece.early <= ready <= piece.late), ready)
    day = Span(ready, max(ready, float(late)))
    until = day.late if underway.place else ready
    late_at = operation.policy.departure_late
    if underway.home_since is not None and late_at is not None:
        until = min(until, math.floor(seconds_after(zero, late_at)))
    return day, Span(ready, max(ready, float(until)))


def leaves_too_late(underway: Underway | None, policy: Policy) -> bool:
    """Tell whether a van that came home can leave again only after the departure window."""
    late_at = policy.departure_late
    return underway is not None and underway.home_since is not None and late_at is not None and underway.since > late_at


def request_window(request: EvacuationRequest, zero: datetime, horizon: Span) -> Span | None:
    """Give when service may start by the request's own window and release time, within the horizon; None if never."""
    moments = [moment for moment in (request.tw_early, request.release_time) if moment is not None]
    early = max((seconds_after(zero, moment) for moment in moments), default=horizon.early)
    late = horizon.late if request.tw_late is None else seconds_after(zero, request.tw_late)
    return meet(Span(early, max(early, late)), horizon) if early <= late else None


def open_pieces(
    request: EvacuationRequest, situation: Situation, zero: datetime, horizon: Span, *, armoured: bool
) -> tuple[Span, ...]:
    """Give when a vehicle may stand at the door, by curfews of the place and by who may enter it."""
    curfews = _curfews(situation, zero, horizon, request.katottg) if request.katottg else ()
    return without(horizon, [*curfews, *refused_spans(request, situation, zero, armoured=armoured)])


def curfews_on_foot(situation: Situation, zero: datetime, horizon: Span, places: tuple[str, ...]) -> tuple[Span, ...]:
    """Give the pieces of time in which people may not be out on foot: curfews that hold everywhere or in one place."""
    return tuple(piece for code in ("", *places) for piece in _curfews(situation, zero, horizon, code))


def shelter_hours(shelter: Shelter, zero: datetime, horizon: Span) -> Span | None:
    """Give when a vehicle may arrive at a shelter; None when it stays closed all day."""
    early = horizon.early if shelter.tw_early is None else seconds_after(zero, shelter.tw_early)
    late = horizon.late if shelter.tw_late is None else seconds_after(zero, shelter.tw_late)
    shared = meet(Span(early, late), horizon)
    return None if shared is None else whole(shared)


def moment_of(zero: datetime, seconds: float) -> datetime:
    """Give the clock time of so many seconds after the zero hour."""
    return zero + timedelta(seconds=seconds)


def _curfews(situation: Situation, zero: datetime, day: Span, katottg: str) -> tuple[Span, ...]:
    """Give the pieces of curfews that hold everywhere (no code), or in one place alone."""
    return tuple(
        piece
        for curfew in situation.curfews
        if (katottg in curfew.places if katottg else not curfew.places)
        for piece in curfew_spans(curfew, situation.zone_info, zero, day)
    )


def refused_spans(
    request: EvacuationRequest, situation: Situation, zero: datetime, *, armoured: bool
) -> Iterator[Span]:
    """Give the pieces of time in which the authorities keep a vehicle out of a household's place."""
    for rule in situation.access:
        may_enter = rule.access is Access.OPEN or (rule.access is Access.ARMOURED_ONLY and armoured)
        if rule.katottg == request.katottg and not may_enter:
            until = math.inf if rule.valid_until is None else seconds_after(zero, rule.valid_until)
            yield Span(seconds_after(zero, rule.since), until)

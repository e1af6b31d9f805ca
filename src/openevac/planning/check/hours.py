"""Hours that people and authorities set: windows at doors, departure window, crews, shelters, curfews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.situation import Curfew, Situation
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.on_foot import code_where_met
from openevac.planning.check.tolerances import CLOCK_S, before

ONE_DAY = timedelta(days=1)


def check_hours(
    mission: Mission, operation: Operation, situation: Situation, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """Find moments outside the hours set for doors, departures, crew and shelters, and time spent under a curfew.

    `codes`: the place of each meeting point.
    """
    where = Where(vehicle=mission.vehicle)
    if mission.underway is None or mission.underway.home_since is not None:
        yield from _check_departure(mission, operation)
    crew = operation.crew(operation.vehicle(mission.vehicle))
    too_early = mission.underway is None and before(mission.departs_at, crew.tw_early)
    if too_early or (not _turns_back(mission) and before(crew.tw_late, mission.returns_at)):
        yield fault(
            FaultCode.CREW_HOURS,
            where,
            Remark(
                text="The crew is out from {departs} to {returns}; its hours are {early} to {late}.",
                facts={
                    "departs": _said(mission.departs_at),
                    "returns": _said(mission.returns_at),
                    "early": _said(crew.tw_early),
                    "late": _said(crew.tw_late),
                },
            ),
        )
    for number, trip in enumerate(mission.trips, 1):
        if trip.hand_over is None and not _turns_back(mission):
            yield from _check_shelter(trip, operation, Where(vehicle=mission.vehicle, trip=number))
        for stop in trip.stops:
            there = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            if stop.waited is None:  # who is taken on at a relay was met at home before
                yield from _check_door(stop, operation, there)
    yield from _check_curfews(mission, operation, situation, codes)


def _turns_back(mission: Mission) -> bool:
    """Tell whether a van that is out fetches nobody more: no hour that anybody set can keep it out there."""
    return mission.underway is not None and not mission.fetches


def _check_departure(mission: Mission, operation: Operation) -> Iterator[Fault]:
    early, late = operation.policy.departure_early, operation.policy.departure_late
    too_early = early is not None and before(mission.departs_at, early)
    too_late = late is not None and before(late, mission.departs_at)
    if too_early or too_late:
        yield fault(
            FaultCode.DEPARTURE_WINDOW,
            Where(vehicle=mission.vehicle),
            Remark(
                text="The mission leaves at {departs}, outside the departure window of the policy.",
                facts={"departs": _said(mission.departs_at)},
            ),
        )


def _check_door(stop: Stop, operation: Operation, where: Where) -> Iterator[Fault]:
    request = operation.request(stop.request)
    begins_at = stop.starts_at if stop.walk is None else min(stop.starts_at, stop.walk.leaves_at)
    too_early = request.tw_early is not None and before(begins_at, request.tw_early)
    too_late = request.tw_late is not None and before(request.tw_late, stop.starts_at)
    if too_early or too_late:
        yield fault(
            FaultCode.TIME_WINDOW,
            where,
            Remark(
                text="Service starts at {starts}, outside the hours in which people can be met.",
                facts={"starts": _said(stop.starts_at)},
            ),
        )
    if request.release_time is not None and before(begins_at, request.release_time):
        yield fault(
            FaultCode.RELEASE_TIME,
            where,
            Remark(
                text="Service starts at {starts}, but the request may be served from {release} on.",
                facts={"starts": _said(stop.starts_at), "release": _said(request.release_time)},
            ),
        )


def _check_shelter(trip: Trip, operation: Operation, where: Where) -> Iterator[Fault]:
    shelter = operation.shelter(trip.shelter)
    too_early = shelter.tw_early is not None and before(trip.arrives_at, shelter.tw_early)
    too_late = shelter.tw_late is not None and before(shelter.tw_late, trip.arrives_at)
    if too_early or too_late:
        yield fault(
            FaultCode.SHELTER_HOURS,
            where,
            Remark(
                text="The trip reaches the shelter '{shelter}' at {arrives}, outside its hours.",
                facts={"shelter": trip.shelter, "arrives": _said(trip.arrives_at)},
            ),
        )


def _check_curfews(
    mission: Mission, operation: Operation, situation: Situation, codes: Mapping[str, str]
) -> Iterator[Fault]:
    zone = situation.zone_info
    for curfew in situation.curfews:
        away = (mission.departs_at, mission.returns_at)
        if not curfew.places and not _turns_back(mission) and under_curfew(curfew, *away, zone):
            yield curfew_fault(curfew, mission.departs_at, mission.returns_at, Where(vehicle=mission.vehicle))
        for number, trip in enumerate(mission.trips, 1):
            for stop in trip.stops:
                outside_from = [one.leaves_at for one in (stop.walk,) if one is not None]
                outside_from += [one.since for one in (stop.waited,) if one is not None]
                out_at = min([stop.arrives_at, *outside_from])
                here = {code_where_met(stop, operation, codes)}
                here |= set() if stop.waited is not None else {operation.request(stop.request).katottg}
                holds = bool(here.intersection(curfew.places)) if curfew.places else bool(outside_from)
                if holds and under_curfew(curfew, out_at, stop.departs_at, zone):
                    where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
                    yield curfew_fault(curfew, out_at, stop.departs_at, where)


def under_curfew(curfew: Curfew, from_: datetime, until: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the span [from_, until] shares more than a second with the curfew of any day, in local time."""
    day = from_.astimezone(zone).date() - ONE_DAY
    last = until.astimezone(zone).date()
    while day <= last:
        starts, ends = _curfew_of_day(curfew, day, zone)
        if (min(ends, until) - max(starts, from_)).total_seconds() > CLOCK_S:
            return True
        day += ONE_DAY
    return False


def _curfew_of_day(curfew: Curfew, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    ends_on = day if curfew.starts < curfew.ends else day + ONE_DAY
    starts = datetime.combine(day, curfew.starts, tzinfo=zone)
    ends = datetime.combine(ends_on, curfew.ends, tzinfo=zone)
    return starts.astimezone(UTC), ends.astimezone(UTC)


def curfew_fault(curfew: Curfew, from_: datetime, until: datetime, where: Where) -> Fault:
    """Say that somebody is out under a curfew."""
    return fault(
        FaultCode.CURFEW,
        where,
        Remark(
            text="Out from {from_time} to {until_time}, under the curfew {starts} to {ends} ({source}).",
            facts={
                "from_time": _said(from_),
                "until_time": _said(until),
                "starts": curfew.starts.strftime("%H:%M"),
                "ends": curfew.ends.strftime("%H:%M"),
                "source": curfew.source,
            },
        ),
    )


def _said(moment: datetime) -> str:
    """Give a moment as faces expect it in facts: they say it on the local clock."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")

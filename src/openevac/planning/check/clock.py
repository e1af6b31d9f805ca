"""Whether one thing follows the other: departures, drives, waits, service, unloading, the way home."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.tolerances import before, same_seconds, same_time


def check_clock(mission: Mission, operation: Operation) -> Iterator[Fault]:
    """Find moments that contradict each other, from the departure of a mission to its return."""
    where = Where(vehicle=mission.vehicle)
    if mission.trips:
        yield from _meet(
            mission.departs_at,
            mission.trips[0].departs_at,
            "The mission and its first trip leave {off_s} seconds apart.",
            where,
        )
    yield from _check_going_on(mission, where)
    free_at = mission.departs_at
    for number, trip in enumerate(mission.trips, 1):
        there = Where(vehicle=mission.vehicle, trip=number)
        yield from _follow(
            free_at, trip.departs_at, "The trip leaves {early_s} seconds before the vehicle is free.", there
        )
        yield from _check_trip(trip, there)
        over = trip.hand_over
        place = operation.shelter(trip.shelter) if over is None else operation.relay(over.relay)
        yield from _check_unloading(trip, place.unloading_s, there)
        free_at = trip.unloaded_at
    yield from _follow(
        free_at,
        mission.way_home.departs_at,
        "The way home begins {early_s} seconds before the vehicle is free.",
        where,
    )
    yield from _check_drive(mission.way_home, where)
    yield from _meet(
        mission.way_home.arrives_at,
        mission.returns_at,
        "The way home ends and the mission returns {off_s} seconds apart.",
        where,
    )


def _check_going_on(mission: Mission, where: Where) -> Iterator[Fault]:
    """Find vans that go on before they can, or wait on the road, where waiting would be exposure nobody counts."""
    underway = mission.underway
    if underway is None:
        return
    first = mission.trips[0].departs_at if mission.trips else mission.way_home.departs_at
    if underway.place:
        yield from _follow(underway.since, first, "The van goes on {early_s} seconds before it can.", where)
    else:
        yield from _meet(
            underway.since, first, "A van on the road goes on at once; here it is {off_s} seconds off.", where
        )


def _check_trip(trip: Trip, where: Where) -> Iterator[Fault]:
    leaves_at = trip.departs_at
    for leg, stop in zip(trip.legs, trip.stops, strict=False):
        there = Where(vehicle=where.vehicle, trip=where.trip, request=stop.request)
        yield from _meet(
            leaves_at, leg.departs_at, "The drive leaves {off_s} seconds off the end of what comes before.", there
        )
        yield from _check_drive(leg, there)
        yield from _meet(
            leg.arrives_at, stop.arrives_at, "The drive ends and the stop begins {off_s} seconds apart.", there
        )
        yield from _check_stop(stop, there)
        leaves_at = stop.departs_at
    last = trip.legs[-1]
    yield from _meet(
        leaves_at,
        last.departs_at,
        "The drive to the shelter leaves {off_s} seconds off the end of the last stop.",
        where,
    )
    yield from _check_drive(last, where)
    yield from _meet(
        last.arrives_at,
        trip.arrives_at,
        "The drive to the shelter ends and the trip arrives {off_s} seconds apart.",
        where,
    )


def _check_stop(stop: Stop, where: Where) -> Iterator[Fault]:
    yield from _follow(
        stop.arrives_at, stop.starts_at, "Service starts {early_s} seconds before the van is there.", where
    )
    served_s = (stop.departs_at - stop.starts_at).total_seconds()
    if not same_seconds(served_s, stop.service_s):
        yield fault(
            FaultCode.CLOCK,
            where,
            Remark(
                text="The clock gives {clock_s} seconds of service, the plan states {stated_s}.",
                facts={"clock_s": round(served_s), "stated_s": round(stop.service_s)},
            ),
        )


def _check_drive(leg: Leg, where: Where) -> Iterator[Fault]:
    drive_s = (leg.arrives_at - leg.departs_at).total_seconds()
    if not same_seconds(drive_s, leg.time_s):
        yield fault(
            FaultCode.CLOCK,
            where,
            Remark(
                text="The clock gives {clock_s} seconds for a drive, the plan states {stated_s}.",
                facts={"clock_s": round(drive_s), "stated_s": round(leg.time_s)},
            ),
        )


def _check_unloading(trip: Trip, unloading_s: float, where: Where) -> Iterator[Fault]:
    unloads_s = (trip.unloaded_at - trip.arrives_at).total_seconds()
    if not same_seconds(unloads_s, unloading_s):
        yield fault(
            FaultCode.UNLOADING_TIME,
            where,
            Remark(
                text="The plan unloads for {stated_s} seconds; the shelter takes {needed_s}.",
                facts={"stated_s": round(unloads_s), "needed_s": round(unloading_s)},
            ),
        )


def _meet(one: datetime, other: datetime, template: str, where: Where) -> Iterator[Fault]:
    if not same_time(one, other):
        off_s = round(abs((one - other).total_seconds()))
        yield fault(FaultCode.CLOCK, where, Remark(text=template, facts={"off_s": off_s}))


def _follow(first: datetime, then: datetime, template: str, where: Where) -> Iterator[Fault]:
    if before(then, first):
        early_s = round((first - then).total_seconds())
        yield fault(FaultCode.CLOCK, where, Remark(text=template, facts={"early_s": early_s}))

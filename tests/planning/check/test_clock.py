"""Every pair of moments that must agree or follow is looked at by itself; the words say which."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.missions import Plan
from openevac.planning.check.clock import check_clock
from openevac.planning.check.faults import FaultCode
from openevac.planning.check.tolerances import CLOCK_S
from tests.planning.check.edits import Edit, edit_leg, edit_mission, edit_stop, edit_trip
from tests.worlds import World

OFF = timedelta(seconds=CLOCK_S + 1)
WITHIN = timedelta(seconds=CLOCK_S - 0.1)


def shift_mission(field: str, by: timedelta) -> Edit:
    return lambda plan: edit_mission(plan, 0, lambda m: replace(m, **{field: getattr(m, field) + by}))


def shift_trip(trip: int, field: str, by: timedelta) -> Edit:
    return lambda plan: edit_trip(plan, 0, trip, lambda t: replace(t, **{field: getattr(t, field) + by}))


def shift_leg(leg: int, field: str, by: timedelta) -> Edit:
    return lambda plan: edit_leg(plan, 0, 0, leg, lambda old: replace(old, **{field: getattr(old, field) + by}))


def shift_home(field: str, by: timedelta) -> Edit:
    def changed(plan: Plan) -> Plan:
        home = plan.missions[0].way_home
        moved = replace(home, **{field: getattr(home, field) + by})
        return edit_mission(plan, 0, lambda m: replace(m, way_home=moved))

    return changed


def shift_stop(field: str, by: timedelta) -> Edit:
    return lambda plan: edit_stop(plan, "A-1", lambda s: replace(s, **{field: getattr(s, field) + by}))


def said(plan: Plan, world: World) -> set[str]:
    """Give the sentences that the referee says."""
    faults = [fault for mission in plan.missions for fault in check_clock(mission, world.operation)]
    assert {fault.code for fault in faults} <= {FaultCode.CLOCK, FaultCode.UNLOADING_TIME}
    return {fault.remark.text for fault in faults}


MISSION_OFF = "The mission and its first trip leave {off_s} seconds apart."
TRIP_TOO_SOON = "The trip leaves {early_s} seconds before the vehicle is free."
DRIVE_OFF = "The drive leaves {off_s} seconds off the end of what comes before."
STOP_OFF = "The drive ends and the stop begins {off_s} seconds apart."
SERVICE_TOO_SOON = "Service starts {early_s} seconds before the van is there."
LAST_DRIVE_OFF = "The drive to the shelter leaves {off_s} seconds off the end of the last stop."
TRIP_ENDS_OFF = "The drive to the shelter ends and the trip arrives {off_s} seconds apart."
HOME_TOO_SOON = "The way home begins {early_s} seconds before the vehicle is free."
RETURN_OFF = "The way home ends and the mission returns {off_s} seconds apart."
SERVICE = "The clock gives {clock_s} seconds of service, the plan states {stated_s}."
DRIVE = "The clock gives {clock_s} seconds for a drive, the plan states {stated_s}."
UNLOADING = "The plan unloads for {stated_s} seconds; the shelter takes {needed_s}."

SHIFTS = {
    "the mission leaves later than its first trip": (
        shift_mission,
        "departs_at",
        1,
        {MISSION_OFF, TRIP_TOO_SOON},
    ),
    "the mission leaves before its first trip": (shift_mission, "departs_at", -1, {MISSION_OFF}),
    "the mission returns later than its way home": (shift_mission, "returns_at", 1, {RETURN_OFF}),
    "the mission returns before its way home": (shift_mission, "returns_at", -1, {RETURN_OFF}),
    "the second trip leaves too soon": (
        lambda field, by: shift_trip(1, field, by),
        "departs_at",
        -1,
        {TRIP_TOO_SOON, DRIVE_OFF},
    ),
    "the second trip leaves before its leg": (
        lambda field, by: shift_trip(1, field, by),
        "departs_at",
        1,
        {DRIVE_OFF},
    ),
    "a trip arrives later than its leg": (
        lambda field, by: shift_trip(0, field, by),
        "arrives_at",
        1,
        {TRIP_ENDS_OFF, UNLOADING},
    ),
    "a leg leaves before its stop is over": (
        lambda field, by: shift_leg(1, field, by),
        "departs_at",
        -1,
        {DRIVE_OFF, DRIVE},
    ),
    "a leg arrives before its stop begins": (
        lambda field, by: shift_leg(0, field, by),
        "arrives_at",
        -1,
        {STOP_OFF, DRIVE},
    ),
    "the last leg leaves before the last stop is over": (
        lambda field, by: shift_leg(2, field, by),
        "departs_at",
        -1,
        {LAST_DRIVE_OFF, DRIVE},
    ),
    "service starts before arrival": (shift_stop, "starts_at", -1, {SERVICE_TOO_SOON, SERVICE}),
    "the stop is over too soon": (shift_stop, "departs_at", -1, {DRIVE_OFF, SERVICE}),
    "the way home leaves while people get off": (
        shift_home,
        "departs_at",
        -1,
        {HOME_TOO_SOON, DRIVE},
    ),
    "the way home arrives later": (shift_home, "arrives_at", 1, {RETURN_OFF, DRIVE}),
    "people get off too fast": (lambda field, by: shift_trip(1, field, by), "unloaded_at", -1, {UNLOADING}),
}


@pytest.mark.parametrize("name", SHIFTS)
def test_each_pair_of_moments_is_compared(day: Plan, town: World, name: str) -> None:
    shift, field, sign, expected = SHIFTS[name]
    assert said(shift(field, sign * OFF)(day), town) == expected


@pytest.mark.parametrize("name", SHIFTS)
def test_rounding_to_a_second_is_no_fault(day: Plan, town: World, name: str) -> None:
    shift, field, sign, _ = SHIFTS[name]
    assert said(shift(field, sign * WITHIN)(day), town) == set()


def test_waiting_between_trips_is_no_fault(day: Plan, town: World) -> None:
    """The last trip may end later than planned only together with all that follows; waiting before it is free."""
    mission = day.missions[0]
    shorter = replace(mission, trips=mission.trips[:1])
    assert said(replace(day, missions=(shorter,)), town) == set()

"""Ways to change one thing in a plan, and what the referee says to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Plan, Stop, Trip
from openevac.planning.check.faults import Fault, FaultCode
from openevac.planning.check.referee import check_plan
from tests.worlds import World

Edit = Callable[[Plan], Plan]


def faults(plan: Plan, world: World) -> tuple[Fault, ...]:
    """Let the referee judge a plan in a world."""
    return check_plan(
        plan, world.graph, world.fingerprint, world.situation, world.operation, border=world.border, places=world.places
    )


def codes(plan: Plan, world: World) -> set[FaultCode]:
    """Give the codes of everything wrong with a plan."""
    return {fault.code for fault in faults(plan, world)}


def edit_mission(plan: Plan, mission: int, change: Callable[[Mission], Mission]) -> Plan:
    """Change one mission (0 = first)."""
    missions = list(plan.missions)
    missions[mission] = change(missions[mission])
    return replace(plan, missions=tuple(missions))


def edit_trip(plan: Plan, mission: int, trip: int, change: Callable[[Trip], Trip]) -> Plan:
    """Change one trip."""

    def changed(old: Mission) -> Mission:
        trips = list(old.trips)
        trips[trip] = change(trips[trip])
        return replace(old, trips=tuple(trips))

    return edit_mission(plan, mission, changed)


def edit_leg(plan: Plan, mission: int, trip: int, leg: int, change: Callable[[Leg], Leg]) -> Plan:
    """Change one leg."""

    def changed(old: Trip) -> Trip:
        legs = list(old.legs)
        legs[leg] = change(legs[leg])
        return replace(old, legs=tuple(legs))

    return edit_trip(plan, mission, trip, changed)


def edit_stop(plan: Plan, request: str, change: Callable[[Stop], Stop]) -> Plan:
    """Change the stop of one request."""
    for number, mission in enumerate(plan.missions):
        for trip_number, trip in enumerate(mission.trips):
            if request in {stop.request for stop in trip.stops}:
                stops = tuple(change(stop) if stop.request == request else stop for stop in trip.stops)
                return on_trip(number, trip_number, stops=stops)(plan)
    raise KeyError(request)


def stop_of(plan: Plan, request: str) -> Stop:
    """Find the stop of one request."""
    return next(s for mission in plan.missions for trip in mission.trips for s in trip.stops if s.request == request)


def on_plan(**changes: Any) -> Edit:
    """Change fields of the plan."""
    return lambda plan: replace(plan, **changes)


def on_mission(mission: int, **changes: Any) -> Edit:
    """Change fields of one mission."""
    return lambda plan: edit_mission(plan, mission, lambda old: replace(old, **changes))


def on_trip(mission: int, trip: int, **changes: Any) -> Edit:
    """Change fields of one trip."""
    return lambda plan: edit_trip(plan, mission, trip, lambda old: replace(old, **changes))


def on_leg(mission: int, trip: int, leg: int, **changes: Any) -> Edit:
    """Change fields of one leg."""
    return lambda plan: edit_leg(plan, mission, trip, leg, lambda old: replace(old, **changes))


def on_stop(request: str, /, **changes: Any) -> Edit:
    """Change fields of one stop."""
    return lambda plan: edit_stop(plan, request, lambda old: replace(old, **changes))


def on_totals(**changes: Any) -> Edit:
    """Change fields of the totals."""
    return lambda plan: replace(plan, totals=replace(plan.totals, **changes))

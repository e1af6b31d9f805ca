"""The day as it is now, for the planner with one ride a household and for everybody else in people's own names."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.replanning import DayEvents
from openevac.domain.units import to_utc
from openevac.planning.ground import Ground
from openevac.planning.happened import require_known
from openevac.planning.rides import Rides, rides_of
from openevac.planning.rides_joined import Joiner
from openevac.planning.today import Today, today_known


def today_on(ground: Ground, operation: Operation, made: Plan, events: DayEvents, *, now: datetime) -> Today:
    """Give the day as it is now, on a ground that knows the events; the referee is told the same.

    `operation`: the one the plan in force was made for. Raises InputError for events that name what nobody knows.
    """
    require_known(events, operation, made)
    rides = rides_of(ground, operation, made, events, to_utc(now))
    return Joiner(rides).today(today_of(rides))


def today_of(rides: Rides) -> Today:
    """Give the day as it is now with one ride a household."""
    return today_known(rides.ground, rides.as_operation(), rides.plan(), rides.as_events(), now=rides.now)

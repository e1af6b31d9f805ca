"""The answer: by which day a place is empty in how many futures, who still waits, what it costs, what would help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from openevac.domain.remarks import Remark
from openevac.outlook.spread import DaySpread, Spread


class Relaxed(StrEnum):
    """The one thing that is made easier, everything else left as it is, to see what holds the work up."""

    ONE_MORE_VAN = "one_more_van"
    ONE_MORE_HOUR = "one_more_hour"
    ONE_MORE_TRIP = "one_more_trip"
    NO_REST_DAYS = "no_rest_days"
    NO_CURFEW = "no_curfew"
    NO_CEILING = "no_ceiling"
    LEAST_MINUTES = "least_minutes"
    BEDS_FOR_ALL = "beds_for_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What one thing made easier would change: the same futures lived through again.

    `days_saved`: mean over the futures; one that is not done counts as done the day after the last one looked at, so
    the true saving is rather more. `times_exposure`: median person-exposure against that of the question.
    """

    relaxed: Relaxed
    days: DaySpread
    days_saved: float
    times_exposure: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartureShare:
    """How many trips of an average future leave in one hour of the local clock."""

    starts: time
    trips: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """How long it takes until everybody who wants to leave a place is out; for planners, never for residents.

    `each` holds the days of every future, None where it takes longer than `horizon_days`. `cleared_by[d]` is the share
    of futures done by the end of day d + 1, `left[d]` how many people are then still there. Where nobody can be sent
    at all there are no futures (`runs` 0), and the first remark says why.
    """

    people: int
    first_day: date
    runs: int
    horizon_days: int
    each: tuple[int | None, ...]
    days: DaySpread
    cleared_by: tuple[float, ...]
    left: tuple[Spread[int], ...]
    person_exposure: Spread[float]
    trips: Spread[int]
    crew_hours: Spread[float]
    idle_days: Spread[int]
    departures: tuple[DepartureShare, ...]
    reliefs: tuple[Relief, ...]
    remarks: tuple[Remark, ...]


def nowhere(people: int, first_day: date, horizon_days: int, reason: Remark) -> Clearing:
    """Give the answer where nobody can be sent: no future, and why."""
    nothing, none = Spread(low=0.0, median=0.0, high=0.0), Spread(low=0, median=0, high=0)
    return Clearing(
        people=people,
        first_day=first_day,
        runs=0,
        horizon_days=horizon_days,
        each=(),
        days=DaySpread(low=None, median=None, high=None),
        cleared_by=(),
        left=(),
        person_exposure=nothing,
        trips=none,
        crew_hours=nothing,
        idle_days=none,
        departures=(),
        reliefs=(),
        remarks=(reason,),
    )

"""What clearing is asked for: people, vans, the hours they work and the days they rest."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct, require_id
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.units import HOURS_PER_DAY, SECONDS_PER_HOUR, require_not_negative, require_positive
from openevac.domain.vehicles import Crew, Depot, Profile, VehicleType

DAY = timedelta(days=1)
DAY_S = HOURS_PER_DAY * SECONDS_PER_HOUR

ORDINARY_HOUSEHOLDS = (
    *(Needs(walks=2, belongings_kg=40),) * 4,
    *(Needs(walks=1, walks_with_help=1, belongings_kg=40),) * 4,
    Needs(walks=1, wheelchairs=1, belongings_kg=40),
    Needs(walks_with_help=1, stretchers=1, belongings_kg=40),
)
"""Who leaves where no request says it: pairs with a bag each, one person in four led by the arm, one in twenty in a
wheelchair, one in twenty lying. A starting judgement; requests of the place are better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleToMove:
    """How many people are to leave, and households that stand for how they move and what they take along.

    Only the shares of the households count: ten households may stand for eight hundred people.
    """

    count: int
    households: tuple[Needs, ...] = ORDINARY_HOUSEHOLDS

    def __post_init__(self) -> None:
        require_not_negative("people", self.count)
        if not self.households:
            raise InputError(
                "Nothing says how the people move.", "Give at least one household as an example.", field="households"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Van:
    """One vehicle with its crew. Of the crew only size and carriers count; hours are the fleet's, every day."""

    id: str
    kind: VehicleType
    profile: Profile
    depot: Depot
    crew: Crew
    max_trips: int = 3

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_positive("max_trips", self.max_trips)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The vans, and their rest: after `days_on` days of driving a crew stays home for `days_off` (0 = no rest).

    Crews begin their turns one day after another, so that they do not all rest on one day.
    """

    vans: tuple[Van, ...]
    days_on: int = 1
    days_off: int = 0

    def __post_init__(self) -> None:
        require_distinct("vans", (van.id for van in self.vans))
        require_positive("days_on", self.days_on)
        require_not_negative("days_off", self.days_off)
        if not self.vans:
            raise InputError("The fleet has no van.", "Give at least one.", field="vans")

    def works(self, number: int, day: int) -> bool:
        """Tell whether the van of a number drives on a day (both from zero)."""
        return (day + number) % (self.days_on + self.days_off) < self.days_on


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """From first departure to return, on the local clock, the same every day; `late` before `early` is next morning."""

    early: time
    late: time

    def __post_init__(self) -> None:
        if self.early == self.late:
            raise InputError(
                "The working hours start and end at the same minute.", "Give two different times.", field="hours"
            )

    @property
    def length_s(self) -> float:
        """Give the seconds from the first departure to the latest return."""
        return self.after_start_s(self.late)

    def after_start_s(self, clock: time) -> float:
        """Give the seconds from the start of work until the clock next shows a time."""
        return (_seconds(clock) - _seconds(self.early)) % DAY_S

    def first_start(self, now: datetime, zone: ZoneInfo) -> datetime:
        """Give when the first whole working day starts, in UTC."""
        start = datetime.combine(now.astimezone(zone).date(), self.early, zone).astimezone(UTC)
        return start if start >= now else start + DAY


def hours_of(operation: Operation, zone: ZoneInfo) -> tuple[WorkingHours, bool]:
    """Give the hours that all crews of an operation share on the local clock, and whether some work longer."""
    early = max(crew.tw_early for crew in operation.crews)
    late = min(crew.tw_late for crew in operation.crews)
    if late <= early:
        raise InputError(
            "The crews share no hours.", "Give the hours of a day with --hours 06:00-18:00.", field="crews.tw_early"
        )
    differ = any((crew.tw_early, crew.tw_late) != (early, late) for crew in operation.crews)
    return WorkingHours(early=_clock(early, zone), late=_clock(late, zone)), differ


def fleet_of(operation: Operation, *, days_on: int = 1, days_off: int = 0) -> Fleet:
    """Give the vans of an operation, which work every day but their days off."""
    vans = tuple(
        Van(
            id=vehicle.id,
            kind=operation.vehicle_type(vehicle),
            profile=operation.profile(vehicle),
            depot=operation.depot(vehicle),
            crew=operation.crew(vehicle),
            max_trips=vehicle.max_trips,
        )
        for vehicle in operation.vehicles
    )
    return Fleet(vans=vans, days_on=days_on, days_off=days_off)


def one_more_van(fleet: Fleet) -> Fleet:
    """Give the fleet with one more van, of the kind that takes most people."""
    largest = max(fleet.vans, key=lambda van: van.kind.seats)
    number = next(k for k in range(1, len(fleet.vans) + 2) if all(van.id != f"more-{k}" for van in fleet.vans))
    return replace(fleet, vans=(*fleet.vans, replace(largest, id=f"more-{number}")))


def _clock(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time().replace(tzinfo=None)


def _seconds(clock: time) -> float:
    return math.fsum((clock.hour * SECONDS_PER_HOUR, clock.minute * 60.0, clock.second))

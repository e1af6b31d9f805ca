"""The question as it was asked, brought together; and where the working day lies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from openevac.domain.errors import InputError
from openevac.domain.operation import Policy
from openevac.domain.places import LonLat, Place
from openevac.domain.shelters import Shelter
from openevac.domain.situation import Situation
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.weather import HOUR, full_hour
from openevac.outlook.asked import Fleet, PeopleToMove, WorkingHours
from openevac.rules.spans import Span, seconds_after

MORE_S = SECONDS_PER_HOUR
"""How much longer a day is in the trial with one more hour."""

HORIZON_DAYS = 60
"""Days looked at: beyond two months neither fleet nor front is what it is today."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Everything `clearing` is asked, and the first full working day after `now`.

    `nights`: how many nights people stay in a shelter before they travel on; None where nobody says that they do.
    """

    situation: Situation
    place: Place | LonLat
    people: PeopleToMove
    fleet: Fleet
    shelters: tuple[Shelter, ...]
    hours: WorkingHours
    policy: Policy
    nights: int | None
    now: datetime

    def __post_init__(self) -> None:
        if not self.shelters:
            raise InputError("The list is empty.", "Give at least one.", field="shelters")
        if self.nights is not None and self.nights < 1:
            raise InputError(
                "{value} is not above zero.", "Give a number above zero.", field="nights", value=self.nights
            )

    @property
    def position(self) -> LonLat:
        """Give where the place lies; raises InputError where no source says it."""
        if not isinstance(self.place, Place):
            return self.place
        if self.place.position is None:
            raise InputError(
                "Nobody has told where {place} lies.",
                "Give longitude and latitude, like 36.43,49.96.",
                field="place",
                place=self.place.name_uk,
            )
        return self.place.position

    @property
    def katottg(self) -> str:
        """Give the code of the place, or "" for a bare position: no access rule, no curfew of its own."""
        return self.place.katottg if isinstance(self.place, Place) else ""

    @property
    def starts_at(self) -> datetime:
        """Give when the first working day starts."""
        return self.hours.first_start(self.now, self.situation.zone_info)

    @property
    def first_day(self) -> date:
        """Give the local day on which the first working day starts."""
        return self.starts_at.astimezone(self.situation.zone_info).date()

    @property
    def first_hour(self) -> datetime:
        """Give the full hour from which seconds of a day count."""
        return full_hour(self.starts_at)

    @property
    def hours_of_danger(self) -> int:
        """Give how many full hours a working day touches, an hour more than it has included."""
        return 1 + int(-(-self.day(MORE_S).late // HOUR.total_seconds()))

    def day(self, more_s: float = 0.0) -> Span:
        """Give the working day in seconds after its first full hour, `more_s` longer at its end."""
        early = seconds_after(self.first_hour, self.starts_at)
        return Span(early, early + self.hours.length_s + more_s)

    def after_start_s(self, moment: datetime | None) -> float | None:
        """Give the time of day of a moment as seconds after the start of work, or None for none."""
        if moment is None:
            return None
        local: time = moment.astimezone(self.situation.zone_info).time()
        return self.hours.after_start_s(local)

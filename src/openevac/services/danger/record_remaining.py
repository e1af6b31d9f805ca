"""Who is still in a place: a number, who said so, for which day. Numbers of different sources stand side by side."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from openevac.domain.errors import InputError
from openevac.domain.ids import require_katottg
from openevac.domain.roles import Action
from openevac.domain.units import require_not_negative
from openevac.services.danger.words import place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.who import local_day
from openevac.services.requests.typed import require_line
from openevac.store.models import Remaining

MOST_PEOPLE = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRemaining:
    """How many people are still there; `mission`: the mission from which a crew speaks."""

    katottg: str
    number: int
    source: str
    on_day: date | None = None
    mission: str = ""

    def __post_init__(self) -> None:
        require_katottg("katottg", self.katottg)
        require_source("source", self.source)
        require_line("mission", self.mission, 64)
        require_not_negative("number", self.number)
        if self.number > MOST_PEOPLE:
            raise InputError("No place here has so many people.", "Correct the number.", field="number")


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingRecorded:
    """The number as it was kept."""

    katottg: str
    number: int
    on_day: date


def record_remaining(order: Order, asked: RecordRemaining) -> RemainingRecorded:
    """Keep how many people are still in a place."""
    return carry_out(order, Action.RECORD_REMAINING, asked, RemainingRecorded, _change)


def _change(doing: Doing, asked: RecordRemaining) -> RemainingRecorded:
    doing.require(place_of(doing, asked.mission))
    today = local_day(doing.now)
    on_day = asked.on_day or today
    if on_day > today:
        raise InputError("This day is still to come.", "Correct the date.", field="on_day")
    Remaining.objects.create(
        organisation=doing.organisation,
        katottg=asked.katottg,
        number=asked.number,
        source=asked.source.strip(),
        on_day=on_day,
        recorded_by=doing.actor.person,
        recorded_at=doing.now,
    )
    doing.say(f"place:{asked.katottg}", number=asked.number, on_day=on_day.isoformat())
    return RemainingRecorded(katottg=asked.katottg, number=asked.number, on_day=on_day)

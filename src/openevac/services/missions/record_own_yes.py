"""Asked at the door whether they themselves want to go now: their own yes, or their no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.people import EvacueeStatus, YesKind
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.consents import keep_consent, person_at_door
from openevac.store.models import Boarding, Evacuee, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOwnYes:
    """One person's own word at one stop."""

    mission: str
    stop: str
    evacuee: str
    yes: bool
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordKept:
    """Whose word was kept, and where they stand."""

    evacuee: str
    status: EvacueeStatus


def record_own_yes(order: Order, asked: RecordOwnYes) -> WordKept:
    """Record the word of one person."""
    return carry_out(order, Action.RECORD_OWN_YES, asked, WordKept, _record)


def keep_no(doing: Doing, person: Evacuee, stop: Stop, at: datetime | None) -> None:
    """Keep a no: they are not aboard, and a yes said before it does not count any more."""
    said_at = min(doing.now, at or doing.now)
    Boarding.objects.update_or_create(
        organisation=doing.organisation,
        evacuee=person,
        stop=stop,
        defaults={"boarded": False, "at": said_at, "handed_over_at": None},
    )
    person.status = EvacueeStatus.REFUSED.value
    person.save(update_fields=("status",))


def _record(doing: Doing, asked: RecordOwnYes) -> WordKept:
    row, stop, person = person_at_door(doing, Action.RECORD_OWN_YES, asked.mission, asked.stop, asked.evacuee)
    if asked.yes:
        keep_consent(doing, person, stop, YesKind.OWN, asked.at)
    else:
        keep_no(doing, person, stop, asked.at)
    doing.say(f"evacuee:{person.code}", household=person.household_id, mission=row.code, stop=stop.code, yes=asked.yes)
    return WordKept(evacuee=person.code, status=EvacueeStatus(person.status))

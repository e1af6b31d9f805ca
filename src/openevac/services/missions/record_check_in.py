"""A word from a crew: "we are here", on scene, at the shelter, SOS; late and out of order as words come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import CheckInKind, MissionStatus, OverdueLevel
from openevac.domain.places import LonLat, coarse, require_lonlat
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.missions import heard
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import running_version
from openevac.services.missions.states import WHAT_NEXT
from openevac.services.missions.watching import look
from openevac.store.models import CheckIn, Mission

OWN_COMMANDS = {
    CheckInKind.SILENT_UNTIL: "declare_silence",
    CheckInKind.LAST_COVERAGE: "record_last_coverage",
    CheckInKind.TURNING_BACK: "turn_back",
}
"""Words that do more than say "we are here" have commands of their own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordCheckIn:
    """One word. `at`: when the crew said it, where that was not now; `position` is rounded to 100 m."""

    mission: str
    kind: CheckInKind = CheckInKind.WE_ARE_HERE
    at: datetime | None = None
    position: LonLat | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        if self.position is not None:
            require_lonlat("position", self.position)
        if self.kind in OWN_COMMANDS:
            raise InputError(
                "This word has a button of its own: {command}.",
                "Use it, so that what it changes is recorded too.",
                field="kind",
                command=OWN_COMMANDS[self.kind],
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What the mission's watch says after a word: how late the next one is, when it is due, and what to know."""

    mission: str
    status: MissionStatus
    level: OverdueLevel
    next_contact_at: datetime | None
    notes: tuple[Remark, ...] = ()


def record_check_in(order: Order, asked: RecordCheckIn) -> Heard:
    """Record a word from a crew; an SOS raises the alarm at once."""
    return carry_out(order, Action.RECORD_CHECK_IN, asked, Heard, _record)


def keep_word(
    doing: Doing,
    row: Mission,
    kind: CheckInKind,
    at: datetime | None,
    position: LonLat | None = None,
    silent_until: datetime | None = None,
) -> Heard:
    """Keep one word and look at the watch again."""
    here = None if position is None else coarse(position)
    said_at = doing.now if at is None else at
    CheckIn.objects.create(
        organisation=doing.organisation,
        mission=row,
        kind=kind.value,
        at=said_at,
        recorded_at=doing.now,
        recorded_by=doing.actor.device or doing.actor.person,
        lon=here.lon if here else None,
        lat=here.lat if here else None,
        silent_until=silent_until,
    )
    if here is not None and (row.last_contact_at is None or said_at >= row.last_contact_at):
        row.last_lon, row.last_lat = here.lon, here.lat
    if silent_until is not None:
        row.silent_until = silent_until
    row.save(update_fields=("last_lon", "last_lat", "silent_until"))
    found = look(doing, row)
    return Heard(
        mission=row.code,
        status=MissionStatus(row.status),
        level=found.level if found else OverdueLevel.NOT_DUE,
        next_contact_at=row.next_contact_at,
        notes=found.notes if found else (),
    )


def require_heard(action: Action, row: Mission) -> None:
    """Refuse a word that is not heard in the state of the mission."""
    decision = heard(action, MissionStatus(row.status))
    if not decision.allowed:
        raise refuse(decision.reason, WHAT_NEXT)


def _record(doing: Doing, asked: RecordCheckIn) -> Heard:
    row = running_version(doing, asked.mission)
    require_heard(Action.RECORD_CHECK_IN, row)
    answer = keep_word(doing, row, asked.kind, asked.at, asked.position)
    doing.say(
        f"mission:{row.code}", word=asked.kind.value, said_at=(asked.at or doing.now).isoformat(),
        level=answer.level.value,
    )  # fmt: skip
    return answer

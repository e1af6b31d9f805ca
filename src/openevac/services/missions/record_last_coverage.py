"""A crew passes the last point where phones work: its last word for a while, with the place it was said at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.overdue import may_fall_silent
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import running_version
from openevac.services.missions.record_check_in import Heard, keep_word, require_heard
from openevac.services.missions.states import WHAT_NEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordLastCoverage:
    """Where the phone was last heard, and, if the crew said so, until when it will be silent."""

    mission: str
    at: datetime | None = None
    position: LonLat | None = None
    silent_until: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        require_aware("silent_until", self.silent_until)
        if self.position is not None:
            require_lonlat("position", self.position)


def record_last_coverage(order: Order, asked: RecordLastCoverage) -> Heard:
    """Record the last word before a stretch without coverage."""
    return carry_out(order, Action.RECORD_LAST_COVERAGE, asked, Heard, _record)


def _record(doing: Doing, asked: RecordLastCoverage) -> Heard:
    row = running_version(doing, asked.mission)
    require_heard(Action.RECORD_LAST_COVERAGE, row)
    if asked.silent_until is not None:
        allowed = may_fall_silent(asked.silent_until, min(doing.now, asked.at or doing.now))
        if not allowed.allowed:
            raise refuse(allowed.reason, WHAT_NEXT)
    answer = keep_word(doing, row, CheckInKind.LAST_COVERAGE, asked.at, asked.position, asked.silent_until)
    doing.say(
        f"mission:{row.code}", silent_until=asked.silent_until.isoformat() if asked.silent_until else "",
        level=answer.level.value,
    )  # fmt: skip
    return answer

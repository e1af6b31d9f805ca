"""A crew says until when it will be silent: the alarm rings after that, and never more than four hours later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import CheckInKind
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.overdue import may_fall_silent
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import running_version
from openevac.services.missions.record_check_in import Heard, keep_word, require_heard
from openevac.services.missions.states import WHAT_NEXT


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareSilence:
    """Until when no word is expected; `at`: when the crew said so, where that was not now."""

    mission: str
    until: datetime
    at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("until", self.until)
        require_aware("at", self.at)


def declare_silence(order: Order, asked: DeclareSilence) -> Heard:
    """Record a silence that was agreed on."""
    return carry_out(order, Action.DECLARE_SILENCE, asked, Heard, _declare)


def _declare(doing: Doing, asked: DeclareSilence) -> Heard:
    row = running_version(doing, asked.mission)
    require_heard(Action.DECLARE_SILENCE, row)
    allowed = may_fall_silent(asked.until, min(doing.now, asked.at or doing.now))
    if not allowed.allowed:
        raise refuse(allowed.reason, WHAT_NEXT)
    answer = keep_word(doing, row, CheckInKind.SILENT_UNTIL, asked.at, silent_until=asked.until)
    doing.say(f"mission:{row.code}", silent_until=asked.until.isoformat(), level=answer.level.value)
    return answer

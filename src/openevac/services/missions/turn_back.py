"""A crew turns back: it comes home with who is aboard, and the doors it does not reach wait again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules import missions as rules
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.finding import running_version
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.record_check_in import Heard, keep_word
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.store.models import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnBack:
    """The decision of the crew or, for them, of the desk; no reason is asked."""

    mission: str
    at: datetime | None = None
    position: LonLat | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)
        if self.position is not None:
            require_lonlat("position", self.position)


def turn_back(order: Order, asked: TurnBack) -> Heard:
    """Record that a mission comes home."""
    return carry_out(order, Action.TURN_BACK, asked, Heard, _turn_back)


def come_home(doing: Doing, row: Mission, at: datetime | None) -> tuple[str, ...]:
    """Let a mission come home and give back the doors it will not reach."""
    step = heard_or_refused(rules.turn_back(state_of(row)))
    waiting = give_back(doing, row)
    row.turned_back_at = row.turned_back_at or at or doing.now
    keep_state(row, step.mission)
    return waiting


def _turn_back(doing: Doing, asked: TurnBack) -> Heard:
    row = running_version(doing, asked.mission)
    waiting = come_home(doing, row, asked.at)
    answer = keep_word(doing, row, CheckInKind.TURNING_BACK, asked.at, asked.position)
    doing.say(f"mission:{row.code}", status=row.status, waiting_again=list(waiting))
    return answer

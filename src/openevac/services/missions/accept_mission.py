"""The crew leader's yes: by their own PIN or phone, or told by call and typed by a coordinator with the time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import MissionYes, YesMethod
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.missions import accept
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.missions.approve_mission import YesGiven, yes_given
from openevac.services.missions.finding import newest_version
from openevac.services.missions.states import heard_or_refused, keep_state, state_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptMission:
    """The crew leader's yes to a version. `said_at`: when it was told by call; asked for where another types it."""

    mission: str
    version: int
    method: YesMethod = YesMethod.PIN
    said_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("said_at", self.said_at)
        if self.method is YesMethod.CALL and self.said_at is None:
            raise InputError(
                "A yes told by call needs the time of the call.",
                "Type when the crew leader said it.",
                field="said_at",
            )


def accept_mission(order: Order, asked: AcceptMission) -> YesGiven:
    """Record the crew leader's yes."""
    return carry_out(order, Action.ACCEPT_MISSION, asked, YesGiven, _accept)


def _accept(doing: Doing, asked: AcceptMission) -> YesGiven:
    row = newest_version(doing, asked.mission)
    state = state_of(row)
    by_call = asked.method is YesMethod.CALL
    yes = MissionYes(
        by=state.leader if by_call else doing.actor.person,
        method=asked.method,
        at=asked.said_at or doing.now,
        version=asked.version,
        recorded_by=doing.actor.person if by_call else "",
    )
    step = heard_or_refused(accept(state, yes))
    keep_state(row, step.mission)
    doing.say(
        f"mission:{row.code}", version=row.version, yes="accepted", by=yes.by, method=asked.method.value,
        said_at=yes.at.isoformat(),
    )  # fmt: skip
    return yes_given(row)

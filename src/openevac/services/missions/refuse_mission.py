"""A crew member's no: it stops the mission, needs no reason, is not counted, and nothing keeps who said it."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.events import MissionStatus
from openevac.domain.records import DeliveryKind
from openevac.domain.roles import Action
from openevac.rules.missions import Duty, refuse
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.missions.finding import all_versions
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.services.missions.watching import look


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseMission:
    """A no to a mission, whichever version its paper shows."""

    mission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionStopped:
    """Where the mission stands now, and which requests wait again."""

    mission: str
    status: MissionStatus
    waiting_again: tuple[str, ...]


def refuse_mission(order: Order, asked: RefuseMission) -> MissionStopped:
    """Stop a mission; on the road it turns back."""
    return carry_out(order, Action.REFUSE_MISSION, asked, MissionStopped, _refuse, unnamed=True)


def _refuse(doing: Doing, asked: RefuseMission) -> MissionStopped:
    rows = all_versions(doing, asked.mission)
    waiting: tuple[str, ...] = ()
    heard = [(row, refuse(state_of(row))) for row in rows]
    if not any(step.allowed for _, step in heard):
        heard_or_refused(heard[0][1])
    for row, step in heard:
        if not step.allowed or Duty.GIVE_REQUESTS_BACK not in step.duties:
            continue
        waiting += give_back(doing, row)
        turned_back = step.mission.status is MissionStatus.TURNED_BACK
        row.turned_back_at = (row.turned_back_at or doing.now) if turned_back else None
        keep_state(row, step.mission)
        look(doing, row)
    queue_delivery(
        doing,
        DeliveryKind.MISSION_STOPPED,
        f"mission:{rows[0].code}",
        key=f"stopped:{rows[0].code}:{rows[0].version}",
        due_at=doing.now,
    )
    doing.say(f"mission:{rows[0].code}", status=rows[0].status, waiting_again=len(set(waiting)))
    return MissionStopped(
        mission=rows[0].code, status=MissionStatus(rows[0].status), waiting_again=tuple(sorted(set(waiting)))
    )

"""What a coordinator does now, the most urgent first: alarms, duties, missions that wait for a yes, lone decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.events import OverdueLevel
from openevac.domain.records import DeliveryKind, DeliveryState
from openevac.domain.remarks import Remark
from openevac.rules.overdue import TO_DO
from openevac.services.kernel.question import Asking
from openevac.services.missions.see_board import Board, BoardLine, see_board
from openevac.store.models import Delivery, Mission

REVIEW_FOR = timedelta(days=2)
DUTIES = (DeliveryKind.DUTY, DeliveryKind.CREW_EVENT, DeliveryKind.MISSION_STOPPED, DeliveryKind.TELL_CREW)

NOT_TOLD = tuple(state.value for state in DeliveryState if state is not DeliveryState.TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class LateCrew:
    """A crew whose word is late, and what is done about it, in order."""

    line: BoardLine
    to_do: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDuty:
    """Something that must be rung or told: its kind and its code, since when."""

    kind: DeliveryKind
    subject: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NowSeen:
    """The board, and from it what waits for a person. `to_review`: missions that left on one person's word."""

    board: Board
    late: tuple[LateCrew, ...]
    duties: tuple[OpenDuty, ...]
    wait_for_yes: tuple[BoardLine, ...]
    ready: tuple[BoardLine, ...]
    to_review: tuple[str, ...]


def see_now(asking: Asking) -> NowSeen:
    """Give what is to be done now."""
    board = see_board(asking)
    organisation, now = asking.who.organisation, asking.clock.now()
    waiting = Delivery.objects.filter(
        organisation=organisation, kind__in=[kind.value for kind in DUTIES], state__in=NOT_TOLD
    )
    alone = Mission.objects.filter(organisation=organisation, dispatched_at__gte=now - REVIEW_FOR)
    before = [line for line in board.missions if line.next_contact_at is None]
    return NowSeen(
        board=board,
        late=tuple(
            LateCrew(line=line, to_do=TO_DO[line.level])
            for line in board.missions
            if line.level is not OverdueLevel.NOT_DUE
        ),
        duties=tuple(
            OpenDuty(kind=DeliveryKind(one.kind), subject=one.subject, since=one.due_at)
            for one in waiting.order_by("due_at")
        ),
        wait_for_yes=tuple(line for line in before if line.lacks),
        ready=tuple(line for line in before if not line.lacks),
        to_review=tuple(alone.exclude(solo_sentence="").order_by("dispatched_at").values_list("code", flat=True)),
    )

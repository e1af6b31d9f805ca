"""Closing a mission that is home: nobody aboard, every door with an outcome or its request waiting again."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.events import MissionStatus, StopOutcome
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.rules import missions as rules
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.at_relay import standing_at_relay
from openevac.services.missions.finding import running_version
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.red_zone import count_red_zone
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.services.missions.watching import look
from openevac.store.models import Mission, Stop


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseMission:
    """The mission that is over."""

    mission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionClosed:
    """Which requests wait again because nobody came to their door or nobody opened it."""

    mission: str
    status: MissionStatus
    waiting_again: tuple[str, ...]
    red_zone_people: int


def close_mission(order: Order, asked: CloseMission) -> MissionClosed:
    """Close a mission."""
    return carry_out(order, Action.CLOSE_MISSION, asked, MissionClosed, _close)


def _close(doing: Doing, asked: CloseMission) -> MissionClosed:
    row = running_version(doing, asked.mission)
    _require_nobody_at_a_relay(row)
    doors = _doors(row)
    step = heard_or_refused(rules.close(state_of(row), aboard=len(aboard_of(row)), doors=doors))
    give_back(doing, row)
    row.closed_at = doing.now
    keep_state(row, step.mission)
    in_red_zone = count_red_zone(row, doing.now)
    look(doing, row)
    waiting = rules.requests_back(doors)
    doing.say(f"mission:{row.code}", waiting_again=list(waiting), doors=len(doors), red_zone_people=in_red_zone)
    return MissionClosed(
        mission=row.code, status=MissionStatus(row.status), waiting_again=waiting, red_zone_people=in_red_zone
    )


def _require_nobody_at_a_relay(row: Mission) -> None:
    """Refuse to close a mission whose people still stand at a relay: who brought them is the last who knows of them."""
    waiting = standing_at_relay(row).count()
    if waiting:
        raise refuse(
            Remark(text="People it brought still wait at the relay: {people}.", facts={"people": waiting}),
            "Ring the crew that takes them on, and record there who boarded.",
        )


def _doors(row: Mission) -> dict[str, StopOutcome | None]:
    # Whose people were to be taken on at a relay waits again, if at all, by the mission that was to fetch them.
    stops = Stop.objects.filter(trip__mission=row, request__isnull=False, relay="")
    return {
        receipt: StopOutcome(outcome) if outcome else None
        for receipt, outcome in stops.order_by("trip__number", "number").values_list("request__receipt", "outcome")
    }

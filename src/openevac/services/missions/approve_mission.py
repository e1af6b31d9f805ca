"""The coordinator's yes to one version of a mission; the face has checked the PIN before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.events import MissionStatus, MissionYes, YesMethod
from openevac.domain.roles import Action, Role
from openevac.rules.missions import Duty, alone_on_shift, approve, lacking_yes
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.missions.finding import newest_version
from openevac.services.missions.standings import trips_of
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.store.models import Mission, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveMission:
    """A yes to a version. `said_by` and `said_at`: of a coordinator who said it by call, where another types it.

    `alone`: the one sentence of who is alone on shift and says both yeses.
    """

    mission: str
    version: int
    method: YesMethod = YesMethod.PIN
    said_by: str = ""
    said_at: datetime | None = None
    alone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class YesGiven:
    """Where the mission stands after a yes, and what it still lacks ("" for nothing)."""

    mission: str
    version: int
    status: MissionStatus
    lacks: str


def approve_mission(order: Order, asked: ApproveMission) -> YesGiven:
    """Record the coordinator's yes."""
    return carry_out(order, Action.APPROVE_MISSION, asked, YesGiven, _approve)


def yes_given(row: Mission) -> YesGiven:
    """Say where a mission stands, with the sentence of what it lacks."""
    lacks = lacking_yes(state_of(row))
    return YesGiven(
        mission=row.code, version=row.version, status=MissionStatus(row.status), lacks=lacks.text if lacks else ""
    )


def _approve(doing: Doing, asked: ApproveMission) -> YesGiven:
    row = newest_version(doing, asked.mission)
    by = asked.said_by or doing.actor.person
    _require_coordinator(doing, by)
    if row.approved_by and row.approved_by != by:
        raise Conflict(
            "{person} has said the coordinator's yes to this version already.",
            "Nothing more is needed from you; the crew leader says the other yes.",
            field="mission",
            person=row.approved_by,
        )
    state = state_of(row)
    duties: frozenset[Duty] = frozenset()
    if asked.alone:
        step = heard_or_refused(alone_on_shift(state, doing.actor.person, asked.alone))
        state, duties = step.mission, step.duties
    yes = MissionYes(
        by=by,
        method=asked.method,
        at=asked.said_at or doing.now,
        version=asked.version,
        recorded_by=doing.actor.person if by != doing.actor.person else "",
    )
    step = heard_or_refused(approve(state, yes, trips_of(row, doing.now)))
    keep_state(row, step.mission)
    doing.say(
        f"mission:{row.code}",
        reason=asked.alone,
        version=row.version,
        yes="approved",
        by=by,
        method=asked.method.value,
        review=Duty.REVIEW_NEXT_DAY in duties,
    )
    return yes_given(row)


def _require_coordinator(doing: Doing, code: str) -> None:
    """Refuse a yes told by call of somebody whose yes does not count."""
    person = Person.objects.filter(organisation=doing.organisation, code=code, revoked_at=None).first()
    if person is None or Role.COORDINATOR.value not in person.roles:
        raise not_found("said_by", code)

"""Raising the alarm for a crew whose word is late: recorded once for each level, before anybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.events import MissionStatus, OverdueLevel
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.rules.missions import OUT
from openevac.rules.overdue import overdue
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.finding import of_any_version, running_version
from openevac.services.missions.states import WHAT_NEXT
from openevac.services.missions.watching import highest_open, look, rises, watch_of
from openevac.store.models import Mission, OverdueAlarm

AHEAD = timedelta(minutes=1)
"""How much earlier than the stored moment a mission is looked at again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseOverdue:
    """Look at this mission's watch and raise what is due."""

    mission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverdueRaised:
    """How late the crew is, and what is done about it, in order."""

    mission: str
    level: OverdueLevel
    due_at: datetime | None
    to_do: tuple[Remark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DueAlarm:
    """A mission whose level has risen since it was last raised."""

    organisation: str
    mission: str
    level: OverdueLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAlarm:
    """A coordinator takes a mission's open alarms on: others see who rings."""

    mission: str


def raise_overdue(order: Order, asked: RaiseOverdue) -> OverdueRaised:
    """Raise the alarm that is due now; the same level again changes nothing."""
    return carry_out(order, Action.RAISE_OVERDUE, asked, OverdueRaised, _raise)


def take_alarm(order: Order, asked: TakeAlarm) -> OverdueRaised:
    """Record who takes the open alarms of a mission on; they stay open until the crew is heard."""
    return carry_out(order, Action.RAISE_OVERDUE, asked, OverdueRaised, _take)


def alarms_due(clock: Clock) -> tuple[DueAlarm, ...]:
    """Give the missions of all organisations whose alarm must be raised now: the worker asks every few seconds.

    `clock` should never run backwards (rules.ticks); only rows whose stored moment has come are looked at closely.
    """
    now = clock.now()
    rows = Mission.objects.filter(status__in=OUT, next_contact_at__lte=now + AHEAD).order_by("next_contact_at")
    found = []
    for row in rows:
        level = overdue(watch_of(row), now).level
        if rises(level, highest_open(row)):
            found.append(DueAlarm(organisation=row.organisation_id, mission=row.code, level=level))
    return tuple(found)


def _raise(doing: Doing, asked: RaiseOverdue) -> OverdueRaised:
    row = running_version(doing, asked.mission)
    if MissionStatus(row.status) not in OUT:
        raise refuse(Remark(text="The mission is not on the road."), WHAT_NEXT)
    found = look(doing, row)
    level = found.level if found else OverdueLevel.NOT_DUE
    doing.say(f"mission:{row.code}", level=level.value, due_at=found.due_at.isoformat() if found else "")
    return OverdueRaised(mission=row.code, level=level, due_at=row.next_contact_at, to_do=found.to_do if found else ())


def _take(doing: Doing, asked: TakeAlarm) -> OverdueRaised:
    row = running_version(doing, asked.mission)
    alarms = OverdueAlarm.objects.filter(**of_any_version(row), answered_at=None)
    if not alarms.exists():
        raise refuse(Remark(text="No alarm of this mission is open."), WHAT_NEXT)
    alarms.update(answered_by=doing.actor.person)
    found = overdue(watch_of(row), doing.now)
    doing.say(f"mission:{row.code}", level=found.level.value, taken=True)
    return OverdueRaised(mission=row.code, level=found.level, due_at=found.due_at, to_do=found.to_do)

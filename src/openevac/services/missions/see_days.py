"""The missions of the days: what is planned, what waits for a yes, what is out; the newest version of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Q, Sum, Value

from openevac.domain.events import MissionStatus
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import Mission

BACK = timedelta(days=14)
"""How many days back the list goes; older ones are found by their number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissionLine:
    """One mission in the list. `people`: how many it is planned to fetch, over all its doors.

    `to_relay`: how many more it brings to a relay; they count with the mission that takes them on there.
    """

    mission: str
    version: int
    status: MissionStatus
    vehicle: str
    crew: str
    departs_at: datetime
    returns_at: datetime
    doors: int
    people: int
    to_relay: int
    approved_by: str
    accepted_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySeen:
    """One day: the newest plan made for it, and its missions by departure."""

    day: date
    plan: UUID
    made_at: datetime
    missions: tuple[MissionLine, ...]


def see_days(asking: Asking) -> tuple[DaySeen, ...]:
    """Give the days with missions, the latest day first."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_MISSION, Resource(kind=ResourceKind.MISSION, organisation=ours))
    since = (asking.clock.now() - BACK).date()
    rows = Mission.objects.filter(organisation=ours, plan__made_for__gte=since)
    rows = rows.exclude(status=MissionStatus.REPLACED.value).select_related("plan", "vehicle", "crew")
    going = Q(trips__stops__request__isnull=False)
    names = ("walks", "walks_with_help", "wheelchairs", "stretchers")
    people = sum((F(f"trips__stops__request__{name}") for name in names), Value(0))
    rows = rows.annotate(
        doors=Count("trips__stops", filter=going),
        people=Sum(people, filter=going & Q(trips__relay="")),
        to_relay=Sum(people, filter=going & ~Q(trips__relay="")),
    )
    days: dict[date, list[Mission]] = defaultdict(list)
    for row in rows.order_by("departs_at", "code", "version"):
        days[row.plan.made_for].append(row)
    return tuple(_day(day, found) for day, found in sorted(days.items(), reverse=True))


def _day(day: date, rows: list[Mission]) -> DaySeen:
    newest = max((row.plan for row in rows), key=lambda plan: plan.made_at)
    return DaySeen(day=day, plan=newest.id, made_at=newest.made_at, missions=tuple(_line(row) for row in rows))


def _line(row: Mission) -> MissionLine:
    return MissionLine(
        mission=row.code,
        version=row.version,
        status=MissionStatus(row.status),
        vehicle=row.vehicle.code,
        crew=row.crew.code,
        departs_at=row.departs_at,
        returns_at=row.returns_at,
        doors=getattr(row, "doors", 0),
        people=getattr(row, "people", 0) or 0,
        to_relay=getattr(row, "to_relay", 0) or 0,
        approved_by=row.approved_by,
        accepted_by=row.accepted_by,
    )

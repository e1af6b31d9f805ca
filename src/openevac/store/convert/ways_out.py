"""Meeting points and named services as the planner reads them: those that stand open."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.places import LonLat
from openevac.store import models
from openevac.store.convert.hours import span_on


def meeting_points_to_domain(organisation: str, day: date, zone: ZoneInfo) -> tuple[MeetingPoint, ...]:
    """Give the points where people may be met on a day, by their codes."""
    rows = models.MeetingPoint.objects.filter(organisation=organisation, closed_at=None).order_by("code")
    return tuple(_point(row, day, zone) for row in rows)


def named_services_to_domain(organisation: str) -> tuple[NamedService, ...]:
    """Give who takes requests over in places that are closed to us, by name."""
    rows = models.NamedService.objects.filter(organisation=organisation, closed_at=None).order_by("name")
    return tuple(NamedService(name=row.name, places=tuple(row.places)) for row in rows)


def _point(row: models.MeetingPoint, day: date, zone: ZoneInfo) -> MeetingPoint:
    early, late = (None, None)
    if row.opens is not None and row.closes is not None:
        early, late = span_on(day, row.opens, row.closes, zone)
    return MeetingPoint(
        id=row.code, position=LonLat(row.lon, row.lat), katottg=row.katottg, tw_early=early, tw_late=late
    )

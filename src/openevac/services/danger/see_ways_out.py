"""Which meeting points stand open and who takes requests over in closed places, each with who wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from openevac.domain.places import LonLat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import MeetingPoint, NamedService


@dataclass(frozen=True, slots=True, kw_only=True)
class PointSeen:
    """One point where people are met; hours on people's clocks, None for any time."""

    code: str
    position: LonLat
    katottg: str
    opens: time | None
    closes: time | None
    kept_by: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceSeen:
    """One organisation that takes requests over; `places` () for every place."""

    name: str
    places: tuple[str, ...]
    kept_by: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WaysOutSeen:
    """Both lists, in the order of their names."""

    points: tuple[PointSeen, ...]
    services: tuple[ServiceSeen, ...]


def see_ways_out(asking: Asking, mission: str = "") -> WaysOutSeen:
    """Give them; `mission`: the one from which a crew asks."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_DANGER, Resource(kind=ResourceKind.PLACE, organisation=ours, mission=mission))
    points = MeetingPoint.objects.filter(organisation=ours, closed_at=None).order_by("code")
    services = NamedService.objects.filter(organisation=ours, closed_at=None).order_by("name")
    return WaysOutSeen(
        points=tuple(
            PointSeen(
                code=row.code, position=LonLat(row.lon, row.lat), katottg=row.katottg, opens=row.opens,
                closes=row.closes, kept_by=row.kept_by, kept_at=row.kept_at,
            )
            for row in points
        ),
        services=tuple(
            ServiceSeen(name=row.name, places=tuple(row.places), kept_by=row.kept_by, kept_at=row.kept_at)
            for row in services
        ),
    )  # fmt: skip

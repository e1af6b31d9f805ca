"""Which meeting points and relays stand open, and who takes requests over; each with who wrote it down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from openevac.domain.places import LonLat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import MeetingPoint, NamedService, Relay


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
class RelaySeen:
    """One relay. `in_force`: the word it stands on has not run out; plans leave out those on which it has."""

    code: str
    position: LonLat
    katottg: str
    unloading_s: float
    opens: time | None
    closes: time | None
    source: str
    valid_until: datetime | None
    in_force: bool
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
    """The three lists, in the order of their names."""

    points: tuple[PointSeen, ...]
    relays: tuple[RelaySeen, ...]
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
        relays=_relays(ours, asking.clock.now()),
        services=tuple(
            ServiceSeen(name=row.name, places=tuple(row.places), kept_by=row.kept_by, kept_at=row.kept_at)
            for row in services
        ),
    )  # fmt: skip


def _relays(organisation: str, now: datetime) -> tuple[RelaySeen, ...]:
    rows = Relay.objects.filter(organisation=organisation, closed_at=None).order_by("code")
    return tuple(
        RelaySeen(
            code=row.code, position=LonLat(row.lon, row.lat), katottg=row.katottg, unloading_s=row.unloading_s,
            opens=row.opens, closes=row.closes, source=row.source, valid_until=row.valid_until,
            in_force=row.valid_until is None or row.valid_until > now, kept_by=row.kept_by, kept_at=row.kept_at,
        )
        for row in rows
    )  # fmt: skip

"""Incidents as documenters see them: the plain record, its exhibits and their custody; statements stay sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openevac.domain.incidents import CustodyStep, Exhibit, Incident, IncidentKind, KnownBy, MayUse
from openevac.domain.places import LonLat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.units import to_utc
from openevac.services.kernel.question import Asking, allow_question
from openevac.store import models


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyLine:
    """One touch of an exhibit."""

    exhibit: UUID
    step: CustodyStep
    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFile:
    """A record with its exhibits and their custody."""

    incident: Incident
    recorded_at: datetime
    recorded_by: str
    has_statement: bool
    custody: tuple[CustodyLine, ...]


def see_incidents(asking: Asking, codes: tuple[str, ...] = ()) -> tuple[IncidentFile, ...]:
    """Show records in the order they happened; all, or those named."""
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_INCIDENTS, Resource(kind=ResourceKind.INCIDENT, organisation=organisation))
    rows = models.Incident.objects.filter(organisation=organisation)
    if codes:
        rows = rows.filter(code__in=codes)
    return tuple(_shown(row) for row in rows.prefetch_related("exhibits__custody").order_by("happened_at", "code"))


def _shown(row: models.Incident) -> IncidentFile:
    exhibits = list(row.exhibits.all())
    custody = [
        CustodyLine(exhibit=exhibit.id, step=CustodyStep(step.step), at=step.at, by=step.by, reason=step.reason)
        for exhibit in exhibits
        for step in exhibit.custody.all()
    ]
    return IncidentFile(
        incident=plain_record(row, exhibits),
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by,
        has_statement=row.statement_id is not None,
        custody=tuple(sorted(custody, key=lambda line: line.at)),
    )


def plain_record(row: models.Incident, exhibits: Sequence[models.Exhibit]) -> Incident:
    """Give a record as it is shown and handed over: the same words whether it was just written or read again."""
    return Incident(
        id=row.code,
        kind=IncidentKind(row.kind),
        happened_at=to_utc(row.happened_at),
        known_by=KnownBy(row.known_by),
        may_use=MayUse(row.may_use),
        katottg=row.katottg,
        position=None if row.lon is None or row.lat is None else LonLat(row.lon, row.lat),
        civilians_killed=row.civilians_killed,
        civilians_wounded=row.civilians_wounded,
        crew_killed=row.crew_killed,
        crew_wounded=row.crew_wounded,
        vehicle_hit=row.vehicle_hit,
        vehicle_marked=row.vehicle_marked,
        exhibits=tuple(
            Exhibit(id=one.id.hex, sha256=one.sha256, size_bytes=one.size_bytes, media_type=one.media_type)
            for one in exhibits
        ),
    )

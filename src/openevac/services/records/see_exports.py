"""Exports that were asked for: what, why, who asked, who approved, and whether they were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.records.exports import WhatLeaves
from openevac.store.models import ExportRequest

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportLine:
    """One export; the names of the two people are code words."""

    export: UUID
    what: WhatLeaves
    reason: str
    asked_by: str
    asked_at: datetime
    approved_by: str
    done_at: datetime | None


def see_exports(asking: Asking) -> tuple[ExportLine, ...]:
    """Show the newest exports first, to whoever may ask for one."""
    organisation = asking.who.organisation
    allow_question(asking, Action.ASK_EXPORT, Resource(kind=ResourceKind.ORGANISATION, organisation=organisation))
    rows = ExportRequest.objects.filter(organisation=organisation).order_by("-asked_at")[:MOST]
    return tuple(
        ExportLine(
            export=row.id,
            what=WhatLeaves(row.what),
            reason=row.reason,
            asked_by=row.asked_by,
            asked_at=row.asked_at,
            approved_by=row.approved_by,
            done_at=row.done_at,
        )
        for row in rows
    )

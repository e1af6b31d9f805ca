"""Saying that a danger is gone: it takes two different sources or a crew that drove there, and it runs out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.roles import Action
from openevac.domain.units import require_in_order
from openevac.rules.hazard_words import clears
from openevac.services.danger.words import crew_of, muted_sources, past, place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import Clearing, HazardReport

HOLDS_FOR = timedelta(hours=24)
"""A cleared way is a word of one day: what was removed or repaired can be hit again the next night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearHazard:
    """One word that a reported danger is gone: of a source, or of the crew that drove there."""

    report: UUID
    source: str = ""
    drove_it: str = ""
    cleared_at: datetime | None = None
    expires_at: datetime | None = None

    def __post_init__(self) -> None:
        if bool(self.source.strip()) == bool(self.drove_it.strip()):
            raise InputError(
                "Say who cleared it: a source, or the crew that drove there; one of the two.",
                "Send a second word as a second command.",
                field="source",
            )
        if self.source:
            require_source("source", self.source)
        require_line("drove_it", self.drove_it, 64)
        require_in_order("expires_at", self.cleared_at, self.expires_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """Whether the words of now are enough to open the way, and until when this one counts."""

    report: UUID
    counts: bool
    expires_at: datetime


def clear_hazard(order: Order, asked: ClearHazard) -> Cleared:
    """Keep a word that a danger is gone; alone it opens nothing unless a crew of ours drove there."""
    return carry_out(order, Action.CLEAR_HAZARD, asked, Cleared, _change)


def _change(doing: Doing, asked: ClearHazard) -> Cleared:
    doing.require(place_of(doing))
    rows = HazardReport.objects.select_for_update(no_key=True)
    report = rows.filter(organisation=doing.organisation, id=asked.report).first()
    if report is None:
        raise not_found("report", str(asked.report))
    cleared_at = past("cleared_at", asked.cleared_at, doing.now)
    expires_at = asked.expires_at or cleared_at + HOLDS_FOR
    require_in_order("expires_at", cleared_at, expires_at)
    Clearing.objects.create(
        organisation=doing.organisation,
        report=report,
        cleared_at=cleared_at,
        expires_at=expires_at,
        source=asked.source.strip(),
        drove_it=crew_of(doing, asked.drove_it.strip(), ""),
        recorded_by=doing.actor.person,
    )
    standing = report.clearings.filter(expires_at__gt=doing.now)
    counts = clears(
        standing.values_list("source", flat=True),
        next((crew for crew in standing.values_list("drove_it", flat=True) if crew), ""),
        muted_sources(doing),
    )
    doing.say(f"hazard:{report.id}", counts=counts, by_crew=bool(asked.drove_it), expires_at=expires_at.isoformat())
    return Cleared(report=report.id, counts=counts, expires_at=expires_at)

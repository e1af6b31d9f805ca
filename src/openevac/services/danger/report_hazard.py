"""Writing down what happened or lies somewhere. A word that nobody verified adds danger; it never blocks a way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.roles import Action, Role
from openevac.domain.units import require_aware, require_not_negative
from openevac.feeds.profile_keys import REPORT_KINDS
from openevac.rules.hazard_words import confidence_of
from openevac.services.danger.words import crew_of, muted_sources, past, place_of, require_source
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import HazardReport

MOST_WAYS = 200
MOST_SOURCES = 10
MOST_RADIUS_M = 5_000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHazard:
    """A word about danger. `also_said_by`: other sources of the same. `seen_by`: the crew of ours that saw it.

    `mission`: the mission from which a crew speaks. `blocks`: the way cannot be driven; it counts once verified.
    """

    cause: Cause
    kind: str
    position: LonLat
    source: str
    happened_at: datetime | None = None
    also_said_by: tuple[str, ...] = ()
    seen_by: str = ""
    mission: str = ""
    blocks: bool = False
    radius_m: float = 50.0
    way_ids: tuple[int, ...] = ()
    valid_until: datetime | None = None

    def __post_init__(self) -> None:
        require_lonlat("position", self.position)
        require_source("source", self.source)
        for source in self.also_said_by:
            require_source("also_said_by", source)
        for field in ("seen_by", "mission"):
            require_line(field, getattr(self, field), 64)
        require_aware("happened_at", self.happened_at)
        require_aware("valid_until", self.valid_until)
        require_not_negative("radius_m", self.radius_m)
        self._require_known()

    def _require_known(self) -> None:
        if self.kind not in REPORT_KINDS:
            raise InputError(
                "Nobody worked out how far this kind of danger reaches.",
                "Use one of: {kinds}.",
                field="kind",
                kinds=", ".join(REPORT_KINDS),
            )
        many = len(self.way_ids) > MOST_WAYS or len(self.also_said_by) > MOST_SOURCES
        if many or self.radius_m > MOST_RADIUS_M:
            raise InputError(
                "The report covers too much for one word.", "Write several reports, each of one place.", field="way_ids"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchHazard:
    """Another word for a report that is here: one more source, or a crew that saw it."""

    report: UUID
    source: str = ""
    seen_by: str = ""
    mission: str = ""

    def __post_init__(self) -> None:
        if not self.source.strip() and not self.seen_by.strip():
            raise InputError("There is no word to add.", "Name the source, or the crew that saw it.", field="source")
        if self.source:
            require_source("source", self.source)
        for field in ("seen_by", "mission"):
            require_line(field, getattr(self, field), 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """The report's code, and whether it may block a way or only adds danger."""

    report: UUID
    confidence: Confidence


def report_hazard(order: Order, asked: ReportHazard) -> Reported:
    """Write down a danger; whether it is verified, its sources decide."""
    return carry_out(order, Action.REPORT_HAZARD, asked, Reported, _report)


def vouch_hazard(order: Order, asked: VouchHazard) -> Reported:
    """Add a source or a crew to a report; it is never weakened by it."""
    return carry_out(order, Action.REPORT_HAZARD, asked, Reported, _vouch)


def _report(doing: Doing, asked: ReportHazard) -> Reported:
    doing.require(place_of(doing, asked.mission))
    row = HazardReport(
        organisation=doing.organisation,
        cause=asked.cause.value,
        kind=asked.kind,
        lon=asked.position.lon,
        lat=asked.position.lat,
        happened_at=past("happened_at", asked.happened_at, doing.now),
        source=asked.source.strip(),
        also_said_by=[source.strip() for source in asked.also_said_by],
        seen_by=crew_of(doing, asked.seen_by, asked.mission),
        blocks=asked.blocks,
        radius_m=asked.radius_m,
        way_ids=list(asked.way_ids),
        valid_until=asked.valid_until,
        reported_by=doing.actor.person,
        recorded_at=doing.now,
    )
    return _keep(doing, row)


def _vouch(doing: Doing, asked: VouchHazard) -> Reported:
    doing.require(place_of(doing, asked.mission))
    rows = HazardReport.objects.select_for_update(no_key=True)
    row = rows.filter(organisation=doing.organisation, id=asked.report).first()
    if row is None:
        raise not_found("report", str(asked.report))
    if asked.source.strip() and len(row.also_said_by) < MOST_SOURCES:
        row.also_said_by = [*row.also_said_by, asked.source.strip()]
    row.seen_by = crew_of(doing, asked.seen_by, asked.mission) or row.seen_by
    return _keep(doing, row)


def _keep(doing: Doing, row: HazardReport) -> Reported:
    found = confidence_of(
        (row.source, *row.also_said_by),
        row.seen_by,
        vouched=Role.COORDINATOR in doing.actor.roles,
        muted=muted_sources(doing),
    )
    # What a coordinator once verified stays so when an operator adds a word.
    if found is Confidence.VERIFIED:
        row.confidence = found.value
    row.save()
    doing.say(
        f"hazard:{row.id}",
        cause=row.cause,
        kind=row.kind,
        confidence=row.confidence,
        blocks=row.blocks,
        seen_by=row.seen_by,
        sources=1 + len(row.also_said_by),
    )
    return Reported(report=row.id, confidence=Confidence(row.confidence))

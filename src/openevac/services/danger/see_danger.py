"""What is known about danger and entry, each word with its source and its age, and who set a source aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from openevac.domain.hazards import Cause, Confidence, OpenedBy
from openevac.domain.places import Access, LonLat
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.rules.hazard_words import clears
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.who import local_day
from openevac.store.models import (
    Clearing,
    FrontDistance,
    HazardReport,
    PlaceAccess,
    Remaining,
    SourceMute,
    TrackOpening,
)

DAYS_SHOWN = 30
MOST_REPORTS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessLine:
    """Who may enter a place. `in_force`: it has begun and not run out; one that ran out asks "still so?"."""

    katottg: str
    access: Access
    source: str
    set_by: str
    since: datetime
    age_h: float
    valid_until: datetime | None
    in_force: bool
    meeting_note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MutedBy:
    """Who set a source aside, since when and why."""

    source: str
    by: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearingLine:
    """One word that a danger is gone: of a source, or of the crew that drove there; it counts until it runs out."""

    source: str
    drove_it: str
    cleared_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardLine:
    """One report with age and sources; `cleared`: enough words say that it is gone. `muted`: nobody counts it now."""

    report: UUID
    cause: Cause
    kind: str
    position: LonLat
    happened_at: datetime
    age_h: float
    sources: tuple[str, ...]
    seen_by: str
    confidence: Confidence
    blocks: bool
    radius_m: float
    way_ids: tuple[int, ...]
    valid_until: datetime | None
    cleared: bool
    clearings: int
    cleared_by: tuple[ClearingLine, ...]
    muted: MutedBy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLine:
    """A track somebody opened; how long that holds, the exposure profile says."""

    way_ids: tuple[int, ...]
    opened_at: datetime
    age_h: float
    opened_by: OpenedBy
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontLine:
    """How far a place lies from line or border, of when, resting on what."""

    katottg: str
    km: float
    measured_at: datetime
    age_h: float
    rests_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DangerSeen:
    """Everything of the danger page. `more_reports`: how many older ones are not in the list."""

    access: tuple[AccessLine, ...]
    reports: tuple[HazardLine, ...]
    more_reports: int
    tracks: tuple[TrackLine, ...]
    fronts: tuple[FrontLine, ...]
    muted: tuple[MutedBy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingLine:
    """The newest number of one source for one place."""

    katottg: str
    number: int
    source: str
    on_day: date
    age_days: int


def see_danger(asking: Asking, mission: str = "") -> DangerSeen:
    """Give what is known now; a crew names its mission."""
    organisation, now = _allowed(asking, mission), asking.clock.now()
    muted = _muted(organisation)
    since = now - timedelta(days=DAYS_SHOWN)
    counting = Q(valid_until=None) | Q(valid_until__gt=now)
    rows = HazardReport.objects.filter(counting, organisation=organisation).order_by("-happened_at", "id")
    # What blocks a way is shown however old it is: nothing about it fades by itself.
    shown = rows.filter(Q(happened_at__gt=since) | Q(blocks=True))
    listed = list(shown.prefetch_related("clearings")[:MOST_REPORTS])
    return DangerSeen(
        access=_access(organisation, now),
        reports=tuple(_hazard(row, muted, now) for row in listed),
        more_reports=rows.count() - len(listed),
        tracks=_tracks(organisation, since, now),
        fronts=_fronts(organisation, now),
        muted=tuple(muted.values()),
    )


def see_remaining(asking: Asking, katottg: str = "", mission: str = "") -> tuple[RemainingLine, ...]:
    """Give the newest number of every source, place by place: sources that differ are both shown."""
    organisation, today = _allowed(asking, mission), local_day(asking.clock.now())
    rows = Remaining.objects.filter(organisation=organisation).order_by("katottg", "source", "-on_day", "-recorded_at")
    newest: dict[tuple[str, str], Remaining] = {}
    for row in rows.filter(katottg=katottg) if katottg else rows:
        newest.setdefault((row.katottg, row.source), row)
    return tuple(
        RemainingLine(
            katottg=row.katottg,
            number=row.number,
            source=row.source,
            on_day=row.on_day,
            age_days=(today - row.on_day).days,
        )
        for row in newest.values()
    )


def _allowed(asking: Asking, mission: str) -> str:
    organisation = asking.who.organisation
    resource = Resource(kind=ResourceKind.PLACE, organisation=organisation, mission=mission)
    allow_question(asking, Action.SEE_DANGER, resource)
    return organisation


def _access(organisation: str, now: datetime) -> tuple[AccessLine, ...]:
    rows = PlaceAccess.objects.filter(Q(replaced_at=None) | Q(replaced_at__gt=now), organisation=organisation)
    return tuple(
        AccessLine(
            katottg=row.katottg,
            access=Access(row.access),
            source=row.source,
            set_by=row.set_by,
            since=row.since,
            age_h=_age_h(row.since, now),
            valid_until=row.valid_until,
            in_force=row.since <= now and (row.valid_until is None or row.valid_until > now),
            meeting_note=row.meeting_note,
        )
        for row in rows.order_by("katottg", "since")
    )


def _hazard(row: HazardReport, muted: dict[str, MutedBy], now: datetime) -> HazardLine:
    sources = (row.source, *row.also_said_by)
    standing: list[Clearing] = [one for one in row.clearings.all() if one.expires_at > now]
    crew = next((one.drove_it for one in standing if one.drove_it), "")
    return HazardLine(
        report=row.id,
        cause=Cause(row.cause),
        kind=row.kind,
        position=LonLat(row.lon, row.lat),
        happened_at=row.happened_at,
        age_h=_age_h(row.happened_at, now),
        sources=sources,
        seen_by=row.seen_by,
        confidence=Confidence(row.confidence),
        blocks=row.blocks,
        radius_m=row.radius_m,
        way_ids=tuple(row.way_ids),
        valid_until=row.valid_until,
        cleared=clears((one.source for one in standing), crew, muted),
        clearings=len(standing),
        cleared_by=tuple(
            ClearingLine(source=one.source, drove_it=one.drove_it, cleared_at=one.cleared_at, expires_at=one.expires_at)
            for one in sorted(standing, key=lambda one: one.cleared_at)
        ),
        muted=muted[row.source] if not row.seen_by and all(source in muted for source in sources) else None,
    )


def _tracks(organisation: str, since: datetime, now: datetime) -> tuple[TrackLine, ...]:
    rows = TrackOpening.objects.filter(organisation=organisation, opened_at__gt=since).order_by("-opened_at", "id")
    return tuple(
        TrackLine(
            way_ids=tuple(row.way_ids),
            opened_at=row.opened_at,
            age_h=_age_h(row.opened_at, now),
            opened_by=OpenedBy(row.opened_by),
            by=row.by,
        )
        for row in rows
    )


def _fronts(organisation: str, now: datetime) -> tuple[FrontLine, ...]:
    rows = FrontDistance.objects.filter(organisation=organisation).order_by("km", "katottg")
    return tuple(
        FrontLine(
            katottg=row.katottg,
            km=row.km,
            measured_at=row.measured_at,
            age_h=_age_h(row.measured_at, now),
            rests_on=row.rests_on,
        )
        for row in rows
    )


def _muted(organisation: str) -> dict[str, MutedBy]:
    rows = SourceMute.objects.filter(organisation=organisation, ended_at=None).order_by("at")
    return {row.source: MutedBy(source=row.source, by=row.by, reason=row.reason, at=row.at) for row in rows}


def _age_h(moment: datetime, now: datetime) -> float:
    return max(0.0, (now - moment).total_seconds() / SECONDS_PER_HOUR)

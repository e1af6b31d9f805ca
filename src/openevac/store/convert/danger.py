"""What is said about danger and access, from rows: the part of a situation that people here wrote down."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from openevac.domain.hazards import (
    Cause,
    Clearing,
    Confidence,
    ControlLine,
    HazardReport,
    OpenedBy,
    SetAside,
    TrackOpening,
)
from openevac.domain.places import Access, LonLat
from openevac.domain.situation import PlaceAccess, Situation
from openevac.store import models


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidHere:
    """Access of places, reports, clearings, openings and sources set aside, as they stood at a moment."""

    access: tuple[PlaceAccess, ...]
    reports: tuple[HazardReport, ...]
    clearings: tuple[Clearing, ...]
    openings: tuple[TrackOpening, ...]
    set_aside: dict[str, SetAside]


def said_here(organisation: str, at: datetime) -> SaidHere:
    """Read what holds at a moment."""
    set_aside = _set_aside(organisation, at)
    reports = _reports(organisation, at, set_aside)
    return SaidHere(
        access=_access(organisation, at),
        reports=reports,
        clearings=_clearings(organisation, {report.id for report in reports}),
        openings=_openings(organisation),
        set_aside=set_aside,
    )


def lay_over(base: Situation, said: SaidHere) -> Situation:
    """Lay what people here wrote down over a situation read from a file; about one place the written word counts."""
    here = {entry.katottg for entry in said.access}
    return replace(
        base,
        access=(*said.access, *(entry for entry in base.access if entry.katottg not in here)),
        control=tuple(_aside(line, said.set_aside) for line in base.control),
        reports=(*base.reports, *said.reports),
        clearings=(*base.clearings, *said.clearings),
        openings=(*base.openings, *said.openings),
    )


def _aside(line: ControlLine, set_aside: dict[str, SetAside]) -> ControlLine:
    return replace(line, set_aside=set_aside.get(line.source, line.set_aside))


def _access(organisation: str, at: datetime) -> tuple[PlaceAccess, ...]:
    rows = models.PlaceAccess.objects.filter(
        Q(replaced_at=None) | Q(replaced_at__gt=at), Q(valid_until=None) | Q(valid_until__gt=at)
    )
    by_place: dict[str, list[PlaceAccess]] = {}
    for row in rows.filter(organisation=organisation).order_by("katottg", "since", "id"):
        entry = PlaceAccess(
            katottg=row.katottg,
            access=Access(row.access),
            source=row.source,
            since=row.since,
            valid_until=row.valid_until,
            meeting_note=row.meeting_note,
        )
        by_place.setdefault(row.katottg, []).append(entry)
    return tuple(_strictest(words) for words in by_place.values())


def _strictest(words: list[PlaceAccess]) -> PlaceAccess:
    """Give one word for a place: where one word follows another during the day, the stricter one for all of it."""
    ends = [word.valid_until for word in words if word.valid_until is not None]
    return replace(
        max(words, key=lambda word: _STRICTER.index(word.access)),
        since=min(word.since for word in words),
        valid_until=max(ends) if len(ends) == len(words) else None,
    )


_STRICTER = (Access.OPEN, Access.ARMOURED_ONLY, Access.POLICE_AND_ARMY_ONLY, Access.CLOSED)


def _reports(organisation: str, at: datetime, set_aside: dict[str, SetAside]) -> tuple[HazardReport, ...]:
    rows = models.HazardReport.objects.filter(organisation=organisation)
    return tuple(
        HazardReport(
            id=row.id.hex,
            cause=Cause(row.cause),
            kind=row.kind,
            position=LonLat(row.lon, row.lat),
            happened_at=row.happened_at,
            source=row.source,
            confidence=Confidence(row.confidence),
            blocks=row.blocks,
            radius_m=row.radius_m,
            way_ids=tuple(row.way_ids),
            valid_until=row.valid_until,
            muted=_muted(row, set_aside),
        )
        for row in rows.filter(Q(valid_until=None) | Q(valid_until__gt=at)).order_by("happened_at", "id")
    )


def _muted(row: models.HazardReport, set_aside: dict[str, SetAside]) -> SetAside | None:
    """Leave a report out only where everybody who said it is left out."""
    decisions = [set_aside.get(source) for source in (row.source, *row.also_said_by)]
    return decisions[0] if all(decision is not None for decision in decisions) else None


def _clearings(organisation: str, known: set[str]) -> tuple[Clearing, ...]:
    """Give one clearing for each crew that drove it, and one for what all other sources say together."""
    by_report: dict[str, list[models.Clearing]] = {}
    rows = models.Clearing.objects.filter(organisation=organisation).order_by("cleared_at", "id")
    for row in rows:
        if row.report_id.hex in known:
            by_report.setdefault(row.report_id.hex, []).append(row)
    found: list[Clearing] = []
    for report, said in by_report.items():
        found += [_clearing(report, [row], drove_it=row.drove_it) for row in said if row.drove_it]
        told = [row for row in said if not row.drove_it]
        found += [_clearing(report, pair) for pair in _pairs(told)]
    return tuple(found)


def _pairs(rows: list[models.Clearing]) -> list[list[models.Clearing]]:
    """Give every two words of different sources: each pair holds while both of its words do."""
    return [[one, other] for place, one in enumerate(rows) for other in rows[place + 1 :] if one.source != other.source]


def _clearing(report: str, rows: list[models.Clearing], drove_it: str = "") -> Clearing:
    cleared_at = max(row.cleared_at for row in rows)
    return Clearing(
        report=report,
        cleared_at=cleared_at,
        expires_at=max(cleared_at, min(row.expires_at for row in rows)),
        sources=tuple(row.source for row in rows if row.source),
        drove_it=drove_it,
    )


def _openings(organisation: str) -> tuple[TrackOpening, ...]:
    rows = models.TrackOpening.objects.filter(organisation=organisation).order_by("opened_at", "id")
    return tuple(
        TrackOpening(way_ids=tuple(row.way_ids), opened_at=row.opened_at, opened_by=OpenedBy(row.opened_by), by=row.by)
        for row in rows
    )


def _set_aside(organisation: str, at: datetime) -> dict[str, SetAside]:
    rows: Any = models.SourceMute.objects.filter(organisation=organisation, at__lte=at)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at)).order_by("at")
    return {row.source: SetAside(by=row.by, reason=row.reason, at=row.at) for row in rows}

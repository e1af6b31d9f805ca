"""Lines, border, field tracks and sources: side by side with their age, never averaged; who set one aside and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.hazards import ControlLine, HazardReport, OpenedBy, SetAside
from openevac.domain.remarks import Remark
from openevac.domain.units import METRES_PER_KM
from openevac.hazards.explain import FrontDistance
from openevac.hazards.explain import explain as explain_danger
from openevac.hazards.field import HazardField
from openevac.hazards.remarks import age_h
from openevac.hazards.rests_on import rests_on, warnings
from openevac.reports.words import Words
from openevac.services.danger.mute_source import HearAgain, MuteSource, hear_again, mute_source
from openevac.services.danger.open_track import OpenTrack, open_track
from openevac.services.danger.see_danger import DangerSeen, TrackLine, see_danger
from openevac.services.danger.see_sources import see_sources
from openevac.web.asking import actor_of, asking, order, signed_in, who_sits
from openevac.web.desk.danger.drawn import drawn_from
from openevac.web.desk.danger.fields import HOURS
from openevac.web.desk.danger.known import Known, known_here, may
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.readable import readable
from openevac.web.desk.danger.telling import done, only_figures
from openevac.web.showing import shown
from openevac.web.speaking import words_for
from openevac.web.typed import local_moment, read_form

ADDRESS = "/danger/sources/"
MOST_PLACES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One source's picture of who holds what; `advance_km`: how much nearer it is counted for its age."""

    line: ControlLine
    age_h: float
    aside: SetAside | None
    advance_km: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """An opened track; it counts until `until` by the figures of the profile, None where there are none."""

    line: TrackLine
    until: datetime | None
    over: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """How far one place lies from each source's line, side by side."""

    name: str
    katottg: str
    fronts: tuple[FrontDistance, ...]


@require_safe
@signed_in
def sources_page(request: HttpRequest) -> HttpResponse:
    """Show them."""
    known = known_here(request)
    question = asking(request)
    seen = see_danger(question, known.mission)
    names = names_here(question.who.organisation)
    field, fault = _field(known)
    facts = {
        "here": ADDRESS,
        "tab": "sources",
        "known": known,
        "may": may(actor_of(request), known.mission),
        "lines": _lines(known, field),
        "border": known.situation.border if known.situation else None,
        "fault": fault,
        "making": field is None and fault is None and not known.missing,
        "sides": _sides(field, seen, names, known.now) if field is not None else (),
        "fronts": [(names.of(one.katottg), one) for one in seen.fronts[: 3 * MOST_PLACES]],
        "more_fronts": max(0, len(seen.fronts) - 3 * MOST_PLACES),
        "muted": seen.muted,
        "curfews": [
            (one, ", ".join(names.of(code) for code in one.places))
            for one in (known.situation.curfews if known.situation else ())
        ],
        "zones": known.situation.zones if known.situation else (),
        "notes": known.situation.notes if known.situation else (),
        "file_muted": [report for report in _file_reports(known) if report.muted is not None],
        "tracks": [_track(line, known) for line in seen.tracks],
        "opened_by": tuple(OpenedBy),
        "said": see_sources(question, known.mission),
        "rests": rests_on(known.situation, known.now) if known.situation else (),
        "warnings": _warnings(known, words_for(request)),
        "now": known.now,
    }
    return shown(request, "danger/sides.html" if only_figures(request) else "danger/sources.html", facts)


def _field(known: Known) -> tuple[HazardField | None, InputError | None]:
    try:
        return known.field(), None
    except InputErrors as faults:
        return None, faults.errors[0]
    except InputError as fault:
        return None, fault


def _warnings(known: Known, words: Words) -> list[Remark]:
    if known.situation is None:
        return []
    said = warnings(known.situation, known.now, HOURS - 1)
    return [readable(one, known.situation.reports, words) for one in said]


def _lines(known: Known, field: HazardField | None) -> list[LineRow]:
    if known.situation is None:
        return []
    advances = (
        {front.source: front.advance_m(field.starts_at) / METRES_PER_KM for front in field.fronts} if field else {}
    )
    return [
        LineRow(
            line=line,
            age_h=age_h(line.observed_at, known.now),
            aside=line.set_aside,
            advance_km=None if line.set_aside else advances.get(line.source),
        )
        for line in known.situation.control
    ]


def _sides(field: HazardField, seen: DangerSeen, names: Names, now: datetime) -> tuple[Side, ...]:
    """Give the places nearest to line or border, and those of limited entry, with every source's distance."""
    codes = dict.fromkeys([one.katottg for one in seen.fronts] + [one.katottg for one in seen.access])
    found = []
    for code in codes:
        place = names.places.by_code.get(code)
        if place is None or place.position is None:
            continue
        try:
            fronts = explain_danger(field, place.position, now).fronts
        except InputError:  # a place beside the raster has no figures; its word about entry stands on the first page
            continue
        found.append(Side(name=place.name_uk, katottg=code, fronts=fronts))
        if len(found) == MOST_PLACES:
            break
    return tuple(found)


def _track(line: TrackLine, known: Known) -> TrackRow:
    if known.situation is None:
        return TrackRow(line=line, until=None, over=False)
    until = line.opened_at + timedelta(days=known.situation.profile.value("mines.opening_days"))
    return TrackRow(line=line, until=until, over=until <= known.now)


def _file_reports(known: Known) -> tuple[HazardReport, ...]:
    return known.outside.situation.reports if known.outside else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MuteForm:
    """Which source, and why."""

    source: str = ""
    reason: str = ""


@require_POST
@signed_in
def mute(request: HttpRequest) -> HttpResponse:
    """Set a source aside; the one who asks is named with it everywhere."""
    form = read_form(request, MuteForm)
    kept = mute_source(order(request), MuteSource(source=form.source, reason=form.reason))
    return done(
        request,
        ADDRESS,
        "Set aside: {source}. What it said stays on record and is shown so, with your name and reason.",
        source=kept.source,
    )


@require_POST
@signed_in
def hear(request: HttpRequest) -> HttpResponse:
    """Let a source in again."""
    form = read_form(request, MuteForm)
    kept = hear_again(order(request), HearAgain(source=form.source, reason=form.reason))
    return done(request, ADDRESS, "Let in again: {source}.", source=kept.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackForm:
    """Which ways: drawn along them on the map, or by their numbers; who says so, and when they were there."""

    opened_by: OpenedBy | None = None
    by: str = ""
    crew: str = ""
    at: str = ""
    shape: str = ""
    ways: str = ""


@require_POST
@signed_in
def open_field_track(request: HttpRequest) -> HttpResponse:
    """Keep the word that a track can be driven."""
    form = read_form(request, TrackForm)
    if form.opened_by is None:
        raise InputError(
            "Nobody says who opened it.", "Choose: a crew drove it, or deminers wrote so.", field="opened_by"
        )
    ways = _numbers(form.ways)
    if form.shape and not ways:
        ways = drawn_from(form.shape, names_here(who_sits(request).organisation).places.region, 0).way_ids
    if not ways:
        raise InputError(
            "No way lies along what was drawn.",
            "Draw a line along the track on the map, or type the numbers of its ways.",
            field="ways",
        )
    by = form.crew if form.opened_by is OpenedBy.CREW_DROVE else form.by
    kept = open_track(
        order(request),
        OpenTrack(way_ids=ways, opened_by=form.opened_by, by=by, opened_at=local_moment(request, "at", form.at)),
    )
    return done(
        request,
        ADDRESS,
        "Kept: {count} {count|way|ways} driven {at}. It runs out by itself.",
        count=len(ways),
        at=kept.opened_at,
    )


def _numbers(text: str) -> tuple[int, ...]:
    found = text.replace(",", " ").split()
    if not all(one.isdigit() and len(one) < 16 for one in found):
        raise InputError("These are no numbers of ways.", "Type digits, parted by blanks.", field="ways")
    return tuple(int(one) for one in found)

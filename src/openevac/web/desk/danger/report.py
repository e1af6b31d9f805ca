"""Words about dangers: a new report, another word for it, a word that it is gone."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.hazards import Cause, Confidence
from openevac.domain.places import LonLat, require_lon_first
from openevac.services.danger.clear_hazard import ClearHazard, clear_hazard
from openevac.services.danger.report_hazard import ReportHazard, VouchHazard, report_hazard, vouch_hazard
from openevac.services.danger.see_danger import see_danger
from openevac.services.kernel.refusals import Refused
from openevac.web.asking import asking, order, signed_in, who_sits
from openevac.web.desk.danger.drawn import Drawn, drawn_from
from openevac.web.desk.danger.kinds import CAUSE_OF, KINDS
from openevac.web.desk.danger.known import mission_of
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.telling import done
from openevac.web.typed import local_moment, read_form

DEFAULT_RADIUS_M = 50.0
VERIFIED = "Kept as confirmed: it counts fully."
BLOCKS = "Kept as confirmed: no way leads through there until two sources or a crew say that it is gone."
UNVERIFIED = (
    "Kept as unconfirmed: it can at most double the danger nearby, for some hours, and closes nothing. "
    "A second source or a crew that saw it makes it count fully."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportForm:
    """What stands in the form. `shape`: what was drawn, as GeoJSON; else a position, else the middle of a place."""

    kind: str = ""
    cause: Cause | None = None
    source: str = ""
    also: str = ""
    seen_by: str = ""
    happened_at: str = ""
    valid_until: str = ""
    blocks: bool = False
    radius_m: float = DEFAULT_RADIUS_M
    shape: str = ""
    pin_lon: float | None = None
    pin_lat: float | None = None
    katottg: str = ""
    lon: float | None = None
    lat: float | None = None


@require_POST
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """Keep a report and say how far it goes."""
    form = read_form(request, ReportForm)
    if form.kind not in KINDS:
        raise InputError("No kind of danger is chosen.", "Choose what happened.", field="kind")
    if form.kind == "other" and form.cause is None:
        raise InputError("Nobody says what it warns of.", "Open “More” and choose it.", field="cause")
    names = names_here(who_sits(request).organisation)
    drawn = _where(form, names)
    asked = ReportHazard(
        cause=form.cause or Cause(CAUSE_OF[form.kind]),
        kind=form.kind,
        position=drawn.position,
        source=form.source,
        happened_at=local_moment(request, "happened_at", form.happened_at),
        also_said_by=tuple(part for part in (one.strip() for one in form.also.split(";")) if part),
        seen_by=form.seen_by,
        mission=mission_of(request),
        blocks=form.blocks,
        radius_m=drawn.radius_m,
        way_ids=drawn.way_ids if form.blocks else (),
        valid_until=local_moment(request, "valid_until", form.valid_until),
    )
    return _told(request, report_hazard(order(request), asked).confidence, blocks=form.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForm:
    """Another word for a report, or a word that it is gone: of a source or of a crew."""

    report: UUID
    source: str = ""
    crew: str = ""
    at: str = ""
    until: str = ""


@require_POST
@signed_in
def vouch(request: HttpRequest) -> HttpResponse:
    """Keep one more word for a report."""
    form = read_form(request, WordForm)
    mission = mission_of(request)
    asked = VouchHazard(report=form.report, source=form.source, seen_by=form.crew, mission=mission)
    kept = vouch_hazard(order(request), asked)
    return _told(request, kept.confidence, blocks=_blocks(request, form.report, mission))


@require_POST
@signed_in
def clear(request: HttpRequest) -> HttpResponse:
    """Keep a word that a danger is gone, and say whether it is enough."""
    form = read_form(request, WordForm)
    asked = ClearHazard(
        report=form.report,
        source=form.source,
        drove_it=form.crew,
        cleared_at=local_moment(request, "at", form.at),
        expires_at=local_moment(request, "until", form.until),
    )
    kept = clear_hazard(order(request), asked)
    if kept.counts:
        return done(request, _back(request), "It counts as gone until {at}; then it counts again.", at=kept.expires_at)
    return done(
        request,
        _back(request),
        "The word is kept, and the danger still counts: one source opens nothing. "
        "It takes another, different source, or a crew that drove there.",
    )


def _where(form: ReportForm, names: Names) -> Drawn:
    if form.shape:
        return drawn_from(form.shape, names.places.region, form.radius_m)
    if form.pin_lon is not None and form.pin_lat is not None:
        return Drawn(position=require_lon_first("position", form.pin_lon, form.pin_lat), radius_m=form.radius_m)
    if form.lon is not None and form.lat is not None:
        return Drawn(position=LonLat(form.lon, form.lat), radius_m=form.radius_m)
    place = names.places.by_code.get(form.katottg)
    if place is not None and place.position is not None:
        return Drawn(position=place.position, radius_m=form.radius_m)
    raise InputError(
        "Nobody has said where it is.",
        "Draw it on the map, paste a position, or choose a place from the list.",
        field="position",
    )


def _blocks(request: HttpRequest, report: UUID, mission: str) -> bool:
    """Tell whether a report says that the way cannot be driven; who may report without seeing learns nothing."""
    try:
        lines = see_danger(asking(request), mission).reports
    except Refused:
        return False
    return any(line.report == report and line.blocks for line in lines)


def _told(request: HttpRequest, confidence: Confidence, *, blocks: bool) -> HttpResponse:
    said = UNVERIFIED if confidence is not Confidence.VERIFIED else BLOCKS if blocks else VERIFIED
    return done(request, _back(request), said)


def _back(request: HttpRequest) -> str:
    mission = request.POST.get("mission", "")
    return f"/danger/?mission={quote(mission)}" if mission else "/danger/"

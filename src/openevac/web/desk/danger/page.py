"""The danger page: places and who may enter them, reports of danger with their sources, and the map beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.hazards import Cause, Confidence
from openevac.domain.places import Access
from openevac.domain.situation import PlaceAccess
from openevac.domain.units import HOURS_PER_DAY
from openevac.feeds.profile_keys import REPORT_KINDS
from openevac.hazards.rests_on import STILL_SO_DAYS
from openevac.reports.words import Words
from openevac.rules.hazard_words import independent_sources
from openevac.services.danger.see_danger import AccessLine, DangerSeen, HazardLine, MutedBy, see_danger
from openevac.services.danger.see_sources import see_sources
from openevac.services.danger.see_ways_out import see_ways_out
from openevac.web.asking import actor_of, asking, signed_in
from openevac.web.desk.danger.kinds import KINDS, kind_words
from openevac.web.desk.danger.known import Known, known_here, may
from openevac.web.desk.danger.naming import Names, names_here
from openevac.web.desk.danger.relays import relay_rows
from openevac.web.desk.danger.ways_out import point_rows, service_rows
from openevac.web.showing import shown
from openevac.web.speaking import words_for


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRow:
    """One word about entry. `ask`: it ran out or is old, so somebody should say whether it is still so."""

    name: str
    line: AccessLine
    age_h: float
    ask: bool
    is_later: bool
    muted: MutedBy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One report. `one_more`: how many more different sources verify it; `aside`: which of its sources are muted."""

    line: HazardLine
    kind: str
    near: str
    verified: bool
    one_more: int
    aside: tuple[MutedBy, ...]
    clearings_missing: int


@require_safe
@signed_in
def danger_page(request: HttpRequest) -> HttpResponse:
    """Show places, reports and the map."""
    known = known_here(request)
    question = asking(request)
    seen = see_danger(question, known.mission)
    names = names_here(question.who.organisation)
    words, reports = words_for(request), report_rows(seen, names, words_for(request))
    ways_out = see_ways_out(question, known.mission)
    return shown(
        request,
        "danger/page.html",
        {
            "here": "/danger/",
            "tab": "places",
            "known": known,
            "may": may(actor_of(request), known.mission),
            "access": access_rows(seen, names, known.now),
            "from_file": [(names.of(one.katottg), one, _is_asked(one, known.now)) for one in from_file(seen, known)],
            "reports": [row for row in reports if not row.line.cleared],
            "cleared": [row for row in reports if row.line.cleared],
            "file_reports": file_reports(known),
            "more_reports": seen.more_reports,
            "points": point_rows(ways_out, names, words),
            "relays": relay_rows(ways_out, names, words, known),
            "services": service_rows(ways_out, names),
            "accesses": tuple(Access),
            "causes": tuple(Cause),
            "kinds": sorted(((kind, words.say(KINDS[kind])) for kind in REPORT_KINDS), key=lambda pair: pair[1]),
            "said": see_sources(question, known.mission),
            "unverified_h": known.situation.profile.value("report.unverified_hours") if known.situation else 6,
            "chosen": names.code(request.GET.get("katottg", "")),
            "chosen_name": names.of(request.GET.get("katottg", "")),
            "now": known.now,
        },
    )


def access_rows(seen: DangerSeen, names: Names, now: datetime) -> list[AccessRow]:
    """Give the words about entry, those that are asked about first, then the strictest."""
    muted = {one.source: one for one in seen.muted}
    rows = [
        AccessRow(
            name=names.of(line.katottg),
            line=line,
            age_h=line.age_h,
            ask=line.since <= now and (not line.in_force or line.age_h > STILL_SO_DAYS * HOURS_PER_DAY),
            is_later=line.since > now,
            muted=muted.get(line.source),
        )
        for line in seen.access
    ]
    strictest = tuple(Access)
    return sorted(rows, key=lambda row: (not row.ask, -strictest.index(row.line.access), row.name))


def from_file(seen: DangerSeen, known: Known) -> Iterator[PlaceAccess]:
    """Give what the situation file says of places about which nobody here has said anything that counts now."""
    if known.outside is None:
        return
    here = {one.katottg for one in seen.access if one.in_force}
    for entry in known.outside.situation.access:
        if entry.katottg not in here:
            yield entry


def _is_asked(entry: PlaceAccess, now: datetime) -> bool:
    """Tell whether a word of the file ran out or is older than a month."""
    over = entry.valid_until is not None and entry.valid_until <= now
    return over or now - entry.since > timedelta(days=STILL_SO_DAYS)


def file_reports(known: Known) -> list[tuple[object, str]]:
    """Give the reports of the situation file; they are cleared or set aside there."""
    if known.outside is None:
        return []
    return [(one, kind_words(one.kind)) for one in known.outside.situation.reports if one.happened_at <= known.now]


def report_rows(seen: DangerSeen, names: Names, words: Words) -> list[ReportRow]:
    """Give the reports, newest first."""
    muted = {one.source: one for one in seen.muted}
    return [
        ReportRow(
            line=line,
            kind=kind_words(line.kind),
            near=names.near(line.position, words),
            verified=line.confidence is Confidence.VERIFIED,
            one_more=max(0, 2 - len(independent_sources(line.sources, tuple(muted)))),
            aside=tuple(muted[source] for source in line.sources if source in muted),
            clearings_missing=max(
                0, 2 - len(independent_sources((one.source for one in line.cleared_by), tuple(muted)))
            ),
        )
        for line in seen.reports
    ]

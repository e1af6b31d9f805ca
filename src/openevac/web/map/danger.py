"""What is said about danger, as points: who may enter a place, and reports with their age."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.hazards import Confidence
from openevac.domain.places import Access
from openevac.reports.words import Words
from openevac.services.danger.see_danger import DangerSeen, see_danger
from openevac.web.asking import asking, signed_in
from openevac.web.map.features import Feature, collection, point
from openevac.web.places import Places, places_of
from openevac.web.speaking import words_for


@require_safe
@signed_in
def danger(request: HttpRequest) -> HttpResponse:
    """Give access words and reports that count now."""
    question, words = asking(request), words_for(request)
    seen = see_danger(question, request.GET.get("mission", ""))
    places = places_of(question.who.organisation)
    legend = {
        "access-armoured_only": words.word(Access.ARMOURED_ONLY),
        "access-closed": words.word(Access.CLOSED),
        "report-verified": words.say("report of danger, confirmed"),
        "report-unverified": words.say("report of danger, unconfirmed"),
        "report-blocks": words.say("way blocked"),
    }
    found = [*_access(seen, places, words), *_reports(seen, words)]
    return collection(
        found, legend, told=words.say("{count} {count|mark|marks} of danger on the map", count=len(found))
    )


def _access(seen: DangerSeen, places: Places, words: Words) -> Iterator[Feature]:
    for one in seen.access:
        place = places.by_code.get(one.katottg)
        if not one.in_force or one.access is Access.OPEN or place is None or place.position is None:
            continue
        kind = "access-armoured_only" if one.access is Access.ARMOURED_ONLY else "access-closed"
        said = f"{words.word(one.access)}, {one.source}"
        yield point(kind, place.position.lon, place.position.lat, id=one.katottg, label=place.name_uk, said=said)


def _reports(seen: DangerSeen, words: Words) -> Iterator[Feature]:
    for one in seen.reports:
        if one.cleared or one.muted is not None:
            continue
        verified = one.confidence is Confidence.VERIFIED
        kind = "report-blocks" if one.blocks and verified else "report-verified" if verified else "report-unverified"
        said = f"{words.word(one.cause)}, {words.age(one.age_h)}, {', '.join(one.sources)}"
        yield point(
            kind, one.position.lon, one.position.lat, id=str(one.report), label=words.word(one.cause), said=said
        )

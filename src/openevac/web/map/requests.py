"""Requests as points: the position rounded to 100 m, or the middle of the settlement where none was given."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.rules.confirmation import VerdictKind
from openevac.services.requests.see_request import see_request
from openevac.services.requests.see_requests import MOST_ROWS, RequestLine, see_requests
from openevac.web.asking import asking, signed_in
from openevac.web.desk.requests.filters import asked_for, filter_of
from openevac.web.desk.requests.leading import address_of
from openevac.web.map.features import Feature, collection, point
from openevac.web.places import Places, places_of
from openevac.web.speaking import words_for


@require_safe
@signed_in
def requests(request: HttpRequest) -> HttpResponse:
    """Give the requests the same filters show in the list (at most 200), or the one whose number is asked for."""
    question, words = asking(request), words_for(request)
    number = request.GET.get("number", "")
    lines: tuple[RequestLine, ...]
    if number:
        lines = (see_request(question, number).line,)
    else:
        lines = see_requests(question, filter_of(asked_for(request)), request.GET.get("after", ""), MOST_ROWS).lines
    places = places_of(question.who.organisation)
    found = [_point(line, places) for line in lines]
    legend = {
        "request-confirmed": words.word(VerdictKind.CONFIRMED),
        "request-needs": words.word(VerdictKind.NEEDS),
        "request-held": words.say("on hold"),
    }
    return collection(
        [one for one in found if one is not None],
        legend,
        missing=sum(one is None for one in found),
        told=words.say(
            "{count} {count|request|requests} on the map, rounded to 100 m or to the middle of the place",
            count=sum(one is not None for one in found),
        ),
    )


def _point(line: RequestLine, places: Places) -> Feature | None:
    place = places.by_code.get(line.katottg)
    position = line.position or (place.position if place else None)
    if position is None:
        return None
    kind = (
        "request-held"
        if line.held
        else "request-confirmed"
        if line.verdict is VerdictKind.CONFIRMED
        else "request-needs"
    )
    return point(
        kind,
        position.lon,
        position.lat,
        id=line.receipt,
        address=address_of(line.receipt),
        label=line.receipt,
        people=line.needs.party_size,
        place=places.name(line.katottg) if line.katottg else "",
    )

"""Who is still there: place by place, every source's newest number side by side, and a form for a new one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.errors import InputError
from openevac.domain.places import Place
from openevac.services.danger.record_remaining import RecordRemaining, record_remaining
from openevac.services.danger.see_danger import see_remaining
from openevac.web.asking import asking, order, signed_in, who_sits
from openevac.web.places import places_of
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

ADDRESS = "/more/remaining/"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemainingTyped:
    """What the form sends: the place as it was typed, or its code."""

    place: str
    number: int
    source: str
    on_day: date | None = None


@signed_in
@require_http_methods(["GET", "POST"])
def remaining(request: HttpRequest) -> HttpResponse:
    """Show the numbers, or keep a new one."""
    if request.method == "POST":
        return _keep(request)
    lines = sorted(see_remaining(asking(request)), key=lambda line: (line.katottg, line.age_days))
    places = [(code, list(found)) for code, found in groupby(lines, key=lambda line: line.katottg)]
    return shown(request, "more/remaining.html", {"places": places})


def _keep(request: HttpRequest) -> HttpResponse:
    typed = read_form(request, RemainingTyped)
    place = one_place(request, typed.place)
    asked = RecordRemaining(katottg=place.katottg, number=typed.number, source=typed.source, on_day=typed.on_day)
    record_remaining(order(request), asked)
    said = words_for(request).say("Kept: {number} people in {place}.", number=typed.number, place=place.name_uk)
    messages.success(request, said)
    return go(ADDRESS)


def one_place(request: HttpRequest, text: str) -> Place:
    """Give the one place that is meant; InputError names those that could be."""
    index = places_of(who_sits(request).organisation).index
    found = index.find(text) if index is not None else ()
    if len(found) == 1:
        return found[0]
    if not found:
        raise InputError("No place of this name is known.", "Type the name or the KATOTTG code.", field="place")
    raise InputError(
        "Several places bear this name: {codes}.",
        "Type the code of the one that is meant.",
        field="place",
        codes=", ".join(place.katottg for place in found[:8]),
    )

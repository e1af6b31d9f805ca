"""The page of searches: opening one side, finding one by its number, and for operators whom to ask and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.roles import Action, ResourceKind
from openevac.domain.tracing import TraceSide
from openevac.services.reception.see_tracing import number_of, see_search, see_what_waits
from openevac.services.reception.tracing import OpenTrace, open_trace
from openevac.web.asking import asking, may, order, signed_in
from openevac.web.sealed_forms import sealed_in
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form

ADDRESS = "/more/tracing/"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchTyped:
    """What the form sends: tags that a client made, who is meant sealed, and whether they agree beforehand."""

    side: TraceSide
    tags: str
    identity_sealed: str
    agreed: bool = False


@signed_in
@require_http_methods(["GET", "POST"])
def tracing(request: HttpRequest) -> HttpResponse:
    """Show the page, lead to one search by its number, or open a search."""
    if request.method == "POST":
        return _open(request)
    number = request.GET.get("number", "").strip()
    if number:
        return go(address_of(see_search(asking(request), number).number))
    asks = may(request, Action.MATCH_TRACE, ResourceKind.TRACE)
    opens = may(request, Action.OPEN_TRACE, ResourceKind.TRACE)
    if not opens:
        see_what_waits(asking(request))  # it refuses in words
    return shown(
        request, "more/tracing/page.html", {"asks": asks, "waits": see_what_waits(asking(request)) if asks else None}
    )


def address_of(number: str) -> str:
    """Give the address of one side of a search."""
    return f"{ADDRESS}{number}/"


def _open(request: HttpRequest) -> HttpResponse:
    typed = read_form(request, SearchTyped)
    asked = OpenTrace(
        side=typed.side,
        tags=tuple(typed.tags.split()),
        identity=sealed_in(typed.identity_sealed),
        agreed=typed.agreed and typed.side is TraceSide.WANTS_TO_BE_FOUND,
    )
    opened = open_trace(order(request), asked)
    number = number_of(opened.trace)
    messages.success(request, words_for(request).say("Written down under the number {number}.", number=number))
    return go(address_of(number))

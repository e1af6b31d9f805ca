"""One side of a search, by its number: what is said to who asked, and ending it when they wish."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.tracing import TraceSide
from openevac.reports.messages import MESSAGES, Told
from openevac.services.reception.close_trace import CloseTrace, close_trace
from openevac.services.reception.see_tracing import see_search
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.more.tracing.page import ADDRESS
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for


@require_safe
@signed_in
def search(request: HttpRequest, trace: str) -> HttpResponse:
    """Show one side of a search. Nobody found, not asked yet and declined give the same page."""
    found = see_search(asking(request), trace)
    facts = {
        "search": found,
        "searches": found.side is TraceSide.SEARCHES,
        "said": [(language, lines[Told.SEARCH_OPEN]) for language, lines in MESSAGES.items()],
    }
    return shown(request, "more/tracing/search.html", facts)


@require_POST
@signed_in
def end(request: HttpRequest, trace: str) -> HttpResponse:
    """End it: names, tags and matches go at once."""
    found = see_search(asking(request), trace)
    close_trace(order(request), CloseTrace(trace=found.trace))
    said = words_for(request).say("The search {number} is ended: its names are erased.", number=found.number)
    messages.success(request, said)
    return go(ADDRESS)

"""One match: the one who may be found is asked first; only their yes lets anything go to the one who searches."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.remarks import Remark
from openevac.domain.tracing import TO_BE_ASKED, MatchState
from openevac.reports.messages import MESSAGES, Told
from openevac.services.reception.open_match import OpenMatch, open_match
from openevac.services.reception.see_tracing import see_match
from openevac.services.reception.tracing import MatchTrace, match_trace
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.more.tracing.page import ADDRESS
from openevac.web.sealed_forms import sealed_out
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTyped:
    """What they said, or that the word was passed on."""

    state: MatchState


@require_safe
@signed_in
def ask(request: HttpRequest, match: UUID) -> HttpResponse:
    """Show one match: whom to ask and what to say, or after their yes whom to tell."""
    found = see_match(asking(request), match)
    facts = {
        "match": found,
        "to_ask": found.state in TO_BE_ASKED,
        "to_tell": found.state is MatchState.AGREED,
        "asked": [(language, lines[Told.ASKED_FOR_YOU]) for language, lines in MESSAGES.items()],
        "told": [(language, lines[Told.ARRIVED_BY_VOICE]) for language, lines in MESSAGES.items()],
        "stranger": [(language, lines[Told.WRONG_NUMBER]) for language, lines in MESSAGES.items()],
    }
    return shown(request, "more/tracing/match.html", facts)


@require_POST
@signed_in
def open_names(request: HttpRequest, match: UUID) -> HttpResponse:
    """Hand both sides, sealed, to the browser of who asks now; the opening stands in the ledger."""
    names = open_match(order(request), OpenMatch(match=match))
    people = {"searches": sealed_out(names.searches), "wants": sealed_out(names.wants)}
    return JsonResponse({"household": None, "people": people})


@require_POST
@signed_in
def answered(request: HttpRequest, match: UUID) -> HttpResponse:
    """Keep what they said."""
    typed = read_form(request, AnswerTyped)
    became = match_trace(order(request), MatchTrace(match=match, state=typed.state))
    messages.success(request, words_for(request).remark(_SAID[became.state]))
    return go(f"{ADDRESS}match/{match}/" if became.state is MatchState.AGREED else ADDRESS)


_SAID = {
    MatchState.PROPOSED: Remark(text="They are to be asked."),
    MatchState.LATER: Remark(text="Kept: they are asked again tomorrow. Until then nobody is told."),
    MatchState.AGREED: Remark(text="They agreed. Now the one who searches may be told."),
    MatchState.DECLINED: Remark(text="Kept. Nobody is told, and the search reads as if nobody was found."),
    MatchState.NOT_THEM: Remark(text="Kept: somebody else. Nobody is told."),
    MatchState.TOLD: Remark(text="Told. This person is not rung again."),
}

"""The page Now and its board, which is drawn again whenever something changed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.rules.permissions import decide
from openevac.services.kernel.question import allow_question
from openevac.services.missions.see_now import see_now
from openevac.services.requests.see_ringing import see_ringing
from openevac.web.asking import actor_of, asking, signed_in
from openevac.web.desk.now.kept_board import KeptBoards, sent, told_of
from openevac.web.desk.now.part import part
from openevac.web.desk.now.rows import board_rows
from openevac.web.hands import hands
from openevac.web.showing import shown
from openevac.web.speaking import language_asked


@require_safe
@signed_in
def now(request: HttpRequest) -> HttpResponse:
    """Show the whole page."""
    return shown(request, "now/page.html", board_facts(request))


@part
def board(request: HttpRequest) -> HttpResponse:
    """Show the board alone: a page that is open asks for it."""
    actor = actor_of(request)
    organisation = Resource(kind=ResourceKind.ORGANISATION, organisation=actor.organisation)
    allow_question(asking(request), Action.SEE_BOARD, organisation)
    # Whatever of the person decides how a board looks belongs to the key.
    key = (actor.organisation, language_asked(request), actor.roles)
    return sent(request, _KEPT.give(key, told_of(request), hands.clock.now(), partial(_draw, request)))


def _draw(request: HttpRequest) -> str:
    """Draw the board without anything that belongs to this one screen."""
    facts = {**board_facts(request), "csrf_token": "", "for_many_screens": True}
    return render_to_string("now/board.html", facts, request)


_KEPT = KeptBoards()


def board_facts(request: HttpRequest) -> dict[str, Any]:
    """Give what the board shows to this person."""
    question, actor = asking(request), actor_of(request)
    seen = see_now(question)
    requests = Resource(kind=ResourceKind.REQUEST, organisation=actor.organisation)
    may_hold = decide(actor, Action.HOLD, requests).allowed
    return {
        "board": board_rows(seen, see_ringing(question) if may_hold else ()),
        "may_hold": may_hold,
        "may_record": bool(actor.roles & {Role.OPERATOR, Role.COORDINATOR}),
        "is_coordinator": Role.COORDINATOR in actor.roles,
    }

"""The call-back queue beside the form: who is to be rung now, taking one, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET, require_POST

from openevac.domain.events import Channel, ConfirmationKind
from openevac.services.kernel.command import Order
from openevac.services.kernel.question import Asking
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.services.requests.ring_again import RingAgain, ring_again_at
from openevac.services.requests.see_plain_lines import see_to_ring
from openevac.services.requests.see_request import see_request
from openevac.web.asking import asking, order, signed_in, who_sits
from openevac.web.desk.call.typed import ring_at
from openevac.web.hands import hands
from openevac.web.showing import shown
from openevac.web.typed import read_form

TAKEN_FOR_MIN = 15
"""So long a request that somebody took stays out of the queue of the others, if nobody says what came of it."""
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A request of the queue, as it was read."""

    receipt: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rang:
    """What came of ringing: somebody answered, or it is to be tried again after so many minutes."""

    receipt: str
    answered: bool = False
    again_min: int | None = None


def queue_of(asked: Asking) -> dict[str, Any]:
    """Give what is to be rung now, longest due first."""
    due = sorted(see_to_ring(asked), key=lambda line: (line.ring_again_at or line.received_at, line.receipt))
    return {"due": due[:SHOWN], "more_due": max(0, len(due) - SHOWN), "now": asked.clock.now()}


@signed_in
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show the queue; the page asks for it every half minute."""
    return shown(request, "call/queue.html", queue_of(asking(request)))


@signed_in
@require_POST
def take(request: HttpRequest) -> HttpResponse:
    """Take one to ring: it leaves the queue of the others, and comes back if nothing is said of it."""
    taken = read_form(request, Taken)
    back_at = hands.clock.now() + timedelta(minutes=TAKEN_FOR_MIN)
    ring_again_at(order(request), RingAgain(receipt=taken.receipt, at=back_at, version=taken.version))
    seen = see_request(asking(request), taken.receipt)
    return shown(request, "call/taken.html", {"seen": seen, "line": seen.line, "back_at": back_at})


@signed_in
@require_POST
def rang(request: HttpRequest) -> HttpResponse:
    """Keep what came of it: an answer is a sign that the request is true; else it is rung again."""
    told = read_form(request, Rang)
    judged, again_at = None, None
    if told.answered:
        sign = Sign(kind=ConfirmationKind.CALL_BACK, source=who_sits(request).code, channel=Channel.PHONE)
        judged = confirm_request(order(request), ConfirmRequest(receipt=told.receipt, sign=sign))
    again_at = None if told.again_min is None else ring_at(hands.clock.now(), told.again_min)
    ring_again_at(_second(request), RingAgain(receipt=told.receipt, at=again_at))
    facts = {"receipt": told.receipt, "judged": judged, "again_at": again_at, **queue_of(asking(request))}
    return shown(request, "call/rang.html", facts)


def _second(request: HttpRequest) -> Order:
    given = order(request)
    return replace(given, command_id=uuid5(given.command_id, "ring"))

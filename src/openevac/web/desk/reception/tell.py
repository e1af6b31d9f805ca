"""The queue of those who wait for word: rung one by one, a neutral sentence, told once."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from openevac.domain.remarks import Remark
from openevac.domain.roles import Role
from openevac.reports.messages import MESSAGES
from openevac.reports.messages import Told as Sentence
from openevac.services.reception.notify_relative import OpenContact, RecordTold, Told, open_contact, record_told
from openevac.services.reception.waiting import see_to_tell
from openevac.web.asking import actor_of, asking, order, signed_in
from openevac.web.desk.reception.typed import read_form
from openevac.web.sealed_forms import sealed_out
from openevac.web.showing import go, is_part, shown
from openevac.web.speaking import words_for

RINGS = (Role.OPERATOR, Role.NOTIFIER)
BY_KIND = {
    "relative": (Sentence.ARRIVED_BY_VOICE, Sentence.ARRIVED),
    "driver": (Sentence.PASSENGERS_WELL, Sentence.PASSENGERS_WELL),
}
"""What is said by voice and what is written, to whom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangForm:
    """How the call ended."""

    told: Told


@require_safe
@signed_in
def see_queue(request: HttpRequest) -> HttpResponse:
    """Show who is to be told and who was told today; only who rings may open a number."""
    return _queue(request)


@require_POST
@signed_in
def open_number(request: HttpRequest, to_tell: UUID) -> HttpResponse:
    """Hand one sealed number to the browser of who rings now; the opening stands in the ledger."""
    roles = actor_of(request).roles
    role = next((one for one in RINGS if one in roles), Role.OPERATOR)
    opened = open_contact(order(request), OpenContact(to_tell=to_tell, role=role))
    return JsonResponse({"household": None, "people": {to_tell.hex: sealed_out(opened)}})


@require_POST
@signed_in
def rang(request: HttpRequest, to_tell: UUID) -> HttpResponse:
    """Keep how the call ended; who was told is told once."""
    form = read_form(request, RangForm)
    state = record_told(order(request), RecordTold(to_tell=to_tell, told=form.told))
    said = _TOLD if state.told else _NOT_REACHED
    messages.success(request, words_for(request).remark(said))
    return _queue(request) if is_part(request) else go("/reception/to-tell/")


def _queue(request: HttpRequest) -> HttpResponse:
    rows = see_to_tell(asking(request))
    roles = actor_of(request).roles
    facts = {
        "to_ring": [one for one in rows if one.told_at is None],
        "told": [one for one in rows if one.told_at is not None],
        "may_ring": bool(roles & set(RINGS)),
        "keeps_arrivals": bool(roles & {Role.RECEPTION, Role.COORDINATOR}),
        "languages": {
            language: {
                "wrong": said[Sentence.WRONG_NUMBER],
                **{kind: [said[one] for one in pair] for kind, pair in BY_KIND.items()},
            }
            for language, said in MESSAGES.items()
        },
        "part": is_part(request),
    }
    return shown(request, "reception/queue.html" if is_part(request) else "reception/to_tell.html", facts)


_TOLD = Remark(text="Told. This person is not rung again.")
_NOT_REACHED = Remark(text="Not reached: they stay in the queue.")

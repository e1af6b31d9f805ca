"""Handing people over, told by phone: the heads that were counted."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Fact, Remark
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_past
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverForm:
    """How many were counted, in a few words why that differs from the record, and where, if not as planned."""

    heads: int
    shelter: str = ""
    note: str = ""
    said_at: str = ""


@require_POST
@signed_in
def hand_people_over(request: HttpRequest, number: int) -> HttpResponse:
    """Record the hand-over of everybody aboard."""
    form, command = read_form(request, HandOverForm), order(request)
    at = hour_past(form.said_at, "said_at", command.clock.now(), words_for(request).zone)
    asked = HandOver(mission=str(number), heads=form.heads, shelter=form.shelter, note=form.note, at=at)
    done = hand_over(command, asked)
    facts: dict[str, Fact] = {"mission": done.mission, "count": len(done.people)}
    if done.relay:
        return answered(request, number, Remark(text=_AT_RELAY, facts=facts | {"relay": done.relay}))
    return answered(request, number, Remark(text=_HANDED.text, facts=facts))


_AT_RELAY = (
    "{mission}: {count} {count|person waits|people wait} at the relay {relay} until the other crew takes them on."
)
_HANDED = Remark(text="{mission}: {count} {count|person|people} handed over.")

"""Handing people over, told by phone: the heads that were counted."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_past
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverForm:
    """How many were counted, and in a few words why that differs from the record."""

    heads: int
    note: str = ""
    said_at: str = ""


@require_POST
@signed_in
def hand_people_over(request: HttpRequest, number: int) -> HttpResponse:
    """Record the hand-over of everybody aboard."""
    form, command = read_form(request, HandOverForm), order(request)
    at = hour_past(form.said_at, "said_at", command.clock.now(), words_for(request).zone)
    done = hand_over(command, HandOver(mission=str(number), heads=form.heads, note=form.note, at=at))
    return answered(
        request, number, Remark(text=_HANDED.text, facts={"mission": done.mission, "count": len(done.people)})
    )


_HANDED = Remark(text="{mission}: {count} {count|person|people} handed over.")

"""A van is here: heads are counted against who is recorded aboard, then its people wait in the hall."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.hand_over import HandOver, hand_over
from openevac.web.asking import order, signed_in
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import read_count, read_form

MOST_HEADS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsForm:
    """Which van, how many heads, and in a few words why they are not as many as were recorded."""

    mission: str
    heads: str = ""
    note: str = ""


@require_POST
@signed_in
def count_heads(request: HttpRequest, shelter: str) -> HttpResponse:
    """Record the hand-over of everybody aboard."""
    form = read_form(request, HeadsForm)
    heads = read_count(form.heads, "heads", MOST_HEADS)
    asked = HandOver(mission=form.mission, heads=heads, shelter=shelter, note=form.note)
    handed = hand_over(order(request), asked)
    said = Remark(text="{count} {count|person|people} got off the van.", facts={"count": len(handed.people)})
    return done(request, shelter, said)

"""A crew turns back; no reason is asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.turn_back import TurnBack, turn_back
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered


@require_POST
@signed_in
def home(request: HttpRequest, number: int) -> HttpResponse:
    """Record it."""
    heard = turn_back(order(request), TurnBack(mission=str(number)))
    return answered(request, number, Remark(text=_HOME.text, facts={"mission": heard.mission}))


_HOME = Remark(text="{mission} comes home with who is aboard. Doors it does not reach wait again.")

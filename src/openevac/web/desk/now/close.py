"""Closing a mission that is home."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.close_mission import CloseMission, close_mission
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered


@require_POST
@signed_in
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close it, and say which requests wait again."""
    closed = close_mission(order(request), CloseMission(mission=str(number)))
    said = [Remark(text=_CLOSED.text, facts={"mission": closed.mission})]
    if closed.waiting_again:
        said.append(Remark(text=_WAIT.text, facts={"requests": ", ".join(closed.waiting_again)}))
    return answered(request, number, *said)


_CLOSED = Remark(text="{mission} is closed.")
_WAIT = Remark(text="These requests wait again: {requests}.")

"""«We do not go»: stops a mission at once; nobody is asked why, and nothing keeps who said it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.missions.refuse_mission import RefuseMission, refuse_mission
from openevac.web.asking import order, signed_in
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.showing import go
from openevac.web.speaking import words_for


@signed_in
@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Record the no."""
    done = refuse_mission(order(request), RefuseMission(mission=code_of(number)))
    words = words_for(request)
    said = words.say("{mission} is stopped: {status}.", mission=done.mission, status=words.word(done.status))
    waiting = (
        words.say("Waiting again: {requests}.", requests=", ".join(done.waiting_again)) if done.waiting_again else ""
    )
    messages.info(request, f"{said} {waiting}".strip())
    return go(address_of(done.mission))

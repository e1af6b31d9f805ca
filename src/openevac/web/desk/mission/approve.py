"""The coordinator's yes: «I let it go», with six digits; alone on shift with one sentence."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.services.missions.approve_mission import ApproveMission, approve_mission
from openevac.web.asking import order, signed_in
from openevac.web.desk.mission.digits import require_digits
from openevac.web.desk.mission.lacking import lacking
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.desk.mission.typed import whole
from openevac.web.showing import go
from openevac.web.speaking import words_for

LONGEST_SENTENCE = 300


@signed_in
@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Record the yes to the version that was looked at."""
    alone = request.POST.get("alone", "").strip()
    if len(alone) > LONGEST_SENTENCE:
        raise InputError("The sentence is too long.", "Say it in {most} letters.", field="alone", most=LONGEST_SENTENCE)
    require_digits(request)
    asked = ApproveMission(
        mission=code_of(number),
        version=whole(request.POST.get("version", ""), "version"),
        alone=alone,
    )
    given = approve_mission(order(request), asked)
    words = words_for(request)
    lacks = lacking(given.lacks, words)
    messages.info(request, f"{words.say('Your yes is recorded.')} {lacks}")
    return go(address_of(given.mission))

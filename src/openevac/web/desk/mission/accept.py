"""The crew leader's yes: on their own phone with six digits, or typed by a coordinator with the time of the call."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.events import YesMethod
from openevac.services.missions.accept_mission import AcceptMission, accept_mission
from openevac.web.asking import order, signed_in
from openevac.web.desk.mission.digits import require_digits
from openevac.web.desk.mission.lacking import lacking
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.desk.mission.see_mission import mission_facts
from openevac.web.desk.mission.typed import moment_today, whole
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for


@signed_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Show the crew's page, or record the yes to the version that was looked at."""
    if request.method != "POST":
        return shown(request, "mission/accept.html", mission_facts(request, number))
    version = whole(request.POST.get("version", ""), "version")
    by_call = request.POST.get("by_call") == "yes"
    if by_call:
        said_at = moment_today(request, request.POST.get("said_at", ""), "said_at")
        asked = AcceptMission(mission=code_of(number), version=version, method=YesMethod.CALL, said_at=said_at)
    else:
        require_digits(request)
        asked = AcceptMission(mission=code_of(number), version=version)
    given = accept_mission(order(request), asked)
    words = words_for(request)
    lacks = lacking(given.lacks, words)
    messages.info(request, f"{words.say('The yes of the crew is recorded.')} {lacks}")
    address = address_of(given.mission)
    return go(address if by_call else f"{address}accept/")

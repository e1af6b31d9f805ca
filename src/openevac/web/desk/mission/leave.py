"""Letting the van leave: both yeses are there, and everything is asked again at this moment."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.missions.dispatch_mission import DispatchMission, dispatch_mission
from openevac.web.asking import order, signed_in
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.desk.mission.typed import whole
from openevac.web.showing import go
from openevac.web.speaking import words_for


@signed_in
@require_POST
def leave(request: HttpRequest, number: int) -> HttpResponse:
    """Record that the van leaves."""
    asked = DispatchMission(mission=code_of(number), version=whole(request.POST.get("version", ""), "version"))
    out = dispatch_mission(order(request), asked)
    words = words_for(request)
    said = [words.say("{mission} is on the road.", mission=out.mission)]
    if out.next_contact_at is not None:
        said.append(words.say("The next word is due {at}.", at=out.next_contact_at))
    if out.new_reports or out.new_access:
        said.append(
            words.say(
                "New since the plan: {reports} dangers, {access} words about entry. Look at them with the crew.",
                reports=out.new_reports,
                access=out.new_access,
            )
        )
    messages.info(request, " ".join(said))
    return go(address_of(out.mission))

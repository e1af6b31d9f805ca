"""The people of a mission with their names: the server gives codes, the browser opens names and prints them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openevac.web.asking import signed_in
from openevac.web.desk.mission.see_mission import mission_facts
from openevac.web.showing import shown


@signed_in
def people(request: HttpRequest, number: int) -> HttpResponse:
    """Show the list by doors, with room for what the browser opens."""
    return shown(request, "mission/people.html", mission_facts(request, number))

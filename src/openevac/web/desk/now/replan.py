"""Building a mission again with one click; the version on the road holds until the newer one has both its yeses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.missions.replan_mission import ReplanMission, replan_mission
from openevac.web.asking import order, signed_in
from openevac.web.showing import go


@require_POST
@signed_in
def replan(request: HttpRequest, number: int) -> HttpResponse:
    """Ask for it and show how far it is."""
    asked = replan_mission(order(request), ReplanMission(mission=str(number)))
    return go(f"/now/{number}/?job={asked.job}")

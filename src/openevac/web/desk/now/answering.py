"""Answering a form of this page: the board again where a script sent it, else back to where it was sent from."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from openevac.domain.remarks import Remark
from openevac.web.desk.now.see_board import board_facts
from openevac.web.desk.now.see_one import mission_facts
from openevac.web.showing import go, is_part, shown
from openevac.web.speaking import words_for


def answered(request: HttpRequest, number: int, *said: Remark) -> HttpResponse:
    """Say what was done. `back=mission` in the form leads to the mission's own page, else to the board."""
    words = words_for(request)
    told = [words.remark(one) for one in said]
    on_mission = request.POST.get("back") == "mission"
    if is_part(request):
        facts = mission_facts(request, number) if on_mission else board_facts(request)
        return shown(request, "now/board_told.html", facts | {"told": told, "back": "mission" if on_mission else ""})
    for one in told:
        messages.info(request, one)
    return go(f"/now/{number}/" if on_mission else "/now/")

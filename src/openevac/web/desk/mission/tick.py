"""Ticking one item of the list before a van leaves, or taking the tick back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.check_list import CheckItem
from openevac.domain.roles import Role
from openevac.services.missions.keep_check_list import KeepCheckList, keep_check_list
from openevac.web.asking import actor_of, order, signed_in
from openevac.web.desk.mission.numbers import address_of, code_of
from openevac.web.desk.mission.typed import one_of, whole
from openevac.web.showing import go


@signed_in
@require_POST
def tick(request: HttpRequest, number: int) -> HttpResponse:
    """Keep the tick."""
    asked = KeepCheckList(
        mission=code_of(number),
        version=whole(request.POST.get("version", ""), "version"),
        item=CheckItem(one_of(request.POST.get("item", ""), tuple(CheckItem), "item")),
        done=one_of(request.POST.get("done", ""), ("yes", "no"), "done") == "yes",
    )
    kept = keep_check_list(order(request), asked)
    address = address_of(kept.mission)
    return go(address if Role.COORDINATOR in actor_of(request).roles else f"{address}accept/")

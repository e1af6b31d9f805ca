"""The door of the reception page: straight to the shelter where there is one, else a choice."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.roles import Action, ResourceKind, Role
from openevac.services.reception.see_shelters import see_shelters
from openevac.web.asking import actor_of, asking, at_reception, may
from openevac.web.desk.reception.hall import address_of
from openevac.web.desk.reception.rooms import PLAINEST_FIRST
from openevac.web.showing import go, shown

KEEPS_ARRIVALS = frozenset({Role.RECEPTION, Role.COORDINATOR, Role.DAY_BADGE})


@require_safe
@at_reception
def choose_shelter(request: HttpRequest) -> HttpResponse:
    """Show the shelters; who only rings relatives goes to their queue."""
    roles = actor_of(request).roles
    if Role.OPERATOR in roles and not roles & KEEPS_ARRIVALS:
        return go("/reception/to-tell/")
    shelters = see_shelters(asking(request))
    if len(shelters) == 1:
        return go(address_of(shelters[0].code))
    rows = [(one, address_of(one.code)) for one in shelters]
    may_keep = may(request, Action.KEEP_SHELTERS, ResourceKind.SHELTER)
    return shown(request, "reception/shelters.html", {"rows": rows, "kinds": PLAINEST_FIRST, "may_keep": may_keep})

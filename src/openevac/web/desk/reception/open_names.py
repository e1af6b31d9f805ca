"""Handing today's sealed names of one shelter to the browser that holds the keys: a command, with an entry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from openevac.services.reception.open_arrivals import OpenArrivals, open_arrivals
from openevac.web.asking import order, signed_in
from openevac.web.sealed_forms import sealed_out


@require_POST
@signed_in
def open_names(request: HttpRequest, shelter: str) -> HttpResponse:
    """Answer with sealed bytes; they are opened, shown and searched in the browser only."""
    opened = open_arrivals(order(request), OpenArrivals(shelter=shelter))
    people = {code: sealed_out(one) for code, one in opened.people.items()}
    return JsonResponse({"household": None, "people": people, "alarmed": opened.alarmed})

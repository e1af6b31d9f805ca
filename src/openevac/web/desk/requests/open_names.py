"""Handing the sealed records of one household to the browser that holds the keys: a command, with an entry."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from openevac.services.requests.open_household import OpenHousehold, open_household
from openevac.web.asking import order, signed_in
from openevac.web.sealed_forms import sealed_out


@require_POST
@signed_in
def open_names(request: HttpRequest, receipt: str) -> HttpResponse:
    """Answer with sealed bytes; names are opened in the browser only."""
    opened = open_household(order(request), OpenHousehold(receipt=receipt))
    return JsonResponse(
        {
            "receipt": opened.receipt,
            "household": sealed_out(opened.household) if opened.household else None,
            "people": {code: sealed_out(one) for code, one in opened.people.items()},
            "alarmed": opened.alarmed,
        }
    )

"""Handing the sealed records of one request to the browser of who is to ring it; the opening stands in the ledger."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.requests.open_household import OpenHousehold, open_household
from openevac.web.asking import order, signed_in
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose names."""

    receipt: str


@signed_in
@require_POST
def open_names(request: HttpRequest) -> HttpResponse:
    """Give sealed bytes as JSON; only a browser with open keys reads them."""
    opened = open_household(order(request), OpenHousehold(receipt=read_form(request, Asked).receipt))
    body = {"household": opened.household, "people": opened.people, "alarmed": opened.alarmed}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")

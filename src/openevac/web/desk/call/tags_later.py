"""Comparing a phone that was sealed while names were closed: its tag is made once a browser has opened them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.requests.change_request import ChangeRequest, change_request
from openevac.services.requests.find_similar import TypedSoFar, find_alike
from openevac.web.asking import asking, order, signed_in
from openevac.web.showing import shown
from openevac.web.typed import read_form

REASON = "the sealed phone was compared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tagged:
    """The tags of the numbers that stand under the seal of a request."""

    receipt: str
    phone_tags: str


@signed_in
@require_POST
def tag_later(request: HttpRequest) -> HttpResponse:
    """Keep the tags, and show which other requests have them."""
    given = read_form(request, Tagged)
    tags = tuple(given.phone_tags.split())
    change_request(order(request), ChangeRequest(receipt=given.receipt, reason=REASON, added_phone_tags=tags))
    alike = find_alike(asking(request), TypedSoFar(phone_tags=tags))
    candidates = [one for one in alike if one.found.receipt != given.receipt]
    return shown(request, "call/compared.html", {"receipt": given.receipt, "candidates": candidates})

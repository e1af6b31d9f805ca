"""From a number as it is read aloud to its request."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.receipts import parse_receipt
from openevac.services.requests.see_request import see_request
from openevac.web.asking import asking, signed_in
from openevac.web.desk.requests.leading import address_of
from openevac.web.showing import go


@require_safe
@signed_in
def find_by_number(request: HttpRequest) -> HttpResponse:
    """Go to the request of a number, typed with or without its letter and hyphens."""
    receipt = parse_receipt(request.GET.get("number", "")[:40])
    return go(address_of(see_request(asking(request), receipt).line.receipt))

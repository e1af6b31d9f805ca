"""Where a form of the requests page leads: back to its request, with a sentence about what was done."""

from __future__ import annotations

from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from openevac.domain.remarks import Remark
from openevac.web.showing import go, is_part
from openevac.web.speaking import words_for


def address_of(receipt: str) -> str:
    """Give the address of one request's page."""
    return f"/requests/{quote(receipt)}/"


def done(request: HttpRequest, receipt: str, *said: Remark) -> HttpResponse:
    """Say what was done and show the request again; a form sent by a script is led there too."""
    words = words_for(request)
    for one in said:
        messages.success(request, words.remark(one))
    address = address_of(receipt)
    if not is_part(request):
        return go(address)
    answer = HttpResponse(status=204)
    answer["HX-Location"] = address
    return answer

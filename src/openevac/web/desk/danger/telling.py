"""Going back to the page after a command: with a script or without."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from openevac.web.showing import go, is_part
from openevac.web.speaking import words_for


def only_figures(request: HttpRequest) -> bool:
    """Tell whether a page that came without its figures asks for them alone."""
    return is_part(request) and "figures" in request.GET


def done(request: HttpRequest, address: str, said: str = "", **facts: object) -> HttpResponse:
    """Say an English sentence in the reader's language, if there is one, and show the page anew."""
    if said:
        messages.success(request, words_for(request).say(said, **facts))
    if not is_part(request):
        return go(address)
    answer = HttpResponse(status=204)
    answer["HX-Location"] = address
    return answer

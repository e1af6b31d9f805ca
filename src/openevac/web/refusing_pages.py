"""Saying refusals on a page: the sentence, what to do next, and the way back; typed words stay where they were."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from openevac.domain.errors import InputError, InputErrors
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound
from openevac.services.store_faults import STORE_FAULTS, no_room, told_of_store
from openevac.web.failing import failed
from openevac.web.nothing_here import NOTHING_HERE
from openevac.web.showing import is_part, shown

_log = logging.getLogger("openevac.web")
API = "/api/"
ANOTHER_HOST = InputError(
    "This program does not answer to that name.",
    "Use the address it was given; `openevac tls` says how a new name is added.",
)
FAILED = InputError("The program failed here.", "Go back and try again; nothing is done twice.")


class TellRefusals:
    """Turns what a service refuses into words on the page that asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the question on, unless it was meant for another host: then somebody made a browser ask here."""
        try:
            request.get_host()
        except DisallowedHost:
            if request.path.startswith(API):
                raise
            return refused(request, ANOTHER_HOST, status=400)
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """Say what was refused; the interfaces for programs do it in their own way."""
        if request.path.startswith(API):
            return None
        if isinstance(fault, InputErrors):
            return refused(request, *fault.errors)
        if isinstance(fault, InputError):
            return refused(request, NOTHING_HERE if isinstance(fault, NotFound) else fault, status=_status(fault))
        if isinstance(fault, STORE_FAULTS):
            return refused(request, told_of_store(fault), status=507 if no_room(fault) else 503)
        return (
            None  # "nothing here" and the sign-in's own turns are the libraries'; what is left comes to `page_failed`
        )


def refused(request: HttpRequest, *faults: InputError, status: int = 422) -> HttpResponse:
    """Show what is wrong: as a part where a script asked, else as a page."""
    template = "parts/refused.html" if is_part(request) else "desk/refused.html"
    answer = shown(request, template, {"faults": faults, "status": status}, status=status)
    if is_part(request):
        answer["HX-Retarget"] = "#told"
        answer["HX-Reswap"] = "innerHTML show:top"
    return answer


def page_failed(request: HttpRequest) -> HttpResponse:
    """Say that something failed which nobody foresaw; the log learns its kind and line, nobody what was typed."""
    fault = sys.exc_info()[1]
    if fault is not None:
        _log.error("%s", failed(fault))
    return refused(request, FAILED, status=500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django's way
    """Say that a form was too old to be believed."""
    return refused(
        request, InputError("This form is from an earlier sign-in.", "Load the page again and repeat."), status=403
    )


def _status(fault: InputError) -> int:
    kinds = ((NotFound, 404), (NotAllowed, 403), (Conflict, 409))
    return next((status for kind, status in kinds if isinstance(fault, kind)), 422)

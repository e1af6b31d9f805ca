"""The requests that may be the same one, under the form while somebody is still typing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.services.kernel.question import Asking
from openevac.services.requests.find_similar import find_alike
from openevac.services.requests.plain_lines import PlainLine
from openevac.services.requests.see_plain_lines import see_waiting_at
from openevac.web.asking import asking, signed_in
from openevac.web.desk.call.typed import Looked, so_far
from openevac.web.page_threads import only_looks
from openevac.web.showing import shown
from openevac.web.typed import read_form

STRONG_SHOWN = 5
WAITING_SHOWN = 6


@only_looks
@signed_in
@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Show what may be the same request, most likely first, and who else waits in the place."""
    typed = read_form(request, Looked)
    return shown(request, "call/similar.html", {**looked_up(asking(request), typed), "repeat_of": typed.repeat_of})


def looked_up(asked: Asking, typed: Looked) -> dict[str, Any]:
    """Give the likely ones with their lines, how many faint ones there are, and the others of the place."""
    found = find_alike(asked, so_far(typed))
    apart = set(typed.apart_from.split())
    likely = [one for one in found if not one.found.weak and one.found.receipt not in apart][:STRONG_SHOWN]
    named = {one.found.receipt for one in likely}
    waiting = _waiting(asked, typed.katottg, named) if typed.katottg else ()
    return {
        "candidates": likely,
        "waiting": waiting[:WAITING_SHOWN],
        "more_waiting": max(0, len(waiting) - WAITING_SHOWN),
        "anything_typed": bool(typed.katottg or typed.lon is not None or typed.phone_tags or typed.receipts),
    }


def _waiting(asked: Asking, katottg: str, without: set[str]) -> tuple[PlainLine, ...]:
    return tuple(line for line in reversed(see_waiting_at(asked, katottg)) if line.receipt not in without)

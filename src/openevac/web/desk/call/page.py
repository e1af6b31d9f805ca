"""The call page itself."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from openevac.domain.events import Asker
from openevac.domain.people import AgeBand
from openevac.domain.remarks import Remark
from openevac.domain.requests import PRIORITIES_HIGH_FIRST
from openevac.web.asking import asking, signed_in, who_sits
from openevac.web.desk.call.queue import queue_of
from openevac.web.places import places_here
from openevac.web.showing import shown

ASKERS = (Asker.SELF, Asker.RELATIVE, Asker.NEIGHBOUR, Asker.COMMUNITY, Asker.SERVICE)


@dataclass(frozen=True, slots=True)
class Later:
    """When to ring again: minutes from now, and how that is said."""

    minutes: int
    say: Remark


RING_IN = (
    Later(30, Remark(text="in half an hour")),
    Later(120, Remark(text="in two hours")),
    Later(60 * 24, Remark(text="tomorrow at this hour")),
    Later(60 * 72, Remark(text="in three days")),
)


@signed_in
@require_GET
def call_page(request: HttpRequest) -> HttpResponse:
    """Show an empty form, the call-back queue, and what is said to the caller."""
    facts = {
        **queue_of(asking(request)),
        "has_places": places_here(request, who_sits(request).organisation).index is not None,
        "askers": ASKERS,
        "priorities": PRIORITIES_HIGH_FIRST,
        "ages": tuple(AgeBand),
        "ring_in": RING_IN,
    }
    return shown(request, "call/page.html", facts)

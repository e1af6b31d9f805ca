"""Whether keys may still live in a browser: asked every few seconds by every keeper that holds some."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.views.decorators.http import require_GET

from openevac.services.keys.shifts import see_dropping
from openevac.web.asking import who_sits
from openevac.web.desk.keys.answering import for_the_keeper


@require_GET
@for_the_keeper
def state(request: HttpRequest) -> dict[str, Any]:
    """Give who is signed in here, and when keys had to be dropped last."""
    who = who_sits(request)
    dropping = see_dropping(who.organisation)
    return {
        "person": who.code,
        "organisation": who.organisation,
        "locked": dropping.locked,
        "dropped_at": dropping.stamp,
    }

"""Parts that a page asks for by itself: where nobody is signed in any more, the page is told so instead of a door."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.web.asking import Page


def part(page: Page) -> Page:
    """Answer a part of a page; to a session that ended, the word that makes the page say it is blind."""

    @wraps(page)
    def guarded(request: HttpRequest, *given: Any, **named: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            answer = HttpResponse(status=204)
            answer["HX-Trigger"] = "openevac:ended"
            return answer
        return page(request, *given, **named)

    return require_safe(guarded)

"""Showing a page, or the one part of it that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def shown(
    request: HttpRequest, template: str, facts: Mapping[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """Give a page made of a template and facts; the frame (who, language, pages) is added by itself."""
    return HttpResponse(render_to_string(template, dict(facts or {}), request), status=status)


def is_part(request: HttpRequest) -> bool:
    """Tell whether a script asked for a part of a page, and not a reader for the whole of it."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def go(address: str) -> HttpResponse:
    """Send the reader to another page after a command, so that loading it again repeats nothing."""
    answer = HttpResponse(status=303)
    answer["Location"] = address
    return answer

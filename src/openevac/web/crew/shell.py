"""The page of the crew app: a skeleton that says nothing about anybody; what it shows lies on the phone."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from openevac.web.crew.files import crew_prefix, shell_files
from openevac.web.telling import words_in

ADDRESS = "/crew/"
_FIRST = "crew/shell.css"
"""Colours and sizes that the other styles use."""


@require_safe
def shell(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the page; no session is asked for, and none is begun."""
    return HttpResponse(shell_page())


@cache
def shell_page() -> str:
    """Give its text: one and the same for everybody, in the language of the country until the phone says otherwise."""
    styles = sorted((name for name in shell_files() if name.endswith(".css")), key=_FIRST.__ne__)
    facts = {"words": words_in("uk"), "language": "uk", "files": crew_prefix(), "styles": styles}
    return render_to_string("crew/shell.html", facts)

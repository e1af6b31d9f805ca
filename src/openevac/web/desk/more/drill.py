"""Drills: what to do when a part of the day is broken, to be read aloud, tried, and printed before it is needed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openevac.reports.drills import DRILLS
from openevac.web.asking import signed_in
from openevac.web.showing import shown


@signed_in
def drill(request: HttpRequest) -> HttpResponse:
    """Show all drills on one page, each printed on its own sheet."""
    return shown(request, "more/drill.html", {"drills": DRILLS})

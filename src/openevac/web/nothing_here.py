"""The answer where nothing is: one and the same for an unknown path and for a thing of somebody else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openevac.domain.errors import InputError
from openevac.web.showing import shown
from openevac.web.telling import said, words_of

NOTHING_HERE = InputError("There is nothing here under that name.", "Check the number and the organisation.")


def nothing_here(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django's
    """Say that nothing is here, whatever the reason: to programs as JSON, to people as a page."""
    if request.path.startswith("/api/") or not hasattr(request, "user"):
        return HttpResponse(said(NOTHING_HERE, words_of(request)), status=404, content_type="application/json")
    return shown(request, "desk/refused.html", {"faults": (NOTHING_HERE,), "status": 404}, status=404)

"""The manifest: how a phone keeps the app among its own, and the doors a long press offers."""

from __future__ import annotations

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.web.crew.files import crew_address
from openevac.web.crew.shell import ADDRESS as HOME
from openevac.web.telling import words_in

ADDRESS = "/crew/manifest.webmanifest"


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the manifest."""
    return HttpResponse(manifest_file(), content_type="application/manifest+json")


@cache
def manifest_file() -> bytes:
    """Give its text, in Ukrainian: a phone reads it once, when the app is put on its first page."""
    say = words_in("uk").say
    doors = (
        (say("The way"), "#drive"),
        (say("We are here"), "#check-in"),
        (say("Report a danger on the way"), "#hazard"),
    )
    return msgspec.json.encode(
        {
            "id": HOME,
            "name": say("OpenEvac: the crew"),
            "short_name": say("Crew"),
            "description": say("Works without a signal once it was opened here."),
            "lang": "uk",
            "dir": "ltr",
            "start_url": HOME,
            "scope": HOME,
            "display": "standalone",
            "orientation": "portrait",
            "background_color": "#14181b",
            "theme_color": "#14181b",
            "icons": [
                {"src": crew_address("crew/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
                {
                    "src": crew_address("crew/icon-maskable.svg"),
                    "sizes": "any",
                    "type": "image/svg+xml",
                    "purpose": "maskable",
                },
            ],
            "shortcuts": [{"name": name, "url": f"{HOME}{part}"} for name, part in doors],
        }
    )

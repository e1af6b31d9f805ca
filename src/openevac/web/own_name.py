"""Answering to one's own name only: a foreign page that leads its own name here gets nothing."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OwnName:
    """Asks for the name of every request at once; Django refuses (400) one that is not in ALLOWED_HOSTS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer under our own name."""
        request.get_host()
        return self._get_response(request)

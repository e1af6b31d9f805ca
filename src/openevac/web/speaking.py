"""Which language a page speaks: what the reader chose on a page, else what their browser asks for, else Ukrainian."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from openevac.reports.words import LANGUAGES, Words
from openevac.web.telling import language_of, words_in

COOKIE = "openevac_language"


class Speaking:
    """Sets the language of one question; the libraries' own words follow it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language."""
        with translation.override(language_asked(request)):
            return self._get_response(request)


def language_asked(request: HttpRequest) -> str:
    """Give uk or en."""
    chosen = request.COOKIES.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else language_of(request.headers.get("Accept-Language", ""))


def words_for(request: HttpRequest) -> Words:
    """Give the words of the reader's language."""
    return words_in(language_asked(request))

"""The words of the crew app as the phone keeps them: English sentence -> sentence of one language."""

from __future__ import annotations

from functools import cache

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.reports.words import read_catalog
from openevac.web.crew.words import CREW_SENTENCES

ADDRESSES = {"uk": "/crew/words/uk.json", "en": "/crew/words/en.json"}


@require_safe
def words_uk(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the Ukrainian words."""
    return _given("uk")


@require_safe
def words_en(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - everybody gets the same
    """Give the English words: the sentences are their own keys, so there is nothing to look up."""
    return _given("en")


@cache
def words_file(language: str) -> bytes:
    """Give the file of one language; a sentence without a translation is left out and said in English."""
    catalog = read_catalog(language)
    sentences = {one: catalog[one] for one in CREW_SENTENCES if one in catalog}
    return msgspec.json.encode({"language": language, "sentences": sentences})


def _given(language: str) -> HttpResponse:
    return HttpResponse(words_file(language), content_type="application/json")

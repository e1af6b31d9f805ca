"""Saying refusals over HTTP: the sentence in the language the asker reads, as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import msgspec
from django.http import HttpRequest

from openevac.domain.errors import InputError
from openevac.reports.words import LANGUAGES, Words

DEFAULT_LANGUAGE = "uk"


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong, what to do next, and where to look; `others`: more that is wrong with the same question."""

    problem: str
    todo: str
    field: str = ""
    row: int | None = None
    others: tuple[Fault, ...] = ()


def said(error: InputError, words: Words, others: Sequence[InputError] = ()) -> bytes:
    """Give the body of a refusal."""
    return msgspec.json.encode(_fault(error, words, others))


def words_of(request: HttpRequest) -> Words:
    """Give the words of the language that the asker wants most of those we speak."""
    return words_in(request.headers.get("Accept-Language", ""))


def words_in(accepted: str) -> Words:
    """Give the words for the value of an Accept-Language header."""
    return _words(language_of(accepted))


def language_of(accepted: str) -> str:
    """Choose uk or en as "en;q=0.8, uk" asks for; what cannot be read counts for nothing."""
    best, chosen = 0.0, DEFAULT_LANGUAGE
    for part in accepted[:200].split(","):
        name, _, weight = part.strip().partition(";q=")
        language = name.strip().lower().split("-")[0]
        wanted = _weight(weight)
        if language in LANGUAGES and wanted > best:
            best, chosen = wanted, language
    return chosen


def _weight(text: str) -> float:
    if not text:
        return 1.0
    try:
        return min(1.0, float(text))
    except ValueError:
        return 0.0


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> Words:
    return Words(language)


def _fault(error: InputError, words: Words, others: Sequence[InputError]) -> Fault:
    return Fault(
        problem=words.say(error.problem, **error.facts),
        todo=words.say(error.todo, **error.facts),
        field=error.field,
        row=error.row,
        others=tuple(_fault(one, words, ()) for one in others),
    )

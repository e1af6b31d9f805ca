"""Erasing one household: first what goes and what stays is read, then its number is typed again."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import parse_code
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import ErasureReason
from openevac.services.records.erase_person import ErasePerson, erase_person
from openevac.services.records.see_erasure import see_erasure
from openevac.web.asking import asking, order, signed_in
from openevac.web.showing import go, shown
from openevac.web.speaking import words_for
from openevac.web.typed import read_form, read_query

ADDRESS = "/more/erase/"
ASKED_AT_DESK = (ErasureReason.WISH, ErasureReason.GUARDIAN, ErasureReason.MISTAKE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meant:
    """Whose: the number of a request, or the code on somebody's cardboard."""

    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EraseTyped:
    """Whose, why, and the same number typed once more."""

    of: str
    again: str
    why: ErasureReason


@signed_in
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Show what would go, or erase it."""
    if request.method == "POST":
        return _erase(request)
    of = read_query(request, Meant).of
    receipt, code = _which(of)
    seen = see_erasure(asking(request), receipt=receipt, code=code)
    return shown(request, "more/erase.html", {"of": receipt or code, "seen": seen, "reasons": ASKED_AT_DESK})


def _erase(request: HttpRequest) -> HttpResponse:
    typed = read_form(request, EraseTyped)
    receipt, code = _which(typed.of)
    if typed.why not in ASKED_AT_DESK:
        raise InputError("Nobody at a desk gives this reason.", "Choose one of the reasons on the page.", field="why")
    see_erasure(asking(request), receipt=receipt, code=code)
    if _which(typed.again) != (receipt, code):
        raise InputError(
            "The number typed again is another one. Nothing was erased.",
            "Read the number on the page and type it once more.",
            field="again",
        )
    gone = erase_person(order(request), ErasePerson(receipt=receipt, code=code, why=typed.why))
    said = words_for(request).say(
        "Erased: {requests} {requests|request|requests}, {people} {people|person|people}, {sealed} sealed {sealed|record|records}.",  # noqa: E501 - one sentence of the catalogue
        requests=gone.requests, people=gone.people, sealed=gone.sealed,
    )  # fmt: skip
    messages.success(request, said)
    return go("/more/")


def _which(text: str) -> tuple[str, str]:
    """Read a request number, or else the code of a person."""
    try:
        return parse_receipt(text), ""
    except InputError:
        return "", parse_code(text)

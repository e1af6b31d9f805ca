"""Turning what services refuse into answers: one status a kind, one sentence a reason, in the asker's language."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError

from openevac.domain.errors import InputError, InputErrors
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound
from openevac.services.store_faults import STORE_FAULTS, no_room, told_of_store
from openevac.web.failing import failed
from openevac.web.nothing_here import nothing_here
from openevac.web.telling import said, words_of

_log = logging.getLogger("openevac.web")
RETRY_S = 5


def methods_in_words(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Say in words what the framework says in English only: that a door does not take this method."""

    @wraps(view)
    def said_in_words(request: HttpRequest, *rest: Any, **named: Any) -> HttpResponse:
        answer = view(request, *rest, **named)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer
        told = _answer(request, answer.status_code, _OTHER_METHOD)
        told["Allow"] = answer["Allow"]
        return told

    return said_in_words


def refuse_in_words(api: NinjaAPI) -> None:
    """Let every refusal be said in words; what nobody foresaw is said too, without a trace."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        NotFound: nothing_here,
        NotAllowed: lambda request, fault: _answer(request, 403, fault),
        Conflict: lambda request, fault: _answer(request, 409, fault),
        InputError: lambda request, fault: _answer(request, 422, fault),
        InputErrors: lambda request, fault: _answer(request, 422, fault.errors[0], fault.errors[1:]),
        **dict.fromkeys(STORE_FAULTS, _store),
        ValidationError: _unreadable,
        AuthenticationError: _unknown,
        Throttled: _slow_down,
        HttpError: lambda request, fault: _answer(request, fault.status_code, _NO_JSON),
        Exception: _failed,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _answer(request: HttpRequest, status: int, error: InputError, others: Sequence[InputError] = ()) -> HttpResponse:
    body = said(error, words_of(request), others)
    return HttpResponse(body, status=status, content_type="application/json")


def _store(request: HttpRequest, fault: Exception) -> HttpResponse:
    answer = _answer(request, 507 if no_room(fault) else 503, told_of_store(fault))
    answer["Retry-After"] = str(RETRY_S)
    return answer


def _unreadable(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    """Say which fields cannot be read; never what stood in them."""
    faults = [_place(one["loc"]) for one in fault.errors[:20]]
    return _answer(request, 422, faults[0], faults[1:])


def _place(loc: Sequence[str | int]) -> InputError:
    """Turn ninja's place ("body", "ops", 3, "clock") into field and row, rows counted as people count."""
    inner = [part for part in loc if part not in {"body", "query", "path", "header"}]
    row = next((part + 1 for part in inner if isinstance(part, int)), None)
    names = [str(part) for part in inner if not isinstance(part, int)]
    field = ".".join(name for name in names if name.isidentifier())[:100]
    return InputError(
        "This cannot be read as what belongs here.",
        "Compare it with the description of this interface, docs/api.md.",
        field=field,
        row=row,
    )


def _unknown(request: HttpRequest, _fault: Exception) -> HttpResponse:
    answer = _answer(request, 401, _NO_TOKEN)
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _slow_down(request: HttpRequest, fault: Throttled) -> HttpResponse:
    seconds = fault.wait or RETRY_S
    error = InputError(
        "Too many wrong tokens came from this address.",
        "Wait {seconds} s; a right token is answered at once.",
        seconds=seconds,
    )
    answer = _answer(request, 429, error)
    answer["Retry-After"] = str(seconds)
    return answer


def _failed(request: HttpRequest, fault: Exception) -> HttpResponse:
    _log.error("%s", failed(fault))
    return _answer(request, 500, _FAILED)


_NO_TOKEN = InputError(
    "No token came, or nobody is known by it here; it may have been taken back.",
    "Let the shift lead enrol this device again.",
)
_OTHER_METHOD = InputError(
    "This address does not take that method.", "Compare it with the description of this interface, docs/api.md."
)
_NO_JSON = InputError(
    "The body is not JSON in UTF-8.", "Compare it with the description of this interface, docs/api.md."
)
_FAILED = InputError(
    "The program failed at this question.",
    "Send it again with the same command id, nothing is done twice; if it fails again, ring those who run it.",
)

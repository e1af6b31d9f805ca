"""What the keeper asks is answered as JSON, and to nobody who is not signed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from openevac.web.asking import badge_of

Answer = Callable[[HttpRequest], Mapping[str, Any]]


def for_the_keeper(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in JSON; 401 where nobody is signed in, so that keys of a session that ended are dropped."""

    @wraps(answer)
    def answered(request: HttpRequest) -> HttpResponse:
        signed_in = request.user.is_authenticated or badge_of(request) is not None
        body = answer(request) if signed_in else {"reason": "signed_out"}
        return HttpResponse(
            msgspec.json.encode(body), status=200 if signed_in else 401, content_type="application/json"
        )

    return answered

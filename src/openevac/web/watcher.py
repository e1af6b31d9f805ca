"""Who watches a stream, and what there is to see: asked of Django outside of its pages, in a thread."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from importlib import import_module
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user
from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest

from openevac.domain.remarks import Remark
from openevac.reports.words import Words
from openevac.services.kernel.refusals import Refused
from openevac.services.missions.board_watch import BoardWatch
from openevac.services.missions.see_board import board_mark
from openevac.services.store_faults import ANY_STORE_FAULT, line_let_go
from openevac.services.work.pulse import see_pulse
from openevac.web.asking import asking
from openevac.web.hands import hands
from openevac.web.speaking import words_for


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody who watches: of which organisation, in which language, by which request."""

    organisation: str
    words: Words
    scope: MutableMapping[str, Any]

    def may_still_watch(self) -> bool:
        """Tell whether the session stands and the person may see the board at this moment."""
        return watcher_of(self.scope) is not None


def watcher_of(scope: MutableMapping[str, Any]) -> Watcher | None:
    """Give who asks; None where nobody is signed in or the board is not for them."""
    request: Any = ASGIRequest(scope, BytesIO())
    try:
        request.get_host()
        cookie = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        request.session = import_module(settings.SESSION_ENGINE).SessionStore(cookie)
        with line_let_go():
            request.user = get_user(request)
            if not request.user.is_authenticated:
                return None
            question = asking(request)
            board_mark(question)
    except (Refused, DisallowedHost, ANY_STORE_FAULT):
        return None
    return Watcher(question.who.organisation, words_for(request), scope)


def look(watch: BoardWatch) -> tuple[str, str, tuple[Remark, ...], str]:
    """Give the signs of the board and of what is loud on it, what it says in red, and the time by the desk's clock."""
    now = hands.clock.now()
    red = tuple(line.say for line in see_pulse(hands.clock).red)
    with line_let_go():
        sign = watch.look(now, hands.clock.monotonic_s())
    return sign, watch.loud, red, now.isoformat()

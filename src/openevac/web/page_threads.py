"""The threads that answer pages: they live as long as the program, each with its own open connection to the database.

A question goes to a thread with its whole body and comes back as one whole answer: between the two nobody waits for
the loop that serves all connections. The gate before it has read the body, and let at most 1 MiB pass.

What may change the record has threads of its own. One writes at a time: those who wait for their turn must not stand
where somebody only wants to look.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, resolve, set_script_prefix

from openevac.services.opening import close_connections
from openevac.web.gate import Receive, Send

ENDS_WITHIN_S = 20.0


@dataclass(frozen=True, slots=True)
class Answered:
    """One whole answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class PageThreads:
    """Django behind so many threads that look, and so many that may change the record."""

    def __init__(self, looking: int, changing: int) -> None:
        self._django = _Django()
        self._looking = Lane(looking, "openevac-look")
        self._changing = Lane(changing, "openevac-change")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Answer one question; nobody is answered who left before it was whole."""
        asked = await receive()
        if asked["type"] != "http.request":
            return
        # In a context of its own: what one question sets is not found by the next one in this thread.
        answer = partial(Context().run, self._django.answer, dict(scope), asked.get("body", b""))
        lane = self._changing if may_change(scope) else self._looking
        answered = await asyncio.get_running_loop().run_in_executor(lane.executor, answer)
        await send({"type": "http.response.start", "status": answered.status, "headers": answered.headers})
        await send({"type": "http.response.body", "body": answered.body})

    def end(self) -> None:
        """Close the connection of every thread, and end them."""
        self._looking.end()
        self._changing.end()


class Lane:
    """So many threads of one name."""

    def __init__(self, threads: int, name: str) -> None:
        self._threads = threads
        self.executor = ThreadPoolExecutor(threads, name)

    def end(self) -> None:
        """Close the connection of every thread, and end them."""
        together = threading.Barrier(self._threads)

        def close() -> None:
            close_connections()
            together.wait(ENDS_WITHIN_S)  # so that no thread does it twice, and none not at all

        for done in [self.executor.submit(close) for _ in range(self._threads)]:
            done.result()
        self.executor.shutdown()


def only_looks(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a page that is sent a form and changes nothing: what is looked for must not stand in an address."""
    vars(page)["only_looks"] = True
    return page


def may_change(scope: MutableMapping[str, Any]) -> bool:
    """Tell whether a question may change the record."""
    if scope["method"] in {"GET", "HEAD", "OPTIONS"}:
        return False
    try:
        return not getattr(resolve(scope["path"]).func, "only_looks", False)
    except Resolver404:
        return False


class _Django(BaseHandler):
    """Django's chain of middleware and pages, asked in the thread that calls."""

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware()

    def answer(self, scope: dict[str, Any], asked: bytes) -> Answered:
        """Answer one question, and let Django clear up after it."""
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=self.__class__, scope=scope)
        response = self._respond(scope, asked)
        try:
            body = _body(response)
            if "Content-Length" not in response and response.status_code not in _BODILESS:
                response["Content-Length"] = str(len(body))
            return Answered(response.status_code, _headers(response), body)
        finally:
            response.close()

    def _respond(self, scope: dict[str, Any], body: bytes) -> HttpResponseBase:
        try:
            request: HttpRequest = ASGIRequest(scope, BytesIO(body))
        except UnicodeDecodeError:
            return HttpResponseBadRequest()
        return self.get_response(request)


_BODILESS = frozenset({204, 304})


def _headers(response: HttpResponseBase) -> list[tuple[bytes, bytes]]:
    headers = [(name.encode("ascii"), value.encode("latin-1")) for name, value in response.items()]
    cookies = [(b"Set-Cookie", one.output(header="").strip().encode("ascii")) for one in response.cookies.values()]
    return headers + cookies


def _body(response: HttpResponseBase) -> bytes:
    """Give the body of an answer; files of the pages come in pieces, but none is large."""
    if isinstance(response, StreamingHttpResponse):
        return b"".join(response)
    return response.content if isinstance(response, HttpResponse) else b""

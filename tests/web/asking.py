"""Asking the program as a server hands questions to it: through ASGI, gate and all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import quote

from asgiref.sync import async_to_sync

API = "/api/v1/"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@cache
def in_this_thread() -> Any:
    """Give the program as it is served, but for the threads it is served from."""
    from django.core.asgi import get_asgi_application

    from openevac.web.gate import Gate

    return Gate(get_asgi_application())


def ask(
    method: str,
    path: str,
    *,
    by: str | None = None,
    body: Any = None,
    raw: bytes | None = None,
    query: str = "",
    language: str = "en",
    headers: dict[str, str] | None = None,
    address: str = "192.0.2.7",
) -> Answer:
    """Send one question through gate and program, in this thread and so in the test's transaction."""
    application = in_this_thread()

    content = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
    given = {"accept-language": language, "content-type": "application/json", "host": "localhost", **(headers or {})}
    if by is not None:
        given["authorization"] = f"Bearer {by}"
    given.setdefault("content-length", str(len(content)))
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": path, "raw_path": quote(path).encode(), "query_string": query.encode(), "root_path": "",
        "headers": [(name.encode("latin-1"), value.encode("latin-1", "replace")) for name, value in given.items()],
        "client": (address, 40000), "server": ("localhost", 80),
    }  # fmt: skip
    pieces = [content[start : start + 65536] for start in range(0, len(content), 65536)] or [b""]
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        if pieces:
            piece = pieces.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(pieces)}
        from asyncio import sleep

        await sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    async_to_sync(application)(scope, receive, send)
    start = next(one for one in sent if one["type"] == "http.response.start")
    whole = b"".join(one.get("body", b"") for one in sent if one["type"] == "http.response.body")
    named = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in start["headers"]}
    return Answer(start["status"], named, whole)


def get(what: str, by: str | None = None, **more: Any) -> Answer:
    return ask("GET", API + what, by=by, **more)


def post(what: str, body: Any, by: str | None = None, **more: Any) -> Answer:
    return ask("POST", API + what, by=by, body=body, **more)

"""The gate before Django: bodies that are too large, the headers of every answer, and no trace of a failure outside."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from openevac.domain.errors import InputError
from openevac.web.failing import failed
from openevac.web.telling import language_of, said, words_in

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Any, Any, Any], Awaitable[None]]

MOST_BYTES = 1024 * 1024
HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"),
)
"""What every answer carries: nobody guesses its type, frames it or passes its address on."""
STATIC, KEEPER, API = "/static/", "/keeper/", "/api/"
CREW_FILES, CREW_KEYS = "/crew/files/", "/crew/keys/"
"""The files of the crew app stand below /crew/ too (openevac.web.crew.files); its keys have a worker of their own."""
_NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
_PAGES = (
    f"{_NOTHING}; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'"
)
# The workers that hold keys are the one place that compiles WebAssembly (the stretching of passphrases and PINs).
_KEEPER = f"{_NOTHING}; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
_log = logging.getLogger("openevac.web")


class TooLargeError(Exception):
    """More came than is read."""


class Gate:
    """Stands before the whole program; what passes has a body of at most 1 MiB."""

    def __init__(self, inside: App) -> None:
        self._inside = inside

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass one request on, or answer it here."""
        if scope["type"] != "http":
            return
        headers = dict(scope["headers"])
        language = headers.get(b"accept-language", b"").decode("latin-1")
        begun = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = _headers(message.get("headers", ()), scope["path"], language)
            await send(message)

        try:
            await self._inside(scope, await _whole(receive, _declared(headers)), sending)
        except TooLargeError:
            await _answer(sending, 413, said(_TOO_LARGE, words_in(language)))
        except Exception as fault:  # noqa: BLE001 - the last one who could tell the outside what failed inside
            _log.error("%s", failed(fault))
            if not begun:
                await _answer(sending, 500, said(_FAILED, words_in(language)))


async def _whole(receive: Receive, declared: int) -> Receive:
    """Read the whole body before anybody works on it, no more of it than is allowed."""
    parts: list[bytes] = []
    size = 0
    if declared > MOST_BYTES:
        raise TooLargeError
    message = await receive()
    while message["type"] == "http.request":
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_BYTES:
            raise TooLargeError
        if not message.get("more_body", False):
            break
        message = await receive()
    kept: list[Message] = [{"type": "http.request", "body": b"".join(parts), "more_body": False}]
    if message["type"] != "http.request":
        kept = [message]

    async def again() -> Message:
        return kept.pop() if kept else await receive()

    return again


def _declared(headers: dict[bytes, bytes]) -> int:
    """Give the length that the request claims; one that is no number is left to the bytes that come."""
    length = headers.get(b"content-length", b"0")
    return int(length) if length.isdigit() and len(length) < 20 else 0


def headers_of(path: str) -> dict[str, str]:
    """Give what every answer under an address carries: the crew app's service worker answers with the same."""
    return {name.decode(): value.decode() for name, value in HEADERS} | {"content-security-policy": _policy(path)}


def _headers(theirs: Any, path: str, language: str) -> list[tuple[bytes, bytes]]:
    """Give the headers of an answer: those of the program, and what all answers of this kind carry."""
    ours = [*HEADERS, (b"content-security-policy", _policy(path).encode())]
    if not _is_file(path):
        ours.append((b"cache-control", b"no-store"))
        ours.append((b"vary", b"Accept-Language, Authorization, Cookie, HX-Request"))
    if path.startswith(API):
        ours.append((b"content-language", language_of(language).encode()))
    names = {name for name, _ in ours}
    return [*((name, value) for name, value in theirs if name.lower() not in names), *ours]


def _policy(path: str) -> str:
    if path.startswith(API):
        return _NOTHING
    return _KEEPER if _is_file(path) and (KEEPER in path or CREW_KEYS in path) else _PAGES


def _is_file(path: str) -> bool:
    return path.startswith((STATIC, CREW_FILES))


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


_TOO_LARGE = InputError(
    "More than {most_bytes} bytes came at once.", "Send it in several parts.", most_bytes=MOST_BYTES
)
_FAILED = InputError(
    "The program failed at this question.",
    "Send it again with the same command id, nothing is done twice; if it fails again, ring those who run it.",
)

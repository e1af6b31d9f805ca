"""The threads that answer pages: one open connection each, whole answers, and nothing left over for the next one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.databases import django_ready

__all__ = ["django_ready"]
PULSE = "/api/v1/pulse"


@pytest.fixture
def one_thread(django_ready: Any) -> Iterator[Any]:
    from openevac.web.page_threads import PageThreads

    threads = PageThreads(1, 1)
    yield threads
    threads.end()


def ask(threads: Any, path: str, query: bytes = b"", language: bytes = b"en") -> tuple[int, dict[bytes, bytes], bytes]:
    """Ask one question as the gate passes it on; gives status, headers and body."""
    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": "",
        "query_string": query, "headers": [(b"host", b"localhost"), (b"accept-language", language)],
        "client": ("192.0.2.7", 40000), "server": ("localhost", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(threads(scope, receive, send))
    start, body = sent
    return start["status"], {name.lower(): value for name, value in start["headers"]}, body["body"]


def test_a_thread_keeps_its_connection(one_thread: Any) -> None:
    from django.db.backends.signals import connection_created

    opened: list[str] = []

    def note(**told: Any) -> None:
        opened.append(threading.current_thread().name)

    connection_created.connect(note)
    try:
        assert [ask(one_thread, PULSE)[0] for _ in range(5)] == [200] * 5
    finally:
        connection_created.disconnect(note)
    assert len(opened) == 1
    assert opened[0].startswith("openevac-look")


def test_an_answer_says_how_long_it_is(one_thread: Any) -> None:
    status, headers, body = ask(one_thread, PULSE)
    assert (status, headers[b"content-length"]) == (200, str(len(body)).encode())
    assert body


def test_the_language_of_one_question_is_not_found_by_the_next(one_thread: Any) -> None:
    door = "/sign-in/"
    first, second, again = (ask(one_thread, door, language=language)[2] for language in (b"en", b"uk", b"en"))
    assert b'<html lang="en"' in first
    assert b'<html lang="uk"' in second
    assert b'<html lang="en"' in again


def test_a_question_nobody_can_read_is_refused(one_thread: Any) -> None:
    assert ask(one_thread, PULSE, query=b"q=\xff")[0] == 400


def test_who_left_before_asking_is_not_answered(one_thread: Any) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        raise AssertionError(message)

    asyncio.run(one_thread({"type": "http", "path": PULSE}, receive, send))


@pytest.mark.parametrize(
    ("method", "path", "changes"),
    [
        ("GET", "/now/", False), ("POST", "/call/register/", True), ("POST", "/api/v1/ops", True),
        ("POST", "/call/similar/", False), ("POST", "/places/search/", False), ("POST", "/nothing-here/", False),
    ],
)  # fmt: skip
def test_what_may_change_the_record_has_threads_of_its_own(
    django_ready: Any, method: str, path: str, *, changes: bool
) -> None:
    from openevac.web.page_threads import may_change

    assert may_change({"method": method, "path": path}) is changes


def test_who_looks_does_not_stand_behind_who_waits_to_write(one_thread: Any) -> None:
    """A writer that hangs: the pulse beside it is answered at once, as a board would otherwise go blind."""
    held, waiting = threading.Event(), threading.Event()

    def hang() -> None:
        waiting.set()
        held.wait(20)

    hanging = one_thread._changing.executor.submit(hang)
    assert waiting.wait(20)
    assert ask(one_thread, PULSE)[0] == 200
    held.set()
    hanging.result()

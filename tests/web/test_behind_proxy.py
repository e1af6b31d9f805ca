"""Behind a reverse proxy that speaks TLS: its word on who asks is taken where it was named, and nobody else's."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.databases import django_ready, point_at

__all__ = ["django_ready"]
FORWARDED = {"X-Forwarded-Proto": "https", "Origin": "https://localhost", "Referer": "https://localhost/sign-in/"}


@pytest.fixture
def founded(django_ready: Any) -> Iterator[None]:
    """Give the program a record of its own: its threads commit."""
    from tests.services.cast import found_cast

    django_ready.make("proxy")
    point_at(django_ready.config_of("proxy"))
    found_cast().lock()
    yield
    point_at(django_ready.config_of("main"))
    django_ready.drop("proxy")


@contextmanager
def served(proxy: str) -> Iterator[int]:
    """Serve the pages with the options of a web process."""
    import uvicorn

    from openevac.web.asgi import build_application, page_threads, serving

    threads = page_threads()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(build_application(threads), host="127.0.0.1", port=port, **serving(proxy)))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(20)
        threads.end()


def sign_in(port: int, whom: str, by: str) -> int:
    """Try a wrong passphrase at the door through a proxy; gives the status."""
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Host": "localhost", "X-Forwarded-For": by, **FORWARDED}
    line.request("GET", "/sign-in/", headers=headers)
    page = line.getresponse()
    cookie = (page.getheader("Set-Cookie") or "").partition(";")[0]
    (sign,) = set(re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode()))
    body = urlencode({"login": whom, "password": "ne toi", "csrfmiddlewaretoken": sign})
    kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/sign-in/", body=body, headers=headers | kind)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.status


def test_a_form_through_a_proxy_is_taken_where_the_proxy_was_named(founded: None) -> None:
    with served("") as port:
        assert sign_in(port, "olena", "203.0.113.1") == 403, "of somebody who only claims to be a proxy"
    with served("127.0.0.1") as port:
        assert sign_in(port, "olena", "203.0.113.1") == 200
    with served("192.0.2.9") as port:
        assert sign_in(port, "olena", "203.0.113.1") == 403

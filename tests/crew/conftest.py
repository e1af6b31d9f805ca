"""Where tests of the crew app run its modules: in Debian's chromium, from a bare server or from the whole program."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from openevac.web.static_files import FOLDER
from tests.desk.conftest import browser, desk, django_ready, opened

__all__ = ["browser", "desk", "django_ready", "opened"]


class Quiet(SimpleHTTPRequestHandler):
    """Hands the files of the pages out and keeps no diary."""

    protocol_version = "HTTP/1.1"

    def guess_type(self, path: Any) -> str:
        """Say of our modules what they are, whatever this machine thinks of their names."""
        return "text/javascript" if str(path).endswith(".js") else super().guess_type(path)

    def log_message(self, format: str, *given: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


class Patient(ThreadingHTTPServer):
    """Lets a browser ask for all modules at once; only five may wait with the library's own number."""

    request_queue_size = 128


@pytest.fixture(scope="module")
def files() -> Iterator[str]:
    """Serve the files of the pages and nothing else; gives the address."""
    server = Patient(("127.0.0.1", 0), partial(Quiet, directory=str(FOLDER)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Any, files: str) -> Iterator[Any]:
    """Give a page of an own browser profile beside the app's modules; what fails in it fails the test."""
    faults: list[str] = []
    context = browser.new_context(base_url=files)
    given = context.new_page()
    given.on("pageerror", lambda fault: faults.append(str(fault)))
    given.goto("crew/logic/fold.js")
    yield given
    context.close()
    assert faults == []

"""The program as a process of its own that a test can kill, and a phone whose browser keeps what it kept."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import CHROMIUM

STARTS_WITHIN_S = 240.0
PHONE = {"width": 360, "height": 640}
_PROGRAM = """
import sys, uvicorn
from openevac.web.asgi import SERVING, build_application
import openevac.web.crew.worker as crew
text = crew.worker_script().replace('"version": "', '"version": "' + sys.argv[2])
crew.worker_script = lambda: text
certificate, key = (*sys.argv[3:5], None, None)[:2]
uvicorn.run(
    build_application(), host="127.0.0.1", port=int(sys.argv[1]), ssl_certfile=certificate, ssl_keyfile=key, **SERVING
)
"""


@dataclass
class Served:
    """The program on a port; its record is locked, which the shell must not mind."""

    port: int
    home: Path
    certificate: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=dict)
    _process: subprocess.Popen[bytes] | None = field(default=None)

    @property
    def address(self) -> str:
        """Give where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, version: str = "") -> None:
        """Start the program and wait until it answers; `version` makes another version of the service worker."""
        environment = {**os.environ, "OPENEVAC_HOME": str(self.home), **self.settings}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _PROGRAM, str(self.port), version, *self.certificate], env=environment
        )
        ends = time.monotonic() + STARTS_WITHIN_S
        while True:
            line = self._line()
            try:
                line.request("GET", "/crew/")
                if line.getresponse().status == 200:
                    return
            except OSError:
                assert time.monotonic() < ends, "the program did not start"
                time.sleep(0.1)
            finally:
                line.close()

    def _line(self) -> HTTPConnection:
        if not self.certificate:
            return HTTPConnection("127.0.0.1", self.port, timeout=60)
        unproved = ssl._create_unverified_context()  # noqa: S323 - it only asks whether the program answers
        return HTTPSConnection("127.0.0.1", self.port, timeout=60, context=unproved)

    def kill(self) -> None:
        """Kill it, as a generator that stops does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def killable(
    home: Path, *, certificate: tuple[str, ...] = (), settings: dict[str, str] | None = None
) -> Iterator[Served]:
    """Give a program that runs, over TLS where it has a certificate and key; at the end it is killed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Served(port, home, certificate, settings or {})
    try:
        made.start()
        yield made
    finally:
        made.kill()


@contextmanager
def phone(playwright: Any, profile: Path, address: str, *, arguments: tuple[str, ...] = ()) -> Iterator[Any]:
    """Give a page of a phone whose browser keeps its profile in a folder: leaving is closing the browser."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium is not installed: apt install chromium")
    context = playwright.chromium.launch_persistent_context(
        str(profile), executable_path=path, args=[*CHROMIUM, *arguments], viewport=PHONE, has_touch=True,
        locale="uk-UA", timezone_id="Europe/Kyiv", base_url=address,
    )  # fmt: skip
    try:
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(30_000)
        yield page
    finally:
        context.close()


def until(page: Any, script: str, within_s: float = 30.0) -> Any:
    """Ask a page until a script gives something true: its policy forbids the browser to wait for a text of code."""
    ends = time.monotonic() + within_s
    while True:
        found = page.evaluate(script)
        if found:
            return found
        assert time.monotonic() < ends, f"never true: {script}"
        time.sleep(0.05)

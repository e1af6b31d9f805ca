"""A base that gives one drive part in pieces, over a line that is cut after so many bytes or is slow."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from typing import Any

from django.http import HttpRequest

from openevac.web.api.in_parts import in_parts
from openevac.web.static_files import FOLDER
from tests.crew.conftest import Patient

DRIVE = "/api/v1/mission/"
SLICE = 4096


@dataclass
class Base:
    """What the base has, how its line is, and what was asked of it. `cut_after`: bytes until the next cuts."""

    body: bytes
    cut_after: list[int] = field(default_factory=list)
    bytes_per_s: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    carried: int = 0
    is_hotel: bool = False

    @property
    def etag(self) -> str:
        return f'"{sha256(self.body).hexdigest()[:32]}"'


class Line(Patient):
    """A server that knows what the base has."""

    base: Base


class Answering(BaseHTTPRequestHandler):
    """Gives the modules as files, and the drive part as the program's own `in_parts` makes the answer."""

    server: Line
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        base = self.server.base
        if not self.path.startswith(DRIVE):
            self._file()
            return
        base.asked.append({name.lower(): value for name, value in self.headers.items()})
        if base.is_hotel:
            self._head(200, {"Content-Type": "text/html"}, b"<title>Wi-Fi</title>")
            self.wfile.write(b"<title>Wi-Fi</title>")
            return
        request = HttpRequest()
        for name in ("Range", "If-Range", "If-None-Match"):
            if name in self.headers:
                request.META[f"HTTP_{name.upper().replace('-', '_')}"] = self.headers[name]
        answer = in_parts(request, base.body)
        self._head(answer.status_code, dict(answer.items()), answer.content)
        self._carry(answer.content)

    def _carry(self, content: bytes) -> None:
        base = self.server.base
        cut = base.cut_after.pop(0) if base.cut_after and content else None
        for at in range(0, len(content[:cut]), SLICE):
            piece = content[:cut][at : at + SLICE]
            self.wfile.write(piece)
            self.wfile.flush()
            base.carried += len(piece)
            if base.bytes_per_s:
                time.sleep(len(piece) / base.bytes_per_s)
        if cut is not None:
            time.sleep(0.3)  # what was sent is read before the line breaks
            self.close_connection = True

    def _head(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()

    def _file(self) -> None:
        file = FOLDER / self.path.lstrip("/")
        content = file.read_bytes() if file.is_file() else b""
        self._head(200 if content else 404, {"Content-Type": "text/javascript"}, content)
        self.wfile.write(content)

    def log_message(self, format: str, *given: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def drive_line(base: Base) -> Iterator[str]:
    """Serve the app's modules and the drive part; gives the address."""
    server = Line(("127.0.0.1", 0), Answering)
    server.base = base
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

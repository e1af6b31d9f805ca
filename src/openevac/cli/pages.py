"""A small server for finished pages, on this computer only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError


class _Pages(SimpleHTTPRequestHandler):
    """Hands out files of one folder; keeps no log, lists no folder, answers only to its own name."""

    def do_GET(self) -> None:
        """Hand out one file."""
        if self._asked_by_its_name():
            super().do_GET()

    def do_HEAD(self) -> None:
        """Hand out the headers of one file."""
        if self._asked_by_its_name():
            super().do_HEAD()

    def _asked_by_its_name(self) -> bool:
        """Refuse requests that a foreign page sends under a name of its own that leads here."""
        host = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if host in {"127.0.0.1", "localhost"}:
            return True
        self.send_error(403)
        return False

    def end_headers(self) -> None:
        """Add the headers that keep a list of people out of caches and frames."""
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Refuse to list a folder."""
        del path
        self.send_error(404)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name is the standard library's
        """Keep no log."""


def open_page_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """Open a server for the files of a folder on 127.0.0.1; port 0 takes any free one."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Pages, directory=str(folder)))
    except OSError as fault:
        raise InputError(
            "Port {port} cannot be used: {fault}.",
            "Choose another one with --port; 0 takes any free one.",
            field="--port",
            port=str(port),
            fault=fault.strerror or str(fault),
        ) from None

"""What `openevac serve` runs: openevac.web.asgi:application.

Django answers in threads that live as long as the program, each with its own open connection to the database: opening
one for every question, as Django does by itself under ASGI, took most of an answer's time.
"""

from __future__ import annotations

from typing import Any

import django

from openevac.web.gate import Gate
from openevac.web.page_threads import PageThreads
from openevac.web.stream import Streams

LOOKING, CHANGING = 5, 2
"""Threads that answer pages. Few on purpose: they take turns at one core, so each more makes whoever holds the
database's one right to write hold it longer (docs/decisions/2026-11-23-few-threads.md)."""


def build_application(threads: PageThreads | None = None) -> Gate:
    """Put the program together; `threads` answer the pages, and keep their connections until they are shut down."""
    return Gate(Streams(threads or page_threads()))


def page_threads() -> PageThreads:
    """Give the threads that answer pages."""
    django.setup(set_prefix=False)
    return PageThreads(LOOKING, CHANGING)


application = build_application()

SERVING: dict[str, Any] = {
    "access_log": False,
    "server_header": False,
    "proxy_headers": False,
    "lifespan": "off",
    "log_level": "warning",
    "timeout_keep_alive": 20,
    # Connections, most of them quiet: a thousand phones between two words, screens that watch, desks that ask.
    "limit_concurrency": 2_500,
    # Streams end with the screens that watch; one that shuts down does not wait for them.
    "timeout_graceful_shutdown": 3,
}
"""Options for uvicorn. Its access log would write addresses and query strings; ours says failures only."""


def serving(proxy: str = "") -> dict[str, Any]:
    """Give the options; the word of the proxy at that address is taken on who asks, and whether over TLS.

    Nobody else's is: wrong tries are counted by the address that asks, and a form is taken from our own name only.
    """
    return SERVING | ({"proxy_headers": True, "forwarded_allow_ips": proxy} if proxy else {})

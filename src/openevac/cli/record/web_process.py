"""The process of the pages: it gets the database's key by standard input, serves, and ends when told to."""

from __future__ import annotations

import sys

import msgspec

from openevac.cli.record.clock_here import clock_here
from openevac.cli.record.demo_keys import read_demo_keys
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.serving import ServeMessage
from openevac.config import read_config

CONNECTIONS = 4_096
"""Open files a web process wants: its connections (openevac.web.asgi.SERVING), and what the database holds open."""


def run(message: ServeMessage) -> None:
    """Open the store and serve until SIGTERM."""
    import uvicorn

    from openevac.services.opening import close_store, make_tables, open_store, tables_fit
    from openevac.web.asgi import serving
    from openevac.web.hands import hands

    _allow_connections()
    open_store(message.key or None)
    config = read_config()
    demo = read_demo_keys(RecordPlaces(config).demo)
    hands.clock = clock_here(config)
    hands.demo_passphrase = demo.passphrase if demo is not None else ""
    try:
        if not tables_fit():
            make_tables()
        uvicorn.run(
            "openevac.web.asgi:application",
            host=message.host,
            port=message.port,
            ssl_certfile=message.certificate or None,
            ssl_keyfile=message.certificate_key or None,
            **serving(config.proxy),
        )
    finally:
        close_store()


def _allow_connections() -> None:
    """Let this process hold as many open connections as it serves; where the system has a limit, up to that."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS if hard == resource.RLIM_INFINITY else min(CONNECTIONS, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


if __name__ == "__main__":
    run(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ServeMessage))

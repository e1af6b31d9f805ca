"""The process of the pages: it gets the database's key by standard input, serves, and ends when told to."""

from __future__ import annotations

import sys

import msgspec

from openevac.cli.record.serving import ServeMessage


def run(message: ServeMessage) -> None:
    """Open the store and serve until SIGTERM."""
    import uvicorn

    from openevac.services.opening import close_store, make_tables, open_store, tables_fit
    from openevac.web.asgi import SERVING

    open_store(message.key or None)
    try:
        if not tables_fit():
            make_tables()
        uvicorn.run(
            "openevac.web.asgi:application",
            host=message.host,
            port=message.port,
            ssl_certfile=message.certificate or None,
            ssl_keyfile=message.certificate_key or None,
            **SERVING,
        )
    finally:
        close_store()


if __name__ == "__main__":
    run(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ServeMessage))

"""The worker as a child of `openevac serve`: it gets the database's key by standard input."""

from __future__ import annotations

import signal
import sys
import threading
from dataclasses import replace

import msgspec

from openevac.cli.record.serving import ServeMessage


def run(message: ServeMessage) -> None:
    """Open the store and turn until SIGTERM."""
    import os

    from openevac.cli.record.work import build_worker, run_worker
    from openevac.cli.session import open_session
    from openevac.config import read_config
    from openevac.reports.words import Words
    from openevac.services.opening import close_store, open_store

    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    config = replace(read_config(os.environ), language=message.language)
    session = open_session(Words(message.language), config)
    open_store(message.key or None)
    try:
        run_worker(build_worker(session, message.key), stop, once=False, told=session.say)
    finally:
        close_store()


if __name__ == "__main__":
    run(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=ServeMessage))

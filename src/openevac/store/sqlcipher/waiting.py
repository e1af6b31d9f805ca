"""Waits for the write lock so that among busy writers everybody gets a turn.

SQLite has no queue: whoever has just committed and begins again at once takes the lock before those who sleep and look
again, and its sleeps grow to 100 ms. One of four busy clients once got nothing for 20 seconds. So whoever wants to
write first goes through a door, a lock on a file of its own, and keeps it until the database is theirs: the one who has
just committed finds the door shut until the one who waited longest is through. Waiting is in steps of milliseconds.
"""

from __future__ import annotations

import os
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from openevac.store.sqlcipher.refusals import cannot_open

if sys.platform != "win32":
    import fcntl

STEP_S = 0.001
STEPS = 4
"""A wait is one to four steps long, drawn, so that two who wait do not knock in time with each other."""


def patience(wait_s: float) -> Callable[[int], bool]:
    """Give what SQLite asks whether to try again: sleeps a little and says yes until `wait_s` have passed."""
    began = time.monotonic()

    def try_again(times: int) -> bool:
        nonlocal began
        now = time.monotonic()
        if times == 0:
            began = now
        if now - began >= wait_s:
            return False
        time.sleep(STEP_S * (1 + secrets.randbelow(STEPS)))
        return True

    return try_again


class Door:
    """The door of one database, as one connection sees it; the kernel opens it when its holder dies.

    On Windows there is none: the short steps alone must do there, with fewer writers.
    """

    def __init__(self, database: Path, wait_s: float) -> None:
        self._wait_s = wait_s
        try:
            self._file = os.open(database.with_name(database.name + "-door"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as fault:
            raise cannot_open() from fault

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the door while waiting for the database; who waited in vain goes on to ask the database itself."""
        if sys.platform == "win32":
            yield
            return
        self._take()
        try:
            yield
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    if sys.platform != "win32":

        def _take(self) -> None:
            try_again, times = patience(self._wait_s), 0
            while True:
                try:
                    fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    if not try_again(times):
                        return
                    times += 1
                else:
                    return

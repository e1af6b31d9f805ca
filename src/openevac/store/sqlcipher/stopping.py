"""Ends the process when the disk reports an error: after a failed fsync nobody knows what the disk holds.

The kernel may forget the pages it could not write and report success at the next fsync, so a second try that succeeds
proves nothing (PostgreSQL panics here for the same reason). A process that starts afresh reads the log again from the
disk and knows what is there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn

from openevac.store.sqlcipher.refusals import StoreUnusableError, disk_errors

EXIT_DISK = 74
"""What the process ends with, EX_IOERR of sysexits.h, so that whoever supervises it can tell."""

Teller = Callable[[StoreUnusableError], None]


def _to_stderr(said: StoreUnusableError) -> None:
    sys.stderr.write(f"OpenEvac stops: {said}\n")
    sys.stderr.flush()


_tellers: list[Teller] = [_to_stderr]


def tell_through(teller: Teller) -> None:
    """Say the last sentence through `teller` (in the person's language, on the wall) instead of on stderr."""
    _tellers[:] = [teller]


def stop_for_disk() -> NoReturn:
    """Say why and end this process at once, all threads with it; nothing unfinished may report success."""
    try:
        for teller in _tellers:
            teller(disk_errors())
    finally:
        # Not sys.exit: in a thread of a web server it would end that thread's request and let the next one write.
        os._exit(EXIT_DISK)

"""Turns what SQLite reports into a refusal with words, or into the end of the process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as sqlcipher

from openevac.store.sqlcipher import refusals
from openevac.store.sqlcipher.stopping import stop_for_disk

SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_IOERR = 5, 6, 8, 10
SQLITE_CORRUPT, SQLITE_FULL, SQLITE_CANTOPEN, SQLITE_NOTADB = 11, 13, 14, 26
SQLITE_PRIMARY = 0xFF
"""The low byte says what kind of error it is; the rest says where."""

REFUSALS: dict[int, Callable[[], refusals.StoreError]] = {
    SQLITE_BUSY: refusals.database_busy,
    SQLITE_LOCKED: refusals.database_busy,
    SQLITE_READONLY: refusals.read_only,
    SQLITE_CORRUPT: refusals.damaged,
    SQLITE_FULL: refusals.disk_full,
    SQLITE_CANTOPEN: refusals.cannot_open,
    SQLITE_NOTADB: refusals.damaged,
}


def kind_of(fault: sqlcipher.Error) -> int:
    """Give SQLite's primary result code of an error; 0 where the error is the binding's own."""
    return int(getattr(fault, "sqlite_errorcode", 0) or 0) & SQLITE_PRIMARY


@contextmanager
def told() -> Iterator[None]:
    """Run statements on an open database; errors a person can mend come out in words, a disk error ends it all."""
    try:
        yield
    except sqlcipher.DatabaseError as fault:
        refuse(fault)
        raise


def refuse(fault: sqlcipher.Error) -> None:
    """Raise the refusal that belongs to a fault; return where it is no matter of the file or the disk."""
    kind = kind_of(fault)
    if kind == SQLITE_IOERR:
        stop_for_disk()
    refusal = REFUSALS.get(kind)
    if refusal is not None:
        said = refusal()
        raise said from fault

"""What faces need to know of a store that does not answer: locked, busy, full or out of reach, in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from openevac.domain.errors import InputError
from openevac.store.sqlcipher.refusals import DiskFullError, StoreError, database_busy, disk_full

ANY_STORE_FAULT = DatabaseError
"""Everything a database raises of itself."""
STORE_FAULTS = (OperationalError, InterfaceError)
"""What a database raises that cannot do now what it could do before; nothing was saved."""
_POSTGRES_DISK_FULL = "53100"
_POSTGRES_BUSY = frozenset({"40001", "40P01", "55P03"})


def no_room(fault: Exception) -> bool:
    """Tell whether the disk is full; reading goes on then."""
    return isinstance(fault, DiskFullError) or _sqlstate(fault) == _POSTGRES_DISK_FULL


@contextmanager
def line_let_go() -> Iterator[None]:
    """Close this thread's line to the database where a question failed on it, so that the next one opens afresh.

    Pages do it by themselves at their end; this is for who asks outside of them.
    """
    try:
        yield
    except DatabaseError:
        connection.close()
        raise


def told_of_store(fault: Exception) -> InputError:
    """Give the words for a store that does not answer; PostgreSQL's own words name hosts and values, so not those."""
    if isinstance(fault, StoreError):
        return fault
    if no_room(fault):
        return disk_full()
    if _sqlstate(fault) in _POSTGRES_BUSY:
        return database_busy()
    return _OUT_OF_REACH


def _sqlstate(fault: Exception) -> str:
    return str(getattr(fault.__cause__, "sqlstate", "") or "") if isinstance(fault, DatabaseError) else ""


_OUT_OF_REACH = InputError(
    "The database does not answer; nothing was saved.", "Try again in a moment; meanwhile write on paper."
)

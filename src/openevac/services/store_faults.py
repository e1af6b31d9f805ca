"""What faces need to know of a store that does not answer: locked, busy, full or out of reach, in words."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, OperationalError

from openevac.domain.errors import InputError
from openevac.store.sqlcipher.refusals import DiskFullError, StoreError, database_busy, disk_full

STORE_FAULTS = (OperationalError, InterfaceError)
"""What a database raises that cannot do now what it could do before; nothing was saved."""
_POSTGRES_DISK_FULL = "53100"
_POSTGRES_BUSY = frozenset({"40001", "40P01", "55P03"})


def no_room(fault: Exception) -> bool:
    """Tell whether the disk is full; reading goes on then."""
    return isinstance(fault, DiskFullError) or _sqlstate(fault) == _POSTGRES_DISK_FULL


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

"""Opens one connection and proves, before anybody uses it, that it encrypts and that its commits are durable."""

from __future__ import annotations

from pathlib import Path
from shutil import disk_usage
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher

from openevac.store.sqlcipher import key, refusals
from openevac.store.sqlcipher.faults import REFUSALS, SQLITE_FULL, SQLITE_IOERR, SQLITE_NOTADB, kind_of
from openevac.store.sqlcipher.held_open import OPENING, Connection, inode_of, is_inherited
from openevac.store.sqlcipher.place import make_ready
from openevac.store.sqlcipher.waiting import patience

PRAGMAS = (
    "synchronous = FULL",  # NORMAL loses acknowledged rows at a power cut: tests/durability shows it
    "fullfsync = ON",  # macOS: an ordinary fsync stops at the drive's own memory
    "checkpoint_fullfsync = ON",
    "foreign_keys = ON",
    "secure_delete = ON",  # what is erased is overwritten, not only unlinked
    "temp_store = MEMORY",  # sorting never puts rows into an unencrypted temporary file
    "legacy_alter_table = OFF",  # Django renames tables inside a transaction
)
SYNCHRONOUS_FULL = 2
ROOM_BYTES = 65_536
"""The index of the log takes 32 KiB as soon as the database is opened, for reading too."""


def open_database(path: Path, options: dict[str, Any], wait_s: float) -> Connection:
    """Open the database; refuses with words where the key, the cipher, the file or the disk is not as it must be."""
    if is_inherited():
        raise RuntimeError("this process was forked while the database was open; open it after forking")
    if not key.is_unlocked():
        raise refusals.database_locked()
    with OPENING:
        make_ready(path, lambda: _connect(path, options, wait_s).close())
        return _connect(path, options, wait_s)


def _connect(path: Path, options: dict[str, Any], wait_s: float) -> Connection:
    connection: Connection | None = None
    try:
        connection = sqlcipher.connect(str(path), factory=Connection, **options)
        connection.set_busy_handler(patience(wait_s))
        _prove(connection)
        connection.count(inode_of(path))
    except sqlcipher.Error as fault:
        _drop(connection)
        raise _refusal(fault, path) or fault from fault
    except BaseException:
        _drop(connection)
        raise
    return connection


def _prove(connection: Connection) -> None:
    """Give the key, set everything that is set per connection, and look whether it took."""
    connection.execute("PRAGMA cipher_log_level = NONE")  # it writes to stderr by itself; we say it in words
    if not _asked(connection, "PRAGMA cipher_version"):
        raise refusals.no_cipher()
    connection.set_key(key.spelled())
    if _asked(connection, "PRAGMA cipher_status") != "1":
        raise refusals.no_cipher()
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if _asked(connection, "PRAGMA journal_mode = WAL") != "wal":
        raise refusals.no_safe_writing()
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # the first page decrypts, the log is open
    if _asked(connection, "PRAGMA synchronous") != SYNCHRONOUS_FULL:
        raise refusals.no_safe_writing()


def _asked(connection: Connection, pragma: str) -> Any:
    row = connection.execute(pragma).fetchone()
    return None if row is None else row[0]


def _refusal(fault: sqlcipher.Error, path: Path) -> refusals.StoreError | None:
    """Give the words for a fault while opening: nothing has been promised yet, so even a bad disk only refuses."""
    kind = kind_of(fault)
    if kind == SQLITE_NOTADB:
        return refusals.wrong_key()
    if kind == SQLITE_IOERR:
        return refusals.no_room_to_open() if disk_usage(path.parent).free < ROOM_BYTES else refusals.disk_errors()
    if kind == SQLITE_FULL:
        return refusals.disk_full()
    return REFUSALS[kind]() if kind in REFUSALS else None


def _drop(connection: Connection | None) -> None:
    if connection is not None:
        connection.close()

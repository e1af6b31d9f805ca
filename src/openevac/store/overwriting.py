"""Making the files of the database forget what was deleted."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from django.db import connection

from openevac.domain.errors import InputError

PATIENCE_S, PAUSE_S = 20.0, 0.1
"""How long those who look back in PostgreSQL are waited for."""


def overwrite(tables: Iterable[str]) -> None:
    """Make the files forget what was deleted from these tables. Outside a transaction.

    The write-ahead log of the encrypted file is cut off: its pages were zeroed when they were freed. PostgreSQL writes
    the tables anew, and what it wrote down about their values; its own write-ahead log is out of reach. InputError
    where somebody still reads it as it was.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    with connection.cursor() as cursor:
        emptied = sorted(tables)
        # The server keeps samples of what columns hold, and takes them by itself whenever it likes. New ones first, so
        # that the old ones are waited for together with the rows.
        for table in emptied:
            cursor.execute(f'ANALYZE "{table}"')
        _wait_for_who_looks_back(cursor)
        for table in (*emptied, "pg_statistic"):
            cursor.execute(f'VACUUM FULL "{table}"')


def keep_no_samples_of(columns: Iterable[tuple[str, str]]) -> None:
    """Let PostgreSQL never sample these columns (table, column): what is sealed would lie among its statistics.

    A table that loses its last row keeps its old samples, so writing them anew would not be enough.
    """
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for table, column in columns:
            cursor.execute(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" SET STATISTICS 0')


def _wait_for_who_looks_back(cursor: Any) -> None:
    """Wait until nobody can look back to before now: rows that somebody may still see outlive a rewrite.

    A dump reads for long, the server's own statistics for moments. InputError where one outlasts our patience. Who
    begins later sees nothing of what was deleted, and is not waited for.
    """
    cursor.execute("SELECT pg_current_xact_id()::text")
    (now,) = cursor.fetchone()
    for _ in range(round(PATIENCE_S / PAUSE_S)):
        if _nobody_looks_back(cursor, now):
            return
        time.sleep(PAUSE_S)
    raise InputError(
        "It is done and saved, but somebody still reads the database as it was before, and old rows stay for them.",
        "Let what reads for long end, for example a dump of the server: the program tries again within six hours.",
        field="database",
    )


def _nobody_looks_back(cursor: Any, now: str) -> bool:
    """Tell whether everybody who began before `now` has ended.

    Whoever has begun to write counts on the whole server, in other databases too: everybody who begins to read beside
    them sees as far back as they do, the rewrite itself among them. That is what a snapshot of ours begins at. Who
    only reads counts in this database, and so do copies of the server that hold rows back.
    """
    cursor.execute(
        "SELECT pg_snapshot_xmin(pg_current_snapshot()) > %s::xid8"
        " AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        " AND (datname = current_database() OR datname IS NULL) AND age(backend_xmin) >= age(%s::xid8::xid))"
        " AND NOT EXISTS (SELECT FROM pg_replication_slots WHERE age(xmin) >= age(%s::xid8::xid))",
        [now, now, now],
    )
    (ended,) = cursor.fetchone()
    return bool(ended)

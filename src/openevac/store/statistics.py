"""What the database knows of its own tables: how many rows an index leads to, by which it chooses the way to them."""

from __future__ import annotations

from django.db import connection

ALL_TABLES_THAT_GREW = 0x10002
"""SQLite's word for: look at each table that grew tenfold since it was looked at, and at most at a sample of it."""


def keep_statistics() -> None:
    """Let SQLite look at tables that have grown; PostgreSQL does so by itself.

    Source: sqlite.org, "PRAGMA optimize".
    """
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA optimize={ALL_TABLES_THAT_GREW}")

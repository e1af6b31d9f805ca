"""Bringing the tables to this version: one process at a time, however many start together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection

LOCK = 417_286
"""The number of the lock in PostgreSQL; any that nothing else in the database takes."""


def make_tables() -> None:
    """Bring the tables to this version; what is there stays. Who comes second waits, and finds it done.

    On the encrypted file one web process starts before all others, so there is nobody to wait for.
    """
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)


@contextmanager
def _alone() -> Iterator[None]:
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])

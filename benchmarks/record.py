"""Rows about the record: what a page asks of 100,000 requests and 1,000 missions, on each database.

Run it alone: `python -m benchmarks.record [--requests N] [--missions N] [--only DATABASE]`. Each database is
measured in a process of its own. PostgreSQL runs here with fsync off, so its figure for one more request is what the
questions cost, not what the disk does.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, connections, transaction

from benchmarks.measure import Table, in_own_process, machine_lines, median_s, once_s, seconds
from tests.databases import databases

REQUESTS, MISSIONS = 100_000, 1_000
KINDS = ("plain", "sqlcipher", "postgres")
TITLES = {"plain": "SQLite", "sqlcipher": "SQLCipher", "postgres": "PostgreSQL"}
AIM_MS = 50
RUNS = 25


@contextmanager
def opened(kind: str) -> Iterator[str]:
    """Open an empty record of one kind and give its version."""
    os.environ["OPENEVAC_TEST_DATABASE"] = "postgres" if kind == "postgres" else "sqlcipher"
    databases()
    with tempfile.TemporaryDirectory() as folder:
        if kind == "plain":
            connections.close_all()
            plain = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(folder) / "plain.db")}
            options = {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON",
            }
            connections.settings["default"].update(plain | {"OPTIONS": options})
            _ = connections["default"]
            del connections["default"]  # a wrapper is of one engine; the next use makes a new one
            call_command("migrate", verbosity=0)
        yield _version(connection)
        connections.close_all()


def _version(connection: Any) -> str:
    if connection.vendor == "postgresql":
        return f"PostgreSQL {'.'.join(map(str, divmod(connection.pg_version, 10_000)))}"
    with connection.cursor() as cursor:
        sealed = cursor.execute("PRAGMA cipher_version").fetchone()
    return f"SQLCipher {sealed[0]}" if sealed else f"SQLite {sqlite3.sqlite_version}"


def measure_one(kind: str, requests: int, missions: int) -> tuple[str, float, dict[str, tuple[float, int]]]:
    """Measure one database: its version, seconds to write the rows, and seconds and questions of each call."""
    with opened(kind) as version:
        ask = import_module("benchmarks.record_questions")
        with transaction.atomic():
            taken, (_, asked) = once_s(lambda: ask.fill(requests, missions))
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return version, taken, {name: (median_s(work, RUNS), ask.queries_of(work)) for name, work in asked.items()}


def measure_record(requests: int = REQUESTS, missions: int = MISSIONS, kinds: Sequence[str] = KINDS) -> Table:
    """Measure the databases and print them side by side."""
    found = {kind: in_own_process(measure_one, kind, requests, missions) for kind in kinds}
    table = Table()
    versions = ", ".join(version for version, _, _ in found.values())
    table.section(f"record of {requests:,} requests and {missions:,} missions: {versions}; aim under {AIM_MS} ms")
    for name in next(iter(found.values()))[2]:
        taken = {kind: answered[name][0] for kind, (_, _, answered) in found.items()}
        asked = max(answered[name][1] for _, _, answered in found.values())
        shown, beside = _side_by_side(taken)
        slow = " SLOW" if max(taken.values()) * 1000 > AIM_MS else ""
        table.add(f"{name}: {TITLES[shown]}", seconds(taken[shown]), "; ".join([*beside, f"{asked} questions"]) + slow)
    return table


def _side_by_side(taken: dict[str, float]) -> tuple[str, list[str]]:
    """Give which database the row is about, and how the others stand beside it."""
    shown = "sqlcipher" if "sqlcipher" in taken else next(iter(taken))
    beside = [f"{TITLES[kind]} {seconds(taken[kind])}" for kind in taken if kind not in {shown, "plain"}]
    if "plain" in taken and shown != "plain":
        beside.append(f"{taken[shown] / taken['plain']:.1f}x plain SQLite")
    return shown, beside


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure what pages ask of the record.")
    parser.add_argument("--requests", type=int, default=REQUESTS, help="how many requests the record holds")
    parser.add_argument("--missions", type=int, default=MISSIONS, help="how many missions; a few are on the road")
    parser.add_argument("--only", choices=KINDS, action="append", help="measure this database; may be repeated")
    given = parser.parse_args()
    print("\n".join(machine_lines()))
    measure_record(given.requests, given.missions, given.only or KINDS)


if __name__ == "__main__":
    main()

"""What the encrypted file costs: opening, one commit, reading, beside plain SQLite in the same run.

Run it alone: `python -m benchmarks.store`.
"""

from __future__ import annotations

import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.measure import Table, machine_lines, seconds
from openevac.store.sqlcipher import key
from openevac.store.sqlcipher.connecting import open_database

COMMITS = 500
ROWS = 20_000
ROW = "x" * 800


def open_plain(path: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return connection


def open_sealed(path: Path) -> Any:
    connection = open_database(path, {}, 5.0)
    connection.isolation_level = None
    return connection


def time_of(work: Callable[[], Any], times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def commit_once(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT INTO t (a) VALUES (?)", (ROW,))
    connection.execute("COMMIT")


def read_all(connection: Any) -> None:
    connection.execute("SELECT sum(length(a)) FROM t").fetchone()


def open_and_close(opener: Callable[[Path], Any], path: Path) -> None:
    opener(path).close()


def fill(connection: Any) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO t (a) VALUES (?)", ((ROW,) for _ in range(ROWS)))
    connection.execute("COMMIT")


def measure_store(folder: Path) -> Table:
    """Measure the encrypted file beside plain SQLite; run it in a process of its own, because it unlocks a key."""
    table = Table()
    table.section("the record's file: encrypted beside plain SQLite, synchronous=FULL")
    key.unlock(bytes(range(32)))
    plain = _measure_file(folder / "plain.db", open_plain)
    for what, taken in _measure_file(folder / "encrypted.db", open_sealed).items():
        table.add(what, seconds(taken), f"plain {seconds(plain[what])}; {taken / plain[what]:.1f}x plain SQLite")
    weaker = open_plain(folder / "weaker.db", "NORMAL")
    weaker.execute("CREATE TABLE t (a TEXT)")
    weak = time_of(partial(commit_once, weaker), COMMITS)
    weaker.close()
    table.add("one commit, plain, synchronous=NORMAL", seconds(weak), "loses acknowledged rows at a power cut")
    return table


def _measure_file(path: Path, opener: Callable[[Path], Any]) -> dict[str, float]:
    connection = opener(path)
    connection.execute("CREATE TABLE t (a TEXT)")
    commit = time_of(partial(commit_once, connection), COMMITS)
    fill(connection)
    read = time_of(partial(read_all, connection), 5)
    connection.close()
    return {
        "open and close": time_of(partial(open_and_close, opener, path), 50),
        "one commit of one row": commit,
        f"read {ROWS:,} rows of {len(ROW)} bytes": read,
    }


def main() -> None:
    print("\n".join(machine_lines()))
    with tempfile.TemporaryDirectory() as place:
        measure_store(Path(place))


if __name__ == "__main__":
    main()

"""Opening: the file is encrypted and stays so, commits are durable, what is not as it must be is refused in words."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections, transaction

from openevac.config import Config
from openevac.store.sqlcipher import connecting, key
from openevac.store.sqlcipher.connecting import open_database
from openevac.store.sqlcipher.held_open import Connection
from openevac.store.sqlcipher.refusals import (
    CipherInactiveError,
    StoreUnusableError,
    WrongKeyError,
)
from tests.databases import KEY, point_at
from tests.store.only_sqlcipher import ONLY_SQLCIPHER

pytestmark = ONLY_SQLCIPHER
NEEDLE = "needle-in-the-record"


def asked(pragma: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        row = cursor.fetchone()
    return row[0]


@pytest.mark.parametrize(
    ("pragma", "expected"),
    [
        ("synchronous", 2),  # FULL: an acknowledged row survives a power cut
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
        ("fullfsync", 1),
        ("checkpoint_fullfsync", 1),
        ("cipher_status", "1"),
    ],
)
def test_every_connection_is_set_so(database: Config, pragma: str, expected: object) -> None:
    assert asked(pragma) == expected


def test_the_same_holds_after_reconnecting(fresh_database: Config) -> None:
    connection.close()
    assert asked("synchronous") == 2
    assert asked("cipher_status") == "1"


def test_a_transaction_takes_the_write_lock_when_it_begins(fresh_database: Config) -> None:
    other = open_database(fresh_database.record_file, {}, 0.0)
    with transaction.atomic(), pytest.raises(sqlcipher.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")  # although nothing was written yet
    other.close()


def test_neither_file_nor_log_holds_a_word_that_was_written(fresh_database: Config) -> None:
    from openevac.store.models import LogHead

    LogHead.objects.create(origin=NEEDLE)
    folder = fresh_database.home
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    assert len(list(folder.iterdir())) == 4  # the file, its log, the log's index, the door
    assert NEEDLE.encode() not in held
    assert b"SQLite format 3" not in held
    assert b"CREATE TABLE" not in held


def test_a_new_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    connected = open_database(tmp_path / "record.db", {}, 0.0)
    connected.execute("CREATE TABLE t (a)")
    modes = {path.name: oct(path.stat().st_mode & 0o777) for path in tmp_path.iterdir()}
    connected.close()
    assert modes == {"record.db": "0o600", "record.db-wal": "0o600", "record.db-shm": "0o600"}


def test_a_readable_file_is_refused(tmp_path: Path) -> None:
    plain = sqlite3.connect(tmp_path / "record.db")
    plain.execute("CREATE TABLE t (a)")
    plain.close()
    with pytest.raises(CipherInactiveError, match="not encrypted"):
        open_database(tmp_path / "record.db", {}, 0.0)


def test_a_library_without_the_cipher_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain(sqlite3.Connection):
        def set_busy_handler(self, _handler: object) -> None:
            """Wait for nobody."""

    def connect(path: str, *, factory: type) -> sqlite3.Connection:
        return sqlite3.connect(path, factory=Plain)

    monkeypatch.setattr(connecting, "sqlcipher", SimpleNamespace(connect=connect, Error=sqlite3.Error))
    with pytest.raises(CipherInactiveError, match="no working SQLCipher"):
        open_database(tmp_path / "record.db", {}, 0.0)


def test_a_cipher_that_did_not_take_the_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Deaf(Connection):
        def set_key(self, _key: str) -> None:
            """Take no key, as a library does that was built without its codec."""

    monkeypatch.setattr(connecting, "Connection", Deaf)
    with pytest.raises(CipherInactiveError, match="no working SQLCipher"):
        open_database(tmp_path / "record.db", {}, 0.0)
    assert (tmp_path / "record.db").stat().st_size == 0


def test_a_setting_that_does_not_take_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    weak = tuple(pragma.replace("synchronous = FULL", "synchronous = NORMAL") for pragma in connecting.PRAGMAS)
    monkeypatch.setattr(connecting, "PRAGMAS", weak)
    with pytest.raises(StoreUnusableError, match="a power cut may take rows"):
        open_database(tmp_path / "record.db", {}, 0.0)


def test_a_disk_that_cannot_keep_a_log_is_refused(tmp_path: Path) -> None:
    # This VFS of SQLite locks like old network folders do, and has no shared memory for the log's index.
    place = Path(f"file:{tmp_path}/record.db?vfs=unix-dotfile")
    with pytest.raises(StoreUnusableError, match="Move the database to a disk of this computer"):
        connecting._connect(place, {"uri": True}, 0.0)


def test_a_missing_folder_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusableError, match="Check that its folder exists"):
        open_database(tmp_path / "nowhere" / "record.db", {}, 0.0)


def test_memory_is_no_database(fresh_database: Config) -> None:
    connections["default"].close()
    del connections["default"]
    connections.settings["default"]["NAME"] = ":memory:"
    with pytest.raises(ImproperlyConfigured, match="not encrypted and not durable"):
        connection.ensure_connection()
    point_at(fresh_database)


@pytest.mark.parametrize("place", [0, 100, 4095])
def test_a_damaged_first_page_is_refused_in_words(fresh_database: Config, place: int) -> None:
    _damage(fresh_database.record_file, place)
    with pytest.raises(WrongKeyError, match="restore the newest backup"):
        connection.ensure_connection()


def test_a_damaged_page_inside_is_found_when_it_is_read(fresh_database: Config) -> None:
    for page in range(1, fresh_database.record_file.stat().st_size // 4096):
        _damage(fresh_database.record_file, page * 4096 + 77)
    from openevac.store.models import Organisation

    with pytest.raises(StoreUnusableError, match="damaged"):
        list(Organisation.objects.all())


def _damage(path: Path, place: int) -> None:
    connection.close()
    content = bytearray(path.read_bytes())
    content[place] ^= 0x40
    path.write_bytes(content)


def test_opening_twice_at_once_makes_one_database(tmp_path: Path) -> None:
    first = open_database(tmp_path / "record.db", {}, 5.0)
    second = open_database(tmp_path / "record.db", {}, 5.0)
    first.execute("CREATE TABLE t (a)")
    assert second.execute("SELECT count(*) FROM t").fetchone() == (0,)
    first.close()
    second.close()


def test_a_file_of_one_key_does_not_open_with_the_next(tmp_path: Path) -> None:
    open_database(tmp_path / "record.db", {}, 5.0).close()
    key.unlock(bytes(32))
    with pytest.raises(WrongKeyError):
        open_database(tmp_path / "record.db", {}, 5.0)
    key.unlock(KEY)
    open_database(tmp_path / "record.db", {}, 5.0).close()

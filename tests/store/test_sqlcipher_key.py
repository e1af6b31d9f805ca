"""The key: held in memory only, shown nowhere, taken away at once, read from a medium."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction

from openevac.config import Config
from openevac.domain.errors import InputError
from openevac.store.sqlcipher import key
from openevac.store.sqlcipher.key_file import read_key_file
from openevac.store.sqlcipher.refusals import DatabaseLocked, WrongKeyError
from tests.databases import KEY
from tests.store.only_sqlcipher import ONLY_SQLCIPHER

SECRET = bytes.fromhex("c0ffee15" * 8)


def count() -> int:
    from openevac.store.models import LogHead

    return LogHead.objects.count()


def add() -> None:
    from openevac.store.models import LogHead

    LogHead.objects.create(id=LogHead.objects.count() + 1, origin="example.org/log")


@pytest.fixture(autouse=True)
def _unlocked_again():
    yield
    key.unlock(KEY)


def test_a_key_of_another_length_is_refused_without_quoting_it() -> None:
    with pytest.raises(ValueError, match="32 bytes") as caught:
        key.unlock(SECRET[:-1])
    assert "c0ffee15" not in str(caught.value)


def test_the_holder_says_only_whether_it_holds_a_key() -> None:
    key.unlock(SECRET)
    assert repr(key._held) == "<database unlocked>"
    assert key.is_unlocked()
    key.lock()
    assert repr(key._held) == "<database locked>"
    assert not key.is_unlocked()


def test_the_bytes_of_a_key_that_was_taken_away_are_overwritten() -> None:
    key.unlock(SECRET)
    raw = key._held._raw
    key.lock()
    assert raw == bytes(32)


@ONLY_SQLCIPHER
def test_without_a_key_nothing_opens_and_the_sentence_says_what_to_do(fresh_database: Config) -> None:
    key.lock()
    with pytest.raises(DatabaseLocked, match="Unlock it with the passphrase") as caught:
        count()
    assert isinstance(caught.value, OperationalError)  # for Django
    assert isinstance(caught.value, InputError)  # for faces, which say it in the person's language


@ONLY_SQLCIPHER
def test_taking_the_key_away_stops_connections_that_are_open(fresh_database: Config) -> None:
    assert count() == 0
    key.lock()
    with pytest.raises(DatabaseLocked):
        count()
    key.unlock(KEY)
    assert count() == 0


@ONLY_SQLCIPHER
def test_taking_the_key_away_in_the_middle_of_a_command_saves_nothing_of_it(fresh_database: Config) -> None:
    def half_a_command() -> None:
        with transaction.atomic():
            add()
            key.lock()
            add()

    with pytest.raises(DatabaseLocked):
        half_a_command()
    key.unlock(KEY)
    assert count() == 0


@ONLY_SQLCIPHER
def test_taking_the_key_away_reaches_other_threads(fresh_database: Config) -> None:
    said: list[str] = []

    def work() -> None:
        count()
        key.lock()
        try:
            count()
        except DatabaseLocked as fault:
            said.append(fault.problem)
        connection.close()

    thread = Thread(target=work)
    thread.start()
    thread.join()
    assert len(said) == 1
    with pytest.raises(DatabaseLocked):
        count()


@ONLY_SQLCIPHER
def test_giving_the_same_key_again_keeps_the_connection(fresh_database: Config) -> None:
    count()
    before = connection.connection
    key.unlock(KEY)
    count()
    assert connection.connection is before


@ONLY_SQLCIPHER
def test_the_key_of_another_database_is_refused_in_words(fresh_database: Config) -> None:
    key.unlock(SECRET)
    with pytest.raises(WrongKeyError, match="the key of another database, or the file is damaged"):
        count()
    key.unlock(KEY)
    assert count() == 0


@ONLY_SQLCIPHER
def test_no_error_log_or_setting_shows_the_key(fresh_database: Config, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    key.unlock(SECRET)
    connection.force_debug_cursor = True
    with pytest.raises(WrongKeyError) as caught:
        count()
    connection.force_debug_cursor = False
    told = "".join(traceback.format_exception(caught.value)) + repr(connection.settings_dict)
    told += caplog.text + repr(connection.queries) + locals_of(caught.value) + locals_of(caught.value.__cause__)
    assert SECRET.hex() not in told.lower()
    assert repr(SECRET) not in told
    assert "WrongKeyError" in told  # the search looked at something
    assert "synchronous = FULL" in told  # and at the names of the frame that gave the key


def locals_of(fault: BaseException | None) -> str:
    """Give what a debugging page would show: every name of every frame the error came through."""
    assert fault is not None
    held = [value for frame, _ in traceback.walk_tb(fault.__traceback__) for value in frame.f_locals.values()]
    return "".join(repr(value) for value in held if not hasattr(value, "model"))  # a query would run when shown


def test_a_key_file_gives_its_key(tmp_path: Path) -> None:
    (tmp_path / "medium.key").write_text(SECRET.hex() + "\r\n", encoding="ascii")
    assert read_key_file(tmp_path / "medium.key") == SECRET


def test_a_missing_key_file_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(DatabaseLocked, match=r"The key file medium\.key is not there") as caught:
        read_key_file(tmp_path / "medium.key")
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "ab" * 31, "ab" * 33, "ключ" * 9, "ab" * 5000])
def test_a_file_with_something_else_is_no_key_and_is_not_quoted(tmp_path: Path, content: str) -> None:
    (tmp_path / "medium.key").write_text(content, encoding="utf-8")
    with pytest.raises(DatabaseLocked, match="does not hold a key") as caught:
        read_key_file(tmp_path / "medium.key")
    shown = "".join(traceback.format_exception(caught.value))
    assert not content or content not in shown.split("Error:")[-1]

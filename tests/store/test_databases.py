"""The databases that tests get: migrated, emptied after each test, each with its own where it commits."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, transaction

from openevac.config import Config
from tests.databases import chosen_kind


def rows() -> int:
    from openevac.store.models import LogHead

    return LogHead.objects.count()


def write() -> None:
    from openevac.store.models import LogHead

    LogHead.objects.create(origin="example.org/log")


@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_wrote_is_gone_in_the_next(database: Config, time: int) -> None:
    assert rows() == 0
    with transaction.atomic(durable=True):
        write()
    assert rows() == 1


@pytest.mark.parametrize("time", [1, 2])
def test_a_fresh_database_commits_and_is_alone(fresh_database: Config, time: int) -> None:
    assert rows() == 0
    write()
    seen: list[int] = []

    def look() -> None:
        seen.append(rows())
        connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [1]


def test_the_chosen_kind_is_the_one_in_use(database: Config) -> None:
    assert connection.vendor == {"sqlcipher": "sqlite", "postgres": "postgresql"}[chosen_kind()]
    assert bool(database.database_url) == (chosen_kind() == "postgres")


def test_the_migrations_are_complete(database: Config) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)

"""The databases that tests run on: a new one for every session, SQLCipher by default, PostgreSQL by the environment.

`OPENEVAC_TEST_DATABASE=postgres` runs the same tests on a PostgreSQL server that is started for the session. A room's
conftest imports the fixtures:

    from tests.databases import database, django_ready, fresh_database

`database` rolls back what a test did; `fresh_database` gives a test its own migrated copy, for commits, threads and
other processes.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest

from openevac.config import Config

KEY = bytes(range(32))
"""The key of test databases; anything but secret."""
KINDS = ("sqlcipher", "postgres")
TEMPLATE = "template_openevac"


class MakesDatabases(Protocol):
    """Makes migrated databases of one kind."""

    def config_of(self, name: str) -> Config:
        """Give the config of an installation that uses one of its databases."""
        ...

    def close_template(self) -> None:
        """Leave the template alone from now on; later databases are copies of it."""
        ...

    def make(self, name: str) -> None:
        """Make a database as a copy of the template, in the place of an earlier one of that name."""
        ...

    def drop(self, name: str) -> None:
        """Remove one."""
        ...


def chosen_kind() -> str:
    """Give which database the environment asks for."""
    kind = os.environ.get("OPENEVAC_TEST_DATABASE", "sqlcipher")
    if kind not in KINDS:
        raise pytest.UsageError(f"OPENEVAC_TEST_DATABASE={kind}: choose one of {', '.join(KINDS)}")
    return kind


@cache
def databases() -> MakesDatabases:
    """Set Django up once in this process, migrate one database, and give what makes copies of it."""
    folder = Path(tempfile.mkdtemp(prefix="openevac-store-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = _maker(folder)
    set_up_django(made.config_of(TEMPLATE))
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    made.close_template()
    made.make("main")
    point_at(made.config_of("main"))
    return made


def _maker(folder: Path) -> MakesDatabases:
    if chosen_kind() == "postgres":
        from tests.postgres import PostgresDatabases

        return PostgresDatabases(folder)
    from tests.sqlcipher import SqlcipherDatabases

    return SqlcipherDatabases(folder)


def set_up_django(config: Config) -> None:
    """Load Django with the program's own settings, on the database of `config`; for child processes of tests too."""
    import django

    from openevac.store.sqlcipher import key

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openevac.settings")
    key.unlock(KEY)
    django.setup()
    point_at(config)


def point_at(config: Config) -> None:
    """Let Django's only database be another one; threads that connect later see it too."""
    from django.db import connections

    from openevac.settings import databases as settings_of

    connections.close_all()
    connections.settings["default"].update({"USER": "", "HOST": "", "OPTIONS": {}} | settings_of(config)["default"])
    _ = connections["default"]
    del connections["default"]  # a wrapper is of one engine and file; the next use makes a new one


@pytest.fixture(scope="session")
def django_ready() -> MakesDatabases:
    """Set Django up once a session, with a migrated database."""
    return databases()


@pytest.fixture
def database(django_ready: MakesDatabases) -> Iterator[Config]:
    """Let a test read and write; what it did is rolled back."""
    from django.db import transaction

    outer = transaction.atomic()
    outer._from_testcase = True  # type: ignore[attr-defined] # Django's own mark: durable blocks may open inside
    with outer:
        yield django_ready.config_of("main")
        transaction.set_rollback(True)


@pytest.fixture
def fresh_database(django_ready: MakesDatabases) -> Iterator[Config]:
    """Let a test commit, in threads and other processes too, in a database of its own."""
    from django.db import connections

    django_ready.make("fresh")
    config = django_ready.config_of("fresh")
    point_at(config)
    yield config
    connections.close_all()
    django_ready.drop("fresh")
    point_at(django_ready.config_of("main"))

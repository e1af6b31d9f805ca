"""The database wrapper that Django loads for ENGINE = "openevac.store.sqlcipher"."""

from __future__ import annotations

import datetime as dt
import decimal
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base as plain
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]  # the stubs leave it out
    register as register_functions,
)
from django.db.backends.utils import debug_transaction
from django.utils.asyncio import async_unsafe
from django.utils.dateparse import parse_date, parse_datetime, parse_time

from openevac.store.sqlcipher import key
from openevac.store.sqlcipher.connecting import open_database
from openevac.store.sqlcipher.cursor import Cursor
from openevac.store.sqlcipher.faults import told
from openevac.store.sqlcipher.features import DatabaseFeatures
from openevac.store.sqlcipher.place import Opened, opened
from openevac.store.sqlcipher.refusals import database_locked, store_replaced
from openevac.store.sqlcipher.waiting import Door

WAIT_S = 10.0
"""How long a writer waits for another one; a command takes milliseconds, so ten seconds mean that something hangs."""


def _register() -> None:
    """Teach SQLCipher's binding the same types that Django teaches the standard library's at import."""
    for name, parse in (("date", parse_date), ("time", parse_time), ("datetime", parse_datetime)):
        sqlcipher.register_converter(name, plain.decoder(parse))
    sqlcipher.register_converter("timestamp", plain.decoder(parse_datetime))
    sqlcipher.register_converter("bool", b"1".__eq__)
    sqlcipher.register_adapter(decimal.Decimal, str)
    sqlcipher.register_adapter(dt.date, plain.adapt_date)
    sqlcipher.register_adapter(dt.datetime, plain.adapt_datetime)


_register()


class DatabaseWrapper(plain.DatabaseWrapper):
    """Django's SQLite with an encrypted file, every commit on the disk, and words where it cannot be so."""

    display_name = "SQLCipher"
    Database = sqlcipher
    features_class = DatabaseFeatures

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn = -1
        self._opened: Opened | None = None
        self._door: Door | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Give what the binding is told; a transaction that may write takes the write lock when it begins."""
        if self.is_in_memory_db():
            raise ImproperlyConfigured("an in-memory database is not encrypted and not durable; name a file")
        given = dict(super().get_connection_params())
        self.transaction_mode: str = self.transaction_mode or "IMMEDIATE"
        return {"timeout": WAIT_S, **given, "uri": False}

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Open the file, proved encrypted and durable, with Django's functions."""
        options = dict(conn_params)
        path, wait_s = Path(options.pop("database")), options.pop("timeout")
        turn = key.turn()
        connection = open_database(path, options, wait_s)
        register_functions(connection)
        self._turn, self._opened = turn, opened(path)
        self._door = Door(path, wait_s)
        return connection

    def ensure_connection(self) -> None:
        """Have an open connection of the present unlocking; after `lock` there is none to be had."""
        if self.connection is not None and self._turn != key.turn():
            if self.in_atomic_block:
                raise database_locked()
            self.close()
        super().ensure_connection()

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's signature
        """Give a cursor that knows Django's placeholders."""
        return self.connection.cursor(factory=Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self._demand_same_file()
        with self._door.held() if self._door else nullcontext():
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out

    def _commit(self) -> None:
        if self.connection is None:
            return
        # Rows written to a file that is no longer under its name would be acknowledged and gone.
        self._demand_same_file()
        with debug_transaction(self, "COMMIT"), self.wrap_database_errors, told():
            self.connection.commit()

    def _close(self) -> None:
        super()._close()  # type: ignore[misc]  # the stubs leave it out
        if self._door is not None:
            self._door.close()
            self._door = None

    def _demand_same_file(self) -> None:
        if self._opened is not None and not self._opened.still_there():
            raise store_replaced()

"""Runs Django's statements on a SQLCipher connection: its placeholders in, its rows and our refusals out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, Self

import sqlcipher3.dbapi2 as sqlcipher
from django.db.backends.sqlite3.base import SQLiteCursorWrapper

from openevac.store.sqlcipher.faults import refuse

Parameters = Sequence[Any] | Mapping[str, Any]


class Cursor(sqlcipher.Cursor):  # type: ignore[misc] # the library has no types
    """A cursor that knows `%s` and `%(name)s`, and says busy, full, damaged in words.

    Rows are fetched as they are asked for, so reading can fail as well as executing. Plain `try` instead of a context
    manager: this is on the way of every row.
    """

    # Django keeps the rewriting of placeholders in a method that looks at nothing of its class.
    convert_query = SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Parameters | None = None) -> Self:
        """Run one statement."""
        try:
            if params is None:
                return super().execute(query)  # type: ignore[no-any-return] # the library has no types
            names = list(params) if isinstance(params, Mapping) else None
            return super().execute(self.convert_query(query, param_names=names), params)  # type: ignore[no-any-return] # the same
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

    def executemany(self, query: str, param_list: Iterable[Parameters]) -> Self:
        """Run one statement for each of several sets of values."""
        rest = iter(param_list)
        first = next(rest, None)
        if first is None:
            return self
        names = list(first) if isinstance(first, Mapping) else None
        try:
            return super().executemany(self.convert_query(query, param_names=names), chain([first], rest))  # type: ignore[no-any-return] # the same
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

    def fetchone(self) -> Any:
        """Give the next row, or None."""
        try:
            return super().fetchone()
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

    def fetchmany(self, size: int = 1) -> list[Any]:
        """Give the next rows, at most `size`."""
        try:
            return super().fetchmany(size)  # type: ignore[no-any-return] # the same
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

    def fetchall(self) -> list[Any]:
        """Give all rows that are left."""
        try:
            return super().fetchall()  # type: ignore[no-any-return] # the same
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except sqlcipher.DatabaseError as fault:
            refuse(fault)
            raise

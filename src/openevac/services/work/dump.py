"""Everything the store holds as one stream of rows, and back: the same on SQLCipher and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import msgspec
from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from openevac.domain.errors import InputError

FORMAT = 1
BATCH = 2000
LEFT_OUT = frozenset({"Heartbeat"})
"""Says only that a worker lives; a restored one would be a lie."""

Counted = Callable[[str, float], None]


class Table(msgspec.Struct, forbid_unknown_fields=True):
    """Stands before the rows of one table: its columns in order, and how many rows follow."""

    table: str
    columns: list[str]
    rows: int


class Head(msgspec.Struct, forbid_unknown_fields=True):
    """Stands first: the form of the stream, and the migrations its tables are of."""

    format: int
    migrations: list[str]


def write_rows(sink: BinaryIO, counted: Counted | None = None) -> int:
    """Write every row as of one moment while others go on writing; gives how many."""
    written = 0
    with _one_moment():
        _write(sink, Head(format=FORMAT, migrations=_migrations()))
        found = _tables()
        for place, model in enumerate(found):
            if counted is not None:
                counted(model.__name__, place / len(found))
            written += _write_table(sink, model)
    return written


def read_rows(source: BinaryIO, counted: Counted | None = None) -> int:
    """Read a stream into empty tables of the same version, all or nothing; gives how many rows."""
    known = {model.__name__: model for model in _tables()}
    read = 0
    with transaction.atomic():
        head = _read(source, Head)
        if head is None or head.format != FORMAT or head.migrations != _migrations():
            raise InputError(
                "This backup was made by another version of OpenEvac.",
                "Restore it with the version that made it, then update.",
                field="backup",
            )
        while (table := _read(source, Table)) is not None:
            if table.table not in known:
                raise _not_whole()
            if counted is not None:
                counted(table.table, read / (read + table.rows + 1))
            read += _read_table(source, known[table.table], table)
    return read


def _write_table(sink: BinaryIO, model: Any) -> int:
    columns = [field.attname for field in model._meta.local_concrete_fields]
    rows = model.objects.order_by("pk")
    _write(sink, Table(table=model.__name__, columns=columns, rows=rows.count()))
    written = 0
    for row in rows.values_list(*columns).iterator(BATCH):
        _write(sink, [bytes(value) if isinstance(value, memoryview) else value for value in row])
        written += 1
    return written


def _read_table(source: BinaryIO, model: Any, table: Table) -> int:
    fields = {field.attname: field for field in model._meta.local_concrete_fields}
    if model.objects.exists():
        raise InputError("The tables are not empty.", "Restore into a new folder or database.", field="backup")
    if set(table.columns) != set(fields):
        raise _not_whole()
    batch: list[Any] = []
    for _ in range(table.rows):
        values = _read(source, list)
        if values is None or len(values) != len(table.columns):
            raise _not_whole()
        named = zip(table.columns, values, strict=True)
        batch.append(model(**{name: _to_python(fields[name], value) for name, value in named}))
        if len(batch) == BATCH:
            model.objects.bulk_create(batch)
            batch.clear()
    model.objects.bulk_create(batch)
    return table.rows


def _to_python(field: models.Field[Any, Any], value: Any) -> Any:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(field, models.ForeignKey):
        return field.target_field.to_python(value)
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def _tables() -> list[Any]:
    found = [model for model in apps.get_app_config("store").get_models() if model.__name__ not in LEFT_OUT]
    return sorted(found, key=lambda model: model.__name__)


def _migrations() -> list[str]:
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(name for app, name in applied if app == "store")


def _write(sink: BinaryIO, value: Any) -> None:
    packed = msgspec.msgpack.encode(value)
    sink.write(len(packed).to_bytes(4, "big") + packed)


def _read(source: BinaryIO, kind: Any) -> Any:
    """Read one value; None at the end of the stream."""
    length = source.read(4)
    if not length:
        return None
    packed = source.read(int.from_bytes(length, "big")) if len(length) == 4 else b""
    try:
        return msgspec.msgpack.decode(packed, type=kind)
    except (msgspec.DecodeError, msgspec.ValidationError):
        raise _not_whole() from None


def _not_whole() -> InputError:
    return InputError("The rows of this backup are not whole.", "Take another copy of the backup.", field="backup")


@contextmanager
def _one_moment() -> Iterator[None]:
    """Read from one moment without holding up whoever writes: a read transaction, begun by hand.

    Django's own `atomic` takes the write lock on SQLite (IMMEDIATE), and nobody may wait for a backup.
    """
    if connection.in_atomic_block:
        yield
        return
    began = "BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ"
    with connection.cursor() as cursor:
        cursor.execute(began)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("COMMIT")

"""The table of everything that is kept: made from the models, so that it cannot say less than the database holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from openevac.rules.retention import Expiry
from openevac.store.kept import DataClass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRow:
    """One field of one table: what it is for, of which class, and when its row goes."""

    model: str
    field: str
    data_class: DataClass
    purpose: str
    expiry: Expiry


class Unmarked(TypeError):  # noqa: N818 - it names what the field is
    """A field says no class, purpose or expiry: somebody added it without thinking of who loses what."""


READABLE_WITH = {
    DataClass.RECORD: ("no", "yes", "yes"),
    DataClass.PLANNING: ("no", "yes", "yes"),
    DataClass.STAFF: ("no", "yes", "yes"),
    DataClass.SEALED: ("no", "no", "with the key it is sealed to"),
    DataClass.TAG: ("no", "which are equal", "phones and doors, with the tag key"),
    DataClass.KEY: ("no", "public halves, wraps and stretched PINs", "the same"),
    DataClass.LEDGER: ("no", "yes", "yes"),
}
"""What somebody can read: with the disk alone, with the open database, with the database and keys of roles."""


def field_rows() -> tuple[FieldRow, ...]:
    """Give every field of every table, in the order of tables by name; Unmarked where one is not marked."""
    found = sorted(apps.get_app_config("store").get_models(), key=lambda model: model.__name__)
    return tuple(row for model in found for row in _rows_of(model))


def expiry_of(model: type[models.Model]) -> Expiry:
    """Give when rows of a model go: the one expiry that its own fields share."""
    own = {_row(model, field).expiry for field in model._meta.local_fields if not _inherited(model, field)}
    if len(own) != 1:
        raise Unmarked(f"{model.__name__}: its own fields name {len(own)} expiries; a row goes as a whole")
    return own.pop()


def as_markdown(rows: tuple[FieldRow, ...]) -> str:
    """Write the table for docs/fields.md."""
    lines = [
        "| field | class | what for | until | disk alone | open database | database and role keys |",
        "|---|---|---|---|---|---|---|",
    ]
    for row in rows:
        disk, opened, keys = READABLE_WITH[row.data_class]
        cells = (f"{row.model}.{row.field}", row.data_class, row.purpose, row.expiry, disk, opened, keys)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _rows_of(model: type[models.Model]) -> Iterator[FieldRow]:
    expiry = expiry_of(model)
    for field in model._meta.local_fields:
        row = _row(model, field)
        yield FieldRow(model=row.model, field=row.field, data_class=row.data_class, purpose=row.purpose, expiry=expiry)


def _row(model: type[models.Model], field: models.Field[Any, Any]) -> FieldRow:
    if isinstance(field, models.BigAutoField):  # a number Django counts up; it says nothing
        return FieldRow(
            model=model.__name__,
            field=field.name,
            data_class=DataClass.RECORD,
            purpose="a number that counts up",
            expiry=Expiry.ORGANISATION,
        )
    data_class, expiry = getattr(field, "data_class", None), getattr(field, "expiry", None)
    if data_class is None or expiry is None or not str(field.help_text):
        raise Unmarked(f"{model.__name__}.{field.name} says no class, purpose or expiry: mark it with store.kept")
    return FieldRow(
        model=model.__name__,
        field=field.name,
        data_class=data_class,
        purpose=str(field.help_text),
        expiry=expiry,
    )


def _inherited(model: type[models.Model], field: models.Field[Any, Any]) -> bool:
    """Tell whether every table has this field: its row goes with the others, whatever the field says of itself."""
    everywhere = {"id", "organisation"} if hasattr(model, "organisation_id") else set()
    return isinstance(field, models.BigAutoField) or (field.name in everywhere and model.__name__ != "Organisation")

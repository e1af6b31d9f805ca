"""Every field has class, purpose and expiry; what must not exist does not; each fault is shown to be found."""

from __future__ import annotations

import re
from typing import Any

import pytest

# DESIGN 7: fields that must not exist, in any table, plain or as part of a name.
MUST_NOT_EXIST = re.compile(
    r"military|conscript|draft|award|medal|politic|party(?!_size)|religio|nationalit|citizenship|relative_job|employer|"
    r"passport|document_number|tax_number|document_photo|loyal|number_plate|first_name|last_name|surname|patronymic|"
    r"phone|birth|(?<!check_)address",
    re.IGNORECASE,
)


@pytest.fixture(autouse=True)
def _django(django_ready: object) -> None:
    """These tests read models, not rows."""


def all_models() -> list[Any]:
    from django.apps import apps

    return list(apps.get_app_config("store").get_models())


def test_every_field_of_every_table_is_marked() -> None:
    from openevac.store.field_table import field_rows

    rows = field_rows()
    assert len(rows) > 300
    assert all(row.purpose and row.data_class and row.expiry for row in rows)


def test_an_unmarked_field_is_found() -> None:
    from django.db import models

    from openevac.store.field_table import Unmarked, _row
    from openevac.store.models import Hold

    plain = models.CharField(max_length=5, name="planted")
    with pytest.raises(Unmarked, match=r"Hold\.planted"):
        _row(Hold, plain)


def test_a_table_whose_fields_would_go_at_different_times_is_found() -> None:
    from openevac.rules.retention import Expiry
    from openevac.store.field_table import Unmarked, expiry_of
    from openevac.store.models import Hold

    field: Any = Hold._meta.get_field("owner")
    before = field.expiry
    field.expiry = Expiry.LEDGER
    try:
        with pytest.raises(Unmarked, match="2 expiries"):
            expiry_of(Hold)
    finally:
        field.expiry = before


ALLOWED = {"Partner.desk_phone"}
"""The duty desk of an organisation next door, readable without keys: two crews on the way to one yard cannot wait."""


def test_no_field_exists_that_could_be_used_against_a_person() -> None:
    found = [
        f"{model.__name__}.{field.name}"
        for model in all_models()
        for field in model._meta.local_fields
        if MUST_NOT_EXIST.search(field.name)
    ]
    assert set(found) == ALLOWED


@pytest.mark.parametrize("planted", ["military_service", "party_member", "passport", "religion", "phone", "birth_date"])
def test_a_planted_forbidden_field_is_found(planted: str) -> None:
    assert MUST_NOT_EXIST.search(planted)


def test_words_about_people_are_sealed_or_short() -> None:
    """A text field long enough for a story about a person is sealed, or says why it is not."""
    from django.db import models

    from openevac.store.kept import DataClass

    said_why = {"outcome_reason", "reason", "count_note", "meeting_note", "solo_sentence", "source"}
    long_texts = [
        f"{model.__name__}.{field.name}"
        for model in all_models()
        for field in model._meta.local_fields
        if isinstance(field, models.CharField)
        and (field.max_length or 0) > 200
        and getattr(field, "data_class", None) not in {DataClass.LEDGER, DataClass.KEY}
        and field.name not in said_why
    ]
    assert long_texts == []


def test_every_row_belongs_to_an_organisation_or_to_one_that_does() -> None:
    of_the_log = {"LogHead", "LogKey", "LedgerEntry", "LedgerNode", "Checkpoint", "Witness", "Cosignature", "Heartbeat"}
    for model in all_models():
        names = {field.name for field in model._meta.local_fields}
        parents = {field.related_model for field in model._meta.local_fields if field.is_relation}
        if model.__name__ in of_the_log or model.__name__ == "Organisation":
            continue
        assert "organisation" in names or any(hasattr(parent, "organisation_id") for parent in parents), model


def test_the_migrations_make_exactly_these_models() -> None:
    from django.core.management import call_command

    call_command("makemigrations", "store", check=True, dry_run=True, verbosity=0)


def test_every_table_of_a_library_is_declared() -> None:
    from openevac.store.library_tables import undeclared

    assert undeclared() == ()


def test_an_undeclared_table_of_a_library_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.store import library_tables

    fewer = {name: what for name, what in library_tables.LIBRARY_TABLES.items() if name != "Session"}
    monkeypatch.setattr(library_tables, "LIBRARY_TABLES", fewer)
    assert library_tables.undeclared() == ("Session",)

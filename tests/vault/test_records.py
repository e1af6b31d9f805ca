from __future__ import annotations

import dataclasses
import importlib
import pkgutil

import pytest

import openevac.vault
from openevac.vault.records import READERS, RecordKind

MODULES = [
    importlib.import_module(f"openevac.vault.{found.name}") for found in pkgutil.iter_modules(openevac.vault.__path__)
]
RECORDS = sorted(
    {
        kind
        for module in MODULES
        for kind in vars(module).values()
        if isinstance(kind, type) and dataclasses.is_dataclass(kind) and kind.__module__.startswith("openevac.vault")
    },
    key=lambda kind: kind.__name__,
)
SECRET_FIELDS = {"identity", "role_identity", "words", "check_word", "salt", "stretched", "payload", "wrap"}
SHOWN_SEALED = {"SealedRecord", "StoredWrap"}
"""These hold sealed bytes only, which anybody may see."""


@pytest.mark.parametrize("kind", RECORDS, ids=lambda kind: kind.__name__)
def test_records_of_the_vault_cannot_be_changed_and_hide_their_secrets(kind: type):
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]  # what every dataclass has
    assert hasattr(kind, "__slots__")
    assert all(field.kw_only for field in dataclasses.fields(kind))
    if kind.__dataclass_params__.repr:  # type: ignore[attr-defined]  # the same; others say "hidden" and have tests
        shown = {field.name for field in dataclasses.fields(kind) if field.repr}
        assert kind.__name__ in SHOWN_SEALED or not shown & SECRET_FIELDS


def test_the_search_for_records_finds_them():
    assert {"RoleKey", "PersonalKey", "RecoveryEnvelope", "HouseholdIdentity", "Shift", "PinCheck"} <= {
        kind.__name__ for kind in RECORDS
    }
    assert set(READERS) == set(RecordKind)

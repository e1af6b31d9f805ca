"""Opening the store: the key of the encrypted file, tables of this version, and closing it again."""

from __future__ import annotations

from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from openevac.store.migrating import make_tables
from openevac.store.models import Organisation
from openevac.store.sqlcipher import key

__all__ = [
    "close_connections", "close_store", "is_invented", "lies_at", "make_tables", "only_organisation", "open_store",
    "tables_fit",
]  # fmt: skip


def open_store(raw_key: bytes | None) -> None:
    """Let this process read and write the store; `raw_key` is None for PostgreSQL."""
    if raw_key is not None:
        key.unlock(raw_key)


def lies_at() -> str:
    """Give where this process reads and writes: the path of the encrypted file, or the name of the database."""
    return str(connection.settings_dict["NAME"])


def tables_fit() -> bool:
    """Tell whether the tables are of this version."""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def only_organisation() -> str | None:
    """Give the code of the organisation where there is exactly one."""
    found = list(Organisation.objects.values_list("id", flat=True)[:2])
    return found[0] if len(found) == 1 else None


def is_invented(organisation: str) -> bool:
    """Tell whether an organisation and its people are invented, for exercises."""
    return Organisation.objects.filter(id=organisation, invented=True).exists()


def close_connections() -> None:
    """Close the connections of the thread that asks."""
    connections.close_all()


def close_store() -> None:
    """Close the connections and forget the key."""
    connections.close_all()
    key.lock()

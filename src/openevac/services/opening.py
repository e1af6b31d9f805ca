"""Opening the store: the key of the encrypted file, tables of this version, and closing it again."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from openevac.store.models import Organisation
from openevac.store.sqlcipher import key


def open_store(raw_key: bytes | None) -> None:
    """Let this process read and write the store; `raw_key` is None for PostgreSQL."""
    if raw_key is not None:
        key.unlock(raw_key)


def lies_at() -> str:
    """Give where this process reads and writes: the path of the encrypted file, or the name of the database."""
    return str(connection.settings_dict["NAME"])


def make_tables() -> None:
    """Bring the tables to this version; what is there stays."""
    call_command("migrate", interactive=False, verbosity=0)


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


def close_store() -> None:
    """Close the connections and forget the key."""
    connections.close_all()
    key.lock()

"""The encrypted file learns how its rows lie, so that it goes the short way to them."""

from __future__ import annotations

from openevac.config import Config
from tests.store.only_sqlcipher import ONLY_SQLCIPHER

pytestmark = ONLY_SQLCIPHER


def counted() -> set[str]:
    """Give the tables of which the database knows how their rows lie."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchall():
            return set()
        cursor.execute("SELECT DISTINCT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


def test_tables_that_grew_are_looked_at(fresh_database: Config) -> None:
    from django.utils import timezone

    from openevac.store.models import Organisation
    from openevac.store.statistics import keep_statistics

    Organisation.objects.bulk_create(
        Organisation(id=f"exercise-{number}", title="Вправа", created_at=timezone.now(), receipt_letter="К")
        for number in range(50)
    )
    assert counted() == set()
    keep_statistics()
    assert "store_organisation" in counted()

"""A database server that looks at tables by itself keeps no sample of what is sealed."""

from __future__ import annotations

import pytest

from tests.databases import chosen_kind
from tests.services.cast import Cast
from tests.services.requests.world import registered

pytestmark = pytest.mark.skipif(chosen_kind() != "postgres", reason="the encrypted file keeps no samples")


def sampled(table: str) -> set[str]:
    """Give the columns of which the server keeps samples."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("SELECT attname FROM pg_stats WHERE tablename = %s", [table])
        return {name for (name,) in cursor.fetchall()}


def test_nothing_sealed_is_among_the_statistics(fresh_cast: Cast) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.store.models import KeyWrap, SealedRecord
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    house = HouseholdIdentity(asker="Тарас Небудимир", phones=("+380671230987",))
    for _ in range(3):
        registered(fresh_cast, household=seal_identity(fresh_cast.keys("olena"), RecordKind.HOUSEHOLD, house))
    assert SealedRecord.objects.count() >= 3
    for model in (SealedRecord, KeyWrap):
        sealed = {one.column for one in model._meta.local_fields if one.get_internal_type() == "BinaryField"}
        found = sampled(model._meta.db_table)
        assert sealed
        assert found, "other columns are sampled, so ANALYZE was here"
        assert not found & sealed

"""Erasing on PostgreSQL while somebody else still reads the database as it was before."""

from __future__ import annotations

from contextlib import closing

import pytest

from openevac.domain.errors import InputError
from tests.databases import chosen_kind
from tests.services.cast import Cast
from tests.services.requests.world import registered

pytestmark = pytest.mark.skipif(chosen_kind() != "postgres", reason="the encrypted file has no older readers")


READS = ("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM store_household")
WRITES = ("BEGIN", "SELECT pg_current_xact_id()")
"""Somebody who has begun to write and looks at nothing just now: who begins to read beside them sees as far back."""


@pytest.mark.parametrize(
    ("where", "begun"),
    [("here", READS), ("here", WRITES), ("in another database", WRITES)],
    ids=["reads", "writes", "writes elsewhere"],
)
def test_an_older_reader_is_waited_for_and_then_named(
    fresh_cast: Cast, monkeypatch: pytest.MonkeyPatch, where: str, begun: tuple[str, ...]
) -> None:
    """What an older reader may see outlives a rewrite: the erasing says so, and the next round makes it good."""
    from django.db import connections

    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.services.work.retention import run_retention
    from openevac.store import overwriting
    from openevac.store.models import Household

    cast = fresh_cast
    monkeypatch.setattr(overwriting, "PATIENCE_S", 0.5)
    receipt = registered(cast).receipt
    dump = connections.create_connection("default")
    if where == "in another database":
        dump.settings_dict = {**dump.settings_dict, "NAME": "postgres"}
    with closing(dump), dump.cursor() as reading:
        for step in begun:
            reading.execute(step)
        with pytest.raises(InputError, match="still reads the database as it was"):
            erase_person(cast.order("kateryna"), ErasePerson(receipt=receipt))
        assert not Household.objects.exists(), "it is done all the same"
        reading.execute("ROLLBACK")
    before = _file()
    run_retention(cast.worker())
    assert _file() != before, "the next round writes the table anew"


def test_who_begins_later_holds_nobody_up(fresh_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy hub somebody is always writing; rows that others change meanwhile are not those that were erased."""
    from django.db import connections

    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.store import overwriting

    gone, stays = registered(fresh_cast).receipt, registered(fresh_cast).receipt
    assert gone != stays
    monkeypatch.setattr(overwriting, "PATIENCE_S", 0.5)
    asked = overwriting._nobody_looks_back
    writer, other = (connections.create_connection("default") for _ in range(2))
    before = _file()
    with closing(writer), closing(other), writer.cursor() as writing, other.cursor() as changing:

        def after_others_began(cursor: object, now: str) -> bool:
            if not begun:
                begun.append(now)
                for step in WRITES:
                    writing.execute(step)
                changing.execute("UPDATE store_household SET created_at = created_at")
            return asked(cursor, now)

        begun: list[str] = []
        monkeypatch.setattr(overwriting, "_nobody_looks_back", after_others_began)
        erase_person(fresh_cast.order("kateryna"), ErasePerson(receipt=gone))
        assert begun
        writing.execute("ROLLBACK")
    assert _file() != before


def _file() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_filenode('store_household')")
        return int(cursor.fetchone()[0])

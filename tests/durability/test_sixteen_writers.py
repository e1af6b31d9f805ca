"""Sixteen writers at once: the ledger has no gap, no double, and its tree holds; on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from openevac.config import Config
from openevac.domain.roles import Action
from tests.databases import chosen_kind
from tests.services.cast import ORGANISATION, TestClock, found_cast
from tests.torture import examples

WRITERS = 16


def write_entries(writer: int, entries: int, got: list[int], failed: list[BaseException]) -> None:
    from openevac.services.kernel.entry import Said, append_entry

    try:
        for number in range(entries):
            said = Said(
                organisation=ORGANISATION, actor="kateryna", action=Action.SET_ACCESS, at=TestClock().now(),
                subject=f"place:{writer}-{number}",
            )  # fmt: skip
            with transaction.atomic():
                index = append_entry(said)
            got.append(index)
    except BaseException as fault:  # noqa: BLE001 - told by the test, a thread's own complaint would be lost
        failed.append(fault)
    finally:
        connection.close()


@pytest.mark.slow
def test_sixteen_writers_leave_no_gap(fresh_database: Config, count_out: Callable[[str], None]) -> None:
    from openevac.services.log.look_after import faults_of_ledger
    from openevac.store.models import LedgerEntry

    found_cast()
    first, entries = LedgerEntry.objects.count(), examples(10, 200)
    got: list[int] = []
    failed: list[BaseException] = []
    threads = [threading.Thread(target=write_entries, args=(n, entries, got, failed)) for n in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(got) == list(range(first, first + WRITERS * entries))
    assert list(LedgerEntry.objects.order_by("index").values_list("index", flat=True)) == list(
        range(first + WRITERS * entries)
    )
    assert faults_of_ledger() == ()
    count_out(f"sixteen writers on {chosen_kind()}: {len(got)} entries, no gap, no double")

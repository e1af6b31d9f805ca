"""What is kept, by number: the page counts what a round then removes, and says when one last ran."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.cast import Cast


def seen(cast: Cast) -> Any:
    from openevac.services.work.see_retention import see_retention

    return see_retention(cast.asking("liudmyla"))


def test_every_kind_that_fields_name_is_shown_with_words(cast: Cast) -> None:
    from openevac.reports.record_words import RECORD_WORDS
    from openevac.rules.retention import Expiry
    from openevac.services.work.see_retention import CLASSES
    from openevac.store.field_table import field_rows
    from openevac.store.kept import DataClass

    kinds = seen(cast).kinds
    assert {one.expiry for one in kinds} == {row.expiry for row in field_rows()} == set(RECORD_WORDS[Expiry])
    assert sum(one.fields for one in kinds) == len(field_rows())
    assert set(CLASSES) == set(DataClass)


def test_what_is_counted_is_what_the_next_round_removes(cast: Cast) -> None:
    from openevac.services.work.retention import run_retention
    from openevac.store.models import Delivery, EvacuationRequest, Household
    from tests.services.requests.world import measured, registered

    measured(cast)
    kept = registered(cast)
    now = cast.clock.now()
    EvacuationRequest.objects.filter(receipt=kept.receipt).update(status="wrong_address", closed_at=now)
    Delivery.objects.create(
        organisation_id="dopomoha", kind="alarm", subject="mission:В-1", key="one", due_at=now, told_at=now
    )
    before = seen(cast)
    assert (before.goes_next, before.last_at, before.next_at) == (0, None, None)
    cast.clock.pass_time(hours=24 * 8)
    by_kind = {one.expiry: one.goes_next for one in seen(cast).kinds if one.goes_next}
    assert by_kind == {"delivery": 1}
    cast.clock.pass_time(hours=24 * 90)
    by_kind = {one.expiry: one.goes_next for one in seen(cast).kinds if one.goes_next}
    assert by_kind["case"] == 1
    assert by_kind["delivery"] == 1
    counted = seen(cast).goes_next
    removed = run_retention(cast.worker())
    after = seen(cast)
    assert sum(removed.rows.values()) == counted == after.last_removed
    assert after.last_at == cast.clock.now()
    assert after.goes_next == 0
    assert not Household.objects.exists()


def test_only_who_reads_the_ledger_sees_it(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Refused
    from openevac.services.work.see_retention import see_retention

    with pytest.raises(Refused):
        see_retention(cast.asking("olena"))


def test_who_would_be_erased_is_seen_as_numbers_with_repeats(cast: Cast) -> None:
    from openevac.domain.records import ErasureReason
    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.services.records.see_erasure import see_erasure
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
    from openevac.store.models import Erasure, LedgerBody
    from tests.services.requests.world import measured, registered

    measured(cast)
    first, again = registered(cast).receipt, registered(cast).receipt
    link_duplicate(cast.order("olena"), LinkDuplicate(first=first, repeat=again))
    found = see_erasure(cast.asking("kateryna"), receipt=again)
    assert found.receipts == tuple(sorted((first, again)))
    assert found.missions == ()
    gone = erase_person(cast.order("kateryna"), ErasePerson(receipt=first, why=ErasureReason.MISTAKE))
    assert (gone.requests, gone.people, gone.sealed) == (2, found.people, found.sealed)
    assert set(Erasure.objects.values_list("reason", flat=True)) == {"mistake"}
    assert found.entries >= 2
    assert not LedgerBody.objects.filter(subject__contains=first).exists()

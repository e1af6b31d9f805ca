"""Sealed identities leave only with an entry that names codes, to those who may, and not many in an hour unseen."""

from __future__ import annotations

from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.needs import Needs
from tests.services.cast import Cast
from tests.services.requests.world import registered, tag


def with_names(cast: Cast, name: str, phone: str = "first phone") -> Any:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity
    from openevac.vault.records import RecordKind

    keys = cast.keys("olena")
    person = NewEvacuee(identity=seal_identity(keys, RecordKind.EVACUEE, EvacueeIdentity(name=name)))
    return registered(
        cast,
        needs=Needs(walks=1),
        people=(person,),
        household=seal_identity(keys, RecordKind.HOUSEHOLD, HouseholdIdentity(asker=name)),
        phone_tags=(tag(phone),),
    )


def opened(cast: Cast, receipt: str, by: str = "olena") -> Any:
    from openevac.services.requests.open_household import OpenHousehold, open_household

    return open_household(cast.order(by), OpenHousehold(receipt=receipt))


@pytest.mark.parametrize("code", ["olena", "kateryna"])
def test_the_desk_opens_a_household_and_one_entry_names_the_codes(town: Cast, code: str) -> None:
    from openevac.cli.client.sealing import open_identity
    from openevac.store.models import LedgerBody
    from openevac.vault.identities import EvacueeIdentity, HouseholdIdentity

    kept = with_names(town, "Вигадана Особа")
    before = LedgerBody.objects.count()
    given = opened(town, kept.receipt, code)
    keys = town.keys(code)
    assert open_identity(keys, given.household, HouseholdIdentity).asker == "Вигадана Особа"
    assert open_identity(keys, given.people[kept.evacuees[0]], EvacueeIdentity).name == "Вигадана Особа"
    entry = LedgerBody.objects.latest("entry_id")
    assert LedgerBody.objects.count() == before + 1
    assert (entry.action, entry.actor) == ("open_identities", code)
    assert kept.evacuees[0] in bytes(entry.body).decode()


@pytest.mark.parametrize("code", ["stepan", "raisa", "zoia", "dmytro"])
def test_others_get_nothing_and_leave_no_entry_of_an_opening(town: Cast, code: str) -> None:
    from openevac.services.kernel.refusals import Refused
    from openevac.store.models import LedgerBody

    kept = with_names(town, "Вигадана Особа")
    with pytest.raises(Refused):
        opened(town, kept.receipt, code)
    assert not LedgerBody.objects.filter(action="open_identities").exists()


def test_no_sealed_byte_stays_in_a_recorded_answer(town: Cast) -> None:
    """What was answered is kept for weeks: with the sealed bytes in it, erasing somebody would erase nothing."""
    from openevac.store.models import CommandRecord

    kept = with_names(town, "Вигадана Особа")
    given = opened(town, kept.receipt)
    answers = b"".join(bytes(one.answer) for one in CommandRecord.objects.all())
    assert given.household.payload
    from base64 import b64encode

    for secret in (given.household.payload, given.household.wrap, given.people[kept.evacuees[0]].payload):
        assert secret not in answers
        assert b64encode(secret)[:40] not in answers


def test_the_same_opening_sent_again_gives_nothing_to_who_left_meanwhile(town: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.requests.open_household import OpenHousehold, open_household
    from openevac.store.models import Person

    kept = with_names(town, "Вигадана Особа")
    order = town.order("olena")
    assert open_household(order, OpenHousehold(receipt=kept.receipt)).household is not None
    Person.objects.filter(code="olena").update(revoked_at=town.clock.now())
    with pytest.raises(NotAllowed):
        open_household(order, OpenHousehold(receipt=kept.receipt))


def test_a_request_without_names_opens_as_empty(town: Cast) -> None:
    given = opened(town, registered(town).receipt)
    assert (given.household, given.people) == (None, {})


def test_households_are_opened_to_compare_at_most_twenty_at_once(town: Cast) -> None:
    from openevac.cli.client.sealing import open_identity
    from openevac.services.requests.open_candidates import OpenCandidates, open_candidates
    from openevac.vault.identities import HouseholdIdentity

    kept = {with_names(town, f"Вигадана {n}", f"phone {n}").receipt: f"Вигадана {n}" for n in range(3)}
    given = open_candidates(town.order("olena"), OpenCandidates(receipts=tuple(kept)))
    keys = town.keys("olena")
    names = {number: open_identity(keys, one, HouseholdIdentity).asker for number, one in given.households.items()}
    assert names == kept
    from openevac.domain.receipts import receipt_of

    with pytest.raises(InputError, match="receipts"):
        OpenCandidates(receipts=tuple(receipt_of(number) for number in range(21)))
    with pytest.raises(InputError, match="receipts"):
        OpenCandidates(receipts=())


def test_a_number_of_nobody_opens_nothing(town: Cast) -> None:
    from openevac.domain.receipts import receipt_of
    from openevac.services.kernel.refusals import NotFound
    from openevac.services.requests.open_candidates import OpenCandidates, open_candidates

    with pytest.raises(NotFound):
        open_candidates(town.order("olena"), OpenCandidates(receipts=(receipt_of(90_000),)))


def test_who_copies_the_list_is_told_of_once_an_hour(town: Cast) -> None:
    from openevac.rules.openings import MOST_PER_HOUR
    from openevac.store.models import Delivery

    kept = with_names(town, "Вигадана Особа")
    for _ in range(MOST_PER_HOUR // 2):
        assert not opened(town, kept.receipt).alarmed
    assert opened(town, kept.receipt).alarmed
    assert opened(town, kept.receipt).alarmed
    assert [one.subject for one in Delivery.objects.filter(kind="many_opened")] == ["person:olena"]
    assert not opened(town, kept.receipt, "oksana").alarmed
    town.clock.pass_time(minutes=61)
    assert not opened(town, kept.receipt).alarmed

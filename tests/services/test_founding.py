"""Founding an organisation: keys fit, wraps go to those who may, and a second founding is refused."""

from __future__ import annotations

import pytest

from openevac.domain.roles import Role
from tests.services.cast import ORGANISATION, Cast, found_cast


def test_each_person_opens_the_roles_they_have_and_the_lead_opens_all(cast: Cast) -> None:
    assert cast.keys("olena").keyring.roles == {Role.OPERATOR}
    assert cast.keys("raisa").keyring.roles == {Role.RECEPTION}
    assert cast.keys("liudmyla").keyring.roles == {
        Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION, Role.DOCUMENTER, Role.NOTIFIER,
    }  # fmt: skip
    assert cast.keys("stepan").keyring.roles == frozenset()


def test_only_operators_and_the_lead_make_tags(cast: Cast) -> None:
    assert cast.keys("olena").keyring.has_tag_key
    assert cast.keys("liudmyla").keyring.has_tag_key
    assert not cast.keys("kateryna").keyring.has_tag_key


def test_a_sealed_record_opens_for_its_readers_and_nobody_else(cast: Cast) -> None:
    from openevac.cli.client.sealing import open_identity, seal_identity
    from openevac.domain.errors import InputError
    from openevac.services.kernel.sealed import SealedOut
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    sealed = seal_identity(
        cast.keys("olena"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker="Вигадана Особа", phones=("+380501234567",))
    )
    out = SealedOut(
        id=sealed.id, kind=sealed.kind, payload=sealed.payload, role=Role.COORDINATOR, epoch=1,
        wrap=sealed.wraps[Role.COORDINATOR],
    )  # fmt: skip
    assert open_identity(cast.keys("kateryna"), out, HouseholdIdentity).asker == "Вигадана Особа"
    with pytest.raises(InputError):
        open_identity(cast.keys("raisa"), out, HouseholdIdentity)


def test_a_second_founding_is_refused_and_leaves_the_first_as_it_was(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.store.models import LedgerEntry, Person

    before = (Person.objects.count(), LedgerEntry.objects.count())
    with pytest.raises(Conflict, match=ORGANISATION):
        found_cast()
    assert (Person.objects.count(), LedgerEntry.objects.count()) == before

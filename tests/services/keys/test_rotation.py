"""Somebody leaves: the role's key changes, every record stays readable, the old key opens nothing new."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Role
from tests.services.cast import ORGANISATION, PASSPHRASE, Cast


def keep_records(cast: Cast, count: int) -> list[UUID]:
    """Keep sealed household records as a command would."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.kernel.command import Doing
    from openevac.services.kernel.sealed import keep_sealed
    from openevac.services.kernel.who import load_actor
    from openevac.store.models import Organisation
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    order = cast.order("olena")
    doing = Doing(
        actor=load_actor(order.who, cast.clock.now()),
        action=Action.REGISTER_REQUEST,
        now=cast.clock.now(),
        organisation=Organisation.objects.get(id=ORGANISATION),
    )
    made = []
    for number in range(count):
        sealed = seal_identity(cast.keys("oksana"), RecordKind.HOUSEHOLD, HouseholdIdentity(asker=f"Вигадана {number}"))
        made.append(keep_sealed(doing, sealed, RecordKind.HOUSEHOLD).id)
    return made


def fresh_keys(code: str) -> Any:
    from openevac.cli.client.unlocking import unlock
    from openevac.services.keys.key_material import key_material

    return unlock(key_material(ORGANISATION, code), PASSPHRASE)


def readable(unlocked: Any, records: list[UUID], role: Role = Role.OPERATOR) -> list[str]:
    from openevac.cli.client.sealing import open_identity
    from openevac.services.kernel.sealed import sealed_for
    from openevac.store.models import SealedRecord
    from openevac.vault.identities import HouseholdIdentity

    return [
        open_identity(unlocked, sealed_for(SealedRecord.objects.get(id=record), role), HouseholdIdentity).asker
        for record in records
    ]


def old_role_key(code: str = "liudmyla", epoch: int = 1) -> Any:
    from openevac.services.keys.key_material import key_material
    from openevac.vault.keys import open_personal_key, open_role_key

    material = key_material(ORGANISATION, code)
    own = open_personal_key(material.sealed_key, PASSPHRASE)
    wrapped = next(one for one in material.keys if (one.role, one.epoch) == (Role.OPERATOR, epoch))
    return open_role_key(wrapped.wrap, own.identity, role=Role.OPERATOR, epoch=epoch)


def begin(cast: Cast, old: Any, stay: tuple[str, ...] = ("oksana", "liudmyla")) -> Any:
    from openevac.cli.client.rotation import begin_epoch
    from openevac.store.models import Person, RecoveryEnvelope

    people = dict(Person.objects.filter(code__in=stay).values_list("code", "recipient"))
    paper = dict(RecoveryEnvelope.objects.values_list("letter", "recipient"))
    return begin_epoch(cast.order("liudmyla"), old, people, paper, b"\x07" * 32)


def test_a_rotation_cut_off_anywhere_leaves_every_record_readable(cast: Cast) -> None:
    from openevac.cli.client.rotation import exchange_all, let_old_key_go
    from openevac.services.keys.people import Leaving, revoke_person

    records = keep_records(cast, 7)
    revoke_person(cast.order("liudmyla"), Leaving(code="olena", reason="left"))
    old = old_role_key()
    begun = begin(cast, old)
    expected = [f"Вигадана {number}" for number in range(7)]
    assert readable(fresh_keys("oksana"), records) == expected, "before any wrap was exchanged"

    class CutOff(Exception):  # noqa: N818 - it plays a pulled plug
        pass

    orders = iter(range(2))

    def cut_after_two() -> Any:
        if next(orders, None) is None:
            raise CutOff
        return cast.order("liudmyla")

    with pytest.raises(CutOff):
        exchange_all(cut_after_two, cast.asking("liudmyla"), old, begun.key, batch=2)
    assert readable(fresh_keys("oksana"), records) == expected, "in the middle"
    rotation = exchange_all(lambda: cast.order("liudmyla"), cast.asking("liudmyla"), old, begun.key, batch=2)
    assert let_old_key_go(cast.order("liudmyla"), rotation).left == 0
    assert readable(fresh_keys("oksana"), records) == expected, "after the old key went"
    assert readable(fresh_keys("kateryna"), records, Role.COORDINATOR) == expected


def test_the_old_key_opens_nothing_that_is_written_after(cast: Cast) -> None:
    from openevac.services.kernel.refusals import Conflict
    from openevac.services.kernel.sealed import sealed_for
    from openevac.store.models import SealedRecord
    from openevac.vault.sealing import open_record_key

    before = cast.keys("oksana")
    old = old_role_key()
    begin(cast, old)
    with pytest.raises(Conflict, match="was changed"):
        keep_records(cast, 1)
    before.keyring.lock()
    cast.unlocked["oksana"] = fresh_keys("oksana")
    record = keep_records(cast, 1)[0]
    out = sealed_for(SealedRecord.objects.get(id=record), Role.OPERATOR)
    assert out.epoch == 2
    with pytest.raises(InputError):
        open_record_key(out.wrap, old.identity)


def test_the_old_key_stays_while_a_record_hangs_on_it(cast: Cast) -> None:
    from openevac.services.keys.rotating import OldKeyGoes, end_rotation

    keep_records(cast, 2)
    begin(cast, old_role_key())
    with pytest.raises(InputError, match="2 records still hang"):
        end_rotation(cast.order("liudmyla"), OldKeyGoes(role=Role.OPERATOR, epoch=1))


def test_the_new_key_goes_only_to_those_who_may_hold_it(cast: Cast) -> None:
    with pytest.raises(InputError, match="raisa may not hold"):
        begin(cast, old_role_key(), stay=("oksana", "raisa"))
    from openevac.services.keys.people import Leaving, revoke_person

    revoke_person(cast.order("liudmyla"), Leaving(code="olena", reason="left"))
    with pytest.raises(InputError, match="olena may not hold"):
        begin(cast, old_role_key(), stay=("olena", "oksana"))


def test_two_rotations_at_once_are_a_conflict(cast: Cast) -> None:
    old = old_role_key()
    begin(cast, old)
    with pytest.raises(InputError, match="is at epoch 2"):
        begin(cast, old)


def test_only_the_lead_sees_and_exchanges_wraps(cast: Cast) -> None:
    from openevac.services.kernel.refusals import NotAllowed
    from openevac.services.keys.rotating import wraps_to_exchange

    with pytest.raises(NotAllowed):
        wraps_to_exchange(cast.asking("olena"), Role.OPERATOR, 1, None, 10)


def test_both_envelopes_must_get_the_new_key(cast: Cast) -> None:
    from openevac.cli.client.rotation import begin_epoch
    from openevac.store.models import Person

    people = dict(Person.objects.filter(code="oksana").values_list("code", "recipient"))
    with pytest.raises(InputError, match="both recovery envelopes"):
        begin_epoch(cast.order("liudmyla"), old_role_key(), people, {}, None)

from __future__ import annotations

import copy
import pickle

import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role
from openevac.domain.spelling import kin_name
from openevac.vault import age
from openevac.vault.age import OpenedIdentity
from openevac.vault.keyring import Keyring
from openevac.vault.keys import RoleKey, new_role_key
from openevac.vault.records import READERS, RecordKind
from openevac.vault.sealing import open_record, seal_record
from openevac.vault.tags import house_tag, name_sound_tag, phone_tag
from tests.vault.cast import KEYS, KUPIANSK, RECIPIENTS, TAG_KEY, ring

HOUSEHOLD = RecordKind.HOUSEHOLD
PHONE = "+380501234567"


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize("role", KEY_ROLES)
def test_a_ring_opens_what_its_role_may_read_and_nothing_else(kind: RecordKind, role: Role):
    one = ring().seal(kind, "r-1", b"told")
    assert set(one.wraps) == set(READERS[kind])
    if role in READERS[kind]:
        assert ring(role).open(kind, "r-1", one.payload, one.wraps) == b"told"
    else:
        with pytest.raises(InputError, match="No role you hold may read"):
            ring(role).open(kind, "r-1", one.payload, one.wraps)


def test_a_ring_without_any_key_seals_and_opens_nothing():
    one = ring().seal(HOUSEHOLD, "h-1", b"told")
    with pytest.raises(InputError, match="No role you hold"):
        ring().open(HOUSEHOLD, "h-1", one.payload, one.wraps)
    assert ring(Role.OPERATOR, Role.DOCUMENTER).roles == {Role.OPERATOR, Role.DOCUMENTER}


def test_roles_without_a_public_key_yet_get_no_wrap():
    only = Keyring([], {Role.COORDINATOR: RECIPIENTS[Role.COORDINATOR]})
    assert set(only.seal(HOUSEHOLD, "h-1", b"x").wraps) == {Role.COORDINATOR}
    with pytest.raises(InputError, match="Nobody would be able to read"):
        only.seal(RecordKind.CHAT_LINE, "c-1", b"x")


def test_the_second_role_serves_where_the_first_has_no_wrap():
    one = ring().seal(RecordKind.REGISTRATION, "r-1", b"told")
    assert ring(Role.OPERATOR, Role.RECEPTION).open(RecordKind.REGISTRATION, "r-1", one.payload, one.wraps) == b"told"


def two_epochs() -> tuple[RoleKey, RoleKey]:
    return new_role_key(Role.OPERATOR, 1), new_role_key(Role.OPERATOR, 2)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_while_a_rotation_runs_both_epochs_open_and_only_the_new_one_seals(order: tuple[int, int]):
    keys = two_epochs()
    both = Keyring([keys[place] for place in order], {Role.OPERATOR: keys[1].recipient})
    old = seal_record(b"old", {Role.OPERATOR: keys[0].recipient}, kind=HOUSEHOLD, record="h-1")
    new = both.seal(HOUSEHOLD, "h-2", b"new")
    assert both.open(HOUSEHOLD, "h-1", old.payload, old.wraps) == b"old"
    assert both.open(HOUSEHOLD, "h-2", new.payload, new.wraps) == b"new"
    with pytest.raises(InputError, match="other keys"):
        open_record(new.payload, new.wraps[Role.OPERATOR], keys[0].identity, kind=HOUSEHOLD, record="h-2")


def test_a_spoiled_wrap_is_refused_with_one_epoch_and_with_two():
    one = ring().seal(HOUSEHOLD, "h-1", b"told")
    spoiled = {Role.OPERATOR: one.wraps[Role.OPERATOR][:-1]}
    for held in ([KEYS[Role.OPERATOR]], [KEYS[Role.OPERATOR], new_role_key(Role.OPERATOR, 2)]):
        with pytest.raises(InputError, match=r"changed or cut|other keys"):
            Keyring(held, RECIPIENTS).open(HOUSEHOLD, "h-1", one.payload, spoiled)


def test_a_record_key_is_wrapped_to_a_device():
    device, one = OpenedIdentity(age.new_identity()), ring().seal(HOUSEHOLD, "h-1", b"told")
    wrap = ring(Role.COORDINATOR).wrap_again(one.wraps, device.recipient)
    assert open_record(one.payload, wrap, device, kind=HOUSEHOLD, record="h-1") == b"told"
    with pytest.raises(InputError, match="No role you hold"):
        ring(Role.NOTIFIER).wrap_again(one.wraps, device.recipient)


def test_tags_are_those_of_the_organisation():
    with_tags = ring(Role.OPERATOR, tag_key=TAG_KEY)
    assert with_tags.has_tag_key
    assert with_tags.phone_tag(PHONE) == phone_tag(TAG_KEY, PHONE)
    assert with_tags.house_tag(KUPIANSK, "Сумська", "1", "2") == house_tag(TAG_KEY, KUPIANSK, "Сумська", "1", "2")
    assert with_tags.name_sound_tag("Коваль", "Олена") == name_sound_tag(TAG_KEY, "Коваль", "Олена")
    assert not ring(Role.RECEPTION).has_tag_key
    with pytest.raises(InputError, match="no tag key"):
        ring(Role.RECEPTION).phone_tag(PHONE)


def test_after_locking_nothing_works_and_the_tag_key_is_overwritten():
    locked, one = ring(Role.OPERATOR, tag_key=TAG_KEY), ring().seal(HOUSEHOLD, "h-1", b"told")
    buffer = locked._tag_key
    assert bytes(buffer or b"") == TAG_KEY
    locked.name_sound_tag("Коваль", "Олена")
    before = locked.locked
    locked.lock()
    locked.lock()
    assert (before, locked.locked) == (False, True)
    assert bytes(buffer or b"gone") == bytes(32)
    assert not locked.roles
    assert not locked.has_tag_key
    assert kin_name.cache_info().currsize == 0, "names that were compared are forgotten too"
    for use in (
        lambda: locked.open(HOUSEHOLD, "h-1", one.payload, one.wraps),
        lambda: locked.seal(HOUSEHOLD, "h-1", b"x"),
        lambda: locked.wrap_again(one.wraps, RECIPIENTS[Role.OPERATOR]),
        lambda: locked.phone_tag(PHONE),
        lambda: locked.house_tag(KUPIANSK, "Сумська", "1"),
        lambda: locked.name_sound_tag("Коваль", "Олена"),
    ):
        with pytest.raises(InputError, match="The names are locked"):
            use()


def test_the_callers_own_tag_key_is_not_overwritten():
    key = bytearray(TAG_KEY)
    ring(Role.OPERATOR, tag_key=key).lock()
    assert key == TAG_KEY


def test_a_ring_never_shows_its_keys_and_cannot_be_carried_away():
    held = ring(*KEY_ROLES, tag_key=TAG_KEY)
    shown = repr(held) + str(held) + f"{held}"
    assert not any(key.identity in shown or key.recipient in shown for key in KEYS.values())
    assert shown == "Keyring(open, hidden)" * 3
    held.lock()
    assert repr(held) == "Keyring(locked)"
    for leak in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="never pickled or copied"):
            leak(held)
    with pytest.raises(AttributeError):
        held.__dict__  # noqa: B018 - there must be none

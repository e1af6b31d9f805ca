from __future__ import annotations

import os
import struct

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from openevac.domain.errors import InputError
from openevac.domain.roles import KEY_ROLES, Role
from openevac.vault import age
from openevac.vault.keys import (
    new_key_file,
    new_personal_key,
    new_role_key,
    open_personal_key,
    open_role_key,
    seal_personal_key,
    secret_of_key_file,
    wrap_role_key,
)
from openevac.vault.stretching import STANDARD_COST, StretchCost, plain_passphrase, stretch
from tests.vault.cast import CHEAP, KEYS, cuts, flips

PHRASE = "зова зіта мучі руку сопо тозі мата"


@pytest.mark.parametrize("role", KEY_ROLES)
def test_a_role_key_reaches_the_person_it_was_wrapped_to(role: Role):
    key, person = new_role_key(role, 3), new_personal_key()
    assert open_role_key(wrap_role_key(key, person.recipient), person.identity, role=role, epoch=3) == key
    assert key.recipient == age.recipient_of(key.identity)


@pytest.mark.parametrize(("role", "epoch"), [(Role.SHIFT_LEAD, 1), (Role.DAY_BADGE, 1), (Role.OPERATOR, 0)])
def test_roles_without_a_key_get_none(role: Role, epoch: int):
    with pytest.raises(InputError, match="no key of its own"):
        new_role_key(role, epoch)


def test_a_wrap_filed_under_another_role_or_epoch_is_refused():
    person = new_personal_key()
    wrap = wrap_role_key(KEYS[Role.RECEPTION], person.recipient)
    for role, epoch in ((Role.OPERATOR, 1), (Role.RECEPTION, 2)):
        with pytest.raises(InputError, match="another role or epoch"):
            open_role_key(wrap, person.identity, role=role, epoch=epoch)
    with pytest.raises(InputError, match="other keys"):
        open_role_key(wrap, new_personal_key().identity, role=Role.RECEPTION, epoch=1)


@pytest.mark.parametrize(
    "inside",
    [b"", b"{}", b"[]", b"\xff", b'{"v":1,"role":"driver","epoch":1,"identity":"x"}', b'{"v":1,"role":"reception"}'],
)
def test_a_wrap_that_holds_something_else_is_refused(inside: bytes):
    person = new_personal_key()
    with pytest.raises(InputError, match="does not hold the key of a role"):
        open_role_key(age.seal(inside, [person.recipient]), person.identity, role=Role.RECEPTION, epoch=1)


def test_a_wrap_of_a_newer_form_is_refused():
    person, key = new_personal_key(), KEYS[Role.RECEPTION]
    inside = f'{{"v":2,"role":"reception","epoch":1,"identity":"{key.identity}"}}'.encode()
    with pytest.raises(InputError, match="another role or epoch"):
        open_role_key(age.seal(inside, [person.recipient]), person.identity, role=Role.RECEPTION, epoch=1)


def test_every_changed_byte_of_a_role_wrap_is_refused():
    person = new_personal_key()
    wrap = wrap_role_key(KEYS[Role.RECEPTION], person.recipient)
    for spoiled in [*flips(wrap), *cuts(wrap), wrap + b"\0"]:
        with pytest.raises(InputError, match=r"changed or cut|other keys"):
            open_role_key(spoiled, person.identity, role=Role.RECEPTION, epoch=1)


def test_a_personal_key_opens_with_its_passphrase_however_it_is_typed():
    key = new_personal_key()
    sealed = seal_personal_key(key, PHRASE, CHEAP)
    for typed in (PHRASE, f"  {PHRASE.upper()} \n", PHRASE.replace(" ", "\t  ")):
        assert open_personal_key(sealed, typed) == key
    for wrong in ("", PHRASE[:-1], PHRASE + " я", PHRASE.replace(" ", "")):
        with pytest.raises(InputError, match="passphrase is wrong, or the key was changed"):
            open_personal_key(sealed, wrong)


def test_every_changed_byte_of_a_personal_key_is_refused():
    sealed = seal_personal_key(new_personal_key(), PHRASE, CHEAP)
    refused = 0
    for spoiled in [*flips(sealed), *cuts(sealed), sealed + b"\0"]:
        with pytest.raises(InputError, match=r"passphrase is wrong|not the sealed key|cost .* is absurd"):
            open_personal_key(spoiled, PHRASE)
        refused += 1
    assert refused == 3 * len(sealed) + 1


def test_two_seals_of_one_key_are_never_alike_and_hide_it():
    key = new_personal_key()
    first, second = (seal_personal_key(key, PHRASE, CHEAP) for _ in range(2))
    assert first[14:] != second[14:]
    assert first[14:42] != second[14:42], "salt and nonce are fresh"
    assert key.identity.encode() not in first
    assert age.recipient_of(key.identity) == key.recipient


def test_the_standard_cost_is_that_of_the_decision_and_is_stored_in_front():
    assert (STANDARD_COST.memory_kib, STANDARD_COST.passes, STANDARD_COST.lanes) == (65_536, 3, 4)
    key = new_personal_key()
    sealed = seal_personal_key(key, PHRASE)
    assert sealed[:8] == b"OEVPKEY1"
    assert struct.unpack(">IBB", sealed[8:14]) == (65_536, 3, 4)
    assert len(sealed) == 8 + 6 + 16 + 12 + 74 + 16
    assert open_personal_key(sealed, PHRASE) == key


@pytest.mark.parametrize("cost", [CHEAP, StretchCost(memory_kib=256, passes=2, lanes=2)])
def test_stretching_is_argon2id_as_another_library_does_it(cost: StretchCost):
    salt = os.urandom(16)
    told = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory_kib)
    assert stretch("Слово  Ї", salt, cost) == told.derive("слово ї".encode())


@pytest.mark.parametrize(
    "cost",
    [
        {"memory_kib": 1_048_577},
        {"memory_kib": 4_294_967_295},
        {"memory_kib": 31},
        {"memory_kib": 0},
        {"passes": 0},
        {"passes": 17},
        {"lanes": 0},
        {"lanes": 17},
    ],
)
def test_absurd_costs_of_a_file_are_refused_before_they_cost_anything(cost: dict[str, int]):
    with pytest.raises(InputError, match="is absurd"):
        StretchCost(**cost)
    told = {"memory_kib": 65_536, "passes": 3, "lanes": 4} | cost
    head = b"OEVPKEY1" + struct.pack(">IBB", *told.values())
    with pytest.raises(InputError, match="is absurd"):
        open_personal_key(head + bytes(200), PHRASE)


def test_the_dearest_and_the_cheapest_cost_allowed_are_allowed():
    assert StretchCost(memory_kib=1_048_576, passes=16, lanes=16).lanes == 16
    assert StretchCost(memory_kib=8, passes=1, lanes=1).memory_kib == 8


def test_a_salt_of_another_length_is_a_fault_of_ours():
    with pytest.raises(ValueError, match="16 bytes"):
        stretch("x", b"short", CHEAP)


def test_a_passphrase_of_a_megabyte_never_reaches_the_stretching():
    with pytest.raises(InputError, match="longer than 1024"):
        plain_passphrase("x" * 1_000_000)
    assert len(plain_passphrase("x" * 1024)) == 1024
    with pytest.raises(InputError, match="a sign that is not text"):
        plain_passphrase("\ud800")
    assert plain_passphrase("Об’їзд\u00a0ДОБРЕ") == "об'їзд добре"


def test_a_key_file_serves_in_place_of_a_passphrase():
    key, content = new_personal_key(), new_key_file()
    sealed = seal_personal_key(key, secret_of_key_file(content), CHEAP)
    assert open_personal_key(sealed, secret_of_key_file(content.replace(b"\n", b"\r\n"))) == key
    assert new_key_file() != content
    assert len(secret_of_key_file(content)) == 64
    for wrong in (b"", b"x", content[:-3], content + b"more", b"\xff" * 80, content.replace(b"/1", b"/2")):
        with pytest.raises(InputError, match="not a key file of OpenEvac"):
            secret_of_key_file(wrong)


def test_keys_do_not_show_their_secret_half():
    for key in (new_role_key(Role.OPERATOR), new_personal_key()):
        assert "AGE-SECRET" not in repr(key) + str(key)
        assert key.recipient in repr(key)

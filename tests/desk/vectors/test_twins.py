"""The keeper's rules in JavaScript beside ours in Python: the same words in, the same answers out."""

from __future__ import annotations

import random
import re
import unicodedata
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import translitua

from openevac.domain.errors import InputError
from openevac.domain.phones import phone_number
from openevac.domain.places import LonLat
from openevac.domain.roles import Role
from openevac.domain.spelling import fold_name, kin_name, plain_name
from openevac.domain.tracing import TraceSide
from openevac.vault import age, identities, pins, records, tags
from openevac.vault.keys import (
    new_key_file,
    new_personal_key,
    new_role_key,
    seal_personal_key,
    secret_of_key_file,
    wrap_role_key,
)  # fmt: skip
from openevac.vault.records import RecordKind
from openevac.vault.sealing import open_record, seal_record
from openevac.vault.sign_in import sign_in_secret
from openevac.vault.stretching import StretchCost, plain_passphrase
from openevac.vault.texts import clean_text
from tests.desk.vectors.asking import KEEPER, keeper_answers
from tests.desk.vectors.countries import codes_with_plain_prefixes, countries_js
from tests.desk.vectors.words import FLATS, GIVEN, HOUSES, PHONES, RUSSIAN, STREETS, SURNAMES

CHEAP = StretchCost(memory_kib=64, passes=1, lanes=1)
PLACE = "UA63140030010016281"
TABLES = [getattr(translitua, name) for name in dir(translitua) if name.startswith(("Ukrainian", "Russian"))]


def names() -> list[str]:
    found = [*SURNAMES, *GIVEN, *RUSSIAN]
    found += [translitua.translit(one, table) for one in (*SURNAMES, *GIVEN) for table in TABLES]
    return list(dict.fromkeys(found))


def random_texts(alphabet: str, count: int, seed: int, longest: int = 14) -> list[str]:
    draw = random.Random(seed)
    return ["".join(draw.choices(alphabet, k=draw.randint(0, longest))) for _ in range(count)]


NAMELIKE = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъАЄЇabcdehijkxyzszš ’'-–.ЗГзгßłé"


def test_names_fold_to_the_same_keys() -> None:
    spelled = names() + random_texts(NAMELIKE, 3000, seed=1)
    assert len(names()) > 300
    for name, ours in (("plainName", plain_name), ("foldName", fold_name), ("kinName", kin_name)):
        theirs = keeper_answers((name, (one,)) for one in spelled)
        assert [(one, key) for one, key in zip(spelled, theirs, strict=True) if key != ours(one)] == []


def test_tags_of_names_are_the_same_in_every_spelling() -> None:
    key = bytes(range(32))
    draw = random.Random(2)
    pairs = [(draw.choice(names()), draw.choice(GIVEN + RUSSIAN)) for _ in range(400)]
    theirs = keeper_answers(("nameTag", (key, *pair)) for pair in pairs)
    assert theirs == [tags.name_sound_tag(key, *pair) for pair in pairs]
    assert len(set(theirs)) > 250


def test_tags_for_partners_are_the_same_and_other_than_our_own() -> None:
    key = bytes(range(2, 34))
    phones = [f"+38067{number:07d}" for number in range(50)]
    theirs = keeper_answers(("claimPhoneTag", (key, one)) for one in phones)
    assert theirs == [tags.claim_phone_tag(key, one) for one in phones]
    assert not set(theirs) & {tags.phone_tag(key, one) for one in phones}


def test_tags_of_dwellings_are_the_same() -> None:
    key = bytes(range(1, 33))
    draw = random.Random(3)
    asked = [(PLACE, street, house, flat) for street in STREETS for house in HOUSES for flat in draw.sample(FLATS, 2)]
    asked += [
        (PLACE, street, house, flat)
        for street, house, flat in zip(
            random_texts("вул.пр сумськаSumSКЄ'’-12", 800, 4), random_texts("12а-A /корпбуд.дkКд№ \t", 800, 5),
            random_texts("кварт. 12аflatЄ", 800, 6), strict=True,
        )
    ]  # fmt: skip
    theirs = keeper_answers(("houseTag", (key, *one)) for one in asked)
    ours = [_refused_or(tags.house_tag, key, *one) for one in asked]
    differing = [one for one, tag, our in zip(asked, theirs, ours, strict=True) if _answer_or_refused(tag) != our]
    assert differing == []
    assert sum(isinstance(one, str) for one in theirs) > 1500


def test_phones_are_read_the_same() -> None:
    draw = random.Random(7)
    asked = [*PHONES, *random_texts("0123456789+-() ", 1500, 8, 16)]
    asked += [f"{draw.choice(('0', '+380', '380', '80', ''))}{draw.randint(10**8, 10**9 - 1)}" for _ in range(500)]
    for code in codes_with_plain_prefixes():
        asked += [f"+{code}{draw.randint(10 ** (n - 1), 10**n - 1)}" for n in range(5, 14)]
        asked.append(f"+{code} (0) {draw.randint(10**8, 10**9 - 1)}")
    theirs = keeper_answers(("phoneNumber", (one,)) for one in asked)
    differing = [
        (one, read, _refused_or(phone_number, one))
        for one, read in zip(asked, theirs, strict=True)
        if _answer_or_refused(read) != (_refused_or(phone_number, one) or REFUSED)
    ]
    assert differing == []


def test_the_table_of_countries_is_that_of_the_library() -> None:
    assert (KEEPER / "countries.js").read_text() == countries_js()


REFUSED = "refused"


def _refused_or(ask: Any, *given: Any) -> Any:
    try:
        return ask(*given)
    except InputError:
        return REFUSED


def _answer_or_refused(answer: Any) -> Any:
    return REFUSED if isinstance(answer, dict) else answer


def test_passphrases_are_made_plain_the_same() -> None:
    signs = [
        chr(point) for point in range(0x20000) if unicodedata.category(chr(point)) not in {"Cs", "Cn"}
    ]  # every sign there is, alone and between others
    asked = [*signs, *(f"Аа{sign}я {sign}" for sign in signs[::7]), "  Вишневий   САД\tпід\n’ʼ'  ", "Straße ΣΊΣΥΦΟΣ"]
    theirs = keeper_answers(("plainPassphrase", (one,)) for one in asked)
    assert [(one, plain) for one, plain in zip(asked, theirs, strict=True) if plain != plain_passphrase(one)] == []
    too_long, half = keeper_answers([("plainPassphrase", ("а" * 1025,)), ("plainPassphrase", ("\ud800",))])
    assert (too_long["reason"], half["reason"]) == ("passphrase_too_long", "passphrase_no_text")


def test_the_secret_at_the_door_is_the_same() -> None:
    asked = [
        ("dopomoha", "olena", "Вишневий сад"),
        ("інша", "olena", "вишневий  сад"),
        ("dopomoha", "oksana", "x" * 60),
    ]
    assert keeper_answers(("signInSecret", one) for one in asked) == [sign_in_secret(*one) for one in asked]


def test_keys_open_as_python_sealed_them_and_no_spoiled_byte_passes() -> None:
    own, role = new_personal_key(), new_role_key(Role.OPERATOR, 3)
    sealed, wrap = seal_personal_key(own, "Сім слів  КОНВЕРТА", CHEAP), wrap_role_key(role, own.recipient)
    file = new_key_file()
    tag_key = tags.new_tag_key()
    tag_wrap = tags.seal_tag_key(tag_key, role.recipient)
    opened = keeper_answers(
        [
            ("openPersonalKey", (sealed, "сім слів конверта")),
            ("openRoleKey", (wrap, own.identity, "operator", 3)),
            ("openTagKey", (tag_wrap, role.identity)),
            ("secretOfKeyFile", (file.decode(),)),
            ("openPersonalKey", (sealed, "сім слів конверту")),
            ("openRoleKey", (wrap, own.identity, "coordinator", 3)),
            ("openRoleKey", (wrap, own.identity, "operator", 2)),
            ("openRoleKey", (wrap, role.identity, "operator", 3)),
            ("openTagKey", (wrap, own.identity)),
            ("secretOfKeyFile", ("openevac-key-file/2\n" + "a" * 64,)),
        ]
    )
    assert opened[:4] == [
        own.identity, {"role": "operator", "epoch": 3, "identity": role.identity}, tag_key, secret_of_key_file(file),
    ]  # fmt: skip
    assert [one["reason"] for one in opened[4:]] == [
        "wrong_passphrase", "spoiled_key", "spoiled_key", "changed_or_not_ours", "spoiled_key", "no_key_file",
    ]  # fmt: skip
    # The cost may be spoiled into one that takes minutes; the bytes after it and the magic before it are all tried.
    spoiled = [_flipped(sealed, at) for at in range(len(sealed)) if not 8 <= at < 14]
    answers = keeper_answers(("openPersonalKey", (one, "сім слів конверта")) for one in spoiled)
    assert all("reason" in one for one in answers)


def _flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :]


KEY_HOLDERS = (Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION, Role.DOCUMENTER, Role.NOTIFIER)
ROLE_KEYS = {role: new_role_key(role) for role in KEY_HOLDERS}
RECIPIENTS = {role: key.recipient for role, key in ROLE_KEYS.items()}


@pytest.mark.parametrize("kind", list(RecordKind))
def test_records_pass_both_ways(kind: RecordKind) -> None:
    reader = records.READERS[kind][-1]
    payload = '{"asker":"Їжак Ґудзь","phones":["+380501234567"]}'.encode() * 3
    ours = seal_record(payload, {r: RECIPIENTS[r] for r in records.READERS[kind]}, kind=kind, record="a1")
    given = (ours.payload, ours.wraps[reader], ROLE_KEYS[reader].identity)
    opened, other_kind, other_record, theirs = keeper_answers(
        [
            ("openRecord", (kind.value, "a1", *given)),
            ("openRecord", ("evacuee" if kind.value != "evacuee" else "trace", "a1", *given)),
            ("openRecord", (kind.value, "a2", *given)),
            ("sealRecord", (kind.value, "b7", payload, {r.value: public for r, public in RECIPIENTS.items()})),
        ]
    )
    assert opened == payload
    assert (other_kind["reason"], other_record["reason"]) == ("another_record", "another_record")
    assert set(theirs["wraps"]) == {role.value for role in records.READERS[kind]}
    for role in records.READERS[kind]:
        wrap = theirs["wraps"][role.value]
        assert open_record(theirs["payload"], wrap, ROLE_KEYS[role].identity, kind=kind, record="b7") == payload


def test_every_spoiled_byte_of_a_record_is_refused() -> None:
    operator = ROLE_KEYS[Role.OPERATOR]
    readers = {role: RECIPIENTS[role] for role in records.READERS[RecordKind.HOUSEHOLD]}
    sealed = seal_record(b'{"asker":"x"}', readers, kind=RecordKind.HOUSEHOLD, record="a1")
    wrap = sealed.wraps[Role.OPERATOR]
    spoiled = [(_flipped(sealed.payload, at), wrap) for at in range(len(sealed.payload))]
    spoiled += [(sealed.payload, _flipped(wrap, at)) for at in range(len(wrap))]
    spoiled += [(sealed.payload[:cut], wrap) for cut in range(0, len(sealed.payload), 37)]
    answers = keeper_answers(("openRecord", ("household", "a1", *one, operator.identity)) for one in spoiled)
    assert len(answers) > 900
    assert {tuple(one) for one in answers} == {("reason",)}


def test_frames_are_padded_alike() -> None:
    lengths = [0, 1, 400, 480, 490, 511, 2000, 2047, 8000, 32_000, 32_767, 32_769, 70_000, 2_097_153]
    asked = [(kind.value, length) for kind in RecordKind for length in lengths]
    theirs = keeper_answers(("paddedSize", one) for one in asked)
    ours = [_refused_or(records.padded_size, RecordKind(kind), length) for kind, length in asked]
    assert [REFUSED if isinstance(one, dict) else one for one in theirs] == ours


def test_tables_are_the_same() -> None:
    readers, sizes, steps, largest, fields, needed, waits = keeper_answers(
        (name, ()) for name in ("READERS", "SIZES", "STEPS", "LARGEST", "FIELDS", "NEEDED", "WAITS_MS")
    )
    assert readers == {kind.value: [role.value for role in roles] for kind, roles in records.READERS.items()}
    assert sizes == list(records.SIZES)
    assert steps == {kind.value: step for kind, step in records.STEPS.items()}
    assert largest == {kind.value: most for kind, most in records.LARGEST_BYTES.items()}
    assert waits == [wait.total_seconds() * 1000 for wait in pins.WAITS]
    for kind, record in identities.KIND_OF.items():
        assert list(fields[record.value]) == list(_fields(kind))
        must = [name for name, one in _fields(kind).items() if _has_no_default(one)]
        assert needed.get(record.value, []) == must


def _fields(kind: type) -> dict[str, Any]:
    from dataclasses import fields

    return {one.name: one for one in fields(kind)}


def _has_no_default(one: Any) -> bool:
    from dataclasses import MISSING

    return one.default is MISSING and one.default_factory is MISSING


def test_text_is_cleaned_alike_and_what_is_sealed_is_a_record() -> None:
    asked = ["Ї" + chr(point) + "j\u0308\r\nк" for point in (*range(0x300), *range(0x2000, 0x2070), 0xFEFF, 0xE0041)]
    assert keeper_answers(("cleanText", (one,)) for one in asked) == [clean_text(one)[0] for one in asked]
    household = {"asker": "Оле\u200bна", "phones": ["+380501234567"], "pin": [36.2, 49.9], "note": "рядок\r\nдва"}
    sealed, too_long, unknown, nameless = keeper_answers(
        [
            ("encode", ("household", household)),
            ("encode", ("evacuee", {"name": "я" * 201})),
            ("encode", ("evacuee", {"name": "я", "rank": "x"})),
            ("encode", ("registration", {"note": "x"})),
        ]
    )
    read, remarks = identities.decode(sealed, identities.HouseholdIdentity)
    assert (read.asker, read.note, read.pin, remarks) == ("Олена", "рядок\nдва", (36.2, 49.9), ())
    assert [one["reason"] for one in (too_long, unknown, nameless)] == ["too_long", "unknown_field", "missing"]


def test_python_records_are_read_by_the_keeper() -> None:
    trace = identities.TraceIdentity(side=TraceSide.SEARCHES, name="Ґ", phones=("+380501234567",), words="вітер")
    household = identities.HouseholdIdentity(asker="Ґ’їа", pin=LonLat(36.25, 49.75), note="x" * 4000)
    read, traced = keeper_answers(
        [
            ("decode", ("household", identities.encode(household))),
            ("decode", ("trace", identities.encode(trace))),
        ]
    )
    assert (read["asker"], read["pin"], len(read["note"])) == ("Ґ’їа", [36.25, 49.75], 4000)
    assert (traced["side"], traced["name"], traced["words"]) == ("searches", "Ґ", "вітер")


def test_six_digits_count_alike() -> None:
    start = datetime(2025, 5, 1, tzinfo=UTC)
    check = pins.new_pin_check("402917", CHEAP)
    told = {
        "salt": _base64(check.salt), "stretched": _base64(check.stretched),
        "cost": {"memory_kib": CHEAP.memory_kib, "passes": CHEAP.passes, "lanes": CHEAP.lanes},
    }  # fmt: skip
    draw = random.Random(11)
    for _ in range(12):
        ours, theirs, now = pins.PinTries(), {"wrong": 0, "lastWrongAt": 0}, start
        for _ in range(9):
            now += timedelta(seconds=draw.choice((0, 1, 9, 10, 29, 31, -40)))
            typed = draw.choice(("402917", "111111", "40291", "４０２９１７", "402918"))
            ours, verdict = pins.try_pin(check, ours, typed, now)
            (answer,) = keeper_answers([("tryPin", (told, theirs, typed, now.timestamp() * 1000))])
            theirs = answer["tries"]
            assert (answer["verdict"], theirs["wrong"]) == (verdict.value, ours.wrong)


def _base64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


NEVER_ON_SCREEN = {"unknown_question", "unknown_kind", "unknown_field"}
"""Faults of a page's own script: it says that it did not work here."""


def test_every_reason_of_the_keeper_has_a_sentence() -> None:
    words = (KEEPER.parent.parent / "templates" / "keys" / "words.html").read_text()
    sentences = set(re.findall(r'data-why="([a-z_]+)"', words))
    scripts = "\n".join(path.read_text() for path in KEEPER.glob("*.js"))
    reasons = {
        reason for told in re.findall(r"(?:new Refusal|why)[(:]([^;]*)", scripts) for reason in WORD.findall(told)
    }
    assert len(reasons) > 25
    assert reasons - sentences - NEVER_ON_SCREEN - FACTS == set()


WORD = re.compile(r'"([a-z]+(?:_[a-z]+)*)"')
FACTS = {"phones", "house", "name", "place", "pin", "wait", "lead_needed"}


def test_the_vectors_can_fail() -> None:
    """A twin that is wrong is found: a changed key gives another tag, another salt another secret."""
    phone = "+380501234567"
    one, other = keeper_answers([("phoneTag", (bytes(32), phone)), ("phoneTag", (bytes(31) + b"\1", phone))])
    assert one == tags.phone_tag(bytes(32), "+380501234567") != other
    assert age.recipient_of(ROLE_KEYS[Role.OPERATOR].identity) == RECIPIENTS[Role.OPERATOR]

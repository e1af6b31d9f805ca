"""What stands in the log, byte for byte; and that nothing else is read as an entry."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.roles import Action
from openevac.ledger.entries import Entry, canonical_json, commitment, make_entry, opens, parse_entry
from tests.torture import examples

AT = datetime(2026, 11, 22, 19, 26, 3, 999_999, tzinfo=UTC)
SALT = bytes(range(32))
BODY = b'{"request":"r1"}'


def test_a_leaf_byte_for_byte() -> None:
    entry = make_entry(AT, Action.REGISTER_REQUEST, BODY, SALT)
    held = sha256(SALT + BODY).hexdigest()
    assert entry.leaf() == (
        f'{{"action":"register_request","at":"2026-11-22T19:26:03Z","commitment":"{held}","v":1}}'.encode()
    )
    assert entry.leaf_hash() == sha256(b"\x00" + entry.leaf()).digest()
    assert parse_entry(entry.leaf()) == entry


def test_times_are_written_in_utc() -> None:
    kyiv = timezone(timedelta(hours=2))
    assert make_entry(AT.astimezone(kyiv), "hold", BODY, SALT).leaf() == make_entry(AT, "hold", BODY, SALT).leaf()


def test_an_entry_opens_with_its_own_body_and_salt_only() -> None:
    entry = make_entry(AT, "hold", BODY, SALT)
    assert opens(entry, BODY, SALT)
    assert not opens(entry, BODY + b" ", SALT)
    assert not opens(entry, BODY, SALT[::-1])
    assert not opens(entry, SALT[-1:] + BODY, SALT[:-1]), "a byte moved from salt to body opens it a second time"


def test_every_action_of_the_program_can_be_written() -> None:
    for action in Action:
        assert parse_entry(make_entry(AT, action, BODY, SALT).leaf()).action == action


@pytest.mark.parametrize("salt", [b"", SALT[:-1], SALT + b"\x00"])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    with pytest.raises(InputError, match="not 32 bytes"):
        commitment(BODY, salt)


def test_an_entry_checks_itself() -> None:
    good: dict[str, Any] = {"at": AT.replace(microsecond=0), "action": "hold", "commitment": bytes(32)}
    assert Entry(**good).action == "hold"
    for wrong in (
        {"at": AT}, {"at": AT.replace(tzinfo=None, microsecond=0)}, {"action": ""}, {"action": "Hold"},
        {"action": "a" * 65}, {"action": "hold\n"}, {"commitment": bytes(31)},
    ):  # fmt: skip
        with pytest.raises(InputError):
            Entry(**good | wrong)


GOOD = json.loads(make_entry(AT, "hold", BODY, SALT).leaf())


@pytest.mark.parametrize(
    "leaf",
    [
        b"", b"no json", b"[1]", b"null", b"[" * 100_000, b"\xff",
        canonical_json({**GOOD, "more": 1}), canonical_json({key: GOOD[key] for key in ("v", "at", "action")}),
        canonical_json({**GOOD, "v": 2}), canonical_json({**GOOD, "v": "1"}), canonical_json({**GOOD, "v": True}),
        canonical_json({**GOOD, "v": 1.0}), canonical_json({**GOOD, "at": 5}), canonical_json({**GOOD, "action": None}),
        canonical_json({**GOOD, "at": "2026-11-22T19:26:03"}), canonical_json({**GOOD, "at": "2026-13-22T19:26:03Z"}),
        canonical_json({**GOOD, "at": "2026-11-22T19:26:3Z"}),
        canonical_json({**GOOD, "commitment": GOOD["commitment"].upper()}),
        canonical_json({**GOOD, "commitment": GOOD["commitment"] + "00"}),
        canonical_json(GOOD) + b"\n", b" " + canonical_json(GOOD), canonical_json(GOOD).replace(b":1}", b": 1}"),
        canonical_json(GOOD).replace(b'{"action"', b'{"v":1,"action"'),
        canonical_json(GOOD).replace(b"hold", b"h\\u006fld"),
    ],
)  # fmt: skip
def test_whatever_is_not_exactly_an_entry_is_refused(leaf: bytes) -> None:
    with pytest.raises(InputError):
        parse_entry(leaf)


@settings(max_examples=examples(1000, 10_000), deadline=None)
@given(st.integers(0, 200), st.integers(1, 255))
def test_a_changed_byte_is_another_entry_or_none(place: int, change: int) -> None:
    leaf = make_entry(AT, "hold", BODY, SALT).leaf()
    place %= len(leaf)
    changed = leaf[:place] + bytes([leaf[place] ^ change]) + leaf[place + 1 :]
    try:
        read = parse_entry(changed)
    except InputError:
        return
    assert read.leaf() == changed != leaf


def test_canonical_json_has_one_form() -> None:
    assert canonical_json({"b": [1, None, True], "a": "ї\n"}) == '{"a":"ї\\n","b":[1,null,true]}'.encode()


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_does_not_have_is_refused(value: object) -> None:
    with pytest.raises(InputError, match="cannot be written into the ledger"):
        canonical_json({"value": value})

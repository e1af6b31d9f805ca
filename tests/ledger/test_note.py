"""Signed notes and keys against the published examples; every changed sign is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.ledger.note import (
    KeyKind,
    Note,
    SignatureLine,
    SigningKey,
    VerifierKey,
    from_base64,
    parse_lines,
    parse_note,
    parse_signing_key,
    parse_verifier_key,
)
from tests.ledger.keys import log_key, witness_key
from tests.torture import examples

# The example of the Go reference implementation (golang.org/x/mod/sumdb/note).
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_BODY = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_NOTE = (
    GO_BODY
    + "\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJ"
    "nAM=\n"
)
# The example of c2sp.org/signed-note, "Verifier keys".
SPEC_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXs"
    "YjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
# The note of c2sp.org/signed-note whose text itself holds an empty line.
POEM = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaq"
    "P3ZekRwNtIc=\n"
)


def test_the_reference_implementation_and_we_write_the_same_bytes() -> None:
    key = parse_signing_key(GO_PRIVATE)
    assert key.text() == GO_PRIVATE
    assert key.verifier.text() == GO_KEY
    assert key.verifier.key_id.hex() == "c74f20a3"
    line = SignatureLine(key.name, key.verifier.key_id, key.sign(GO_BODY.encode()))
    assert Note(GO_BODY, (line,)).text() == GO_NOTE


@pytest.mark.parametrize(("key", "text"), [(GO_KEY, GO_NOTE), (SPEC_KEY, SPEC_NOTE)])
def test_published_notes_verify_and_no_changed_body_does(key: str, text: str) -> None:
    note = parse_note(text)
    assert note.text() == text
    assert note.signed_by(parse_verifier_key(key))
    with pytest.raises(InputError, match="signature of"):
        Note(note.body.replace("is", "was", 1), note.lines).signed_by(parse_verifier_key(key))


def test_signatures_begin_after_the_last_empty_line() -> None:
    note = parse_note(POEM)
    assert note.body.endswith("sole:\n\ned è subito sera.\n")
    assert [line.name for line in note.lines] == ["quasimodo.example/salvatore"]
    assert note.text() == POEM


def test_a_strange_key_has_not_signed() -> None:
    assert not parse_note(GO_NOTE).signed_by(parse_verifier_key(SPEC_KEY))
    namesake = VerifierKey("PeterNeumann", KeyKind.NOTE, bytes(32))
    assert not parse_note(GO_NOTE).signed_by(namesake)


def test_the_secret_is_not_shown() -> None:
    key = parse_signing_key(GO_PRIVATE)
    assert "seed" not in repr(key)
    with pytest.raises(InputError) as told:
        parse_signing_key(GO_PRIVATE[:-1] + "y")
    assert "AYEKFALV" not in str(told.value)


@pytest.mark.parametrize("key", [log_key(), witness_key()])
def test_keys_read_back(key: SigningKey) -> None:
    assert parse_signing_key(key.text() + "\n") == key
    assert parse_verifier_key(key.verifier.text() + "\n") == key.verifier


def test_the_kind_of_a_key_is_part_of_its_id() -> None:
    one = SigningKey("a", KeyKind.NOTE, bytes(32)).verifier
    other = SigningKey("a", KeyKind.COSIGNATURE, bytes(32)).verifier
    assert one.public == other.public
    assert one.key_id != other.key_id


@settings(max_examples=examples(500, 5000), deadline=None)
@given(st.integers(0, len(GO_KEY) - 1), st.characters(codec="ascii"))
def test_every_changed_sign_of_a_key_is_noticed(place: int, sign: str) -> None:
    changed = GO_KEY[:place] + sign + GO_KEY[place + 1 :]
    if changed == GO_KEY:
        return
    with pytest.raises(InputError):
        parse_verifier_key(changed)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "a+b", GO_KEY + "+x",
        GO_KEY.replace("c74f20a3", "C74F20A3"), GO_KEY.replace("PeterNeumann", "Peter N"),
        "PeterNeumann+c74f20a3+", "PeterNeumann+c74f20a3+Ahpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc", GO_KEY.replace("PeterNeumann", ""),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a key"):
        parse_verifier_key(text)
    with pytest.raises(InputError, match="not a key"):
        parse_signing_key("PRIVATE+KEY+" + text)


def test_a_public_key_is_no_secret_one() -> None:
    with pytest.raises(InputError, match="not a key"):
        parse_signing_key(GO_KEY)
    with pytest.raises(InputError, match="not a key"):
        parse_signing_key(GO_PRIVATE.removeprefix("PRIVATE+KEY+"))


@pytest.mark.parametrize(
    "text",
    [
        "", "text\n", GO_BODY + "\n", GO_NOTE[:-1], GO_NOTE.replace("— ", "- "), GO_NOTE.replace("— ", "—  "),
        GO_NOTE.replace("\n\n", "\n"), GO_NOTE.replace("PeterNeumann", "Peter+N"), GO_NOTE.replace("AM=", "AN="),
        GO_NOTE.replace("AM=", "AM"), GO_NOTE.replace("you", "yo\x00u", 1), GO_NOTE.replace("you", "yo\tu", 1),
        GO_NOTE.replace("\n", "\r\n"), GO_NOTE + "— a x08goQ==\nmore", GO_NOTE + "— a x08goA==\n",
        GO_NOTE + "\n", "x" * 65_536 + GO_NOTE, GO_NOTE[:-1] + " more\n",
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="not a signed note"):
        parse_note(text)


def test_a_signature_needs_more_than_the_id_of_its_key() -> None:
    with pytest.raises(InputError, match="not a signed note"):
        parse_lines("— a x08gow==\n")
    assert parse_lines("— a x08go/Y=\n") == (SignatureLine("a", bytes.fromhex("c74f20a3"), b"\xf6"),)
    with pytest.raises(InputError, match="not a signed note"):
        parse_lines("— a x08go/Y=")


def test_a_line_is_added_once() -> None:
    note = parse_note(GO_NOTE)
    line = SignatureLine("a", bytes(4), b"x")
    assert note.with_lines([line]).with_lines([line, *note.lines]).lines == (*note.lines, line)


def test_a_key_needs_a_name_and_32_bytes() -> None:
    for name, raw in (("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a\n", bytes(32)), ("a", bytes(31))):
        with pytest.raises(InputError):
            SigningKey(name, KeyKind.NOTE, raw)
        with pytest.raises(InputError):
            VerifierKey(name, KeyKind.NOTE, raw)


def test_base64_is_read_in_one_form_only() -> None:
    assert from_base64("AQ==") == b"\x01"
    for text in ("AR==", "AQ", "AQ= =", "AQ==\n", "А===", "A"):
        assert from_base64(text) is None

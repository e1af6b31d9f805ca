"""Signed notes as C2SP describes them: keys that have names, a text, and lines of signatures under it.

Keys are written `name+id+base64`, secret ones `PRIVATE+KEY+name+id+base64`. The id is the first four bytes of
SHA-256(name, newline, kind, public key), so one changed sign in a written key is noticed. Source: c2sp.org/signed-note.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from openevac.domain.errors import InputError

SEED_BYTES = 32
KEY_ID_BYTES = 4
MAX_NOTE_BYTES = 64 * 1024
_SECRET = "PRIVATE+KEY+"  # noqa: S105 - the word that stands before secret keys, not one of them
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class KeyKind(IntEnum):
    """What a key signs: notes as they stand, or a witness's word with the time in it."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public Ed25519 key with a name, as people give it to each other."""

    name: str
    kind: KeyKind
    public: bytes

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.public) != SEED_BYTES:
            raise _unfit_key()

    @property
    def key_id(self) -> bytes:
        """Give the four bytes that stand before its signatures."""
        named = self.name.encode("utf-8") + b"\n" + bytes([self.kind]) + self.public
        return sha256(named).digest()[:KEY_ID_BYTES]

    def text(self) -> str:
        """Write it as `name+id+base64`."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Tell whether the signature over the message is of this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A secret Ed25519 key with a name. `seed` is 32 random bytes that somebody else made."""

    name: str
    kind: KeyKind
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.seed) != SEED_BYTES:
            raise _unfit_key()

    @property
    def verifier(self) -> VerifierKey:
        """Give the public key that goes with it."""
        public = Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()
        return VerifierKey(self.name, self.kind, public)

    def text(self) -> str:
        """Write it for a file that only its owner can read."""
        return f"{_SECRET}{self.name}+{self.verifier.key_id.hex()}+{to_base64(bytes([self.kind]) + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """Sign bytes: 64 bytes, the same each time."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One line under a note: who signed, with which key, and what the key's kind makes of it."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """Write the line with its newline."""
        return f"— {self.name} {to_base64(self.key_id + self.signature)}\n"

    def is_of(self, key: VerifierKey) -> bool:
        """Tell whether it says to be of a key; its signature may still be wrong."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and the lines of signatures under it."""

    body: str
    lines: tuple[SignatureLine, ...]

    def text(self) -> str:
        """Write the note as it travels."""
        return f"{self.body}\n{''.join(line.text() for line in self.lines)}"

    def with_lines(self, lines: Iterable[SignatureLine]) -> Note:
        """Give the note with more signatures; a line that stands there already is not doubled."""
        return Note(self.body, tuple(dict.fromkeys((*self.lines, *lines))))

    def signed_by(self, key: VerifierKey) -> bool:
        """Tell whether a key of kind NOTE signed it; InputError where a line says so and is wrong."""
        lines = [line for line in self.lines if line.is_of(key)]
        if any(not key.verify(line.signature, self.body.encode("utf-8")) for line in lines):
            raise InputError(
                "The signature of {name} is wrong.", "Somebody changed this note; take it from another copy.",
                field="signature", name=key.name,
            )  # fmt: skip
        return bool(lines)


def parse_note(text: str) -> Note:
    """Read a signed note; InputError where it is not one."""
    body, blank, signatures = text.rpartition("\n\n")
    if not blank or not signatures.endswith("\n") or _CONTROL.search(text) or len(text) > MAX_NOTE_BYTES:
        raise _unfit_note()
    return Note(body + "\n", parse_lines(signatures))


def parse_lines(text: str) -> tuple[SignatureLine, ...]:
    """Read lines of signatures, each ended by a newline."""
    if not text.endswith("\n"):
        raise _unfit_note()
    return tuple(_parse_line(line) for line in text[:-1].split("\n"))


def _parse_line(line: str) -> SignatureLine:
    dash, name, coded = [*line.split(" "), "", "", ""][:3]
    if line.count(" ") != 2 or dash != "—" or not _NAME.fullmatch(name):
        raise _unfit_note()
    signed = from_base64(coded)
    if signed is None or len(signed) <= KEY_ID_BYTES:
        raise _unfit_note()
    return SignatureLine(name, signed[:KEY_ID_BYTES], signed[KEY_ID_BYTES:])


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a public key; InputError where a sign of it is wrong."""
    name, key_id, coded = _key_parts(text.strip())
    key = VerifierKey(name, KeyKind(coded[0]), coded[1:])
    if key.key_id.hex() != key_id:
        raise _unfit_key()
    return key


def parse_signing_key(text: str) -> SigningKey:
    """Read a secret key; InputError where a sign of it is wrong. The words of the error do not repeat it."""
    if not text.startswith(_SECRET):
        raise _unfit_key()
    name, key_id, coded = _key_parts(text.strip().removeprefix(_SECRET))
    key = SigningKey(name, KeyKind(coded[0]), coded[1:])
    if key.verifier.key_id.hex() != key_id:
        raise _unfit_key()
    return key


def _key_parts(text: str) -> tuple[str, str, bytes]:
    name, key_id, coded = [*text.split("+", 2), "", ""][:3]
    raw = from_base64(coded)
    if not raw or raw[0] not in set(KeyKind) or len(raw) != 1 + SEED_BYTES:
        raise _unfit_key()
    return name, key_id, raw


def to_base64(raw: bytes) -> str:
    """Write bytes in standard base64."""
    return b64encode(raw).decode("ascii")


def from_base64(coded: str) -> bytes | None:
    """Read standard base64; None unless it is the one way in which these bytes are written."""
    try:
        raw = b64decode(coded, validate=True)
    except (Base64Error, ValueError):
        return None
    return raw if to_base64(raw) == coded else None


def _unfit_key() -> InputError:
    return InputError(
        "This is not a key of a log or a witness, or a sign of it is wrong.",
        "Copy the whole line again: name, plus, eight signs, plus, the key.",
        field="key",
    )


def _unfit_note() -> InputError:
    return InputError(
        "This is not a signed note.",
        "Take the whole text again, from its first line to the last line of signatures.",
        field="note",
    )

"""What somebody can do who took a phone: its whole profile, the PIN, the words or the chip, and what went by air.

Written from docs/decisions/2026-11-23-one-slot-two-halves.md with other libraries than the app's.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyrage
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HALF, MAGIC = 4096, b"OEVSLOT1"
MODES = {1: "prf", 2: "words"}
_IDENTITY = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")


@dataclass(frozen=True)
class Row:
    """A sealed stop as IndexedDB held it at some moment."""

    row: str
    stop: str
    sealed: bytes
    wrap: bytes


@dataclass(frozen=True)
class Half:
    """One half of a slot, whole or not."""

    mode: str
    pin_salt: bytes
    words_salt: bytes
    prf_salt: bytes
    boxes: tuple[bytes, bytes]
    shares: tuple[bytes, ...]


@dataclass(frozen=True)
class Secrets:
    """What was in a box."""

    slot_key: bytes
    identity: str


def halves_in(data: bytes) -> Iterator[Half]:
    """Give every half that begins anywhere in these bytes; a wrong checksum stops nobody who wants to read."""
    for found in re.finditer(re.escape(MAGIC), data):
        body = data[found.start() + 16 : found.start() + HALF - 32].ljust(HALF - 48, b"\0")
        mode, _, _, count = struct.unpack(">4B", body[:4])
        if mode not in MODES:
            continue  # the magic word in the app's own script, which the browser keeps too
        at = 16
        fields = []
        for length in (16, 16, 32, 32, 134, 134):
            fields.append(body[at : at + length])
            at += length
        pin_salt, words_salt, _, prf_salt, real, duress = fields
        at += 64 + 62
        shares = tuple(body[at + 48 * one + 16 : at + 48 * one + 48] for one in range(count))
        yield Half(MODES[mode], pin_salt, words_salt, prf_salt, (real, duress), shares)


def stretched(secret: str, salt: bytes) -> bytes:
    """Stretch as RFC 9106 says, with the desk's cost."""
    return hash_secret_raw(secret.encode(), salt, 3, 65_536, 4, 32, Type.ID)


def derived(secret: bytes, salt: bytes, label: str) -> bytes:
    """Derive a key (RFC 5869)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=label.encode()).derive(secret)


def opened(key: bytes, box: bytes, about: str) -> bytes | None:
    """Open a box, or give nothing."""
    try:
        return AESGCM(key).decrypt(box[:12], box[12:], about.encode())
    except InvalidTag:
        return None


def secrets_of(half: Half, pin: str, *, words: str = "", chip: bytes = b"") -> Secrets | None:
    """Open a half's box with everything that is needed."""
    factor = stretched(words, half.words_salt) if half.mode == "words" else chip
    key = derived(stretched(pin, half.pin_salt) + factor, b"", f"openevac crew slot key 1 {half.mode}")
    for box in half.boxes:
        inside = opened(key, box, "openevac crew slot 1")
        if inside:
            return Secrets(inside[:32], inside[32:].rstrip(b"\0").decode())
    return None


def stop_key(row: Row, slot_key: bytes, share: bytes) -> bytes | None:
    """Unwrap a stop's key."""
    about = f"openevac crew stop 1\0{row.stop}"
    return opened(derived(slot_key, share, f"openevac crew wrap 1\0{row.stop}"), row.wrap, about)


def pages_opened(rows: Iterable[Row], secrets: Iterable[Secrets], shares: Iterable[bytes]) -> dict[str, bytes]:
    """Try every row with every slot key and every share; give the pages that open, by stop."""
    found: dict[str, bytes] = {}
    held, given = tuple(secrets), tuple(shares)
    for row in rows:
        for one in held:
            for share in given:
                key = stop_key(row, one.slot_key, share)
                page = key and opened(key, row.sealed, f"openevac crew stop 1\0{row.stop}")
                if page:
                    found[row.stop] = page
    return found


def packs_opened(packs: Iterable[bytes], identities: Iterable[str]) -> int:
    """Count the sealed pages from the air that some identity opens."""
    keys = [pyrage.x25519.Identity.from_str(one) for one in identities]
    return sum(1 for pack in packs for key in keys if _opens(pack, key))


def _opens(pack: bytes, key: pyrage.x25519.Identity) -> bool:
    try:
        return bool(pyrage.decrypt(pack, [key]))
    except pyrage.DecryptError:
        return False


def identities_in(data: bytes) -> set[str]:
    """Give age identities that stand in the clear."""
    return {one.decode() for one in _IDENTITY.findall(data)}


def files_of(profile: Path) -> Iterator[tuple[str, bytes]]:
    """Give every file of a profile as bytes, whatever it is."""
    for path in sorted(profile.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(profile)), path.read_bytes()

"""How other programs write a word down: the spellings and encodings that the search has to read."""

from __future__ import annotations

import base64
import gzip
import json
import zlib
from collections.abc import Callable

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "base64": base64.b64encode,
    "base64 after one byte": lambda raw: base64.b64encode(b"x" + raw),
    "base64 after two bytes": lambda raw: base64.b64encode(b"xy" + raw),
    "base64 for addresses": base64.urlsafe_b64encode,
    "hex": lambda raw: raw.hex().encode(),
    "HEX": lambda raw: raw.hex().upper().encode(),
    "percent": lambda raw: "".join(f"%{byte:02X}" for byte in raw).encode(),
    "bytes as Python shows them": lambda raw: "".join(f"\\x{byte:02x}" for byte in raw).encode(),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
}


def as_json(word: str) -> bytes:
    """Give a word as JSON writes it when it keeps to ASCII."""
    return json.dumps(word).encode()


def all_spellings(words: list[str]) -> dict[str, bytes]:
    """Give each word in a spelling of its own, until every spelling in every encoding had its turn."""
    spelled: list[Callable[[str], bytes]] = [
        lambda word, spell=spell, encoding=encoding: spell(word.encode(encoding))  # type: ignore[misc] # bound early
        for spell in SPELLINGS.values()
        for encoding in ENCODINGS
    ]
    spelled.append(as_json)
    return {word: spell(word) for word, spell in zip(words, spelled, strict=True)}


HOW_MANY = len(SPELLINGS) * len(ENCODINGS) + 1

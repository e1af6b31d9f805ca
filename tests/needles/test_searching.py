"""The search itself: a planted word is found in every place and spelling, and nothing is found that is not there."""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Callable
from random import Random
from urllib.parse import quote

import pytest

from tests.needles.people import invent
from tests.needles.searching import Needles

PEOPLE = invent(50)
WORDS = sorted({word for one in PEOPLE for word in one.needles()})
NEEDLES = Needles(WORDS)
SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": bytes,
    "base64": base64.b64encode,
    "base64 after one byte": lambda raw: base64.b64encode(b"x" + raw),
    "base64 after two bytes": lambda raw: base64.b64encode(b"xy" + raw),
    "base64 for addresses": base64.urlsafe_b64encode,
    "hex": lambda raw: raw.hex().encode(),
    "HEX": lambda raw: raw.hex().upper().encode(),
    "percent": lambda raw: "".join(f"%{byte:02X}" for byte in raw).encode(),
    "gzip": gzip.compress,
    "zlib": zlib.compress,
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_planted_word_is_found_in_every_spelling_at_every_place(spelling: str, encoding: str) -> None:
    dice = Random(7)
    for word in WORDS[:: max(1, len(WORDS) // 24)]:
        planted = SPELLINGS[spelling](word.encode(encoding))
        before = dice.randbytes(dice.randrange(5000))
        assert word in NEEDLES.found_in(before + planted + dice.randbytes(dice.randrange(5000))), (spelling, word)


def test_addresses_as_browsers_write_them_are_found() -> None:
    for one in PEOPLE:
        name = one.name.split()[0]
        assert name in NEEDLES.found_in(quote(f"/mission?name={one.name}").encode())


def test_a_word_across_two_pieces_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.needles import searching

    monkeypatch.setattr(searching, "PIECE", 1000)
    monkeypatch.setattr(searching, "OVERLAP", 100)
    word = WORDS[0]
    for start in range(960, 1010):
        data = bytes(start) + word.encode() + bytes(700)
        assert NEEDLES.found_in(data) == {word}


def test_random_bytes_hold_none_of_them() -> None:
    assert NEEDLES.found_in(Random(1).randbytes(8_000_000)) == set()

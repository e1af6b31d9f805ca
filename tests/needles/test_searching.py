"""The search itself: a planted word is found in every place and spelling, and nothing is found that is not there."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from urllib.parse import quote

import pytest

from tests.needles.people import invent
from tests.needles.searching import Needles
from tests.needles.spelling import ENCODINGS, SPELLINGS

PEOPLE = invent(50)
WORDS = sorted({word for one in PEOPLE for word in one.needles()})
NEEDLES = Needles(WORDS)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("encoding", ENCODINGS)
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


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_place_in_a_row_of_signs_is_looked_at(spelling: str) -> None:
    """A spelled word at each of 24 places after bytes that are signs of the same spelling themselves."""
    word, before = WORDS[1], SPELLINGS[spelling](b"0123456789abcdef")
    for start in range(24):
        planted = before + b"a" * start + b" " + SPELLINGS[spelling](word.encode())
        assert word in NEEDLES.found_in(planted), start


def test_words_that_lie_close_together_are_all_found() -> None:
    joined = "".join(WORDS).encode()
    assert NEEDLES.found_in(joined) == set(WORDS)
    assert NEEDLES.found_in(joined.hex().encode()) == set(WORDS)
    assert NEEDLES.found_in(b"\x78\x9c" * 2000 + "".join(WORDS).encode("utf-16-be")) == set(WORDS)


def test_a_part_of_a_word_is_not_the_word() -> None:
    name = PEOPLE[0].name.split()[0]
    for part in (name[1:], name[:-1], f"{name[:-1]}x", f"x{name[1:]}"):
        assert NEEDLES.found_in(part.encode()) == set()
        assert NEEDLES.found_in(part.encode().hex().encode()) == set()


def test_a_number_by_chance_in_a_digest_is_not_found_and_beside_one_it_is() -> None:
    digest, number = sha256(b"x").hexdigest(), PEOPLE[0].phone[-9:]
    assert NEEDLES.found_in(f'"{digest[:20]}{number}{digest[29:]}"'.encode()) == set()
    for beside in (
        f"{digest} {number}",
        f"{number}",
        f"380{number}",
        f"{number}{digest[:8]}",
        f"+380{number}\0{digest}",
    ):
        assert NEEDLES.found_in(beside.encode()) == {number}
    assert NEEDLES.found_in(f"{digest}{number.encode().hex()}{digest}".encode()) == {number}
    assert NEEDLES.found_in(("7" * 30 + number).encode()) == {number}, "digits alone are no digest"

"""Codes on cardboard: random, readable, and read back however they are typed."""

from __future__ import annotations

import random

import pytest

from openevac.domain.errors import InputError
from openevac.domain.evacuee_codes import ALPHABET, COUNT, draw_code, parse_code


def test_a_code_is_read_back_as_it_was_drawn() -> None:
    below = random.Random(7).randrange
    for code in (draw_code(below) for _ in range(500)):
        assert parse_code(code) == code
        assert parse_code(code.lower().replace("-", " ")) == code


def test_latin_letters_that_look_the_same_are_taken() -> None:
    assert parse_code("ak7-29m") == "АК7-29М"
    assert parse_code("HTX 234") == "НТХ-234"


@pytest.mark.parametrize("wrong", ["", "АК7", "АК7-29М2", "АК7-29О", "АК7-801", "\x00\x00\x00\x00\x00\x00"])
def test_what_is_no_code_is_refused(wrong: str) -> None:
    with pytest.raises(InputError):
        parse_code(wrong)


def test_no_sign_is_taken_for_another() -> None:
    assert not set(ALPHABET) & set("О0В8З1ІСРOBIСP")
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert COUNT > 7_000_000

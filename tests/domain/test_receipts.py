"""Receipts: forgiving to read, unforgiving of one wrong digit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.errors import InputError
from openevac.domain.receipts import _DAMM, COUNT, LETTERS, parse_receipt, receipt_of
from tests.torture import examples

NUMBERS = st.integers(0, COUNT - 1)


def is_read(text: str) -> bool:
    try:
        parse_receipt(text)
    except InputError:
        return False
    return True


def changed(receipt: str, place: int, digit: str) -> str:
    return receipt[:place] + digit + receipt[place + 1 :]


def digit_places(receipt: str) -> list[int]:
    return [place for place, sign in enumerate(receipt) if sign.isdigit()]


def test_the_digit_is_that_of_damm():
    # 572 and its check digit 4 are the example of the published algorithm.
    assert receipt_of(572) == "К-005-724"
    assert receipt_of(0) == "К-000-000"
    assert receipt_of(41_728) == "К-417-289"


@pytest.mark.parametrize(
    "typed",
    ["К-417-289", "K-417-289", "к-417-289", "k417289", "К 417 289", "417289", "417-289", " К–417—289 ", "№ К-417-289",
     "К.417.289", "К-４１７-289", "К\u00a0417\u00a0289", "к4 17 28 9", "\u202aК-417-289\u202c"],
)  # fmt: skip
def test_a_receipt_is_read_as_people_type_it(typed):
    assert parse_receipt(typed) == "К-417-289"


@pytest.mark.parametrize(
    "typed",
    ["", "К", "К-417-28", "К-417-2899", "Ж-417-289", "КК-417-289", "417289К", "К-41А-289", "+380671234567", "٤١٧٢٨٩"],
)
def test_what_is_no_receipt_says_what_one_looks_like(typed):
    with pytest.raises(InputError, match=r"This is not a request number\. It is one letter and six digits"):
        parse_receipt(typed)


def test_the_example_people_are_shown_can_be_read():
    with pytest.raises(InputError) as error:
        parse_receipt("?")
    assert parse_receipt(error.value.todo.split("example ")[1].rstrip(".")) == "К-417-289"


def test_a_wrong_digit_is_said_without_repeating_the_number():
    with pytest.raises(InputError) as error:
        parse_receipt("К-417-288")
    assert str(error.value) == (
        "field receipt: This request number has a wrong or swapped digit. Read it again from the paper, digit by digit."
    )


def test_the_table_finds_every_wrong_digit_and_every_swap_whatever_the_number():
    # A Latin square with an empty diagonal and (c*x)*y != (c*y)*x for all x != y: then no number needs to be tried.
    digits = range(10)
    for row in _DAMM:
        assert sorted(row) == list(digits)
    for place in digits:
        assert sorted(row[place] for row in _DAMM) == list(digits)
        assert _DAMM[place][place] == 0
    same = [(c, x, y) for c in digits for x in digits for y in digits if _DAMM[_DAMM[c][x]][y] == _DAMM[_DAMM[c][y]][x]]
    assert all(x == y for _, x, y in same)


@settings(max_examples=examples(300, 5000), deadline=None)
@given(NUMBERS)
def test_every_single_wrong_digit_is_found(number):
    receipt = receipt_of(number)
    wrong = [changed(receipt, place, digit) for place in digit_places(receipt) for digit in "0123456789"]
    assert len([text for text in wrong if text != receipt]) == 54
    assert [text for text in wrong if is_read(text)] == [receipt] * 6


@settings(max_examples=examples(300, 5000), deadline=None)
@given(NUMBERS)
def test_every_two_neighbours_swapped_are_found(number):
    receipt = receipt_of(number)
    places = digit_places(receipt)
    for one, other in pairwise(places):
        swapped = changed(changed(receipt, one, receipt[other]), other, receipt[one])
        assert swapped == receipt or not is_read(swapped)


@given(NUMBERS)
def test_every_wrong_letter_is_found(number):
    receipt = receipt_of(number)
    assert [letter for letter in LETTERS if is_read(letter + receipt[1:])] == [receipt[0]]


@given(NUMBERS, NUMBERS)
def test_receipts_are_their_own_and_read_back(number, other):
    assert parse_receipt(receipt_of(number)) == receipt_of(number)
    assert (receipt_of(number) == receipt_of(other)) == (number == other)


def test_the_next_letter_begins_when_the_digits_are_used_up():
    assert receipt_of(99_999)[0] == "К"
    assert receipt_of(100_000).startswith("М-000-00")
    assert receipt_of(COUNT - 1)[0] == "Т"
    assert parse_receipt(receipt_of(100_000).replace("М", "M")) == receipt_of(100_000)


@pytest.mark.parametrize("number", [-1, COUNT])
def test_no_receipt_is_given_twice_when_all_are_used(number):
    with pytest.raises(InputError, match=r"receipts go from 0 to 499999\. Add a letter"):
        receipt_of(number)

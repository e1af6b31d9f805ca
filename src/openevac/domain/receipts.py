"""The number of a request as it is printed and spoken: К-417-289.

One letter, five digits that count up, one check digit (Damm, 2004). The check digit finds every single wrong digit
and every two neighbours swapped. When the five digits are used up the next letter begins; letters look the same in
Cyrillic and Latin, and the check covers them too.
"""

from __future__ import annotations

import re
import unicodedata

from openevac.domain.errors import InputError

LETTERS = "КМНРТ"
"""Cyrillic letters in the order they are used; the first, К, covers the first 100,000 requests."""

COUNT = 100_000 * len(LETTERS)
"""How many receipts there are."""

_LATIN = str.maketrans("KMHPT", LETTERS)
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
_NOT_SPOKEN = re.compile(r"[\s\W_]+")
_SIX_DIGITS = re.compile("([A-ZА-ЯІЇЄҐ]?)([0-9]{6})")


def receipt_of(number: int) -> str:
    """Give the receipt of the request with this number (0, 1, 2 ...); InputError when all are used."""
    if not 0 <= number < COUNT:
        raise InputError(
            "There is no request number {number}: receipts go from 0 to {last}.",
            "Add a letter to LETTERS in domain/receipts.py.",
            field="receipt",
            number=number,
            last=COUNT - 1,
        )
    series, within = divmod(number, 100_000)
    digits = f"{within:05}"
    return _printed(LETTERS[series], digits + str(_check(f"{series}{digits}")))


def parse_receipt(text: str) -> str:
    """Read a receipt as people type it: Latin K, small letters, blanks or no hyphens, even without the letter К.

    Gives it as printed. InputError when it is no receipt, or when a digit is wrong or two are swapped.
    """
    bare = _NOT_SPOKEN.sub("", unicodedata.normalize("NFKC", text.replace("№", ""))).upper().translate(_LATIN)
    found = _SIX_DIGITS.fullmatch(bare)
    letter = (found.group(1) or LETTERS[0]) if found else ""
    if found is None or letter not in LETTERS:
        raise InputError(
            "This is not a request number.",
            "It is one letter and six digits, for example К-417-289.",
            field="receipt",
        )
    if _check(f"{LETTERS.index(letter)}{found.group(2)}") != 0:
        raise InputError(
            "This request number has a wrong or swapped digit.",
            "Read it again from the paper, digit by digit.",
            field="receipt",
        )
    return _printed(letter, found.group(2))


def _check(digits: str) -> int:
    """Give the Damm digit that belongs after `digits`; 0 when `digits` already end with it."""
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return interim


def _printed(letter: str, digits: str) -> str:
    return f"{letter}-{digits[:3]}-{digits[3:]}"

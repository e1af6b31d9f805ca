"""Mission numbers in addresses: the bare number, because a letter of the wrong keyboard would lead nowhere."""

from __future__ import annotations

LETTER_AND_DASH = 2


def code_of(number: int) -> str:
    """Give a mission's code by the number in its address."""
    return str(number)


def address_of(mission: str) -> str:
    """Give the address of a mission's page: В-12 stands at /mission/12/."""
    return f"/mission/{mission[LETTER_AND_DASH:]}/"

"""The number of a request as it is read aloud: letter by letter, digit by digit."""

from __future__ import annotations

from openevac.domain.remarks import Remark

_SIGNS = {
    "К": Remark(text="letter Ka"),
    "М": Remark(text="letter Em"),
    "Н": Remark(text="letter En"),
    "Р": Remark(text="letter Er"),
    "Т": Remark(text="letter Te"),
    "0": Remark(text="zero"),
    "1": Remark(text="one"),
    "2": Remark(text="two"),
    "3": Remark(text="three"),
    "4": Remark(text="four"),
    "5": Remark(text="five"),
    "6": Remark(text="six"),
    "7": Remark(text="seven"),
    "8": Remark(text="eight"),
    "9": Remark(text="nine"),
}


def spelled(receipt: str) -> tuple[tuple[Remark, ...], ...]:
    """Give the words of a number, in the groups it is printed in."""
    return tuple(tuple(_SIGNS[sign] for sign in group) for group in receipt.split("-"))

"""How much later something may happen: slips of minutes tried with the referee, then halved to the minute."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from openevac.planning.check.faults import Fault

SLIPS_MIN = (5, 15, 30, 60, 120, 180, 240)
"""Slips that are tried; what slips by more than the last is planned anew."""

Judge = Callable[[int], tuple[Fault, ...] | None]
"""What the referee holds against a slip of so many minutes; None where nobody knows the danger then."""


class Slip(NamedTuple):
    """A slip of `holds` minutes is accepted, one of `turns` minutes is refused by `fault`."""

    holds: int
    turns: int
    fault: Fault


def first_refused(judge: Judge) -> Slip | None:
    """Give where the slips that are tried are first refused; None where none is, or nobody knows."""
    holds = 0
    for minutes in SLIPS_MIN:
        faults = judge(minutes)
        if faults is None:
            return None
        if faults:
            return _halved(judge, Slip(holds, minutes, faults[0]))
        holds = minutes
    return None


def _halved(judge: Judge, slip: Slip) -> Slip:
    while slip.turns - slip.holds > 1:
        middle = (slip.holds + slip.turns) // 2
        faults = judge(middle)
        slip = Slip(slip.holds, middle, faults[0]) if faults else slip._replace(holds=middle)
    return slip

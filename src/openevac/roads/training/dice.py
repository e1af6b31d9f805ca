"""Chance that falls the same way on every machine: raw bits of a seeded PCG64, and nothing rounded on the way.

NumPy promises that the bit stream of a bit generator never changes, but not what `Generator` makes of it; and
sines, logarithms and exponentials differ by a last digit between processors. So everything the training region
throws is made here of raw bits, sums, products and square roots.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Thing = TypeVar("Thing")

_DRAWN_AT_ONCE = 256
_STEP = 1.0 / (1 << 53)


class Dice:
    """One stream of chance, named by a seed and a path of numbers (stage, place): streams do not disturb each other."""

    __slots__ = ("_bits", "_drawn")

    def __init__(self, seed: int, *path: int) -> None:
        self._bits = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=path))
        self._drawn: list[int] = []

    def share(self) -> float:
        """Give a number from 0 up to, but not including, 1."""
        if not self._drawn:
            self._drawn = (self._bits.random_raw(_DRAWN_AT_ONCE) >> np.uint64(11)).tolist()[::-1]
        return self._drawn.pop() * _STEP

    def between(self, low: float, high: float) -> float:
        """Give a number evenly drawn between two limits."""
        return low + (high - low) * self.share()

    def about(self, spread: float) -> float:
        """Give a number near zero, never beyond `spread` either way, small ones more often than large."""
        return spread * (2.0 * (self.share() + self.share() + self.share()) / 3.0 - 1.0)

    def chance(self, share: float) -> bool:
        """Tell whether something of this share happens."""
        return self.share() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Give one of the things."""
        return things[int(self.share() * len(things))]

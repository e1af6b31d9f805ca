"""Distributions over futures, said in numbers a person can use: one in ten, half, nine in ten."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np

from openevac.roads.graph import FloatArray, LongArray

Number = TypeVar("Number", int, float)
SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread(Generic[Number]):
    """What a tenth, half and nine tenths of the futures stay within."""

    low: Number
    median: Number
    high: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySpread:
    """By which day a tenth, half and nine tenths of the futures are done; None where that is beyond the last."""

    low: int | None
    median: int | None
    high: int | None


def rank(share: float, count: int) -> int:
    """Give the place (from zero) of the smallest of `count` sorted values that at least a share of them stay within."""
    return max(0, math.ceil(share * count - 1e-9) - 1)


def spread_of(values: FloatArray) -> Spread[float]:
    """Give the spread of a number over futures (R)."""
    ordered = np.sort(values)
    low, median, high = (float(ordered[rank(share, len(ordered))]) for share in SHARES)
    return Spread(low=low, median=median, high=high)


def counts_of(values: LongArray) -> Spread[int]:
    """Give the spread of a count over futures (R)."""
    ordered = np.sort(values)
    low, median, high = (int(ordered[rank(share, len(ordered))]) for share in SHARES)
    return Spread(low=low, median=median, high=high)


def days_of(days: Sequence[int | None]) -> DaySpread:
    """Give the spread of days; a future that is not done counts as later than any day."""
    ordered = sorted(days, key=lambda day: (day is None, day or 0))
    low, median, high = (ordered[rank(share, len(ordered))] for share in SHARES)
    return DaySpread(low=low, median=median, high=high)

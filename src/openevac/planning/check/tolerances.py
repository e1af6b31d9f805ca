"""How far a stated figure may lie from the measured one, and why: each number here is named and has a reason."""

from __future__ import annotations

import math
from datetime import datetime

CLOCK_S = 1.0
"""Files and paper round clock times to whole seconds; nobody is late by one. Holds for windows and hours too."""

POINT_M = 2.0
"""Fractions along float32 lengths and the plane of the projection differ by less; doors are rounded to 100 m."""

LENGTH_M = 1.0
LENGTH_SHARE = 1e-4
"""Lengths are kept as float32: over 100 km their sum may differ by metres, never by what a driver would notice."""

EXPOSURE_SHARE = 1e-4
EXPOSURE_FLOOR = 1e-7
"""The field is kept as float32 and sums run in another order; people read three digits, a ceiling has as many."""

LOAD = 0.01
"""Kilograms and litres: sums of decimal fractions; scales at a door are a thousand times coarser."""

DAYS = 0.01
"""Waiting days are said with one digit; a quarter of an hour changes nobody's turn."""


def same_time(one: datetime, other: datetime) -> bool:
    """Tell whether two moments agree within `CLOCK_S`."""
    return abs((one - other).total_seconds()) <= CLOCK_S


def before(one: datetime, other: datetime) -> bool:
    """Tell whether the first moment lies before the second by more than `CLOCK_S`."""
    return (other - one).total_seconds() > CLOCK_S


def same_seconds(one: float, other: float) -> bool:
    """Tell whether two durations agree within `CLOCK_S`; something that is not a number never agrees."""
    return abs(one - other) <= CLOCK_S


def same_length(one: float, other: float) -> bool:
    """Tell whether two lengths in metres agree."""
    return math.isclose(one, other, rel_tol=LENGTH_SHARE, abs_tol=LENGTH_M)


def same_exposure(one: float, other: float) -> bool:
    """Tell whether two exposures agree."""
    return math.isclose(one, other, rel_tol=EXPOSURE_SHARE, abs_tol=EXPOSURE_FLOOR)


def over(value: float, ceiling: float | None) -> bool:
    """Tell whether an exposure lies above a ceiling by more than rounding; no ceiling is never passed."""
    return ceiling is not None and value > ceiling and not same_exposure(value, ceiling)


def same_load(one: float, other: float) -> bool:
    """Tell whether two loads in kilograms or litres agree."""
    return abs(one - other) <= LOAD

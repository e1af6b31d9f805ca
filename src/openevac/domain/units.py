"""Checks of plain quantities that every domain type shares: units are in the names, times are aware UTC."""

from __future__ import annotations

import math
from datetime import UTC, datetime

from openevac.domain.errors import InputError

SECONDS_PER_HOUR = 3600.0
SECONDS_PER_MINUTE = 60.0
METRES_PER_KM = 1000.0
HOURS_PER_DAY = 24.0


def require_not_negative(field: str, value: float) -> None:
    """Refuse a negative or non-finite number in `field`."""
    if not math.isfinite(value) or value < 0:
        raise InputError("{value} is below zero.", "Give zero or more.", field=field, value=value)


def require_positive(field: str, value: float) -> None:
    """Refuse zero, a negative or a non-finite number in `field`."""
    if not math.isfinite(value) or value <= 0:
        raise InputError("{value} is not above zero.", "Give a number above zero.", field=field, value=value)


def require_aware(field: str, moment: datetime | None) -> None:
    """Refuse a time that does not say its zone: a wall clock read in the wrong zone moves a plan by hours."""
    if moment is not None and moment.tzinfo is None:
        raise InputError(
            "{value} has no time zone.",
            "Write it with a zone, for example 2025-08-16T05:00:00+03:00 or ...Z.",
            field=field,
            value=moment.isoformat(),
        )


def require_in_order(field: str, early: datetime | None, late: datetime | None) -> None:
    """Refuse a window that ends before it starts, or has no zone."""
    require_aware(field, early)
    require_aware(field, late)
    if early is not None and late is not None and late < early:
        raise InputError(
            "The window ends ({late}) before it starts ({early}).",
            "Swap the two times or correct the date.",
            field=field,
            early=early.isoformat(),
            late=late.isoformat(),
        )


def to_utc(moment: datetime) -> datetime:
    """Give the same moment in UTC; refuses a time without a zone."""
    require_aware("time", moment)
    return moment.astimezone(UTC)

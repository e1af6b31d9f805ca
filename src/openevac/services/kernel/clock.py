"""The clock that services are given; tests give one they can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time of day, and seconds that never jump."""

    def now(self) -> datetime:
        """Give the time, aware, UTC."""
        ...

    def monotonic_s(self) -> float:
        """Give seconds since some moment; they only grow, whatever happens to the time of day."""
        ...


class SystemClock:
    """The clock of this computer."""

    def now(self) -> datetime:
        """Give the time, aware, UTC."""
        return datetime.now(UTC)

    def monotonic_s(self) -> float:
        """Give seconds since some moment."""
        return time.monotonic()


class ExerciseClock:
    """The clock of an exercise: invented days go on at life's pace, some time away from today."""

    def __init__(self, away: timedelta) -> None:
        self.away = away

    def now(self) -> datetime:
        """Give the time of the exercise, aware, UTC."""
        return datetime.now(UTC) + self.away

    def monotonic_s(self) -> float:
        """Give seconds since some moment."""
        return time.monotonic()

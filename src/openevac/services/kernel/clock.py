"""The clock that services are given; tests give one they can move."""

from __future__ import annotations

import time
from datetime import UTC, datetime
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

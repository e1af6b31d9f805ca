"""The story's own clock: it stands until something happens that takes time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Kyiv")


@dataclass(slots=True)
class StoryClock:
    """Wall time and machine time that move together, and only when they are told to."""

    at: datetime
    ticks_s: float = 1000.0

    def now(self) -> datetime:
        """Give the story's time, aware, UTC."""
        return self.at

    def monotonic_s(self) -> float:
        """Give seconds since some moment; they only grow."""
        return self.ticks_s

    def pass_to(self, moment: datetime) -> None:
        """Let time pass until a moment; one that has passed changes nothing."""
        passed = moment - self.at
        if passed > timedelta(0):
            self.at = moment
            self.ticks_s += passed.total_seconds()

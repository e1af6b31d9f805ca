"""The worker's clock: it never runs backwards, so that a clock set back delays no alarm."""

from __future__ import annotations

from datetime import datetime

from openevac.rules.ticks import first_tick, next_tick
from openevac.services.kernel.clock import Clock


class SteadyClock:
    """A clock made of another: wall time where it runs ahead, else what the machine's own counter says."""

    def __init__(self, wall: Clock, last_known: datetime | None = None) -> None:
        self._wall = wall
        self._tick = first_tick(wall.now(), wall.monotonic_s(), last_known)

    def now(self) -> datetime:
        """Give the time, aware, UTC; never earlier than it was given before."""
        self._tick = next_tick(self._tick, self._wall.now(), self._wall.monotonic_s())
        return self._tick.at

    def monotonic_s(self) -> float:
        """Give seconds that only grow."""
        return self._wall.monotonic_s()

"""A clock that never runs backwards: what alarms count on when the clock of the computer is set or jumps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

JUMP = timedelta(seconds=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One moment of the steady clock. `steady_s`: seconds of the machine's own counter, which nobody can set.

    `jumped`: how far the wall clock moved on its own since the tick before, forward or back; zero where it did not.
    """

    at: datetime
    wall: datetime
    steady_s: float
    jumped: timedelta = timedelta(0)


def first_tick(wall: datetime, steady_s: float, last_known: datetime | None = None) -> Tick:
    """Begin to count. `last_known`: the newest time on record; a wall clock before it was set back meanwhile."""
    if last_known is None or wall >= last_known - JUMP:
        return Tick(at=wall, wall=wall, steady_s=steady_s)
    return Tick(at=last_known, wall=wall, steady_s=steady_s, jumped=wall - last_known)


def next_tick(before: Tick, wall: datetime, steady_s: float) -> Tick:
    """Count on: the wall clock where it runs ahead, else what the machine's counter says has passed.

    A clock set back thus delays no alarm, and a clock set forward rings too early rather than too late.
    """
    passed = timedelta(seconds=max(0.0, steady_s - before.steady_s))
    moved = (wall - before.wall) - passed
    jumped = moved if abs(moved) > JUMP else timedelta(0)
    return Tick(at=max(wall, before.at + passed), wall=wall, steady_s=steady_s, jumped=jumped)

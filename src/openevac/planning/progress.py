"""How far one mission has come by a moment, if everything went by its clock: legs and halts in the order driven."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop


class Step(NamedTuple):
    """One drive of a mission and what it leads to: a `stop`, the end of a trip (`shelter`), or neither: home.

    `trip`: 0 = first; the way home counts as one trip more. `ends_at`: when the van is free after what follows.
    """

    trip: int
    leg: Leg
    ends_at: datetime
    stop: Stop | None = None
    shelter: str = ""


def steps_of(mission: Mission) -> Iterator[Step]:
    """Give the drives of a mission in order."""
    for number, trip in enumerate(mission.trips):
        for leg, stop in zip(trip.legs, trip.stops, strict=False):
            yield Step(number, leg, stop.departs_at, stop)
        yield Step(number, trip.legs[-1], trip.unloaded_at, None, trip.shelter)
    yield Step(len(mission.trips), mission.way_home, mission.returns_at)


@dataclass(frozen=True, slots=True)
class Reached:
    """What is behind a van at a moment: the steps that are over, and the one it is in (None = all are over).

    `driving`: within the drive of that step; otherwise at what it leads to, or waiting to begin it.
    """

    over: tuple[Step, ...]
    now: Step | None
    driving: bool = False
    waiting: bool = False


def reached(mission: Mission, at: datetime) -> Reached:
    """Give what a mission has reached at a moment by its own clock."""
    over: list[Step] = []
    for step in steps_of(mission):
        if at < step.leg.departs_at:
            return Reached(tuple(over), step, waiting=True)
        if at < step.leg.arrives_at:
            return Reached(tuple(over), step, driving=True)
        if at < step.ends_at:
            return Reached(tuple(over), step)
        over.append(step)
    return Reached(tuple(over), None)


def gathered(over: tuple[Step, ...]) -> float:
    """Give the exposure of each of the crew on steps that are over, halts included."""
    return sum(step.leg.exposure + (step.stop.exposure if step.stop else 0.0) for step in over)

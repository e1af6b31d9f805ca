"""Which of its drives a van is in that goes out more than once today, and what of the day is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.missions import Mission, Plan
from openevac.domain.replanning import VanSeen


@dataclass(frozen=True, slots=True)
class DrivesToday:
    """The drives of one van in a plan: those that are over, the one it is in or leaves for next, and those after it."""

    over: tuple[Mission, ...] = ()
    now: Mission | None = None
    later: tuple[Mission, ...] = ()

    @property
    def doors_over(self) -> frozenset[str]:
        """Give the households of the drives that are over."""
        return frozenset(name for mission in self.over for name in doors_of(mission))

    @property
    def out_s(self) -> float:
        """Give how long the crew was out on the drives that are over, and before this plan was made."""
        before = sum(one.underway.out_s for one in self.over if one.underway is not None)
        return before + sum((one.returns_at - one.departs_at).total_seconds() for one in self.over)

    @property
    def exposure(self) -> float:
        """Give what each of the crew gathered on the drives that are over, and before this plan was made."""
        before = sum(one.underway.exposure for one in self.over if one.underway is not None)
        return before + sum(one.exposure for one in self.over)

    @property
    def trips_before(self) -> int:
        """Give the trips that were done before this plan was made, where the drive they belong to is over."""
        return sum(one.underway.trips_done for one in self.over if one.underway is not None)


def drives_today(drives: Sequence[Mission], seen: VanSeen | None, now: datetime) -> DrivesToday:
    """Tell which drive a van is in: by the doors that people say are done, else by the clock of the plan.

    Between two drives it is the next one.
    """
    if not drives:
        return DrivesToday()
    in_order = tuple(sorted(drives, key=lambda one: one.departs_at))
    number = _by_clock(in_order, now) if seen is None else _by_word(in_order, seen, now)
    return DrivesToday(in_order[:number], in_order[number], in_order[number + 1 :])


def goes_out_again(made: Plan) -> bool:
    """Tell whether a plan cuts the day into several departure windows, so that its missions name theirs."""
    return len(made.waves) > 1


def doors_of(mission: Mission) -> tuple[str, ...]:
    """Give the households of a mission, those that were aboard when it began first."""
    return (*mission.aboard, *(stop.request for trip in mission.trips for stop in trip.stops))


def _by_clock(drives: tuple[Mission, ...], now: datetime) -> int:
    return next((number for number, one in enumerate(drives) if now < one.returns_at), len(drives) - 1)


def _by_word(drives: tuple[Mission, ...], seen: VanSeen, now: datetime) -> int:
    done = set(seen.done)
    begun = max((number for number, one in enumerate(drives) if done.intersection(doors_of(one))), default=0)
    is_empty = not set(seen.aboard or ()).intersection(doors_of(drives[begun]))
    if done.issuperset(doors_of(drives[begun])) and is_empty:
        return max(begun, _by_clock(drives, now))
    return begun

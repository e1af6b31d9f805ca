"""One vehicle's day on real ways: it goes out once, or once in each wave, and rests between."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openevac.domain.missions import Mission
from openevac.domain.operation import Policy
from openevac.domain.unserved import Limit
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import worth
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.problem import Problem
from openevac.rules.spans import Span

AT_ANY_TIME = Span(-math.inf, math.inf)
"""No other drives of the vehicle stand before or after."""


@dataclass(slots=True)
class Outings:
    """What one vehicle drives: its days as far as they can be driven, and their missions, in order of time.

    `within`: when the vehicle is free for all of it, in seconds after the zero hour.
    """

    problem: Problem
    builder: Builder
    within: Span = AT_ANY_TIME
    days: tuple[DraftDay, ...] = ()
    missions: tuple[Mission, ...] = ()
    _frees: list[float] = field(default_factory=list)

    def add(self, day: DraftDay) -> None:
        """Add a day after the others; households leave it, least worth first, until it can be driven."""
        while day.trips:
            found = self._next(day)
            if isinstance(found, Mission):
                self._take(day, found)
                return
            day = day.without_request(_who_leaves(self.problem, day, found))

    def takes(self, day: DraftDay) -> bool:
        """Add a day after the others as it is; False, and nothing added, where it cannot be driven so."""
        found = self._next(day)
        if isinstance(found, Mission):
            self._take(day, found)
        return isinstance(found, Mission)

    def _take(self, day: DraftDay, mission: Mission) -> None:
        self._frees.append(self._free_s())
        self.days, self.missions = (*self.days, day), (*self.missions, mission)

    def _next(self, day: DraftDay) -> Mission | NotBuilt:
        """Build a day after the others; where they come home too late for it, with the last of them earlier."""
        found = self._together(self.builder.mission(day, self._free_s()))
        if isinstance(found, Mission) or not self.missions:
            return found
        last, before = self.days[-1], self.missions
        sooner = self.builder.earliest(last, self._frees[-1])
        if isinstance(sooner, NotBuilt) or sooner.returns_at >= before[-1].returns_at:
            return found
        self.missions = (*before[:-1], sooner)
        again = self._together(self.builder.mission(day, self._free_s()))
        if isinstance(again, NotBuilt):
            self.missions = before
        return again

    def _free_s(self) -> float:
        """Give when the vehicle is back and its crew has rested."""
        if not self.missions:
            return self.within.early
        back_s = (self.missions[-1].returns_at - self.problem.zero).total_seconds()
        return back_s + self.problem.policy.rest_s

    def _together(self, found: Mission | NotBuilt) -> Mission | NotBuilt:
        """Refuse a mission with which the crew would be out too long, or too exposed, over the day."""
        if isinstance(found, NotBuilt):
            return found
        if (found.returns_at - self.problem.zero).total_seconds() > self.within.late:
            broken: Limit | None = Limit.TIME_WINDOW
        else:
            broken = too_much_together(self.problem.policy, (*self.missions, found))
        return found if broken is None else NotBuilt(broken, also=frozenset({broken}))


def too_much_together(policy: Policy, missions: Sequence[Mission]) -> Limit | None:
    """Name the limit of a crew's day that the missions of one vehicle break together, or None.

    What the crew has done before, where it is under way, counts too. Who only comes in is held by no limit.
    """
    before = [mission.underway for mission in missions if mission.underway is not None]
    if before and not any(mission.fetches for mission in missions):
        return None
    out_s = sum((mission.returns_at - mission.departs_at).total_seconds() for mission in missions)
    out_s += sum(underway.out_s for underway in before)
    if policy.max_duty_s is not None and out_s > policy.max_duty_s:
        return Limit.CREW_HOURS
    most, exposure = policy.max_exposure_per_person, sum(mission.exposure for mission in missions)
    exposure += sum(underway.exposure for underway in before)
    return Limit.CEILING_PERSON if len(missions) > 1 and most is not None and exposure > most else None


def free_between(problem: Problem, before: Iterable[Mission], after: Iterable[Mission]) -> Span:
    """Give when a vehicle is free between missions that stay as they are, a rest on both sides kept out."""
    rest_s = problem.policy.rest_s
    backs = ((mission.returns_at - problem.zero).total_seconds() for mission in before)
    leaves = ((mission.departs_at - problem.zero).total_seconds() for mission in after)
    return Span(
        max((back_s + rest_s for back_s in backs), default=-math.inf),
        min((leave_s - rest_s for leave_s in leaves), default=math.inf),
    )


def build_outings(problem: Problem, builder: Builder, draft: Draft, rows: tuple[int, ...]) -> Outings:
    """Build the days of one vehicle, whose rows these are, one after the other."""
    outings = Outings(problem, builder)
    for row in rows:
        outings.add(draft.days[row])
    return outings


def _who_leaves(problem: Problem, day: DraftDay, broken: NotBuilt) -> int:
    at_fault = [request for request in day.requests if problem.requests[request].id == broken.request]
    if at_fault:
        return at_fault[0]
    among = day.trips[broken.trip - 1].requests if broken.trip else day.requests
    return min(among, key=lambda request: worth(problem, request))

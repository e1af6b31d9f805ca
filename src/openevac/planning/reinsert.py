"""Bettering a re-costed plan with as little change as possible: who lost a place first, then who else fits, by turn.

A household whose promise holds may be moved to another place to make room. It is left out for nobody but people who
stand in the open, at a relay or beside a lost van: who is at home can wait there.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.drafts import Draft, DraftDay
from openevac.planning.improve import in_turn, worth
from openevac.planning.insertion import Bench, Insertion
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.outings import too_much_together
from openevac.planning.prepare import Prepared
from openevac.planning.recost import Left
from openevac.planning.search import Progress
from openevac.planning.settle import without_ceilings
from openevac.rules.spans import seconds_after

PLACES_TRIED = 6
MOVES_TRIED = 40
"""Bounds on what is built on the map for one household: places for it, and others moved out of its way."""


class InTheOpen(NamedTuple):
    """Rows of people who stand in the open, and those of households that are left out for nobody."""

    rows: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()


class Reinsertion:
    """Adds households to days that can be driven; every changed day is built on real ways before it counts.

    `missions`: by vehicle number, what drives now. `closed`: vehicles that take nobody. `most`: how many days are built
    at most (None = until `stop` says so). `in_the_open`: who stands in the open; a van leaves for them at once.
    `given_up`: who lost a place to them.
    """

    def __init__(
        self,
        prepared: Prepared,
        builder: Builder,
        draft: Draft,
        missions: Mapping[int, Mission],
        closed: frozenset[int],
        in_the_open: InTheOpen,
    ) -> None:
        self._problem, self._builder = prepared.problem, builder
        self._bench = Bench(without_ceilings(prepared.problem))
        self._open = [number for number in range(self._problem.num_vehicles) if number not in closed]
        self._rows = {row: rows for rows in rows_by_vehicle(self._problem) for row in rows}
        self.draft = draft
        self.missions = dict(missions)
        self._left = 0
        self._in_the_open = in_the_open
        self.given_up: list[Left] = []

    def everybody(self, first: Iterable[str], most: int | None, stop: Callable[[], bool], say: Progress) -> None:
        """Put in who fits: `first` those named, then all others by their turn."""
        self._left = most if most is not None else -1
        names, turn = set(first), in_turn(self._problem, self.draft)
        before = [one for one in turn if self._problem.requests[one].id in names]
        before = sorted(before, key=lambda one: one not in self._in_the_open.rows)
        waiting = list(dict.fromkeys((*before, *turn)))
        for place, request in enumerate(waiting):
            if stop() or self._left == 0:
                return
            say("who still fits", place / len(waiting))
            _ = (
                self._insert(request)
                or (request in before and self._make_room(request, stop))
                or (request in self._in_the_open.rows and self._give_up_others(request, stop))
            )

    def _insert(self, request: int) -> bool:
        """Put one household in where it costs least, if some place can be driven."""
        found = self._bench.insertions(self.draft, request, self._open)
        return any(self._take([one]) for one in heapq.nsmallest(PLACES_TRIED, found, key=lambda one: one.more_s))

    def _make_room(self, request: int, stop: Callable[[], bool]) -> bool:
        """Put one household in by moving another one elsewhere; nobody is left out for it."""
        tried, rows = 0, list(self._problem.options[request])
        for vehicle in self._open:
            for other in self.draft.days[vehicle].requests:
                if other in self._problem.aboard or not self._problem.may_serve[vehicle, rows].any():
                    continue
                tried += 1
                if tried > MOVES_TRIED or stop() or self._left == 0:
                    return False
                smaller = self.draft.without_request(other)
                if not self._bench.is_possible(smaller):
                    continue
                here = self._bench.best_insertion(smaller, request, [vehicle])
                there = None if here is None else self._bench.best_insertion(here.draft, other, self._open)
                if here is not None and there is not None and self._take([here, there]):
                    return True
        return False

    def _give_up_others(self, request: int, stop: Callable[[], bool]) -> bool:
        """Put somebody who stands in the open in by leaving others at home, the least pressing first."""
        bound = self._problem.aboard | self._in_the_open.rows | self._in_the_open.kept
        for vehicle in self._open:
            smaller, given_up = self.draft, []
            at_home = [row for row in smaller.days[vehicle].requests if self._may_wait(row) and row not in bound]
            for other in sorted(at_home, key=lambda row: worth(self._problem, row)):
                if stop() or self._left == 0:
                    return False
                smaller = smaller.without_request(other)
                given_up.append(other)
                here = self._bench.best_insertion(smaller, request, [vehicle])
                if here is not None and self._take([here]):
                    self.given_up += [self._gave_way(row, vehicle) for row in given_up]
                    return True
        return False

    def _may_wait(self, row: int) -> bool:
        """Tell whether a household may be left at home: it is not one that must be fetched."""
        return not self._problem.requests[row].required

    def _gave_way(self, row: int, vehicle: int) -> Left:
        name = self._problem.vehicles[vehicle].vehicle.id
        return Left(self._problem.requests[row].id, name, Limit.FLEET_FULL, _GAVE_WAY)

    def _take(self, steps: list[Insertion]) -> bool:
        """Make the last of some steps the plan, if every day that it changes can be driven."""
        draft = steps[-1].draft
        changed = [new for new, old in zip(draft.days, self.draft.days, strict=True) if new != old]
        built: dict[int, Mission] = {}
        for rows in dict.fromkeys(self._rows[day.vehicle] for day in changed):
            missions = self._drives(draft, rows)
            if missions is None:
                return False
            built |= missions
        self.draft = draft
        self.missions.update(built)
        return True

    def _drives(self, draft: Draft, rows: tuple[int, ...]) -> dict[int, Mission] | None:
        """Build the drives of one vehicle one after the other; those that stay as they were are kept where they fit."""
        found: dict[int, Mission] = {}
        free_s = -math.inf
        for row in rows:
            day, known = draft.days[row], self.missions.get(row)
            mission: Mission | None = known
            stays = day == self.draft.days[row] and (known is None or self._seconds(known.departs_at) >= free_s)
            if not stays:
                mission = self._build(day, free_s)
                if mission is None:
                    return None
            if mission is not None:
                found[row] = mission
                free_s = self._seconds(mission.returns_at) + self._problem.policy.rest_s
        return None if too_much_together(self._problem.policy, tuple(found.values())) else found

    def _seconds(self, moment: datetime) -> float:
        return seconds_after(self._problem.zero, moment)

    def _build(self, day: DraftDay, free_s: float) -> Mission | None:
        if self._left == 0:
            return None
        self._left -= 1
        mission: Mission | NotBuilt | None = None
        if self._in_the_open.rows.intersection(day.requests):
            mission = self._builder.earliest(day, free_s)
        if not isinstance(mission, Mission):
            mission = self._builder.mission(day, free_s)
        return mission if isinstance(mission, Mission) else None


_GAVE_WAY = Remark(text="The van goes for people who stand in the open; who is at home waits there.")

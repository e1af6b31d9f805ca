"""Exact insertion: which days a draft may have, what they cost, and where one more household fits best."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openevac.domain.missions import Load
from openevac.planning.beds import BedsTaken, beds_of, lacking_beds
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.figures import Figures
from openevac.planning.loads import lacks, with_household
from openevac.planning.problem import Problem
from openevac.planning.timetable import Timetable

KEPT_DAYS = 200_000


class Insertion(NamedTuple):
    """A draft with one more household, and what it costs more (seconds)."""

    more_s: float
    draft: Draft


class Bench:
    """Judges days and drafts of one problem by the matrices: loads, trips, windows, pets, beds, ceilings."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self._timetable = Timetable(problem)
        self._figures = Figures(problem)
        self._beds = tuple(beds_of(request) for request in problem.requests)
        self._costs: dict[DraftDay, float | None] = {}

    def day_cost_s(self, day: DraftDay) -> float | None:
        """Give the cost of a day (zero for one at the depot), or None where it breaks a limit of its own."""
        if not day.trips:
            return 0.0
        if day not in self._costs:
            if len(self._costs) >= KEPT_DAYS:
                self._costs.clear()
            self._costs[day] = self._work_out(day)
        return self._costs[day]

    def cost_s(self, draft: Draft) -> float:
        """Give the cost of a draft all of whose days are possible."""
        return sum(self.day_cost_s(day) or 0.0 for day in draft.days)

    def beds_hold(self, trips: Iterable[DraftTrip]) -> bool:
        """Tell whether every shelter has beds for all that these trips bring."""
        taken: dict[int, list[BedsTaken]] = {}
        for trip in trips:
            taken.setdefault(trip.shelter, []).extend(self._beds[request] for request in trip.requests)
        return all(lacking_beds(beds, self.problem.shelters[shelter].beds) is None for shelter, beds in taken.items())

    def is_possible(self, draft: Draft) -> bool:
        """Tell whether a draft keeps every limit the matrices know of."""
        return self.beds_hold(draft.trips()) and all(self.day_cost_s(day) is not None for day in draft.days)

    def best_insertion(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Insertion | None:
        """Give the cheapest way to fetch one more household, in a trip there is or in a new one; None where none is.

        Ties go to the first vehicle and the earliest place, so that the answer never hangs on chance.
        """
        return min(self.insertions(draft, request, vehicles), key=lambda found: found.more_s, default=None)

    def best_insertions(self, draft: Draft, request: int, most: int) -> list[Insertion]:
        """Give the few cheapest ways to fetch one more household, cheapest first."""
        return heapq.nsmallest(most, self.insertions(draft, request), key=lambda found: found.more_s)

    def insertions(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Iterator[Insertion]:
        """Give every possible way to fetch one more household."""
        for vehicle in range(self.problem.num_vehicles) if vehicles is None else vehicles:
            old = draft.days[vehicle]
            old_cost = self.day_cost_s(old)
            if old_cost is None or not self.problem.may_serve[vehicle, request]:
                continue
            for day in self._days_with(old, request):
                cost = self.day_cost_s(day)
                if cost is not None and self.beds_hold(draft.with_day(day).trips()):
                    yield Insertion(cost - old_cost, draft.with_day(day))

    def _days_with(self, day: DraftDay, request: int) -> Iterator[DraftDay]:
        needs, kind = self.problem.requests[request].needs, self.problem.vehicles[day.vehicle].kind
        shelters = range(self.problem.num_shelters)
        for number, trip in enumerate(day.trips):
            if lacks(with_household(self._load(day.vehicle, trip), needs, kind), kind):
                continue
            for shelter in shelters:
                moved = DraftTrip(trip.requests, shelter)
                for position in range(len(trip.requests) + 1):
                    yield day.with_trip(number, moved.with_request(request, position))
        if len(day.trips) < self.problem.vehicles[day.vehicle].vehicle.max_trips:
            for number in range(len(day.trips) + 1):
                for shelter in shelters:
                    yield day.with_new_trip(number, DraftTrip((request,), shelter))

    def _load(self, vehicle: int, trip: DraftTrip) -> Load:
        load, kind = Load(), self.problem.vehicles[vehicle].kind
        for request in trip.requests:
            load = with_household(load, self.problem.requests[request].needs, kind)
        return load

    def _work_out(self, day: DraftDay) -> float | None:
        problem, vehicle = self.problem, self.problem.vehicles[day.vehicle]
        if len(day.trips) > vehicle.vehicle.max_trips:
            return None
        if not all(problem.may_serve[day.vehicle, request] for request in day.requests):
            return None
        if any(lacks(self._load(day.vehicle, trip), vehicle.kind) for trip in day.trips):
            return None
        if any(self._refuses_pets(trip) for trip in day.trips):
            return None
        times = self._timetable.day(day)
        if times is None:
            return None
        figures = self._figures.day(day, times)
        return None if figures.over else figures.cost_s(problem.seconds_per_exposure)

    def _refuses_pets(self, trip: DraftTrip) -> bool:
        if self.problem.shelters[trip.shelter].pets:
            return False
        return any(self.problem.requests[request].needs.pets > 0 for request in trip.requests)

"""Exact insertion: which days a draft may have, what they cost, and where one more household fits best."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from openevac.domain.legs import Load
from openevac.planning.beds import BedsTaken, CareAsked, beds_of, care_asked, care_comes_first, lacking_beds
from openevac.planning.chains import Chains
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.figures import Figures
from openevac.planning.loads import lacks, with_household
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes, Timetable

KEPT_DAYS = 200_000


class Insertion(NamedTuple):
    """A draft with one more household, and what it costs more (seconds)."""

    more_s: float
    draft: Draft


class Bench:
    """Judges days and drafts of one problem by the matrices: loads, trips, windows, pets, beds, ceilings.

    `keeps_care_beds`: who needs no care gets a care bed only where everybody who needs one could still have it.
    """

    def __init__(self, problem: Problem, *, keeps_care_beds: bool = True) -> None:
        self.problem = problem
        self._care_asked = care_asked(problem.requests) if keeps_care_beds else CareAsked()
        self.timetable = Timetable(problem)
        self.figures = Figures(problem)
        self._beds = tuple(beds_of(request) for request in problem.requests)
        self._costs: dict[DraftDay, float | None] = {}
        self._least: dict[tuple[int, int, DraftTrip], float] = {}
        self.chains = Chains(problem, self._times_of, self.figures)

    def day_cost_s(self, day: DraftDay) -> float | None:
        """Give the cost of a day (zero for one at the depot), or None where it breaks a limit of its own."""
        if not day.trips:
            return 0.0
        if day not in self._costs:
            if len(self._costs) >= KEPT_DAYS:
                self._costs.clear()
            self._costs[day] = self._work_out(day)
        return self._costs[day]

    def least_cost_s(self, day: DraftDay) -> float:
        """Give what a day would cost if nobody ever waited: quick to say, and never more than it costs."""
        problem, vehicle = self.problem, self.problem.vehicles[day.vehicle]
        if not day.trips:
            return 0.0
        total, origin = 0.0, vehicle.depot
        for trip in day.trips:
            total += self.least_of_trip(day.vehicle, origin, trip)
            origin = problem.point_of_shelter(trip.shelter)
        return total + self._drive_cost_s(vehicle.profile, origin, vehicle.depot, vehicle.crew.size)

    def least_of_trip(self, vehicle: int, origin: int, trip: DraftTrip) -> float:
        """Give what one trip of a vehicle would cost from a point to the end of unloading if nobody ever waited."""
        key = (vehicle, origin, trip)
        if key not in self._least:
            if len(self._least) >= KEPT_DAYS:
                self._least.clear()
            self._least[key] = self._without_waiting_s(vehicle, origin, trip)
        return self._least[key]

    def _without_waiting_s(self, vehicle: int, origin: int, trip: DraftTrip) -> float:
        problem, day = self.problem, self.problem.vehicles[vehicle]
        people, at = day.crew.size, origin
        cost_s = float(math.ceil(problem.shelters[trip.shelter].unloading_s))
        for request in trip.requests:
            point, service_s = problem.point_of_request(request), float(problem.service_s[vehicle, request])
            cost_s += self._drive_cost_s(day.profile, at, point, people) + service_s
            people += problem.requests[request].needs.party_size
            dwell = self.figures.dwell(day.profile, request, 0.0, service_s)
            cost_s += problem.seconds_per_exposure * dwell * people
            cost_s += problem.on_foot_s(request, self.figures.walk(request, 0.0))
            at = point
        return cost_s + self._drive_cost_s(day.profile, at, problem.point_of_shelter(trip.shelter), people)

    def _drive_cost_s(self, profile: int, start: int, end: int, people: int) -> float:
        danger_s = self.problem.seconds_per_exposure * people * self.figures.leg(profile, start, end, 0.0)
        return danger_s + self.timetable.drive(profile, start, end)

    def cost_s(self, draft: Draft) -> float:
        """Give the cost of a draft all of whose days are possible."""
        return sum(self.day_cost_s(day) or 0.0 for day in draft.days)

    def beds_hold(self, trips: Iterable[DraftTrip]) -> bool:
        """Tell whether every shelter has beds for all that these trips bring, and keeps care beds as it should."""
        brought: dict[int, list[int]] = {}
        for trip in trips:
            brought.setdefault(trip.shelter, []).extend(trip.requests)
        return all(self._holds(shelter, requests) for shelter, requests in brought.items())

    def _holds(self, shelter: int, requests: list[int]) -> bool:
        beds, known = self.problem.shelters[shelter].beds, self.problem.requests
        ordinary = no_stairs = care = of_required = 0
        for request in requests:
            demand = self._beds[request]
            ordinary, no_stairs, care = ordinary + demand[0], no_stairs + demand[1], care + demand[2]
            of_required += demand[0] + demand[1] if known[request].required else 0
        total = BedsTaken(ordinary, no_stairs, care)
        if lacking_beds((total,), beds) is not None:
            return False
        return not self._care_asked.all or care_comes_first(total, of_required, beds, self._care_asked)

    def hold_together(self, draft: Draft, rows: Iterable[int]) -> bool:
        """Tell whether possible days also go together where only some rows have changed: beds, other drives."""
        return self.beds_hold(draft.trips()) and self.chains.hold(draft, rows)

    def is_possible(self, draft: Draft) -> bool:
        """Tell whether a draft keeps every limit the matrices know of."""
        possible = self.beds_hold(draft.trips()) and all(self.day_cost_s(day) is not None for day in draft.days)
        return possible and self.chains.hold(draft)

    def best_insertion(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Insertion | None:
        """Give the cheapest way to fetch one more household, in a trip there is or in a new one; None where none is.

        Ties go to the first vehicle and the earliest place, so that the answer never hangs on chance.
        """
        return min(self.insertions(draft, request, vehicles), key=lambda found: found.more_s, default=None)

    def best_insertions(
        self, draft: Draft, request: int, most: int, vehicles: Iterable[int] | None = None
    ) -> list[Insertion]:
        """Give the few cheapest ways to fetch one more household, cheapest first."""
        return heapq.nsmallest(most, self.insertions(draft, request, vehicles), key=lambda found: found.more_s)

    def insertions(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Iterator[Insertion]:
        """Give every possible way to fetch one more household, wherever it can be met; `request`: any of its rows."""
        for vehicle in range(self.problem.num_vehicles) if vehicles is None else vehicles:
            for row in self.problem.options[request]:
                yield from self._insertions_of(draft, row, vehicle)

    def _insertions_of(self, draft: Draft, request: int, vehicle: int) -> Iterator[Insertion]:
        old = draft.days[vehicle]
        old_cost = self.day_cost_s(old)
        if old_cost is None or not self.problem.may_serve[vehicle, request]:
            return
        for day in self._days_with(old, request):
            cost = self.day_cost_s(day)
            if cost is None:
                continue
            larger = draft.with_day(day)
            if self.hold_together(larger, [vehicle]):
                yield Insertion(cost - old_cost, larger)

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
        if any(self._refuses_pets(trip) or not problem.may_end_at(trip.shelter, trip.requests) for trip in day.trips):
            return None
        times = self.timetable.day(day)
        if times is None:
            return None
        figures = self.figures.day(day, times)
        return None if figures.over else figures.cost_s(problem.seconds_per_exposure)

    def _times_of(self, day: DraftDay, not_before: float) -> DayTimes | None:
        return self.timetable.day(day, not_before=not_before)

    def _refuses_pets(self, trip: DraftTrip) -> bool:
        if self.problem.shelters[trip.shelter].pets:
            return False
        return any(self.problem.requests[request].needs.pets > 0 for request in trip.requests)

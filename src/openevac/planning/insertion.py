"""Exact insertion: which days a draft may have, what they cost, and where one more household fits best."""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Iterable, Iterator
from itertools import count
from typing import NamedTuple

from openevac.domain.legs import Load
from openevac.planning.beds import BedsTaken, CareAsked, beds_of, care_asked, care_comes_first, lacking_beds
from openevac.planning.chains import Chains
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.figures import Figures
from openevac.planning.loads import lacks, with_household
from openevac.planning.problem import Problem
from openevac.planning.timetable import DayTimes, StopTimes, Timetable, TripTimes

KEPT_DAYS = 200_000

ROUNDING = 1e-6
"""Sums of the same figures in another order differ by less."""


class Insertion(NamedTuple):
    """A draft with one more household, and what it costs more (seconds)."""

    more_s: float
    draft: Draft


class _Least(NamedTuple):
    """What a trip or a day costs, takes and exposes each of the crew to where nobody ever waits; waiting only adds.

    `is_over`: whether a trip breaks a ceiling even so.
    """

    cost_s: float
    time_s: float
    exposure: float
    is_over: bool


class _Candidate(NamedTuple):
    """A day with one household more that has not been driven: what it costs more at least, its place in order, the day.

    `old_s`: what the vehicle's day costs without the household.
    """

    least_more_s: float
    order: int
    day: DraftDay
    old_s: float


class Bench:
    """Judges days and drafts of one problem by the matrices: loads, trips, windows, pets, beds, ceilings.

    `keeps_care_beds`: who needs no care gets a care bed only where everybody who needs one could still have it.
    """

    def __init__(self, problem: Problem, *, keeps_care_beds: bool = True) -> None:
        self.problem = problem
        self._care_asked = care_asked(problem.requests) if keeps_care_beds else CareAsked()
        self.timetable = Timetable(problem)
        self.figures = Figures(problem)
        self._may_serve = problem.may_serve.tolist()
        self._beds = tuple(beds_of(request) for request in problem.requests)
        self._costs: dict[DraftDay, float | None] = {}
        self._least: dict[tuple[int, int, DraftTrip], _Least] = {}
        self._days_after: dict[tuple[DraftDay, int], tuple[tuple[float, DraftDay], ...]] = {}
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
        return self._least_of_day(day).cost_s if day.trips else 0.0

    def least_of_trip(self, vehicle: int, origin: int, trip: DraftTrip) -> float:
        """Give what one trip of a vehicle would cost from a point to the end of unloading if nobody ever waited."""
        return self._least_trip(vehicle, origin, trip).cost_s

    def _least_of_day(self, day: DraftDay) -> _Least:
        problem, vehicle = self.problem, self.problem.vehicles[day.vehicle]
        cost_s = time_s = exposure = 0.0
        is_over = False
        origin = vehicle.origin
        for trip in day.trips:
            least = self._least_trip(day.vehicle, origin, trip)
            cost_s, time_s, exposure = cost_s + least.cost_s, time_s + least.time_s, exposure + least.exposure
            is_over = is_over or least.is_over
            origin = problem.point_of_shelter(trip.shelter)
        home_s = self.timetable.drive(vehicle.profile, origin, vehicle.depot)
        home = self.figures.leg(vehicle.profile, origin, vehicle.depot, 0.0)
        cost_s += home_s + problem.seconds_per_exposure * home * vehicle.crew.size
        return _Least(cost_s, time_s + home_s, exposure + home, is_over)

    def _least_trip(self, vehicle: int, origin: int, trip: DraftTrip) -> _Least:
        key = (vehicle, origin, trip)
        if key not in self._least:
            if len(self._least) >= KEPT_DAYS:
                self._least.clear()
            self._least[key] = self._without_waiting(vehicle, origin, trip)
        return self._least[key]

    def _without_waiting(self, vehicle: int, origin: int, trip: DraftTrip) -> _Least:
        problem, profile = self.problem, self.problem.vehicles[vehicle].profile
        stops, at, now = [], origin, 0.0
        for request in trip.requests:
            point, service_s = problem.point_of_request(request), float(problem.service_s[vehicle, request])
            arrives = now + self.timetable.drive(profile, at, point)
            stops.append(StopTimes(arrives, arrives, arrives + service_s))
            at, now = point, arrives + service_s
        arrives = now + self.timetable.drive(profile, at, problem.point_of_shelter(trip.shelter))
        unloaded = arrives + float(math.ceil(problem.shelters[trip.shelter].unloading_s))
        if not math.isfinite(unloaded):
            return _Least(math.inf, math.inf, math.inf, is_over=True)
        times = TripTimes(0.0, tuple(stops), arrives, unloaded)
        figures = self.figures.trip_alone(vehicle, origin, trip, times)
        cost_s = unloaded + problem.seconds_per_exposure * figures.person_exposure + figures.on_foot_s
        return _Least(cost_s, unloaded, figures.exposure, figures.is_over)

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

    def stays_possible(self, draft: Draft, before: Draft) -> bool:
        """Tell whether a draft is possible that was made from a possible one by changing few of its days."""
        changed = [day for day, old in zip(draft.days, before.days, strict=True) if day is not old]
        if any(self.day_cost_s(day) is None for day in changed):
            return False
        return self.hold_together(draft, [day.vehicle for day in changed])

    def best_insertion(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Insertion | None:
        """Give the cheapest way to fetch one more household, in a trip there is or in a new one; None where none is.

        Ties go to the first vehicle and the earliest place, so that the answer never hangs on chance.
        """
        found = self.best_insertions(draft, request, 1, vehicles)
        return found[0] if found else None

    def best_insertions(
        self, draft: Draft, request: int, most: int, vehicles: Iterable[int] | None = None
    ) -> list[Insertion]:
        """Give the few cheapest ways to fetch one more household, cheapest first.

        Days are driven in the order of what they cost at least, until none left could be among the cheapest.
        """
        best: list[tuple[float, int, Draft]] = []
        for candidate in sorted(self._candidates(draft, request, vehicles)):
            if len(best) == most and candidate.least_more_s > best[-1][0] + ROUNDING:
                break
            cost = self.day_cost_s(candidate.day)
            if cost is None:
                continue
            place = (cost - candidate.old_s, candidate.order)
            if len(best) == most and place >= best[-1][:2]:
                continue
            larger = draft.with_day(candidate.day)
            if self.hold_together(larger, [candidate.day.vehicle]):
                insort(best, (*place, larger), key=lambda one: one[:2])
                del best[most:]
        return [Insertion(more_s, larger) for more_s, _, larger in best]

    def insertions(self, draft: Draft, request: int, vehicles: Iterable[int] | None = None) -> Iterator[Insertion]:
        """Give every possible way to fetch one more household, wherever it can be met; `request`: any of its rows."""
        for candidate in self._candidates(draft, request, vehicles):
            cost = self.day_cost_s(candidate.day)
            if cost is not None:
                larger = draft.with_day(candidate.day)
                if self.hold_together(larger, [candidate.day.vehicle]):
                    yield Insertion(cost - candidate.old_s, larger)

    def _candidates(self, draft: Draft, request: int, vehicles: Iterable[int] | None) -> Iterator[_Candidate]:
        """Give the days with one household more whose loads fit and that keep hours and ceilings as far as is known."""
        order = count()
        for vehicle in range(self.problem.num_vehicles) if vehicles is None else vehicles:
            old = draft.days[vehicle]
            for row in self.problem.options[request]:
                if not self._may_serve[vehicle][row]:
                    continue
                for least_s, day in self._could_become(old, row):
                    old_s = self.day_cost_s(old)
                    if old_s is not None:
                        yield _Candidate(least_s - old_s, next(order), day, old_s)

    def _could_become(self, old: DraftDay, row: int) -> tuple[tuple[float, DraftDay], ...]:
        """Give what a day could become with one household more, each with its least cost; most days are asked often."""
        key = (old, row)
        if key not in self._days_after:
            if len(self._days_after) >= KEPT_DAYS:
                self._days_after.clear()
            days = ((self._least_of_day(day), day) for day in self._days_with(old, row))
            self._days_after[key] = tuple((least.cost_s, day) for least, day in days if self._could_be(day, least))
        return self._days_after[key]

    def _could_be(self, day: DraftDay, least: _Least) -> bool:
        """Tell whether a day could keep ceilings and hours if nobody ever waited."""
        vehicle, per_person = self.problem.vehicles[day.vehicle], self.problem.policy.max_exposure_per_person
        if least.is_over or not math.isfinite(least.time_s):
            return False
        if per_person is not None and least.exposure > per_person + ROUNDING:
            return False
        ends_by = vehicle.day.late if vehicle.underway is None else max(vehicle.day.late, vehicle.turns_back_by)
        return vehicle.leave.early + least.time_s <= ends_by

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

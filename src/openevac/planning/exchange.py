"""Moves, swaps and crossed tails between trips and vehicles: the same people fetched, with less danger and time.

Each change is bounded first by what its days would cost if nobody waited; only what could still be better is
driven by the timetable. A change is taken only where the exact cost falls, so the score never gets worse.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.resequence import ENOUGH_S, Resequencer

Stop = Callable[[], bool]

MOST_DRIVEN = 200
"""Changes of two days that are driven before the best so far is taken: where hours are tight, bounds tell little."""


class _Slot(NamedTuple):
    """A trip of a day by its number, or room for a new one before the trip of that number.

    `origin`: the point it starts from. `least_s`: what the trip there costs without waiting.
    """

    number: int
    trip: DraftTrip
    origin: int
    least_s: float
    is_new: bool = False


class _Put(NamedTuple):
    """One trip put into a slot of a day."""

    day: DraftDay
    slot: _Slot
    trip: DraftTrip

    @property
    def keeps_places(self) -> bool:
        """Tell whether the trips beside it start and end where they did."""
        return not self.slot.is_new and bool(self.trip.requests) and self.trip.shelter == self.slot.trip.shelter


class Exchange:
    """Betters drafts of one bench; pairs of days found to be at their best are remembered."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._resequencer = Resequencer(bench)
        self._best: set[tuple[DraftDay, DraftDay]] = set()

    def better(self, draft: Draft, stop: Stop) -> Draft:
        """Order every trip and exchange households between trips until nothing costs less or `stop` says so.

        The draft must be possible; the same households are served in the one given back.
        """
        for day in draft.days:
            if stop():
                return draft
            draft = self._in_order(draft, day.vehicle)
        vehicles = range(len(draft.days))
        pairs = [(one, other) for one in vehicles for other in vehicles if one <= other]
        changed = True
        while changed:
            changed = False
            for one, other in pairs:
                found = self._between(draft, one, other, stop)
                while found is not None:
                    draft, changed = found, True
                    found = self._between(draft, one, other, stop)
        return draft

    def _between(self, draft: Draft, one: int, other: int, stop: Stop) -> Draft | None:
        """Give the draft with the best change of one or two days, or None where none is better."""
        first, second = draft.days[one], draft.days[other]
        if (first, second) in self._best or not (first.trips or second.trips) or stop():
            return None
        if any(self._bench.chains.stands_aside(draft, *pair) for pair in ((one, other), (other, one))):
            return None
        best, clashed = self._best_change(draft, first, second)
        if best is None:
            if not clashed:
                self._best.add((first, second))
            return None
        for vehicle in (one, other):
            best = self._in_order(best, vehicle)
        return best

    def _in_order(self, draft: Draft, vehicle: int) -> Draft:
        """Order the trips of one day, where the vehicle's other drives still fit beside it then."""
        ordered = draft.with_day(self._resequencer.day(draft.days[vehicle]))
        return ordered if self._bench.chains.hold(ordered, [vehicle]) else draft

    def _best_change(self, draft: Draft, first: DraftDay, second: DraftDay) -> tuple[Draft | None, bool]:
        """Give the draft with the change that saves most, and whether one clashed with other days.

        Other days hold beds, and other drives of the same vehicle.
        """
        bench = self._bench
        now_s = sum(bench.day_cost_s(day) or 0.0 for day in {first, second})
        best, best_s, clashed = None, now_s - ENOUGH_S, False
        for least_s, puts in self._worth_driving(first, second, best_s)[:MOST_DRIVEN]:
            if least_s >= best_s:
                break
            days = _changed_days(puts)
            costs = [bench.day_cost_s(day) for day in days]
            cost_s = sum(cost for cost in costs if cost is not None)
            if None in costs or cost_s >= best_s:
                continue
            changed = draft
            for day in days:
                changed = changed.with_day(day)
            if bench.hold_together(changed, [day.vehicle for day in days]):
                best, best_s = changed, cost_s
            else:
                clashed = True
        return best, clashed

    def _worth_driving(self, first: DraftDay, second: DraftDay, limit_s: float) -> list[tuple[float, tuple[_Put, ...]]]:
        """Give the changes that would cost less than a limit if nobody waited, cheapest first; ties as they come."""
        least_now_s = sum(self._bench.least_cost_s(day) for day in {first, second})
        found = []
        for puts in self._changes(first, second):
            if all(put.keeps_places for put in puts):
                least_s = least_now_s + sum(self._more_s(put) for put in puts)
            else:
                least_s = sum(self._bench.least_cost_s(day) for day in _changed_days(puts))
            if least_s < limit_s:
                found.append((least_s, puts))
        found.sort(key=lambda one: one[0])
        return found

    def _more_s(self, put: _Put) -> float:
        """Give what one changed trip costs more without waiting; it starts and ends where the old one did."""
        return self._bench.least_of_trip(put.day.vehicle, put.slot.origin, put.trip) - put.slot.least_s

    def _changes(self, first: DraftDay, second: DraftDay) -> Iterator[tuple[_Put, ...]]:
        is_one = first.vehicle == second.vehicle
        for slot, other in self._slots_within(first) if is_one else self._slots_of_both(first, second):
            for trip, changed in _exchanged(slot.trip, other.trip):
                yield _Put(first, slot, trip), _Put(second, other, changed)
        if is_one:
            for slot in self._slots(first):
                for shelter in range(self._bench.problem.num_shelters):
                    if not slot.is_new and shelter != slot.trip.shelter:
                        yield (_Put(first, slot, DraftTrip(slot.trip.requests, shelter)),)

    def _slots_of_both(self, first: DraftDay, second: DraftDay) -> Iterator[tuple[_Slot, _Slot]]:
        for slot in self._slots(first):
            for other in self._slots(second):
                if not (slot.is_new and other.is_new):
                    yield slot, other

    def _slots(self, day: DraftDay) -> list[_Slot]:
        problem, slots = self._bench.problem, []
        origin = problem.vehicles[day.vehicle].depot
        for number, trip in enumerate(day.trips):
            slots.append(_Slot(number, trip, origin, self._bench.least_of_trip(day.vehicle, origin, trip)))
            origin = problem.point_of_shelter(trip.shelter)
        if len(day.trips) < problem.vehicles[day.vehicle].vehicle.max_trips:
            slots += [_Slot(number, DraftTrip((), -1), -1, 0.0, is_new=True) for number in range(len(day.trips) + 1)]
        return slots

    def _slots_within(self, day: DraftDay) -> Iterator[tuple[_Slot, _Slot]]:
        slots = self._slots(day)
        for place, slot in enumerate(slots):
            for other in slots[place + 1 :]:
                if not slot.is_new:
                    yield slot, other


def _changed_days(puts: tuple[_Put, ...]) -> tuple[DraftDay, ...]:
    """Give the days after changes, new trips after those that are there; trips without doors fall away."""
    days: dict[int, tuple[DraftDay, list[DraftTrip]]] = {}
    for day, slot, trip in puts:
        trips = days.setdefault(day.vehicle, (day, list(day.trips)))[1]
        if slot.is_new:
            trips.insert(slot.number, trip)
        else:
            trips[slot.number] = trip
    return tuple(DraftDay(day.vehicle, tuple(trip for trip in trips if trip.requests)) for day, trips in days.values())


def _exchanged(one: DraftTrip, other: DraftTrip) -> Iterator[tuple[DraftTrip, DraftTrip]]:
    """Give every pair of trips that a move, a swap or crossed tails make of two; a new trip takes over the shelter."""
    to = other.shelter if one.shelter < 0 else one.shelter
    on = one.shelter if other.shelter < 0 else other.shelter
    mine, theirs = one.requests, other.requests
    for here, request in enumerate(mine):
        left = DraftTrip((*mine[:here], *mine[here + 1 :]), to)
        for place in range(len(theirs) + 1):
            yield left, DraftTrip((*theirs[:place], request, *theirs[place:]), on)
    for there, request in enumerate(theirs):
        left = DraftTrip((*theirs[:there], *theirs[there + 1 :]), on)
        for place in range(len(mine) + 1):
            yield DraftTrip((*mine[:place], request, *mine[place:]), to), left
    for here, request in enumerate(mine):
        for there, partner in enumerate(theirs):
            yield (
                DraftTrip((*mine[:here], partner, *mine[here + 1 :]), to),
                DraftTrip((*theirs[:there], request, *theirs[there + 1 :]), on),
            )
    for cut in range(len(mine) + 1):
        for end in range(len(theirs) + 1):
            yield DraftTrip((*mine[:cut], *theirs[end:]), on), DraftTrip((*theirs[:end], *mine[cut:]), to)

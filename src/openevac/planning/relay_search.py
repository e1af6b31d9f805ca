"""Looking for relays by the matrices: inner trips that end at slots, and outer trips that take people on.

Households are put in one by one, by turn: into the inner vehicle's day first, where every ending at a slot is a place
of its own; then every hand-over of that day is put into the days of the other vehicles. Where one of them finds no
place, the next place of the inner day is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product

import numpy as np

from openevac.planning.beds import BedsTaken, beds_of
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.planning.loads import lacks, load_of
from openevac.planning.prepare import Prepared
from openevac.planning.relay_problem import HandedOver, RelayGround, Slot, inner_problem, outer_problem
from openevac.planning.score import Score, score, turn

PLACES_TRIED = 6
"""Different sets of hand-overs tried for one household, cheapest inner day first."""

HOUSEHOLDS_TRIED = 20
"""Who is tried beside an inner vehicle, by turn."""

LATER_SLOTS = 4
"""How many slots after the first possible one are tried for a trip: an hour for the others to come."""

IN_VAIN = 4
"""After so many households without a place nobody else is tried at a relay that has none yet."""

RELAYS_TRIED = 2
VEHICLES_TRIED = 3
"""Relays and inner vehicles tried in a round: nearest relays first, and vehicles that may fetch most of those left."""


@dataclass(frozen=True, slots=True)
class InnerDay:
    """What one inner vehicle drives: a day of the problem `prepared`, whose shelters from `first` on are `slots`."""

    day: DraftDay
    slots: tuple[Slot, ...]
    prepared: Prepared
    first: int
    cost_s: float

    @property
    def handed(self) -> tuple[HandedOver, ...]:
        """Give its hand-overs."""
        return tuple(
            HandedOver(self.slots[trip.shelter - self.first], row)
            for trip in self.day.trips
            if trip.shelter >= self.first
            for row in trip.requests
        )

    @property
    def direct(self) -> tuple[DraftTrip, ...]:
        """Give its trips that end at a shelter."""
        return tuple(trip for trip in self.day.trips if trip.shelter < self.first)


@dataclass(frozen=True, slots=True)
class OuterDays:
    """What the others drive: a draft of the problem `prepared`, whose rows are `kept` and then `handed`."""

    prepared: Prepared
    kept: tuple[int, ...]
    handed: tuple[HandedOver, ...]
    draft: Draft
    cost_s: float

    @property
    def taking_on(self) -> frozenset[int]:
        """Give the rows of vehicles that take anybody on."""
        first = len(self.kept)
        return frozenset(day.vehicle for day in self.draft.days if any(row >= first for row in day.requests))


@dataclass(frozen=True, slots=True)
class Relaying:
    """A plan with relays by the matrices; `others`: days without relays, of the vehicles that are not inner ones."""

    others: Draft
    inner: tuple[InnerDay, ...] = ()
    outer: OuterDays | None = None

    @property
    def served(self) -> frozenset[int]:
        """Give the rows of everybody who is fetched."""
        return self.others.served | {row for one in self.inner for row in one.day.requests}


@dataclass(slots=True)
class RelaySearch:
    """Searches relays over one ground; `excluded`: households that the referee refused at a relay."""

    ground: RelayGround
    stop: Callable[[], bool]
    excluded: set[str] = field(default_factory=set)
    _inner: dict[tuple[bool, int], tuple[Prepared, tuple[Slot, ...], Bench]] = field(default_factory=dict)

    def candidates(self, state: Relaying) -> list[Relaying]:
        """Give the plans with one inner vehicle more than a plan has, best first, all of them better than it."""
        known = self.score_of(state)
        found = [one for vehicle in self._vehicles(state) for one in self._with_inner(state, vehicle)]
        judged = [(self.score_of(one), one) for one in found]
        return [one for value, one in sorted(judged, key=lambda pair: pair[0], reverse=True) if value > known]

    def score_of(self, state: Relaying) -> Score:
        """Give the score of a plan by the matrices."""
        problem = self.ground.wide.problem
        cost_s = sum(one.cost_s for one in state.inner)
        cost_s += (
            state.outer.cost_s if state.outer is not None else Bench(self.ground.prepared.problem).cost_s(state.others)
        )
        return score(problem.requests, problem.waiting_days, state.served, cost_s)

    def _vehicles(self, state: Relaying) -> list[int]:
        """Give vehicles that could fetch somebody who is left out, each by the row of its whole day."""
        problem, left = self.ground.wide.problem, self.left(state)
        taken = {one.day.vehicle for one in state.inner}
        taking_on = state.outer.taking_on if state.outer is not None else frozenset()
        options = [row for request in left for row in problem.options[request]]
        found = []
        for rows in rows_by_vehicle(problem):
            may = int(problem.may_serve[rows[0], options].sum()) if options else 0
            if (
                may
                and problem.vehicles[rows[0]].wave == 0
                and not taking_on.intersection(rows)
                and rows[0] not in taken
            ):
                found.append((-may, rows[0]))
        return [vehicle for _, vehicle in sorted(found)[:VEHICLES_TRIED]]

    def _relays(self, state: Relaying, vehicle: int) -> list[int]:
        """Give relays to which a vehicle can bring those left out and where another can take them on, nearest first."""
        problem = self.ground.wide.problem
        stations = problem.num_depots + self.ground.first
        doors = [problem.point_of_request(row) for row in self.left(state) if problem.may_serve[vehicle, row]]
        others = [day for day in problem.vehicles if day.vehicle.id != problem.vehicles[vehicle].vehicle.id]
        found = []
        for number in range(len(self.ground.relays)):
            point = stations + number
            away_s = problem.drive_s[problem.vehicles[vehicle].profile, doors, point]
            near = float(away_s[np.isfinite(away_s)].mean()) if np.isfinite(away_s).any() else np.inf
            goes_on = any(
                np.isfinite(problem.drive_s[day.profile, day.depot, point])
                and np.isfinite(problem.drive_s[day.profile, point, problem.num_depots : stations]).any()
                for day in others
            )
            if np.isfinite(near) and goes_on:
                found.append((near, number))
        return [number for _, number in sorted(found)[:RELAYS_TRIED]]

    def left(self, state: Relaying) -> list[int]:
        """Give who is left out and some vehicle may fetch, each by its first row, by turn."""
        problem, served = self.ground.wide.problem, state.served
        first = dict.fromkeys(rows[0] for rows in problem.options)
        left = [row for row in first if not served.intersection(problem.options[row])]
        left = [row for row in left if problem.requests[row].id not in self.excluded]
        able = [row for row in left if problem.may_serve[:, list(problem.options[row])].any()]
        return sorted(able, key=lambda row: turn(problem.requests[row], problem.waiting_days[row]))

    def _with_inner(self, state: Relaying, vehicle: int) -> Iterator[Relaying]:
        """Give plans in which a vehicle becomes an inner one: planned anew, or with what it drives today kept."""
        problem = self.ground.wide.problem
        rows = next(rows for rows in rows_by_vehicle(problem) if vehicle in rows)
        own = [state.others.days[row] for row in rows]
        others = state.others
        for row in rows:
            others = others.with_day(DraftDay(row))
        bare = replace(state, others=others)
        waves = any(day.trips for day in own[1:])
        starts = (DraftDay(vehicle), *(() if waves or not own[0].trips else (own[0],)))
        for relay, start in product(self._relays(state, vehicle), starts):
            if not self.stop():
                grown = _Growing(self, bare, vehicle, relay, start).grown()
                if grown is not None:
                    yield grown

    def inner(self, vehicle: int, relay: int) -> tuple[Prepared, tuple[Slot, ...], Bench]:
        """Give the problem of an inner vehicle and one relay, its slots and a bench; remembered by armour and relay."""
        armoured = self.ground.wide.problem.vehicles[vehicle].armoured
        if (armoured, relay) not in self._inner:
            slots = tuple(slot for slot in self.ground.slots(armoured=armoured) if slot.relay == relay)
            prepared = inner_problem(self.ground, slots)
            self._inner[armoured, relay] = prepared, slots, Bench(prepared.problem)
        return self._inner[armoured, relay]

    def take_on(self, state: Relaying, inner: tuple[InnerDay, ...]) -> OuterDays | None:
        """Put every hand-over of some inner days into the days of the other vehicles; None where one finds no place."""
        problem = self.ground.wide.problem
        handed = tuple(sorted(one for day in inner for one in day.handed))
        kept = tuple(sorted(state.others.served))
        number = {row: k for k, row in enumerate(kept)}
        beds: dict[int, list[BedsTaken]] = {}
        for trip in (trip for one in inner for trip in one.direct):
            beds.setdefault(trip.shelter, []).extend(beds_of(problem.requests[row]) for row in trip.requests)
        prepared = outer_problem(self.ground, kept, handed, beds)
        bench = Bench(prepared.problem)
        draft = Draft(
            tuple(
                DraftDay(d.vehicle, tuple(DraftTrip(tuple(number[r] for r in t.requests), t.shelter) for t in d.trips))
                for d in state.others.days
            )
        )
        busy = {one.day.vehicle for one in inner}
        free = [row for rows in rows_by_vehicle(problem) if not busy.intersection(rows) for row in rows]
        for row in range(len(kept), len(kept) + len(handed)):
            found = bench.best_insertion(draft, row, free)
            if found is None:
                return None
            draft = found.draft
        return OuterDays(prepared, kept, handed, draft, bench.cost_s(draft))


@dataclass(slots=True)
class _Growing:
    """One inner vehicle's day while households are put into it."""

    search: RelaySearch
    state: Relaying
    vehicle: int
    relay: int
    start: DraftDay
    _tried: dict[tuple[HandedOver, ...], OuterDays | None] = field(default_factory=dict)

    def grown(self) -> Relaying | None:
        """Give the plan with as many households as find a place: relays alone first, then shelters too."""
        prepared, slots, bench = self.search.inner(self.vehicle, self.relay)
        cost_s = bench.day_cost_s(self.start)
        if cost_s is None:
            return None
        day = InnerDay(self.start, slots, prepared, self.search.ground.first, cost_s)
        outer = self.search.take_on(self.state, (*self.state.inner, day))
        if outer is None:
            return None
        for only_relays in (True, False):
            for tried, household in enumerate(self._pool(day)):
                if self.search.stop() or (tried >= IN_VAIN and not day.handed):
                    break
                day, outer = self._with(household, day, bench, only_relays=only_relays) or (day, outer)
            if not day.handed:
                return None
        return replace(self.state, inner=(*self.state.inner, day), outer=outer)

    def _pool(self, day: InnerDay) -> list[int]:
        """Give who is not fetched yet and this vehicle may fetch, by turn."""
        problem = self.search.ground.wide.problem
        left = self.search.left(replace(self.state, inner=(*self.state.inner, day)))
        mine = [row for row in left if problem.may_serve[self.vehicle, list(problem.options[row])].any()]
        return mine[:HOUSEHOLDS_TRIED]

    def _with(
        self, household: int, day: InnerDay, bench: Bench, *, only_relays: bool
    ) -> tuple[InnerDay, OuterDays] | None:
        """Put one household in at the cheapest inner place whose hand-overs all find a place with the others."""
        seen: set[tuple[HandedOver, ...]] = set()
        for cost_s, changed_day in sorted(
            self._places(household, day, bench, only_relays=only_relays), key=lambda pair: pair[0]
        ):
            changed = replace(day, day=changed_day, cost_s=cost_s)
            if changed.handed in seen:
                continue
            if len(seen) == PLACES_TRIED:
                break
            seen.add(changed.handed)
            taken = self._taken_on(changed)
            if taken is not None:
                return changed, taken
        return None

    def _places(
        self, household: int, day: InnerDay, bench: Bench, *, only_relays: bool
    ) -> Iterator[tuple[float, DraftDay]]:
        """Give every place of a household in the inner day that the matrices allow, with what the day costs then."""
        problem = bench.problem
        for row in problem.options[household]:
            if not problem.may_serve[self.vehicle, row]:
                continue
            for number, trip in enumerate(day.day.trips):
                if only_relays and trip.shelter < day.first:
                    continue
                needs = [problem.requests[one].needs for one in (*trip.requests, row)]
                kind = problem.vehicles[self.vehicle].kind
                if lacks(load_of(needs, kind), kind):
                    continue
                for position in range(len(trip.requests) + 1):
                    longer = trip.with_request(row, position)
                    endings = range(trip.shelter, min(trip.shelter + 2, problem.num_shelters))
                    yield from self._possible(day, bench, number, longer, endings if trip.shelter >= day.first else ())
            yield from self._new_trips(row, day, bench, only_relays=only_relays)

    def _new_trips(
        self, row: int, day: InnerDay, bench: Bench, *, only_relays: bool
    ) -> Iterator[tuple[float, DraftDay]]:
        """Give the days with one more trip: at the first slots that are possible, or (where allowed) to a shelter."""
        if len(day.day.trips) >= bench.problem.vehicles[self.vehicle].vehicle.max_trips:
            return
        before = [trip.shelter for trip in day.day.trips if trip.shelter >= day.first]
        for number in sorted({0, len(day.day.trips)}):
            first = max(before, default=day.first - 1) + 1 if number else day.first
            found = 0
            earliest = self._earliest_s(row, day, bench, number)
            while first < bench.problem.num_shelters and bench.problem.shelter_hours[first].late < earliest:
                first += 1
            for ending in range(first, bench.problem.num_shelters):
                for possible in self._possible(day, bench, number, DraftTrip((row,), ending), (ending,), new=True):
                    found += 1
                    yield possible
                if found > LATER_SLOTS:
                    break
            if not only_relays:
                trip = DraftTrip((row,), 0)
                yield from self._possible(day, bench, number, trip, range(day.first), new=True)

    def _earliest_s(self, row: int, day: InnerDay, bench: Bench, number: int) -> float:
        """Give a moment before which no trip for one household alone can end at the relay: nobody waits in it."""
        problem, vehicle = bench.problem, bench.problem.vehicles[self.vehicle]
        ready, origin = vehicle.leave.early, vehicle.origin
        if number:
            ending = day.day.trips[number - 1].shelter
            origin = problem.point_of_shelter(ending)
            ready = max(ready, problem.shelter_hours[ending].early) if ending >= day.first else ready
        point, relay = problem.point_of_request(row), problem.point_of_shelter(problem.num_shelters - 1)
        drive_s = problem.drive_s[vehicle.profile]
        return float(ready + drive_s[origin, point] + problem.service_s[self.vehicle, row] + drive_s[point, relay])

    def _possible(
        self, day: InnerDay, bench: Bench, number: int, trip: DraftTrip, endings: Iterable[int], *, new: bool = False
    ) -> Iterator[tuple[float, DraftDay]]:
        """Give the days with one trip changed or new that the matrices allow, for every ending of it."""
        for ending in endings or (trip.shelter,):
            ended = replace(trip, shelter=ending)
            changed = day.day.with_new_trip(number, ended) if new else day.day.with_trip(number, ended)
            cost_s = bench.day_cost_s(changed)
            if cost_s is not None and bench.beds_hold(changed.trips):
                yield cost_s, changed

    def _taken_on(self, day: InnerDay) -> OuterDays | None:
        key = tuple(sorted(day.handed))
        if day.direct:  # their beds count, so nothing is remembered
            return self.search.take_on(self.state, (*self.state.inner, day))
        if key not in self._tried:
            self._tried[key] = self.search.take_on(self.state, (*self.state.inner, day))
        return self._tried[key]

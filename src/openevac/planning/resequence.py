"""Orders the doors of a trip by dynamic programming: people aboard multiply danger, so the order is half the cost.

Held and Karp's subsets (1962), with beginnings kept side by side where none is surely better: a beginning is dropped
only if another that has fetched the same households and stands at the same door has cost no more, is ready no later,
and can be put off as long as anything ahead may demand without anybody waiting on scene. What is left at the end is
costed by the bench, so waiting, presence, halts, curfew pieces and ceilings count exactly as everywhere else.
"""

from __future__ import annotations

from typing import NamedTuple

from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.insertion import Bench
from openevac.rules.spans import Span

EXACT_STOPS = 10
"""Trips up to so many doors are ordered as a whole; longer ones by neighbouring doors, window after window."""
WINDOW_STOPS = 6
KEPT_BEGINNINGS = 64
"""Beginnings kept for one set of households and one last door: more would be many windows at cross purposes."""
ENOUGH_S = 1e-6
"""What an order must save to be taken: sums of the same numbers in another order differ by less."""
ROUNDS = 5


class _Beginning(NamedTuple):
    """Doors in order: danger in seconds and busy seconds without waiting, and when it can be over.

    `on_foot`: what the most exposed of those who came on foot has gathered since leaving home (0 = nobody walked).
    `ready`: the earliest departure from the last door. `free_until`: up to this departure nobody before the last
    door waits on scene. `closes`: the departure of a service begun at the end of the last door's open piece.
    """

    order: tuple[int, ...]
    people: int
    danger_s: float
    busy_s: float
    exposure: float
    on_foot: float
    ready: float
    free_until: float
    closes: float

    @property
    def cost_s(self) -> float:
        return self.danger_s + self.busy_s


class _Ahead(NamedTuple):
    """What doors still to come can do: open as late as `opens`; have `several` pieces of time to choose from."""

    opens: float
    several: bool


class Resequencer:
    """Orders the trips of days of one bench; answers are remembered."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._done: dict[DraftDay, DraftDay] = {}

    def day(self, day: DraftDay) -> DraftDay:
        """Give a possible day with every trip in its cheapest order, one trip after the other; never a dearer day."""
        if day not in self._done:
            best, before = day, None
            for _ in range(ROUNDS):
                if best == before:
                    break
                before = best
                for number in range(len(best.trips)):
                    best = resequence(self._bench, best, number)
            self._done[day] = self._done[best] = best
        return self._done[day]


def resequence(bench: Bench, day: DraftDay, number: int) -> DraftDay:
    """Give a possible day with one trip in a cheaper order, at the same shelter; the day itself where there is none.

    The cheapest of all orders where the trip has at most EXACT_STOPS doors, no class has a ceiling on what one
    household adds, and no more than KEPT_BEGINNINGS had to be kept side by side.
    """
    stops = len(day.trips[number].requests)
    if stops < 2:
        return day
    if stops > WINDOW_STOPS:  # for a whole table too: what is cheap already leaves less of it to look at
        for first in range(0, stops - WINDOW_STOPS // 2, WINDOW_STOPS // 2):
            day = _reordered(bench, day, number, first, min(WINDOW_STOPS, stops - first))
    return _reordered(bench, day, number, 0, stops) if stops <= EXACT_STOPS else day


def _reordered(bench: Bench, day: DraftDay, number: int, first: int, count: int) -> DraftDay:
    """Give the day with `count` doors of a trip, from the one at `first` on, in their cheapest order."""
    cost_s = bench.day_cost_s(day)
    start = bench.timetable.start_of_trip(day, number)
    if cost_s is None or start is None:
        return day
    table = _Table(bench, day, number, first, count)
    # Everything outside these doors costs at least this much, whatever their order.
    outside_s = bench.least_cost_s(day) - table.cost_as_given_s(start)
    best, best_s = day, cost_s - ENOUGH_S
    for found in table.ends(start, best_s - outside_s):
        if found.cost_s + outside_s >= best_s:
            break
        other = day.with_trip(number, table.trip(found))
        other_s = bench.day_cost_s(other)
        if other_s is not None and other_s < best_s:
            best, best_s = other, other_s
    return best


class _Table:
    """The doors of one trip by their place in it, and the table of beginnings over sets of some of them."""

    def __init__(self, bench: Bench, day: DraftDay, number: int, first: int, count: int) -> None:
        self._bench, self._day, self._trip = bench, day, day.trips[number]
        problem = bench.problem
        self._vehicle = problem.vehicles[day.vehicle]
        doors = self._trip.requests
        self._points = [*(problem.point_of_request(r) for r in doors), problem.point_of_shelter(self._trip.shelter)]
        self._party = [problem.requests[r].needs.party_size for r in doors]
        self._service_s = [float(problem.service_s[day.vehicle, r]) for r in doors]
        figures = bench.figures
        self._dwell = [
            figures.dwell(self._vehicle.profile, r, 0.0, s) for r, s in zip(doors, self._service_s, strict=True)
        ]
        self._walk = [figures.walk(r, 0.0) for r in doors]
        self._spans = [bench.timetable.starts_of(day.vehicle, r) for r in doors]
        self._dial_s = problem.seconds_per_exposure
        self._first, self._free, self._after = first, range(first, first + count), first + count
        self._is_first, self._is_last = number == 0, number == len(day.trips) - 1
        later = [r for trip in day.trips[number + 1 :] for r in trip.requests]
        self._several_later = any(len(bench.timetable.starts_of(day.vehicle, r)) > 1 for r in later)
        self._into = {end: self._best_into(end) for end in (*self._free, self._after)}
        self._aheads: dict[int, _Ahead] = {}
        self._rests: dict[int, tuple[float, float, float]] = {}

    def trip(self, found: _Beginning) -> DraftTrip:
        """Give the trip with the doors in the order found, the others as they were."""
        doors = self._trip.requests
        return DraftTrip((*(doors[k] for k in found.order), *doors[self._after :]), self._trip.shelter)

    def cost_as_given_s(self, start: tuple[int, Span]) -> float:
        """Give what the trip costs without waiting up to the first door or shelter that stays where it is."""
        at = self._begin(start)
        cost_s, people = 0.0, at.people
        points = [start[0], *self._points]
        for k in range(self._after + 1):
            cost_s += self._drive_s(points[k], points[k + 1]) + self._danger_s(points[k], points[k + 1], people)
            if k < self._after:
                people += self._party[k]
                cost_s += self._service_s[k] + self._dial_s * self._dwell[k] * people
        return cost_s

    def ends(self, start: tuple[int, Span], limit_s: float) -> list[_Beginning]:
        """Give orders of the doors that may cost less than `limit_s` on to where they lead, cheapest first."""
        begun: _Beginning | None = self._begin(start)
        for k in range(self._first):
            begun = None if begun is None else self._with(begun, start[0], k)
        if begun is None:
            return []
        layer = {(0, self._first - 1): [begun]}
        for _ in self._free:
            grown: dict[tuple[int, int], list[_Beginning]] = {}
            for (done, _), kept in layer.items():
                for k in self._free:
                    if not done >> k & 1:
                        self._grow(grown, kept, start[0], done, k, limit_s)
            layer = grown
        whole = [self._closed(one) for kept in layer.values() for one in kept]
        return sorted(whole, key=lambda one: (one.cost_s, one.order))

    def _grow(
        self,
        grown: dict[tuple[int, int], list[_Beginning]],
        kept: list[_Beginning],
        origin: int,
        done: int,
        door: int,
        limit_s: float,
    ) -> None:
        more = done | 1 << door
        for one in kept:
            longer = self._with(one, origin, door)
            if longer is not None and longer.cost_s + self._rest_s(more, longer.people) < limit_s:
                self._keep(grown.setdefault((more, door), []), longer, self._ahead(more), door)

    def _begin(self, start: tuple[int, Span]) -> _Beginning:
        leave = start[1]
        return _Beginning((), self._vehicle.crew.size, 0.0, 0.0, 0.0, 0.0, leave.early, leave.late, leave.late)

    def _with(self, one: _Beginning, origin: int, door: int) -> _Beginning | None:
        """Drive on to one more door, or None where it cannot be served any more."""
        at, point = (self._points[one.order[-1]] if one.order else origin), self._points[door]
        drive_s = self._drive_s(at, point)
        begins = [span for span in self._spans[door] if one.ready + drive_s <= span.late]
        if not begins:
            return None
        starts, late = min((max(span.early, one.ready + drive_s), span.late) for span in begins)
        service_s, people = self._service_s[door], one.people + self._party[door]
        leg = self._bench.figures.leg(self._vehicle.profile, at, point, 0.0)
        on_the_way = drive_s + service_s
        return _Beginning(
            (*one.order, door),
            people,
            one.danger_s + self._dial_s * (leg * one.people + self._dwell[door] * people),
            one.busy_s + on_the_way,
            one.exposure + leg + self._dwell[door],
            self._gathered_on_foot(one, leg, door),
            starts + service_s,
            min(one.free_until, one.closes) + on_the_way,
            late + service_s,
        )

    def _gathered_on_foot(self, one: _Beginning, leg: float, door: int) -> float:
        walked = one.on_foot + leg if one.on_foot else 0.0
        most = max(walked, self._walk[door])
        return most + self._dwell[door] if most else 0.0

    def _closed(self, one: _Beginning) -> _Beginning:
        """Add the drive on to the door or shelter that stays where it is."""
        at, on = self._points[one.order[-1]], self._points[self._after]
        return one._replace(
            danger_s=one.danger_s + self._danger_s(at, on, one.people), busy_s=one.busy_s + self._drive_s(at, on)
        )

    def _keep(self, kept: list[_Beginning], one: _Beginning, ahead: _Ahead, door: int) -> None:
        if any(self._is_surely_better(old, one, ahead, door) for old in kept):
            return
        kept[:] = [old for old in kept if not self._is_surely_better(one, old, ahead, door)]
        kept.append(one)
        if len(kept) > KEPT_BEGINNINGS:
            kept.remove(max(kept, key=lambda old: old.cost_s))

    def _is_surely_better(self, one: _Beginning, other: _Beginning, ahead: _Ahead, door: int) -> bool:
        """Tell whether whatever can follow `other` can follow `one` at no higher cost."""
        pieces = self._spans[door]
        put_off = min(max(one.ready, ahead.opens), pieces[-1].late + self._service_s[door])
        if one.free_until < put_off or one.ready > other.ready:
            return False
        # With several pieces of time ahead, being earlier can mean an earlier piece and a wait at the next door.
        if (ahead.several or len(pieces) > 1) and one.ready < other.ready:
            return False
        has_ceilings = self._bench.figures.has_ceilings
        if has_ceilings and (one.exposure > other.exposure or one.on_foot > other.on_foot):
            return False
        if not self._is_first:
            return one.danger_s <= other.danger_s
        # Before a later trip that waits for its hours, leaving home later is what saves crew time.
        leaves_no_earlier = one.cost_s - one.ready <= other.cost_s - other.ready
        return one.cost_s <= other.cost_s and (self._is_last or leaves_no_earlier)

    def _ahead(self, done: int) -> _Ahead:
        if done not in self._aheads:
            to_come = [*(k for k in self._free if not done >> k & 1), *range(self._after, len(self._spans))]
            opens = [span.early for k in to_come for span in self._spans[k]]
            opens.append(self._bench.problem.shelter_hours[self._trip.shelter].early)
            several = self._several_later or any(len(self._spans[k]) > 1 for k in to_come)
            self._aheads[done] = _Ahead(max(opens), several)
        return self._aheads[done]

    def _rest_s(self, done: int, people: int) -> float:
        """Give what is at least still to come: every door left by its best drive, with the people aboard now."""
        if done not in self._rests:
            left = [k for k in self._free if not done >> k & 1]
            ends = [*left, self._after]
            exposure = sum(self._into[k][0] for k in ends) + sum(self._dwell[k] for k in left)
            busy_s = sum(self._into[k][1] for k in ends) + sum(self._service_s[k] for k in left)
            self._rests[done] = (exposure, sum(self._dwell[k] * self._party[k] for k in left), busy_s)
        per_person, parties, busy_s = self._rests[done]
        return self._dial_s * (per_person * people + parties) + busy_s

    def _best_into(self, end: int) -> tuple[float, float]:
        """Give the least exposure and the least seconds of a drive from another of the doors."""
        profile, others = self._vehicle.profile, [self._points[k] for k in self._free if k != end]
        leg, drive = self._bench.figures.leg, self._bench.timetable.drive
        to = self._points[end]
        return min(leg(profile, one, to, 0.0) for one in others), min(drive(profile, one, to) for one in others)

    def _drive_s(self, start: int, end: int) -> float:
        return self._bench.timetable.drive(self._vehicle.profile, start, end)

    def _danger_s(self, start: int, end: int, people: int) -> float:
        return self._dial_s * people * self._bench.figures.leg(self._vehicle.profile, start, end, 0.0)

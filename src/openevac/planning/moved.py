"""One household moved to another trip by a person: the drives are built again and the referee judges; no search.

Every place in the trip that was named is tried, those first that leave fewest things behind, the cheapest of them
first; the first one that the referee accepts is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from openevac.domain.missions import Mission, Plan, drive_name
from openevac.domain.operation import Operation
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.domain.unserved import Limit, Unserved
from openevac.planning.aid_reasons import with_aid
from openevac.planning.assemble import Frame, faults_of, make_plan, served_ids, unasked
from openevac.planning.check.faults import Fault
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.outings import free_between
from openevac.planning.plan import by_fastest_ways, frame_of, ground_for, prepared_on
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.remarks import remarks_on
from openevac.planning.repacking import packed_as, rows_by_stop, with_most_things
from openevac.planning.score import score
from openevac.planning.settle import Settled
from openevac.planning.unverified import resting_on_unverified
from openevac.roads.region import Region
from openevac.rules.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Who is moved, into which vehicle's which trip (1 = first, one more than there are = a new one).

    `vehicle` "" takes the household out of the plan. `wave`: which of the vehicle's drives, 0 where it has only one.
    """

    request: str
    vehicle: str = ""
    trip: int = 0
    wave: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The plan as it would be, or None with everything that stands against it. `drives`: the names of those changed."""

    plan: Plan | None
    against: tuple[Remark, ...]
    drives: frozenset[str] = frozenset()


def judge_move(
    region: Region, situation: Situation, operation: Operation, made: Plan, move: Move, *, now: datetime
) -> Judged:
    """Give a plan with one household moved, if the referee accepts it; nothing else is changed.

    `made` has missions of vehicles and requests of `operation` alone. Raises InputError where the situation cannot
    be used.
    """
    made_at = to_utc(now)
    ground = ground_for(region, situation, operation, made_at)
    prepared = prepared_on(ground, operation, made_at, made.waves or None)
    bench = _Bench(prepared, Builder(prepared), made, frame_of(prepared, made_at, made.seed))
    return bench.judge(move)


class Price(NamedTuple):
    """What a way to make a move leaves behind by packing, then what it costs: things come before crew time."""

    left_kg: int
    left_l: int
    left_bulky: int
    cost_s: float


@dataclass(frozen=True, slots=True)
class _Bench:
    """The old plan beside what it would be built from today."""

    prepared: Prepared
    builder: Builder
    made: Plan
    frame: Frame
    built: dict[tuple[tuple[DraftDay, ...], Span], tuple[Mission | NotBuilt, ...]] = field(default_factory=dict)

    @property
    def problem(self) -> Problem:
        return self.prepared.problem

    def judge(self, move: Move) -> Judged:
        """Build every variant of a move, the best first, until the referee accepts one."""
        refused = self._hindered(move.request)
        if refused and move.vehicle:
            return Judged(plan=None, against=refused)
        days = self._days()
        if isinstance(days, Remark):
            return Judged(plan=None, against=(days,))
        against: tuple[Remark, ...] = ()
        if any(variant == days for variant in self._variants(days, move)):
            return Judged(plan=None, against=(_RIDES_SO,))
        for changed in self._best_first(days, move):
            if isinstance(changed, Remark):
                against = against or (changed,)
                continue
            plan = self._plan(changed, days, move)
            faults = faults_of(self.prepared.survey.ground, self.prepared.survey.operation, plan)
            if not faults:
                return Judged(plan=plan, against=(), drives=self._differing(changed, days))
            against = tuple(_said(fault) for fault in faults)
        return Judged(plan=None, against=against or (_NOT_THERE,))

    def _hindered(self, request: str) -> tuple[Remark, ...]:
        """Give what hinders every vehicle from fetching a household."""
        for refused in self.prepared.survey.refused:
            if refused.request.id == request:
                return tuple(one.reason for one in refused.hindrances)
        return ()

    def _days(self) -> tuple[DraftDay, ...] | Remark:
        """Give the days of the old plan as numbers of today's problem, one a vehicle."""
        if any(trip.hand_over is not None for mission in self.made.missions for trip in mission.trips):
            return _CHANGE_VEHICLES
        rows = rows_by_stop(self.prepared)
        shelters = {one.id: number for number, one in enumerate(self.problem.shelters)}
        drives = {self._row_of(mission): mission for mission in self.made.missions}
        days = []
        for number in range(self.problem.num_vehicles):
            drive = drives.pop(number, None)
            trips = drive.trips if drive is not None else ()
            for stop in (stop for trip in trips for stop in trip.stops):
                if (stop.request, stop.meeting_point) not in rows:
                    return Remark(text=_NOT_ANY_MORE.text, facts={"request": stop.request})
            days.append(
                DraftDay(
                    number,
                    tuple(
                        DraftTrip(
                            tuple(rows[stop.request, stop.meeting_point] for stop in trip.stops),
                            shelters[trip.shelter],
                        )
                        for trip in trips
                    ),
                )
            )
        if drives:
            return Remark(text=_NO_VEHICLE.text, facts={"vehicle": next(iter(drives.values())).vehicle})
        return tuple(days)

    def _row_of(self, mission: Mission) -> int | None:
        """Give the row of the problem that drives a mission: the whole day where the vehicle goes out once."""
        outings = sum(other.vehicle == mission.vehicle for other in self.made.missions)
        wave = 0 if outings == 1 else mission.wave
        rows = enumerate(self.problem.vehicles)
        return next((row for row, day in rows if day.vehicle.id == mission.vehicle and day.wave == wave), None)

    def _best_first(self, days: tuple[DraftDay, ...], move: Move) -> list[tuple[DraftDay, ...] | Remark]:
        """Give every way to make the move, what can be driven first and by its price, then why others cannot."""
        found: list[tuple[Price, tuple[DraftDay, ...]]] = []
        cannot: list[tuple[DraftDay, ...] | Remark] = []
        for variant in self._variants(days, move):
            price = self._price(variant, days)
            if isinstance(price, Limit):
                cannot.append(Remark(text=_CANNOT_BE_DRIVEN.text, facts={"limit": price.value}))
            else:
                found.append((price, variant))
        found.sort(key=lambda one: one[0])
        return [*(variant for _, variant in found), *cannot]

    def _variants(self, days: tuple[DraftDay, ...], move: Move) -> Iterator[tuple[DraftDay, ...]]:
        rows = [k for k, one in enumerate(self.problem.requests) if one.id == move.request]
        without = tuple(day.without_requests(rows) for day in days)
        if not move.vehicle:
            yield without
            return
        for place, day in enumerate(days):
            if not self._is_meant(day, days, move):
                continue
            for row in rows:
                for changed in _into(day, rows, row, move.trip, self.problem.num_shelters):
                    yield (*without[:place], changed, *without[place + 1 :])

    def _is_meant(self, day: DraftDay, days: tuple[DraftDay, ...], move: Move) -> bool:
        """Tell whether a day is the drive a move names; a vehicle that stays at its depot goes out at any hour."""
        row = self.problem.vehicles[day.vehicle]
        own = [self.problem.vehicles[other.vehicle].wave for other in days if other.trips and self._same(other, day)]
        outing = move.wave if len(own) > 1 else own[0] if own else 0
        return row.vehicle.id == move.vehicle and row.wave == outing

    def _same(self, one: DraftDay, other: DraftDay) -> bool:
        return self.problem.vehicles[one.vehicle].vehicle.id == self.problem.vehicles[other.vehicle].vehicle.id

    def _price(self, variant: tuple[DraftDay, ...], before: tuple[DraftDay, ...]) -> Price | Limit:
        """Give what the changed days leave behind and cost, or the limit that one of them breaks."""
        driven, changed = self._driven(variant, before), list[Mission]()
        for day, old in zip(variant, before, strict=True):
            if day == old or not day.trips:
                continue
            built = driven[day.vehicle]
            if not isinstance(built, Mission):
                return built.limit
            changed.append(built)
        stops = [stop for mission in changed for trip in mission.trips for stop in trip.stops]
        return Price(
            left_kg=round(sum(stop.left_kg for stop in stops)),
            left_l=round(sum(stop.left_l for stop in stops)),
            left_bulky=sum(stop.left_bulky for stop in stops),
            cost_s=sum(self.builder.cost_s(mission) for mission in changed),
        )

    def _driven(self, variant: tuple[DraftDay, ...], before: tuple[DraftDay, ...]) -> dict[int, Mission | NotBuilt]:
        """Build the days that change, by their rows; days that stayed keep their drives as they were promised."""
        old = {self._row_of(mission): mission for mission in self.made.missions}
        driven: dict[int, Mission | NotBuilt] = {}
        changed: dict[tuple[str, Span], list[DraftDay]] = {}
        for day, was in zip(variant, before, strict=True):
            if day.trips and day == was:
                driven[day.vehicle] = old[day.vehicle]
            elif day.trips:
                vehicle = self.problem.vehicles[day.vehicle].vehicle.id
                changed.setdefault((vehicle, self._free(day, variant, before)), []).append(day)
        for (_, free), days in changed.items():
            driven |= zip((day.vehicle for day in days), self._built(tuple(days), free), strict=True)
        return driven

    def _free(self, day: DraftDay, variant: tuple[DraftDay, ...], before: tuple[DraftDay, ...]) -> Span:
        """Give when a changed day's vehicle is free, between those of its drives that stay as they were promised."""
        stay = {one.vehicle for one, was in zip(variant, before, strict=True) if one == was and self._same(one, day)}
        promised = [one for one in self.made.missions if self._row_of(one) in stay]
        wave = self.problem.vehicles[day.vehicle].wave
        return free_between(
            self.problem,
            [one for one in promised if one.wave < wave],
            [one for one in promised if one.wave > wave],
        )

    def _built(self, days: tuple[DraftDay, ...], free: Span) -> tuple[Mission | NotBuilt, ...]:
        """Build changed days of one vehicle that follow each other, with as many things as ride.

        Where people alone do not ride, each is built as it is: the referee says what stands against it.
        """
        if (days, free) not in self.built:
            riding = with_most_things(self.prepared, days, free)
            as_is = (self.builder.mission(day, free.early) for day in days)
            self.built[days, free] = tuple(as_is) if riding is None else riding[1]
        return self.built[days, free]

    def _plan(self, variant: tuple[DraftDay, ...], before: tuple[DraftDay, ...], move: Move) -> Plan:
        """Put the changed plan together."""
        driven = self._driven(variant, before)
        missions = [one for day in variant if day.trips and isinstance(one := driven[day.vehicle], Mission)]
        draft = Draft(variant)
        cost_s = sum(self.builder.cost_s(mission) for mission in missions)
        settled = Settled(
            draft, tuple(missions), score(self.problem.requests, self.problem.waiting_days, draft.served, cost_s)
        )
        aided = with_aid(packed_as(self.prepared, missions), settled, self.frame)
        plan = make_plan(
            self.prepared.survey.ground,
            self.prepared.survey.operation,
            aided.settled.missions,
            self.frame,
            unserved=self._unserved(missions, move),
            person_exposure_fastest=by_fastest_ways(aided.prepared, aided.settled),
            remarks=(
                *resting_on_unverified(self.prepared, settled),
                *remarks_on(self.prepared, missions, self.frame),
            ),
        )
        return replace(plan, unplaced=aided.unplaced)

    def _unserved(self, missions: list[Mission], move: Move) -> Iterator[Unserved]:
        """Give who is left, with the reasons of the old plan; who was taken out says so."""
        served, known = served_ids(missions), {one.request: one for one in self.made.unserved}
        for request in self.prepared.survey.operation.requests:
            if request.id in served:
                continue
            plain = unasked(request, self.frame.made_at)
            before = known.get(request.id)
            if before is not None and request.id != move.request:
                yield replace(before, waiting_days=plain.waiting_days)
            else:
                yield replace(plain, reason=_TAKEN_OUT, proof=_FITTED)

    def _differing(self, variant: tuple[DraftDay, ...], before: tuple[DraftDay, ...]) -> frozenset[str]:
        waves = {self._row_of(mission): mission.wave for mission in self.made.missions}
        return frozenset(
            drive_name(self.problem.vehicles[day.vehicle].vehicle.id, waves.get(day.vehicle, 1))
            for day, old in zip(variant, before, strict=True)
            if day != old
        )


def _into(day: DraftDay, rows: list[int], request: int, trip: int, num_shelters: int) -> Iterator[DraftDay]:
    """Give a vehicle's day with one of a household's rows at every place of one trip, or in a new trip at its end."""
    bare = replace(day, trips=tuple(one.without_requests(rows) for one in day.trips))
    if trip == len(day.trips) + 1:
        for shelter in range(num_shelters):
            yield _without_empty(replace(bare, trips=(*bare.trips, DraftTrip((request,), shelter))))
    elif 1 <= trip <= len(day.trips):
        chosen = bare.trips[trip - 1]
        for position in range(len(chosen.requests) + 1):
            trips = (*bare.trips[: trip - 1], chosen.with_request(request, position), *bare.trips[trip:])
            yield _without_empty(replace(bare, trips=trips))


def _without_empty(day: DraftDay) -> DraftDay:
    return replace(day, trips=tuple(trip for trip in day.trips if trip.requests))


def _said(fault: Fault) -> Remark:
    return fault.remark


_RIDES_SO = Remark(text="It rides so already: nothing would change.")
_NOT_THERE = Remark(text="There is no such trip in this plan.")
_NOT_ANY_MORE = Remark(text="Request {request} can no longer be fetched as it was planned; build the day again.")
_CHANGE_VEHICLES = Remark(
    text="People change vehicles at a relay in this plan, so a move would touch two crews; build the day again."
)
_NO_VEHICLE = Remark(text="Vehicle {vehicle} can no longer go on this day; build the day again.")
_CANNOT_BE_DRIVEN = Remark(text="The trip cannot be driven so: {limit}.")
_TAKEN_OUT = Remark(text="A coordinator took this request out of the plan.")
_FITTED = Remark(text="Nothing was looked for: it stays by a person's decision, and can be put back.")

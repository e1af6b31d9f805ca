"""What one vehicle's day may break when it is driven again: room, pets, beds, hours, ways, ceilings; each in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit
from openevac.planning.beds import BedsTaken, beds_of, lacking_beds
from openevac.planning.drafts import DraftDay, DraftTrip
from openevac.planning.lateness import first_break
from openevac.planning.loads import lacks, load_of
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.outings import too_much_together
from openevac.planning.prepare import Prepared
from openevac.rules.spans import seconds_after


@dataclass(frozen=True, slots=True)
class Broken:
    """A limit that a day breaks, in words; `among`: doors one of which may leave to mend it; `trip` 0 = all of it."""

    limit: Limit
    reason: Remark
    among: tuple[int, ...] = ()
    trip: int = 0


@dataclass(frozen=True, slots=True)
class Before:
    """What the same vehicle drives before a day: when it is back and rested, its trips, and its missions."""

    free_s: float = -math.inf
    trips: int = 0
    missions: tuple[Mission, ...] = ()


NOTHING_BEFORE = Before()


class DayLimits:
    """Builds days on the map and says what stands against them; days already built are remembered.

    `planned`: the missions of the plan in force, by row. `by_old_ways`: a builder for days that cannot be driven by
    better ways in time.
    """

    def __init__(
        self, prepared: Prepared, builder: Builder, planned: Mapping[int, Mission], by_old_ways: Builder | None
    ) -> None:
        self._prepared, self._problem = prepared, prepared.problem
        self._builder, self._by_old_ways, self._planned = builder, by_old_ways, planned
        self._beds = tuple(beds_of(request) for request in self._problem.requests)
        self._tried: dict[tuple[DraftDay, float], Mission | NotBuilt] = {}

    def broken_by(self, day: DraftDay, others: Sequence[DraftTrip], before: Before = NOTHING_BEFORE) -> Broken | None:
        """Give the first limit that a day breaks beside the trips of other days, or None."""
        found = self._breaks_by_load(day, before.trips) or self._breaks_by_beds(day, others)
        if found is None and (day.trips or self._problem.vehicles[day.vehicle].underway is not None):
            found = self._breaks_on_the_road(day, before)
        return found

    def _breaks_by_load(self, day: DraftDay, trips_before: int) -> Broken | None:
        vehicle = self._problem.vehicles[day.vehicle]
        for number, trip in enumerate(day.trips, 1):
            free = tuple(request for request in trip.requests if request not in self._problem.aboard)
            unable = next(
                (request for request in free if (day.vehicle, request) not in self._prepared.survey.able), None
            )
            if unable is not None:
                return Broken(Limit.FLEET_FULL, _ANOTHER_VAN, (unable,), number)
            lacking = lacks(
                load_of((self._problem.requests[r].needs for r in trip.requests), vehicle.kind), vehicle.kind
            )
            if lacking and free:
                return Broken(lacking[0], _FULL, free, number)
            if not self._problem.may_end_at(trip.shelter, trip.requests):
                return self._breaks_by_relay(trip, free, number)
            shelter = self._problem.shelters[trip.shelter]
            with_pets = tuple(r for r in trip.requests if self._problem.requests[r].needs.pets and not shelter.pets)
            if with_pets:
                said = Remark(text=_NO_PETS, facts={"shelter": shelter.id})
                return Broken(Limit.SHELTER_PETS, said, with_pets, number)
        most = self._prepared.survey.operation.vehicle(vehicle.vehicle.id).max_trips
        trips = self._trips_done(day) + trips_before + len(day.trips)
        if trips > most and not self._problem.aboard.issuperset(day.requests):
            return Broken(Limit.FLEET_FULL, _NO_MORE_TRIPS, day.trips[-1].requests, len(day.trips))
        return None

    def _breaks_by_relay(self, trip: DraftTrip, free: tuple[int, ...], number: int) -> Broken:
        """Say that people who change vehicles and others are in one trip, or that it ends where it may not."""
        own = self._problem.for_relay.get(trip.shelter)
        at_fault = free if own is None else tuple(request for request in free if request not in own)
        return Broken(Limit.SHELTER_HOURS, _NO_HAND_OVER, at_fault, number)

    def _trips_done(self, day: DraftDay) -> int:
        """Give the trips that the vehicle of a day has done today."""
        own = self._problem.vehicles[day.vehicle].vehicle.id
        rows = (one for one in self._problem.vehicles if one.vehicle.id == own and one.underway is not None)
        return sum(one.underway.trips_done for one in rows if one.underway is not None)

    def _breaks_by_beds(self, day: DraftDay, others: Sequence[DraftTrip]) -> Broken | None:
        for number, trip in enumerate(day.trips, 1):
            taken: list[BedsTaken] = []
            for one in (*others, *day.trips[:number]):
                taken += [self._beds[r] for r in one.requests if one.shelter == trip.shelter]
            shelter = self._problem.shelters[trip.shelter]
            limit = lacking_beds(taken, shelter.beds)
            if limit is not None:
                free = tuple(r for r in trip.requests if r not in self._problem.aboard)
                return Broken(limit, Remark(text=_NO_BEDS, facts={"shelter": shelter.id}), free, number)
        return None

    def _breaks_on_the_road(self, day: DraftDay, before: Before) -> Broken | None:
        built = self.built(day, before.free_s)
        if isinstance(built, NotBuilt):
            return self._why(day, built, before.free_s)
        broken = too_much_together(self._problem.policy, (*before.missions, built))
        if broken is None or self._problem.aboard.issuperset(day.requests):
            return None
        free = tuple(request for request in day.requests if request not in self._problem.aboard)
        return Broken(broken, _CEILING if broken is Limit.CEILING_PERSON else _OUT_TOO_LONG, free)

    def built(self, day: DraftDay, free_s: float = -math.inf) -> Mission | NotBuilt:
        """Build a day, not before a moment; days already built are remembered."""
        if (day, free_s) not in self._tried:
            built = self._build(self._builder, day, free_s)
            if isinstance(built, NotBuilt) and self._by_old_ways is not None:
                again = self._build(self._by_old_ways, day, free_s)
                built = again if isinstance(again, Mission) else built
            self._tried[day, free_s] = built
        return self._tried[day, free_s]

    def _build(self, builder: Builder, day: DraftDay, free_s: float) -> Mission | NotBuilt:
        """Build a day at the departure that was planned; only where that does not do, at another one."""
        problem, vehicle = self._problem, self._problem.vehicles[day.vehicle]
        planned = self._planned.get(day.vehicle)
        leaves = max(vehicle.leave.early, free_s)
        if planned is not None:
            leaves = max(leaves, self._next_departure(planned, day))
        built = builder.mission_from(day, leaves) if leaves <= vehicle.leave.late else NotBuilt(Limit.TIME_WINDOW)
        turns_back = vehicle.underway is not None and problem.aboard.issuperset(day.requests)
        over = None
        if isinstance(built, Mission) and not turns_back:
            over = builder.over_ceiling(built)
        if isinstance(built, Mission) and over is None:
            return built
        return builder.mission(day, free_s)

    def _next_departure(self, planned: Mission, day: DraftDay) -> float:
        """Give when the plan leaves for the first door that is still to be fetched, in seconds after the zero hour."""
        waits = {self._problem.requests[r].id for r in day.requests if r not in self._problem.aboard}
        for trip in planned.trips:
            if waits.intersection(stop.request for stop in trip.stops):
                return seconds_after(self._problem.zero, trip.departs_at)
        return self._problem.vehicles[day.vehicle].leave.early

    def _why(self, day: DraftDay, built: NotBuilt, free_s: float) -> Broken:
        """Say what stands against a day that could not be built."""
        free = tuple(request for request in day.requests if request not in self._problem.aboard)
        if built.limit in {Limit.TIME_WINDOW, Limit.NO_OPEN_WAY}:
            found = first_break(self._problem, self._builder.drives.drive_s, day, free_s)
            if found is not None:
                upto = found.trip or len(day.trips)
                before = tuple(r for trip in day.trips[:upto] for r in trip.requests if r in free)
                if found.request is not None and found.limit is not Limit.NO_OPEN_WAY:
                    before = before[: before.index(found.request) + 1] if found.request in before else before
                elif found.request is not None:
                    before = (found.request,)
                return Broken(found.limit, found.reason, before, found.trip)
            said = _CLOSED_THEN if built.limit is Limit.NO_OPEN_WAY else _NO_TIMES
            return Broken(built.limit, said, free)
        at_fault = tuple(r for r in free if self._problem.requests[r].id == built.request)
        in_trip = tuple(r for r in day.trips[built.trip - 1].requests if r in free) if built.trip else free
        return Broken(built.limit, _CEILING, at_fault or in_trip, built.trip)


_ANOTHER_VAN = Remark(text="This van cannot fetch the household as things are now.")
_NO_HAND_OVER = Remark(text="No hand-over at the relay can be kept for them.")
_FULL = Remark(text="There is no room left in the van.")
_NO_MORE_TRIPS = Remark(text="The van has no trip left today.")
_OUT_TOO_LONG = Remark(text="The crew would be out longer than the policy allows in a day.")
_NO_TIMES = Remark(text="No times were found at which the van could drive its day so.")
_CLOSED_THEN = Remark(text="A road is closed when the van would drive it, and no other leads there.")
_CEILING = Remark(text="The danger for those in the van would lie over a ceiling of the policy.")
_NO_PETS = "The shelter '{shelter}' takes no animals."
_NO_BEDS = "The shelter '{shelter}' has no bed left for them."

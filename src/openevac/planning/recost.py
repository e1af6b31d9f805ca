"""The first plan after an event: today's plan driven again as things are now, with only that left out which breaks.

No matrix is computed and nobody is added: every van keeps its doors in their order, by the ways it has where they
hold. What cannot be driven so is brought to another shelter, or loses its least pressing door, until it can.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from openevac.domain.missions import Mission
from openevac.domain.remarks import Remark
from openevac.domain.unserved import Limit
from openevac.planning.chains import rows_by_vehicle
from openevac.planning.day_limits import NOTHING_BEFORE, Before, Broken, DayLimits
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.improve import worth
from openevac.planning.missions import Builder, NotBuilt
from openevac.planning.prepare import Prepared
from openevac.planning.repacking import rows_by_stop
from openevac.rules.spans import seconds_after

OTHER_SHELTER_HELPS = frozenset(
    {Limit.BEDS, Limit.CARE_BED, Limit.SHELTER_PETS, Limit.SHELTER_HOURS, Limit.NO_OPEN_WAY, Limit.CREW_HOURS}
)


@dataclass(frozen=True, slots=True)
class Left:
    """A household that lost its place: what stood against it, and in which van."""

    request: str
    vehicle: str
    limit: Limit
    reason: Remark


@dataclass(slots=True)
class Recosted:
    """Days as they can be driven now, who lost a place, and vans for which no way on was found."""

    draft: Draft
    missions: dict[int, Mission] = field(default_factory=dict)
    left: list[Left] = field(default_factory=list)
    stranded: dict[int, Broken] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """What stands against households and vans from the beginning: a van that leaves too late, or the referee's word."""

    requests: Mapping[str, Broken] = field(default_factory=dict)
    vehicles: Mapping[str, Broken] = field(default_factory=dict)
    rows: Mapping[int, Broken] = field(default_factory=dict)


def recost(
    prepared: Prepared,
    builder: Builder,
    planned: Mapping[int, Mission],
    refused: Refused,
    by_old_ways: Builder | None = None,
) -> Recosted:
    """Drive a plan in force again, without what is refused; `planned`: what is left of it, by row.

    Of a van that leaves more than once the earlier drive comes first: what it takes longer the later one waits for.
    `by_old_ways`: a builder for days that cannot be driven by better ways in time: a promise comes before a detour
    that no limit asks for.
    """
    return _Recost(prepared, builder, planned, refused, by_old_ways).everything()


class _Recost:
    def __init__(
        self,
        prepared: Prepared,
        builder: Builder,
        planned: Mapping[int, Mission],
        refused: Refused,
        by_old_ways: Builder | None,
    ) -> None:
        self._prepared, self._problem, self._refused = prepared, prepared.problem, refused
        self._planned = planned
        self._rows = {row: rows for rows in rows_by_vehicle(self._problem) for row in rows}
        self._limits = DayLimits(prepared, builder, self._planned, by_old_ways)
        self._done = Recosted(Draft.empty(self._problem.num_vehicles))

    def everything(self) -> Recosted:
        """Bring in who is aboard first: their beds come before those of people who still wait."""
        days = planned_days(self._prepared, self._planned)
        for day in days:
            underway = self._problem.vehicles[day.vehicle].underway
            if underway is not None and (underway.aboard or underway.place != self._depot(day)):
                self._bring_in(self._only_aboard(day))
        for day in days:
            stranded = self._done.stranded.get(self._rows[day.vehicle][0])
            if stranded is None:
                self._keep(day)
            else:
                self._lose_all(day, stranded)
        return self._done

    def _before(self, day: DraftDay) -> Before:
        """Give what the vehicle of a day drives before it."""
        earlier = [row for row in self._rows[day.vehicle] if row < day.vehicle]
        missions = tuple(self._done.missions[row] for row in earlier if row in self._done.missions)
        if not missions:
            return NOTHING_BEFORE
        back_s = max(seconds_after(self._problem.zero, mission.returns_at) for mission in missions)
        trips = sum(len(self._done.draft.days[row].trips) for row in earlier)
        return Before(back_s + self._problem.policy.rest_s, trips, missions)

    def _depot(self, day: DraftDay) -> str:
        return self._problem.vehicles[day.vehicle].vehicle.depot

    def _bring_in(self, day: DraftDay) -> None:
        """Bring people in, to a shelter that is open then where there is one; no hour keeps a van out."""
        refused = self._refused.vehicles.get(self._problem.vehicles[day.vehicle].vehicle.id)
        broken = refused or self._breaks(day)
        shelters = [] if refused or not day.trips else range(self._problem.num_shelters)
        others = [day.with_trip(0, replace(day.trips[0], shelter=shelter)) for shelter in shelters]
        possible = [one for one in (day, *others) if refused is None and self._breaks(one) is None]
        if possible:
            self._take(next((one for one in possible if self._is_met(one)), possible[0]))
        elif broken is not None:
            self._done.stranded[day.vehicle] = broken

    def _is_met(self, day: DraftDay) -> bool:
        """Tell whether the shelter of the first trip is open when the van comes."""
        built = self._limits.built(day)
        if not day.trips or isinstance(built, NotBuilt):
            return True
        hours = self._problem.shelter_hours[day.trips[0].shelter]
        return hours.early <= seconds_after(self._problem.zero, built.trips[0].arrives_at) <= hours.late

    def _keep(self, day: DraftDay) -> None:
        """Keep as much of a day as can be driven."""
        vehicle = self._problem.vehicles[day.vehicle].vehicle.id
        refused = self._refused.rows.get(day.vehicle) or self._refused.vehicles.get(vehicle)
        if refused is not None:
            self._lose_all(day, refused)
            return
        for request in day.requests:
            broken = self._refused.requests.get(self._problem.requests[request].id)
            if broken is not None:
                self._lose(request, vehicle, broken)
                day = self._without(day, request)
        while set(day.requests) - self._problem.aboard:
            found = self._possible(day)
            if not isinstance(found, Broken):
                self._take(found)
                return
            request = self._who_leaves(day, found)
            self._lose(request, vehicle, found)
            day = self._without(day, request)

    def _who_leaves(self, day: DraftDay, broken: Broken) -> int:
        """Give the least pressing door whose leaving mends a day, else the least pressing of those at fault."""
        free = [request for request in day.requests if request not in self._problem.aboard]
        among = [request for request in broken.among if request in free] or free
        by_worth = sorted(among, key=lambda request: worth(self._problem, request))
        if len(by_worth) > 1:
            for request in by_worth:
                after = self._breaks(self._without(day, request))
                if after is None or (after.limit, after.among) != (broken.limit, broken.among):
                    return request
        return by_worth[0]

    def _possible(self, day: DraftDay) -> DraftDay | Broken:
        """Give a day that can be driven with the same doors: as it is, or to other shelters."""
        broken = self._breaks(day)
        if broken is None:
            return day
        for other in self._elsewhere(day, broken):
            if self._breaks(other) is None:
                return other
        return broken

    def _elsewhere(self, day: DraftDay, broken: Broken) -> Iterator[DraftDay]:
        if broken.limit not in OTHER_SHELTER_HELPS:
            return
        for number, trip in enumerate(day.trips):
            if broken.trip in {0, number + 1}:
                for shelter in range(self._problem.num_shelters):
                    if shelter != trip.shelter:
                        yield day.with_trip(number, replace(trip, shelter=shelter))

    def _breaks(self, day: DraftDay) -> Broken | None:
        """Give the first limit that a day breaks beside the other days as they are so far, or None."""
        others = [trip for other in self._done.draft.days if other.vehicle != day.vehicle for trip in other.trips]
        return self._limits.broken_by(day, others, self._before(day))

    def _take(self, day: DraftDay) -> None:
        self._done.draft = self._done.draft.with_day(day)
        is_out = self._problem.vehicles[day.vehicle].underway is not None
        built = self._limits.built(day, self._before(day).free_s) if day.trips or is_out else None
        if isinstance(built, Mission):
            self._done.missions[day.vehicle] = built

    def _only_aboard(self, day: DraftDay) -> DraftDay:
        for request in set(day.requests) - self._problem.aboard:
            day = self._without(day, request)
        return day

    def _without(self, day: DraftDay, request: int) -> DraftDay:
        return day.without_request(request)

    def _lose(self, request: int, vehicle: str, broken: Broken) -> None:
        self._done.left.append(Left(self._problem.requests[request].id, vehicle, broken.limit, broken.reason))

    def _lose_all(self, day: DraftDay, broken: Broken) -> None:
        vehicle = self._problem.vehicles[day.vehicle].vehicle.id
        for request in day.requests:
            if request not in self._problem.aboard:
                self._lose(request, vehicle, broken)


def planned_days(prepared: Prepared, planned: Mapping[int, Mission]) -> list[DraftDay]:
    """Give what is left of every row's day in a plan, as numbers of a problem; who is aboard comes first."""
    problem = prepared.problem
    shelters = {shelter.id: number for number, shelter in enumerate(problem.shelters)}
    rows = rows_by_stop(prepared)
    numbers = {problem.requests[number].id: number for number in problem.aboard}
    days = []
    for number, vehicle in enumerate(problem.vehicles):
        mission = planned.get(number)
        aboard = [numbers[name] for name in (vehicle.underway.aboard if vehicle.underway else ())]
        trips = []
        for place, trip in enumerate(mission.trips if mission else ()):
            names = [*(mission.aboard if mission and place == 0 else ()), *(stop.request for stop in trip.stops)]
            met = [(stop.request, stop.meeting_point) for stop in trip.stops if stop.request not in numbers]
            waits = [rows[one] for one in met if one in rows]
            own = [request for request in aboard if problem.requests[request].id in names]
            if waits or own:
                trips.append(DraftTrip((*own, *waits), shelters[trip.shelter]))
        days.append(DraftDay(number, _aboard_first(trips, aboard)))
    return days


def _aboard_first(trips: list[DraftTrip], aboard: list[int]) -> tuple[DraftTrip, ...]:
    """Put everybody who is aboard at the head of the first trip."""
    if not aboard:
        return tuple(trips)
    waiting = [replace(trip, requests=tuple(r for r in trip.requests if r not in aboard)) for trip in trips]
    first = next((k for k, trip in enumerate(trips) if set(trip.requests) & set(aboard)), 0)
    shelter = trips[first].shelter if trips else 0
    ahead = waiting[first].requests if waiting else ()
    others = [trip for k, trip in enumerate(waiting) if k != first and trip.requests]
    return (DraftTrip((*aboard, *ahead), shelter), *others)


def missions_of(recosted: Recosted) -> tuple[Mission, ...]:
    """Give the missions in the order of the vehicles; a van that stays at its depot has none."""
    return tuple(recosted.missions[number] for number in sorted(recosted.missions))

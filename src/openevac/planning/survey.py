"""Before planning: which vehicles can go, where they would halt, and which households no vehicle can fetch, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from openevac.domain.belongings import allowed_pack, with_pack
from openevac.domain.errors import InputError
from openevac.domain.legs import RoadPoint
from openevac.domain.missions import DepartureWave, Underway
from openevac.domain.needs import Needs
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Shelter
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR
from openevac.domain.vehicles import Depot, Profile, Vehicle
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.ground import DETOUR_M, Ground, Slice
from openevac.planning.hindrances import (
    Hindrance,
    hindrance_of_access,
    hindrance_of_ground,
    hindrance_of_halt,
    hindrances_of_ability,
    position_of,
)
from openevac.planning.hours import hours_covered, hours_underway, moment_of, vehicle_hours, zero_hour
from openevac.planning.packing import can_take, lighter_packs, line_km, without_things
from openevac.planning.walking import LONGEST_WALK_M, MOST_POINTS, OnFoot, walks_from
from openevac.planning.ways_out import AT_THE_GATE, told_the_way_out, walk_too_long
from openevac.rules.spans import Span, meet


@dataclass(frozen=True, slots=True)
class Available:
    """One vehicle that can go out: when, the number of its profile in the survey, and its wave (0 = at any hour)."""

    vehicle: Vehicle
    profile: int
    day: Span
    leave: Span
    wave: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """A household that no vehicle can fetch: what hinders the vehicle that comes nearest to it ("" = any).

    `walk_m`: the walk to a meeting point that would be a way out, were it allowed.
    """

    request: EvacuationRequest
    hindrances: tuple[Hindrance, ...]
    vehicle: str = ""
    walk_m: float = 0.0


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Survey:
    """What is settled before trips are looked for. Halts lie on roads that are open in some hour of departure.

    `when`: the hour whose danger counts for now, and all hours of departure. `slices` (profiles): what the ways of
    each profile are chosen by; with several `waves` each profile stands here once for the whole
    day and once for every wave.
    `requests`: one row for every way to fetch a household: at its door, with the things it may bring and some vehicle
    can take (planning.packing), or (`on_foot`) at a meeting point, as the van meets it there. `halts` (profiles,
    points): depots, shelters, then rows; None where a vehicle cannot halt. `able`: (vehicle, row) pairs, by their
    numbers here, that nothing hinders. `able_without_things`: those that nothing hinders when only the people come.
    `refused`: households without a row.
    """

    ground: Ground
    operation: Operation
    zero: datetime
    horizon: Span
    when: Slice
    vehicles: tuple[Available, ...]
    profiles: tuple[Profile, ...]
    slices: tuple[Slice, ...]
    requests: tuple[EvacuationRequest, ...]
    halts: tuple[tuple[RoadPoint | None, ...], ...]
    able: frozenset[tuple[int, int]]
    refused: tuple[Refused, ...]
    remarks: tuple[Remark, ...]
    on_foot: tuple[OnFoot | None, ...]
    now: datetime
    able_without_things: frozenset[tuple[int, int]]
    waves: tuple[DepartureWave, ...] = ()


def survey(
    ground: Ground,
    operation: Operation,
    requests: Iterable[EvacuationRequest],
    *,
    now: datetime,
    at: datetime | None,
    hours: tuple[datetime, ...] | None = None,
    out: Mapping[str, Underway] | None = None,
    later: Mapping[str, tuple[Span, ...]] | None = None,
) -> Survey:
    """Find vehicles, halts and hindrances. `at`: the hour whose danger counts (None = the first of departure).

    `hours`: in which a road has to be open once to be planned with (None = those of departure). `out`: vehicles that
    have left their depots, and from when on they can be sent on. `later`: when vehicles leave once more after the
    drive they are in, in seconds after the zero hour; each such drive is a row of its own (wave 2, 3 and so on).

    Raises InputError for a depot that lies too far from any road, and for a place the region does not know.
    """
    zero = zero_hour(operation, now)
    covered = min(hours_covered(operation, zero), ground.hours_after(zero))
    vehicles, profiles, stay = _vehicles(ground, operation, zero, now, out or {})
    vehicles = tuple(
        row
        for one in vehicles
        for row in _and_later(one, (later or {}).get(one.vehicle.id, ()), ground, operation, zero, now)
    )
    hours = hours or _departure_hours(ground, zero, vehicles)
    when = Slice(at or hours[0], hours)
    look = _Look(ground, operation, zero, when, vehicles, profiles, now)
    free, stuck = look.out_of_depots()
    look = _Look(ground, operation, zero, when, free, profiles, now)
    seen = [look.at_household(request) for request in requests]
    kept = [row for one in seen for row in one.rows]
    return Survey(
        ground=ground,
        operation=operation,
        zero=zero,
        horizon=Span(0.0, covered * SECONDS_PER_HOUR),
        when=when,
        vehicles=free,
        profiles=profiles,
        slices=(when,) * len(profiles),
        requests=tuple(one.request for one in kept),
        halts=tuple(
            (*look.halts_at(operation.depots, k), *look.halts_at(operation.shelters, k), *(o.halts[k] for o in kept))
            for k in range(len(profiles))
        ),
        able=frozenset((vehicle, number) for number, one in enumerate(kept) for vehicle in one.able),
        refused=tuple(one.refused for one in seen if one.refused is not None),
        remarks=(*stay, *stuck),
        on_foot=tuple(row.on_foot for row in kept),
        now=now,
        able_without_things=frozenset((vehicle, number) for number, one in enumerate(kept) for vehicle in one.bare),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """One way to fetch a household: where each profile would halt, which vehicles are able, what hinders each.

    `bare`: the vehicles that are able when only the people come.
    """

    request: EvacuationRequest
    halts: tuple[RoadPoint | None, ...]
    able: tuple[int, ...]
    bare: tuple[int, ...]
    hindrances: tuple[tuple[Hindrance, ...], ...]
    on_foot: OnFoot | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """One household: the ways to fetch it, or why there is none."""

    rows: tuple[_Row, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class _Look:
    """A look around with some vehicles."""

    ground: Ground
    operation: Operation
    zero: datetime
    when: Slice
    vehicles: tuple[Available, ...]
    profiles: tuple[Profile, ...]
    now: datetime

    def halt(self, profile: int, position: LonLat) -> RoadPoint | None:
        """Give where a profile would halt for a position."""
        return self.ground.halt(self.profiles[profile], self.when, position, self.operation.policy.max_snap_m)

    def halts_at(self, stations: Iterable[Depot | Shelter], profile: int) -> tuple[RoadPoint | None, ...]:
        """Give where a profile would halt at depots or shelters."""
        return tuple(self.halt(profile, station.position) for station in stations)

    def out_of_depots(self) -> tuple[tuple[Available, ...], list[Remark]]:
        """Give the vehicles that can leave their depots, and words about the others."""
        for depot in self.operation.depots:
            self._require_roads_at(depot)
        depots = {depot.id: depot.position for depot in self.operation.depots}
        free = tuple(one for one in self.vehicles if self.halt(one.profile, depots[one.vehicle.depot]) is not None)
        said = [
            Remark(
                text="The vehicle '{vehicle}' stays: no road at its depot is open to it.",
                facts={"vehicle": one.vehicle.id},
            )
            for one in self.vehicles
            if one not in free
        ]
        return free, said

    def _require_roads_at(self, depot: Depot) -> None:
        most_m = self.operation.policy.max_snap_m
        away_m = self.ground.snapper.snap(depot.position, max_m=np.inf, what=depot.id).snap_m
        if away_m > most_m:
            raise InputError(
                "The depot '{depot}' lies {distance_km} km from any road; at most {max_km} km are taken.",
                "Check the depot's position (longitude first) and the region.",
                field="depots.position",
                depot=depot.id,
                distance_km=round(away_m / METRES_PER_KM, 2),
                max_km=round(most_m / METRES_PER_KM, 2),
            )

    def at_household(self, request: EvacuationRequest) -> _Seen:
        """Find out who could fetch one household."""
        position = position_of(request, self.ground.places)
        on_ground = hindrance_of_ground(self.ground, position)
        if on_ground is not None or position is None:
            return _Seen(refused=Refused(request, () if on_ground is None else (on_ground,)))
        door = self._row(request, position, None)
        rows = [door, *self._at_points(request, position)]
        able = tuple(row for row in rows if row.able)
        return _Seen(able) if able else _Seen(refused=self._refused(request, position, door))

    def _row(self, request: EvacuationRequest, position: LonLat, on_foot: OnFoot | None) -> _Row:
        """Find out who could fetch a household where a van would meet it."""
        halts = tuple(self.halt(profile, position) for profile in range(len(self.profiles)))
        people = replace(request, needs=without_things(request.needs, self.operation.policy.belongings))
        hindrances = tuple(self._hindrances(people, one, position, halts[one.profile]) for one in self.vehicles)
        free = [number for number, found in enumerate(hindrances) if not found]
        if on_foot is not None:
            # What people carry themselves is not packed: a vehicle takes all of it, or does not come there.
            free = [k for k in free if self._takes(request.needs, k)]
        if not free:
            return _Row(request, halts, (), (), hindrances, on_foot)
        needs, able = (request.needs, free) if on_foot is not None else self._most_things(request.needs, position, free)
        nearest = self._nearest(able, halts), self._nearest(free, halts)
        return _Row(replace(request, needs=needs), halts, *nearest, hindrances, on_foot)

    def _at_points(self, request: EvacuationRequest, position: LonLat) -> Iterator[_Row]:
        """Give the rows of the nearest meeting points within the policy's longest walk that some vehicle can serve."""
        policy, found = self.operation.policy, 0
        for on_foot in self._walks(request, position):
            if on_foot.length_m > policy.max_walk_m or found == MOST_POINTS:
                break
            row = self._row(on_foot.request, on_foot.point.position, on_foot)
            if row.able:
                found += 1
                yield row

    def _walks(self, request: EvacuationRequest, position: LonLat) -> Iterator[OnFoot]:
        points = self.operation.meeting_points if self.operation.policy.meeting_points else ()
        for on_foot in walks_from(self.ground, request, position, points):
            if hindrance_of_ground(self.ground, on_foot.point.position) is None:
                yield on_foot

    def _refused(self, request: EvacuationRequest, position: LonLat, door: _Row) -> Refused:
        """Say what hinders the vehicle that comes nearest to a door; a closed place tells the way out of it."""
        if not door.hindrances:
            return Refused(request, ())
        least = min(range(len(door.hindrances)), key=lambda number: (len(door.hindrances[number]), number))
        hindrances, vehicle = door.hindrances[least], self.vehicles[least].vehicle.id
        if {hindrance.limit for hindrance in hindrances} <= AT_THE_GATE:
            for on_foot in self._walks(request, position):
                if on_foot.length_m > LONGEST_WALK_M:
                    break
                reached = self._row(on_foot.request, on_foot.point.position, on_foot).able
                if reached:
                    too_long = walk_too_long(on_foot, self.operation.policy)
                    return Refused(request, (too_long,), self.vehicles[reached[0]].vehicle.id, on_foot.length_m)
        situation = self.ground.situation
        told = tuple(told_the_way_out(hindrance, request, self.operation, situation) for hindrance in hindrances)
        return Refused(request, told, vehicle)

    def _most_things(self, needs: Needs, position: LonLat, free: list[int]) -> tuple[Needs, list[int]]:
        """Give the needs with the most things allowed that some vehicle can take, and the vehicles that can."""
        rule, away_km = self.operation.policy.belongings, line_km(self.ground, position, self.now)
        for pack in lighter_packs(allowed_pack(needs, rule, away_km)):
            packed = with_pack(needs, rule, pack)
            able = [number for number in free if self._takes(packed, number)]
            if able:
                return packed, able
        return without_things(needs, rule), free

    def _takes(self, needs: Needs, number: int) -> bool:
        return can_take(needs, self.vehicles[number].vehicle, self.operation, self.ground.situation)

    def _nearest(self, free: list[int], halts: tuple[RoadPoint | None, ...]) -> tuple[int, ...]:
        """Give the vehicles that can halt as near to a door as any of the fleet can: nobody walks to a farther one."""
        away_m = {number: halt.snap_m for number in free if (halt := halts[self.vehicles[number].profile]) is not None}
        return tuple(number for number in free if away_m[number] <= min(away_m.values()) + DETOUR_M)

    def _hindrances(
        self, request: EvacuationRequest, one: Available, position: LonLat, halt: RoadPoint | None
    ) -> tuple[Hindrance, ...]:
        operation, situation = self.operation, self.ground.situation
        profile, crew = self.profiles[one.profile], operation.crew(one.vehicle)
        kind, policy = operation.vehicle_type(one.vehicle), operation.policy
        access = hindrance_of_access(request, situation, self.zero, one.day, armoured=profile.armoured)
        no_halt = (
            hindrance_of_halt(self.ground, profile, self.when, position, policy.max_snap_m) if halt is None else None
        )
        lacking = hindrances_of_ability(request, kind, crew, situation.profile, policy)
        return tuple(found for found in (access, no_halt, *lacking) if found is not None)


def _departure_hours(ground: Ground, zero: datetime, vehicles: tuple[Available, ...]) -> tuple[datetime, ...]:
    """Give the full hours in which some vehicle may leave its depot; the zero hour where none can."""
    first = full_hour(moment_of(zero, min((one.leave.early for one in vehicles), default=0.0)))
    last = full_hour(moment_of(zero, max((one.leave.late for one in vehicles), default=0.0)))
    known = ground.hours_after(first)
    return tuple(first + HOUR * number for number in range(min(known, (last - first) // HOUR + 1)))


def _vehicles(
    ground: Ground, operation: Operation, zero: datetime, now: datetime, out: Mapping[str, Underway]
) -> tuple[tuple[Available, ...], tuple[Profile, ...], list[Remark]]:
    """Give the vehicles whose hours let them go out, their profiles, and words about the others."""
    profiles: list[Profile] = []
    found, remarks = [], []
    for vehicle in operation.vehicles:
        underway = out.get(vehicle.id)
        if underway is None:
            hours = vehicle_hours(vehicle, operation, ground.situation, zero, now)
        else:
            hours = hours_underway(vehicle, operation, ground.situation, zero, underway)
        if hours is None:
            remarks.append(
                Remark(
                    text="The vehicle '{vehicle}' stays: its crew's hours, curfews and the departure window "
                    "leave no time.",
                    facts={"vehicle": vehicle.id},
                )
            )
            continue
        profile = operation.profile(vehicle)
        if profile not in profiles:
            profiles.append(profile)
        found.append(Available(vehicle, profiles.index(profile), *hours))
    return tuple(found), tuple(profiles), remarks


def _and_later(
    one: Available, leaves: tuple[Span, ...], ground: Ground, operation: Operation, zero: datetime, now: datetime
) -> Iterator[Available]:
    """Give the row of a vehicle and one for each drive it leaves for later; the first is over before they begin."""
    if not leaves:
        yield one
        return
    leave = Span(one.leave.early, max(one.leave.early, min(one.leave.late, leaves[0].early - 1.0)))
    yield replace(one, leave=leave, wave=1)
    hours = vehicle_hours(one.vehicle, operation, ground.situation, zero, now)
    for number, span in enumerate(leaves, 2):
        may_leave = None if hours is None else meet(hours[1], span)
        if hours is not None and may_leave is not None:
            yield replace(one, day=Span(may_leave.early, hours[0].late), leave=may_leave, wave=number)

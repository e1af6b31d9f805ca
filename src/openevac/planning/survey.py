"""Before planning: which vehicles can go, where they would halt, and which households no vehicle can fetch, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from openevac.domain.errors import InputError
from openevac.domain.missions import Remark, RoadPoint
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
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
from openevac.planning.hours import hours_covered, moment_of, vehicle_hours, zero_hour
from openevac.planning.spans import Span


@dataclass(frozen=True, slots=True)
class Available:
    """One vehicle that can go out: when, and the number of its profile in the survey."""

    vehicle: Vehicle
    profile: int
    day: Span
    leave: Span


@dataclass(frozen=True, slots=True)
class Refused:
    """A household that no vehicle can fetch: what hinders the vehicle that comes nearest to it ("" = any)."""

    request: EvacuationRequest
    hindrances: tuple[Hindrance, ...]
    vehicle: str = ""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Survey:
    """What is settled before trips are looked for. Halts lie on roads that are open in some hour of departure.

    `when`: the hour whose danger counts for now, and all hours of departure.
    `halts` (profiles, points): depots, shelters, then `requests`; None where a vehicle cannot halt. `able`:
    (vehicle, request) pairs, by their numbers here, that nothing hinders. `refused`: the other requests.
    """

    ground: Ground
    operation: Operation
    zero: datetime
    horizon: Span
    when: Slice
    vehicles: tuple[Available, ...]
    profiles: tuple[Profile, ...]
    requests: tuple[EvacuationRequest, ...]
    halts: tuple[tuple[RoadPoint | None, ...], ...]
    able: frozenset[tuple[int, int]]
    refused: tuple[Refused, ...]
    remarks: tuple[Remark, ...]


def survey(
    ground: Ground, operation: Operation, requests: Iterable[EvacuationRequest], *, now: datetime, at: datetime | None
) -> Survey:
    """Find vehicles, halts and hindrances. `at`: the hour whose danger counts (None = the first of departure).

    Raises InputError for a depot that lies too far from any road, and for a place the region does not know.
    """
    zero = zero_hour(operation, now)
    covered = min(hours_covered(operation, zero), ground.hours_after(zero))
    vehicles, profiles, out = _vehicles(ground, operation, zero, now)
    hours = _departure_hours(ground, zero, vehicles)
    when = Slice(at or hours[0], hours)
    look = _Look(ground, operation, zero, when, vehicles, profiles)
    free, stuck = look.out_of_depots()
    look = _Look(ground, operation, zero, when, free, profiles)
    seen = [look.at_household(request) for request in requests]
    kept = [one for one in seen if one.able]
    return Survey(
        ground=ground,
        operation=operation,
        zero=zero,
        horizon=Span(0.0, covered * SECONDS_PER_HOUR),
        when=when,
        vehicles=free,
        profiles=profiles,
        requests=tuple(one.request for one in kept),
        halts=tuple(
            (*look.halts_at(operation.depots, k), *look.halts_at(operation.shelters, k), *(o.halts[k] for o in kept))
            for k in range(len(profiles))
        ),
        able=frozenset((vehicle, number) for number, one in enumerate(kept) for vehicle in one.able),
        refused=tuple(one.refused for one in seen if one.refused is not None),
        remarks=(*out, *stuck),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """One household: where each profile would halt, which vehicles are able, or why none is."""

    request: EvacuationRequest
    halts: tuple[RoadPoint | None, ...] = ()
    able: tuple[int, ...] = ()
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
            return _Seen(request, refused=Refused(request, () if on_ground is None else (on_ground,)))
        halts = tuple(self.halt(profile, position) for profile in range(len(self.profiles)))
        hindrances = [self._hindrances(request, one, position, halts[one.profile]) for one in self.vehicles]
        free = [number for number, found in enumerate(hindrances) if not found]
        if free:
            return _Seen(request, halts, self._nearest(free, halts))
        if not hindrances:
            return _Seen(request, refused=Refused(request, ()))
        least = min(range(len(hindrances)), key=lambda number: (len(hindrances[number]), number))
        return _Seen(request, refused=Refused(request, hindrances[least], self.vehicles[least].vehicle.id))

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
    ground: Ground, operation: Operation, zero: datetime, now: datetime
) -> tuple[tuple[Available, ...], tuple[Profile, ...], list[Remark]]:
    """Give the vehicles whose hours let them go out, their profiles, and words about the others."""
    profiles: list[Profile] = []
    found, remarks = [], []
    for vehicle in operation.vehicles:
        hours = vehicle_hours(vehicle, operation, ground.situation, zero, now)
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

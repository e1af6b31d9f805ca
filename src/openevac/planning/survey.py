"""Before planning: which vehicles can go, where they would halt, and which households no vehicle can fetch, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.missions import Remark, RoadPoint
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR
from openevac.domain.vehicles import Depot, Profile, Vehicle
from openevac.planning.ground import DETOUR_M, Ground
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
    """What is settled before trips are looked for. Halts are those of the roads open at `at`.

    `halts` (profiles, points): depots, shelters, then `requests`; None where a vehicle cannot halt. `able`:
    (vehicle, request) pairs, by their numbers here, that nothing hinders. `refused`: the other requests.
    """

    ground: Ground
    operation: Operation
    zero: datetime
    horizon: Span
    at: datetime
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
    """Find vehicles, halts and hindrances, with the roads open at `at` (None = the first departure)."""
    zero = zero_hour(operation, now)
    covered = min(hours_covered(operation, zero), ground.hours_after(zero))
    horizon = Span(0.0, covered * SECONDS_PER_HOUR)
    vehicles, profiles, remarks = _vehicles(ground, operation, zero, now)
    first = min((one.leave.early for one in vehicles), default=0.0)
    moment = at or moment_of(zero, first)
    vehicles, depots, more = _depots(ground, operation, vehicles, profiles, moment)
    shelters = [[_halt(ground, operation, p, moment, s.position) for s in operation.shelters] for p in profiles]
    looked = [_look(ground, operation, request, vehicles, profiles, moment) for request in requests]
    kept = [one for one in looked if one.able]
    return Survey(
        ground=ground,
        operation=operation,
        zero=zero,
        horizon=horizon,
        at=moment,
        vehicles=vehicles,
        profiles=profiles,
        requests=tuple(one.request for one in kept),
        halts=tuple((*depots[k], *shelters[k], *(one.halts[k] for one in kept)) for k in range(len(profiles))),
        able=frozenset((vehicle, number) for number, one in enumerate(kept) for vehicle in one.able),
        refused=tuple(one.refused for one in looked if one.refused is not None),
        remarks=(*remarks, *more),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One household: where each profile would halt, which vehicles are able, or why none is."""

    request: EvacuationRequest
    halts: tuple[RoadPoint | None, ...]
    able: tuple[int, ...]
    refused: Refused | None


def _look(
    ground: Ground,
    operation: Operation,
    request: EvacuationRequest,
    vehicles: tuple[Available, ...],
    profiles: tuple[Profile, ...],
    at: datetime,
) -> _Look:
    position = position_of(request, ground.places)
    on_ground = hindrance_of_ground(ground, position)
    if on_ground is not None or position is None:
        found = () if on_ground is None else (on_ground,)
        return _Look(request, (None,) * len(profiles), (), Refused(request, found))
    halts = tuple(_halt(ground, operation, profile, at, position) for profile in profiles)
    hindrances = [_hindrances(ground, operation, request, one, position, halts[one.profile], at) for one in vehicles]
    free = [number for number, found in enumerate(hindrances) if not found]
    if free or not vehicles:
        return _Look(request, halts, _nearest(free, vehicles, halts), None if free else Refused(request, ()))
    nearest = min(range(len(vehicles)), key=lambda number: (len(hindrances[number]), number))
    return _Look(request, halts, (), Refused(request, hindrances[nearest], vehicles[nearest].vehicle.id))


def _nearest(free: list[int], vehicles: tuple[Available, ...], halts: tuple[RoadPoint | None, ...]) -> tuple[int, ...]:
    """Give the vehicles that can halt as near to a door as any of the fleet can: nobody walks to a farther one."""
    away_m = {number: halt.snap_m for number in free if (halt := halts[vehicles[number].profile]) is not None}
    return tuple(number for number in free if away_m[number] <= min(away_m.values()) + DETOUR_M)


def _hindrances(
    ground: Ground,
    operation: Operation,
    request: EvacuationRequest,
    one: Available,
    position: LonLat,
    halt: RoadPoint | None,
    at: datetime,
) -> tuple[Hindrance, ...]:
    vehicle, policy = one.vehicle, operation.policy
    profile, crew = operation.profile(vehicle), operation.crew(vehicle)
    numbers = ground.situation.profile
    found = []
    access = hindrance_of_access(request, ground.situation, at, armoured=profile.armoured)
    if access is not None:
        found.append(access)
    if halt is None:
        found.append(hindrance_of_halt(ground, profile, at, position, policy.max_snap_m))
    return (*found, *hindrances_of_ability(request, operation.vehicle_type(vehicle), crew, numbers, policy))


def _vehicles(
    ground: Ground, operation: Operation, zero: datetime, now: datetime
) -> tuple[tuple[Available, ...], tuple[Profile, ...], list[Remark]]:
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


def _depots(
    ground: Ground,
    operation: Operation,
    vehicles: tuple[Available, ...],
    profiles: tuple[Profile, ...],
    at: datetime,
) -> tuple[tuple[Available, ...], list[list[RoadPoint | None]], list[Remark]]:
    """Give the vehicles that can leave their depots, halts of all depots by profile, and words about the others.

    Raises InputError for a depot that none of its vehicles can leave: its position or the region is wrong.
    """
    halts = [[_halt(ground, operation, p, at, depot.position) for depot in operation.depots] for p in profiles]
    place = {depot.id: number for number, depot in enumerate(operation.depots)}
    free = tuple(one for one in vehicles if halts[one.profile][place[one.vehicle.depot]] is not None)
    stuck = [one for one in vehicles if one not in free]
    for one in stuck:
        if all(other.vehicle.depot != one.vehicle.depot for other in free):
            raise _no_road_at(ground, operation, operation.depot(one.vehicle), profiles[one.profile], at)
    said = [
        Remark(
            text="The vehicle '{vehicle}' stays: no road at its depot is open to it.", facts={"vehicle": one.vehicle.id}
        )
        for one in stuck
    ]
    return free, halts, said


def _halt(ground: Ground, operation: Operation, profile: Profile, at: datetime, position: LonLat) -> RoadPoint | None:
    return ground.halt(profile, at, position, operation.policy.max_snap_m)


def _no_road_at(ground: Ground, operation: Operation, depot: Depot, profile: Profile, at: datetime) -> InputError:
    away_m = ground.distance_m(profile, at, depot.position)
    return InputError(
        "The depot '{depot}' lies {distance_km} km from the nearest road its vehicles may use; {max_km} km at most are taken.",
        "Check the depot's position (longitude first), the region, and what closes its roads.",
        field="depots.position",
        depot=depot.id,
        distance_km=-1 if away_m is None else round(away_m / METRES_PER_KM, 2),
        max_km=round(operation.policy.max_snap_m / METRES_PER_KM, 2),
    )

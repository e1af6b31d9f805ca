"""Vehicles, crews and depots of one day, and who had to be left out, with the reason."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType
from openevac.store import models
from openevac.store.convert.hours import span_on

AnyKept = TypeVar("AnyKept", VehicleType, Profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """What can drive on one day. `left_out`: vehicles and crews that cannot, each with the reason."""

    vehicles: tuple[Vehicle, ...]
    vehicle_types: tuple[VehicleType, ...]
    profiles: tuple[Profile, ...]
    crews: tuple[Crew, ...]
    depots: tuple[Depot, ...]
    left_out: tuple[Remark, ...] = ()


def fleet_to_domain(
    organisation: str,
    day: date,
    zone: ZoneInfo,
    busy_vehicles: AbstractSet[str] = frozenset(),
    only: AbstractSet[str] | None = None,
    out: AbstractSet[str] = frozenset(),
) -> Fleet:
    """Give the fleet of a day. `busy_vehicles`: codes already on a mission; `only`: codes wanted, None for all.

    `out`: vehicles of missions that go on: named even where one was lost meanwhile.
    """
    rows = models.Vehicle.objects.filter(organisation=organisation).select_related("type", "depot").order_by("code")
    crews = _crews_by_vehicle(organisation)
    vehicles: list[Vehicle] = []
    used_crews: list[Crew] = []
    used: list[models.Vehicle] = []
    left_out: list[Remark] = []
    for row in rows:
        if only is not None and row.code not in only:
            continue
        crew = crews.get(row.code)
        why_not = _why_not(row, crew, busy_vehicles, out)
        if why_not is not None or crew is None:
            left_out += [why_not] if why_not is not None else []
            continue
        used.append(row)
        used_crews.append(_crew(crew, day, zone))
        vehicles.append(
            Vehicle(id=row.code, type=row.type.code, crew=crew.code, depot=row.depot.code, max_trips=row.max_trips)
        )
    return Fleet(
        vehicles=tuple(vehicles),
        vehicle_types=tuple({row.type.code: vehicle_type_to_domain(row.type) for row in used}.values()),
        profiles=tuple({row.type.code: profile_to_domain(row.type) for row in used}.values()),
        crews=tuple(used_crews),
        depots=tuple({row.depot.code: depot_to_domain(row.depot) for row in used}.values()),
        left_out=tuple(left_out),
    )


def vehicle_type_to_domain(row: models.VehicleType) -> VehicleType:
    """Give what one kind of vehicle holds; its road profile has the same code as the type."""
    return _kept(VehicleType, {**row.holds, "id": row.code, "profile": row.code})


def profile_to_domain(row: models.VehicleType) -> Profile:
    """Give which roads one kind of vehicle may use."""
    return _kept(Profile, {**row.road_profile, "id": row.code})


def depot_to_domain(row: models.Depot) -> Depot:
    """Give where vehicles stand."""
    return Depot(id=row.code, position=LonLat(row.lon, row.lat))


def _kept(kind: type[AnyKept], tree: dict[str, Any]) -> AnyKept:
    try:
        return msgspec.convert(tree, kind)
    except msgspec.ValidationError as fault:
        raise InputError(
            "The vehicle type '{code}' cannot be used: {fault}.",
            "Correct it among the vehicles.",
            field="vehicle_types",
            code=tree["id"],
            fault=str(fault),
        ) from fault


def _crews_by_vehicle(organisation: str) -> dict[str, models.Crew]:
    """Give for each vehicle the crew that starts first; a second crew of a vehicle drives another day."""
    rows = models.Crew.objects.filter(organisation=organisation, vehicle__isnull=False)
    found: dict[str, models.Crew] = {}
    for row in rows.select_related("vehicle").prefetch_related("members__person").order_by("hours_from", "code"):
        if row.vehicle is not None:
            found.setdefault(row.vehicle.code, row)
    return found


def _why_not(
    row: models.Vehicle, crew: models.Crew | None, busy: AbstractSet[str], out: AbstractSet[str]
) -> Remark | None:
    if row.lost_at is not None and row.code not in out:
        return Remark(text="Vehicle {vehicle} is lost.", facts={"vehicle": row.code})
    if row.code in busy:
        return Remark(text="Vehicle {vehicle} is on a mission already.", facts={"vehicle": row.code})
    if crew is None:
        return Remark(text="Vehicle {vehicle} has no crew.", facts={"vehicle": row.code})
    riding = [member for member in crew.members.all() if member.person.revoked_at is None]
    if not any(member.leads for member in riding):
        return Remark(text="Crew {crew} has nobody who leads and can say yes.", facts={"crew": crew.code})
    return None


def _crew(row: models.Crew, day: date, zone: ZoneInfo) -> Crew:
    early, late = span_on(day, row.hours_from, row.hours_until, zone)
    size = sum(1 for member in row.members.all() if member.person.revoked_at is None)
    return Crew(id=row.code, size=size, carriers=min(row.carriers, size), tw_early=early, tw_late=late)

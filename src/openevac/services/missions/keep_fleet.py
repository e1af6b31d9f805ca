"""Keeping depots, vehicle types, vehicles, crews and who rides with them; the same again changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct, require_id
from openevac.domain.operation import Operation
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.domain.vehicles import Depot, Profile, VehicleType
from openevac.services.danger.names_of_relays import require_no_relay
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.store import models


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetVehicle:
    """One vehicle by its code (never a number plate), of a type, standing at a depot."""

    code: str
    type: str
    depot: str
    max_trips: int = 3

    def __post_init__(self) -> None:
        require_id("code", self.code)


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetCrew:
    """One crew by its code word: its vehicle, who leads, who rides (codes of people), hours on people's clocks."""

    code: str
    vehicle: str = ""
    leader: str = ""
    members: tuple[str, ...] = ()
    carriers: int = 2
    hours_from: time
    hours_until: time

    def __post_init__(self) -> None:
        require_id("code", self.code)
        require_distinct("members", self.riders)

    @property
    def riders(self) -> tuple[str, ...]:
        """Give everybody who rides, the leader first."""
        others = tuple(one for one in self.members if one != self.leader)
        return (self.leader, *others) if self.leader else others


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepFleet:
    """What drives, who drives it and from where. Parts that are not named stay as they are.

    `profiles`: the road profiles that `vehicle_types` name.
    """

    depots: tuple[Depot, ...] = ()
    profiles: tuple[Profile, ...] = ()
    vehicle_types: tuple[VehicleType, ...] = ()
    vehicles: tuple[FleetVehicle, ...] = ()
    crews: tuple[FleetCrew, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetKept:
    """How many of each are kept in all."""

    depots: int
    vehicle_types: int
    vehicles: int
    crews: int


def keep_fleet(order: Order, asked: KeepFleet) -> FleetKept:
    """Keep what is named: new codes are added, known ones changed."""
    return carry_out(order, Action.KEEP_FLEET, asked, FleetKept, _keep)


def fleet_of_operation(
    operation: Operation, zone: ZoneInfo, riders: dict[str, tuple[str, ...]] | None = None
) -> KeepFleet:
    """Give the fleet of an operation file. `riders`: crew -> codes of people, the leader first."""
    riders = riders or {}
    vehicle_of = {vehicle.crew: vehicle.id for vehicle in operation.vehicles}
    return KeepFleet(
        depots=operation.depots,
        profiles=operation.profiles,
        vehicle_types=operation.vehicle_types,
        vehicles=tuple(
            FleetVehicle(code=one.id, type=one.type, depot=one.depot, max_trips=one.max_trips)
            for one in operation.vehicles
        ),
        crews=tuple(
            FleetCrew(
                code=crew.id,
                vehicle=vehicle_of.get(crew.id, ""),
                leader=next(iter(riders.get(crew.id, ())), ""),
                members=riders.get(crew.id, ()),
                carriers=crew.carriers,
                hours_from=crew.tw_early.astimezone(zone).time(),
                hours_until=crew.tw_late.astimezone(zone).time(),
            )
            for crew in operation.crews
        ),
    )


def _keep(doing: Doing, asked: KeepFleet) -> FleetKept:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    for depot in asked.depots:
        require_no_relay(doing, depot.id, "depots")
        _put(doing, models.Depot, depot.id, lon=depot.position.lon, lat=depot.position.lat)
    profiles = {profile.id: profile for profile in asked.profiles}
    for kind in asked.vehicle_types:
        _keep_type(doing, kind, profiles)
    for vehicle in asked.vehicles:
        _put(
            doing,
            models.Vehicle,
            vehicle.code,
            type=_of(doing, models.VehicleType, vehicle.type),
            depot=_of(doing, models.Depot, vehicle.depot),
            max_trips=vehicle.max_trips,
        )
    for crew in asked.crews:
        _keep_crew(doing, crew)
    doing.say(
        f"organisation:{doing.organisation.id}",
        depots=[one.id for one in asked.depots],
        vehicle_types=[one.id for one in asked.vehicle_types],
        vehicles=[one.code for one in asked.vehicles],
        crews=[one.code for one in asked.crews],
    )
    ours = {"organisation": doing.organisation}
    return FleetKept(
        depots=models.Depot.objects.filter(**ours).count(),
        vehicle_types=models.VehicleType.objects.filter(**ours).count(),
        vehicles=models.Vehicle.objects.filter(**ours).count(),
        crews=models.Crew.objects.filter(**ours).count(),
    )


def _keep_type(doing: Doing, kind: VehicleType, profiles: dict[str, Profile]) -> None:
    if kind.profile not in profiles:
        raise not_found("profile", kind.profile)
    holds: dict[str, Any] = msgspec.to_builtins(kind)
    roads: dict[str, Any] = msgspec.to_builtins(profiles[kind.profile])
    for tree in (holds, roads):
        del tree["id"]
    del holds["profile"]
    _put(doing, models.VehicleType, kind.id, holds=holds, road_profile=roads)


def _keep_crew(doing: Doing, crew: FleetCrew) -> None:
    people = {code: _rider(doing, code) for code in crew.riders}
    if crew.leader and Role.CREW_LEADER.value not in people[crew.leader].roles:
        raise InputError(
            "'{person}' is not trusted with leading a crew.",
            "Give this person the role of a crew leader first, or name another leader.",
            field="leader",
            person=crew.leader,
        )
    row = _put(
        doing,
        models.Crew,
        crew.code,
        vehicle=_of(doing, models.Vehicle, crew.vehicle) if crew.vehicle else None,
        carriers=crew.carriers,
        hours_from=crew.hours_from,
        hours_until=crew.hours_until,
    )
    row.members.exclude(person__in=people.values()).delete()
    for code, person in people.items():
        models.CrewMember.objects.update_or_create(
            organisation=doing.organisation, crew=row, person=person, defaults={"leads": code == crew.leader}
        )


def _rider(doing: Doing, code: str) -> models.Person:
    person = models.Person.objects.filter(organisation=doing.organisation, code=code, revoked_at=None).first()
    if person is None:
        raise not_found("members", code)
    return person


def _of(doing: Doing, model: type[Any], code: str) -> Any:
    found = model.objects.filter(organisation=doing.organisation, code=code).first()
    if found is None:
        raise not_found(model.__name__.lower(), code)
    return found


def _put(doing: Doing, model: type[Any], code: str, **values: Any) -> Any:
    row, _ = model.objects.update_or_create(organisation=doing.organisation, code=code, defaults=values)
    return row

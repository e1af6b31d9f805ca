"""What drives and who drives it, as it is kept: depots, kinds of vehicles, vehicles, crews, and who may ride."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.domain.vehicles import Depot, Profile, VehicleType
from openevac.rules.missions import OUT
from openevac.services.kernel.question import Asking, allow_question
from openevac.store import models
from openevac.store.convert.fleet import depot_to_domain, profile_to_domain, vehicle_type_to_domain


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeSeen:
    """One kind of vehicle: what it holds and which roads it may use."""

    holds: VehicleType
    road: Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleSeen:
    """One vehicle. `crews`: those that drive it, the earliest first; `mission`: the one it is on the road with."""

    code: str
    kind: TypeSeen
    depot: str
    max_trips: int
    is_lost: bool
    crews: tuple[str, ...]
    mission: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrewSeen:
    """One crew by its code word. `members`: who rides beside the leader."""

    code: str
    vehicle: str
    leader: str
    members: tuple[str, ...]
    carriers: int
    hours_from: time
    hours_until: time


@dataclass(frozen=True, slots=True, kw_only=True)
class RiderSeen:
    """Somebody who may ride, and whether they are trusted with leading."""

    code: str
    may_lead: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetSeen:
    """Everything that can be planned with."""

    depots: tuple[Depot, ...]
    types: tuple[TypeSeen, ...]
    vehicles: tuple[VehicleSeen, ...]
    crews: tuple[CrewSeen, ...]
    riders: tuple[RiderSeen, ...]


def see_fleet(asking: Asking) -> FleetSeen:
    """Give the fleet of the organisation."""
    ours = asking.who.organisation
    allow_question(asking, Action.KEEP_FLEET, Resource(kind=ResourceKind.ORGANISATION, organisation=ours))
    crews = tuple(_crew(row) for row in _crew_rows(ours))
    types = {row.code: _type(row) for row in models.VehicleType.objects.filter(organisation=ours).order_by("code")}
    return FleetSeen(
        depots=tuple(depot_to_domain(row) for row in models.Depot.objects.filter(organisation=ours).order_by("code")),
        types=tuple(types.values()),
        vehicles=tuple(_vehicles(ours, types, crews)),
        crews=crews,
        riders=tuple(_riders(ours)),
    )


def _crew_rows(ours: str) -> list[models.Crew]:
    rows = models.Crew.objects.filter(organisation=ours).select_related("vehicle")
    return list(rows.prefetch_related("members__person").order_by("hours_from", "code"))


def _crew(row: models.Crew) -> CrewSeen:
    members = sorted(row.members.all(), key=lambda one: (not one.leads, one.person.code))
    leader = next((one.person.code for one in members if one.leads), "")
    return CrewSeen(
        code=row.code,
        vehicle=row.vehicle.code if row.vehicle else "",
        leader=leader,
        members=tuple(one.person.code for one in members if one.person.code != leader),
        carriers=row.carriers,
        hours_from=row.hours_from,
        hours_until=row.hours_until,
    )


def _type(row: models.VehicleType) -> TypeSeen:
    return TypeSeen(holds=vehicle_type_to_domain(row), road=profile_to_domain(row))


def _vehicles(ours: str, types: dict[str, TypeSeen], crews: tuple[CrewSeen, ...]) -> list[VehicleSeen]:
    out = models.Mission.objects.filter(organisation=ours, status__in=OUT).values_list("vehicle__code", "code")
    missions = dict(out)
    rows = models.Vehicle.objects.filter(organisation=ours).select_related("type", "depot").order_by("code")
    return [
        VehicleSeen(
            code=row.code,
            kind=types[row.type.code],
            depot=row.depot.code,
            max_trips=row.max_trips,
            is_lost=row.lost_at is not None,
            crews=tuple(crew.code for crew in crews if crew.vehicle == row.code),
            mission=missions.get(row.code, ""),
        )
        for row in rows
    ]


def _riders(ours: str) -> list[RiderSeen]:
    people = models.Person.objects.filter(organisation=ours, revoked_at=None).order_by("code")
    ride = {Role.CREW.value, Role.CREW_LEADER.value}
    return [
        RiderSeen(code=one.code, may_lead=Role.CREW_LEADER.value in one.roles)
        for one in people
        if ride & set(one.roles)
    ]

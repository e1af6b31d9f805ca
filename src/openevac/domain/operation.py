"""What is to be done tomorrow and with what: requests, vehicles, crews, depots, shelters and the policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from openevac.domain.aid import Parcel
from openevac.domain.belongings import BelongingsRule
from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct
from openevac.domain.meeting_points import MeetingPoint, NamedService
from openevac.domain.pair_rule import PairRule
from openevac.domain.relays import Relay
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.shelters import Shelter
from openevac.domain.units import require_in_order, require_not_negative, require_positive
from openevac.domain.vehicles import Crew, Depot, Profile, Vehicle, VehicleType


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Record = TypeVar("_Record", bound=_HasId)


class Dial(StrEnum):
    """How much crew time one unit of person-exposure is worth; the seconds stand in the exposure profile."""

    QUICK = "quick"
    MIDDLE = "middle"
    CAREFUL = "careful"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarginalCeilings:
    """The most person-exposure that taking one more household may add, by its priority class; None = no ceiling."""

    urgent: float | None = None
    first: float | None = None
    planned: float | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None:
                require_not_negative(item.name, value)

    def of(self, priority: Priority) -> float | None:
        """Give the ceiling of one priority class."""
        return {
            Priority.URGENT: self.urgent,
            Priority.FIRST: self.first,
            Priority.PLANNED: self.planned,
        }[priority]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the organisation will not do, whatever it costs in people served.

    `max_exposure_per_trip`: of the vehicle, from where the trip starts to its shelter. `max_exposure_per_person`:
    of any evacuee from boarding, or from leaving home on foot, to hand-over and of any crew member over the day.
    `max_marginal`: person-exposure that one more household may add. `max_stop_s`: the longest halt at a door.
    `max_snap_m`: how far a door may lie from a road a van can use. `departure_early`, `departure_late`: between them
    vans leave their depots. `max_waves`: the most departure windows the time between is cut into; a vehicle goes out
    once in each. `rest_s`: the least time at the depot between two waves. `max_duty_s`: the most time a crew is out in
    a day. `meeting_points`: whether people may be asked to walk to one at all; `max_walk_m`: the longest walk there.
    `belongings`: how many bags people may bring, by nearness of the line. `aid_reach_m`: how far from its destination
    a parcel may be handed over, where the van halts for somebody else.
    `inner_zone_km`: nearer to the line than this begins the inner zone; before it the crew stops, calls and decides.
    `silence_margin_s`: so long after coverage should be back a silence is overdue. `silent_within_km`: where nobody
    knows where phones work, roads nearer to the line than this count as silent; None = nothing is assumed.
    a parcel may be handed over, where the van halts for somebody else. `relays`: whether people may change vehicles on
    the way at all; `max_relay_wait_s`: the longest anybody waits there, from getting there to boarding. Half an hour:
    two quarters of the grid, so that a van late by one still comes in time.
    `variety`: of equally good ways and minutes take those that earlier missions did not; without any it does nothing.
    `pair`: near the line a van halts only while a second vehicle is out in reach; None = no such rule.
    """

    dial: Dial = Dial.MIDDLE
    max_exposure_per_trip: float | None = None
    max_exposure_per_person: float | None = None
    max_marginal: MarginalCeilings = MarginalCeilings()
    max_stop_s: float = 2700.0
    max_snap_m: float = 2000.0
    departure_early: datetime | None = None
    departure_late: datetime | None = None
    max_waves: int = 3
    rest_s: float = 2700.0
    max_duty_s: float | None = None
    meeting_points: bool = True
    max_walk_m: float = 1000.0
    belongings: BelongingsRule = field(default_factory=BelongingsRule)
    aid_reach_m: float = 300.0
    variety: bool = True
    pair: PairRule | None = None
    inner_zone_km: float = 5.0
    silence_margin_s: float = 900.0
    silent_within_km: float | None = None
    relays: bool = True
    max_relay_wait_s: float = 1800.0

    def __post_init__(self) -> None:
        for name in ("max_exposure_per_trip", "max_exposure_per_person"):
            value = getattr(self, name)
            if value is not None:
                require_not_negative(name, value)
        require_positive("max_stop_s", self.max_stop_s)
        require_positive("max_snap_m", self.max_snap_m)
        require_positive("max_waves", self.max_waves)
        require_not_negative("rest_s", self.rest_s)
        if self.max_duty_s is not None:
            require_positive("max_duty_s", self.max_duty_s)
        require_positive("max_walk_m", self.max_walk_m)
        require_not_negative("aid_reach_m", self.aid_reach_m)
        require_not_negative("inner_zone_km", self.inner_zone_km)
        require_not_negative("silence_margin_s", self.silence_margin_s)
        if self.silent_within_km is not None:
            require_not_negative("silent_within_km", self.silent_within_km)
        require_not_negative("max_relay_wait_s", self.max_relay_wait_s)
        require_in_order("departure_early", self.departure_early, self.departure_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One day's work of one organisation.

    `meeting_points`: where people may be met instead of at their door. `services`: who takes over requests in
    places that the organisation may not enter. `aid`: what vans take in where they go anyway, and nowhere else.
    `relays`: where people may change from one vehicle to another.
    """

    name: str
    requests: tuple[EvacuationRequest, ...]
    vehicles: tuple[Vehicle, ...]
    vehicle_types: tuple[VehicleType, ...]
    profiles: tuple[Profile, ...]
    crews: tuple[Crew, ...]
    depots: tuple[Depot, ...]
    shelters: tuple[Shelter, ...]
    policy: Policy = Policy()
    meeting_points: tuple[MeetingPoint, ...] = ()
    services: tuple[NamedService, ...] = ()
    aid: tuple[Parcel, ...] = ()
    relays: tuple[Relay, ...] = ()

    def __post_init__(self) -> None:
        for name in ("requests", "vehicles", "vehicle_types", "profiles", "crews", "depots", "shelters", "aid"):
            require_distinct(name, (record.id for record in getattr(self, name)))
        require_distinct("meeting_points", (point.id for point in self.meeting_points))
        # A trip starts where the one before ended, and people wait at points, so a relay has a name of its own.
        stations = {record.id for records in (self.depots, self.shelters, self.meeting_points) for record in records}
        require_distinct("relays", (*(relay.id for relay in self.relays), *sorted(stations)))
        if not self.requests:
            raise InputError(
                "The operation has no request.",
                "A mission exists only with a civilian request: add at least one.",
                field="requests",
            )
        for name in ("vehicles", "depots", "shelters"):
            if not getattr(self, name):
                raise InputError("The list is empty.", "Give at least one.", field=name)
        self._require_known("vehicles", "type", {record.id for record in self.vehicle_types})
        self._require_known("vehicles", "crew", {record.id for record in self.crews})
        self._require_known("vehicles", "depot", {record.id for record in self.depots})
        self._require_known("vehicle_types", "profile", {record.id for record in self.profiles})
        require_distinct("vehicles.crew", (vehicle.crew for vehicle in self.vehicles))
        self._require_known("aid", "request", {"", *(record.id for record in self.requests)})
        starts = {record.id for records in (self.depots, self.shelters) for record in records}
        self._require_known("aid", "lies_at", {"", *starts})

    def _require_known(self, records: str, field: str, known: set[str]) -> None:
        for record in getattr(self, records):
            named = getattr(record, field)
            if named not in known:
                raise InputError(
                    "'{record}' names '{named}', which the operation does not have.",
                    "Correct the id or add the record.",
                    field=f"{records}.{field}",
                    record=record.id,
                    named=named,
                )

    def request(self, request_id: str) -> EvacuationRequest:
        """Give the request of one id; KeyError where there is none."""
        return _by_id(self.requests, request_id)

    def vehicle(self, vehicle_id: str) -> Vehicle:
        """Give the vehicle of one id; KeyError where there is none."""
        return _by_id(self.vehicles, vehicle_id)

    def vehicle_type(self, vehicle: Vehicle) -> VehicleType:
        """Give the type of a vehicle."""
        return _by_id(self.vehicle_types, vehicle.type)

    def profile(self, vehicle: Vehicle) -> Profile:
        """Give the road profile of a vehicle."""
        return _by_id(self.profiles, self.vehicle_type(vehicle).profile)

    def crew(self, vehicle: Vehicle) -> Crew:
        """Give the crew of a vehicle."""
        return _by_id(self.crews, vehicle.crew)

    def depot(self, vehicle: Vehicle) -> Depot:
        """Give the depot of a vehicle."""
        return _by_id(self.depots, vehicle.depot)

    def parcel(self, parcel_id: str) -> Parcel:
        """Give the parcel of one id; KeyError where there is none."""
        return _by_id(self.aid, parcel_id)

    def shelter(self, shelter_id: str) -> Shelter:
        """Give the shelter of one id; KeyError where there is none."""
        return _by_id(self.shelters, shelter_id)

    def meeting_point(self, point_id: str) -> MeetingPoint:
        """Give the meeting point of one id; KeyError where there is none."""
        return _by_id(self.meeting_points, point_id)

    def relay(self, relay_id: str) -> Relay:
        """Give the relay of one id; KeyError where there is none."""
        return _by_id(self.relays, relay_id)

    def service_for(self, katottg: str) -> NamedService | None:
        """Give who takes over requests of a place: a service that names it before one that serves every place."""
        named = [service for service in self.services if katottg in service.places]
        return next(iter([*named, *(service for service in self.services if not service.places)]), None)


def _by_id(records: Iterable[_Record], wanted: str) -> _Record:
    for record in records:
        if record.id == wanted:
            return record
    raise KeyError(wanted)

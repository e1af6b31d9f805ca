"""What is to be done tomorrow and with what: requests, vehicles, crews, depots, shelters and the policy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct
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
    of any evacuee from boarding to hand-over and of any crew member over the day. `max_marginal`: person-exposure
    that one more household may add. `max_stop_s`: the longest halt at a door. `max_snap_m`: how far a door may
    lie from a road a van can use. `departure_early`, `departure_late`: the one window in which vans leave.
    """

    dial: Dial = Dial.MIDDLE
    max_exposure_per_trip: float | None = None
    max_exposure_per_person: float | None = None
    max_marginal: MarginalCeilings = MarginalCeilings()
    max_stop_s: float = 2700.0
    max_snap_m: float = 2000.0
    departure_early: datetime | None = None
    departure_late: datetime | None = None

    def __post_init__(self) -> None:
        for name in ("max_exposure_per_trip", "max_exposure_per_person"):
            value = getattr(self, name)
            if value is not None:
                require_not_negative(name, value)
        require_positive("max_stop_s", self.max_stop_s)
        require_positive("max_snap_m", self.max_snap_m)
        require_in_order("departure_early", self.departure_early, self.departure_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One day's work of one organisation."""

    name: str
    requests: tuple[EvacuationRequest, ...]
    vehicles: tuple[Vehicle, ...]
    vehicle_types: tuple[VehicleType, ...]
    profiles: tuple[Profile, ...]
    crews: tuple[Crew, ...]
    depots: tuple[Depot, ...]
    shelters: tuple[Shelter, ...]
    policy: Policy = Policy()

    def __post_init__(self) -> None:
        for name in ("requests", "vehicles", "vehicle_types", "profiles", "crews", "depots", "shelters"):
            require_distinct(name, (record.id for record in getattr(self, name)))
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

    def shelter(self, shelter_id: str) -> Shelter:
        """Give the shelter of one id; KeyError where there is none."""
        return _by_id(self.shelters, shelter_id)


def _by_id(records: Iterable[_Record], wanted: str) -> _Record:
    for record in records:
        if record.id == wanted:
            return record
    raise KeyError(wanted)

"""What drives, who drives it and from where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.units import require_in_order, require_not_negative, require_positive


class RoadUse(StrEnum):
    """Which surfaces a vehicle may use."""

    PAVED_ONLY = "paved_only"
    FOUR_BY_FOUR = "four_by_four"


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What roads a vehicle type may use, and how dangers reach through its walls.

    `height_m`, `weight_t`: for limits of bridges and underpasses; zero means unknown and is not checked.
    `speed_factor`: its speed against the ordinary van on the same road. `armoured` draws on the armour factors
    of the exposure profile (per cause, never on mines).
    """

    id: str
    road_use: RoadUse = RoadUse.PAVED_ONLY
    height_m: float = 0.0
    weight_t: float = 0.0
    speed_factor: float = 1.0
    armoured: bool = False

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_not_negative("height_m", self.height_m)
        require_not_negative("weight_t", self.weight_t)
        require_positive("speed_factor", self.speed_factor)


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleType:
    """What one kind of vehicle holds.

    `wheelchair_places` and `stretchers` take `seats_per_wheelchair` and `seats_per_stretcher` ordinary seats
    each when they are used. `seats` do not count the crew's own.
    """

    id: str
    profile: str
    seats: int
    wheelchair_places: int = 0
    seats_per_wheelchair: int = 2
    stretchers: int = 0
    seats_per_stretcher: int = 3
    payload_kg: float = 800.0
    volume_l: float = 3000.0
    pets: bool = True

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_id("profile", self.profile)
        for name in ("seats", "wheelchair_places", "seats_per_wheelchair", "stretchers", "seats_per_stretcher"):
            require_not_negative(name, getattr(self, name))
        require_positive("payload_kg", self.payload_kg)
        require_positive("volume_l", self.volume_l)
        if self.seats + self.wheelchair_places + self.stretchers == 0:
            raise InputError(
                "The vehicle type fits nobody.",
                "Give it seats, wheelchair places or stretchers.",
                field="seats",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Where crews and vehicles start and end their day."""

    id: str
    position: LonLat

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_lonlat("position", self.position)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The people who ride a vehicle: how many, how many of them carry, and their hours."""

    id: str
    size: int
    carriers: int
    tw_early: datetime
    tw_late: datetime

    def __post_init__(self) -> None:
        require_id("id", self.id)
        require_positive("size", self.size)
        require_not_negative("carriers", self.carriers)
        if self.carriers > self.size:
            raise InputError(
                "More carriers than people in the crew.", "Count only members of the crew.", field="carriers"
            )
        require_in_order("tw_early", self.tw_early, self.tw_late)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """One vehicle with its crew of the day. `max_trips`: how often it may unload at a shelter and go again."""

    id: str
    type: str
    crew: str
    depot: str
    max_trips: int = 3

    def __post_init__(self) -> None:
        for name in ("id", "type", "crew", "depot"):
            require_id(name, getattr(self, name))
        require_positive("max_trips", self.max_trips)

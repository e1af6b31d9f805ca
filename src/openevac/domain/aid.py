"""What vans take in on the empty way out: parcels from a closed list, each for one door or one place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id, require_katottg
from openevac.domain.places import LonLat, require_lonlat
from openevac.domain.requests import Priority
from openevac.domain.units import require_not_negative, require_positive


class AidKind(StrEnum):
    """What may be taken in, and nothing else."""

    FOOD = "food"
    MEDICINE = "medicine"
    WATER = "water"
    HEATING = "heating"
    PETS = "pets"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One thing to be handed over: at the door of a `request` of this operation, at a `position`, or in a place.

    Exactly one of `request`, `position` and `katottg` is given. `handover_s`: seconds it takes on scene, before
    anybody boards. `lies_at`: the depot or shelter where it is loaded, "" = wherever a trip starts. `cold_limit_s`:
    the most seconds from leaving there to the end of the hand-over; None = it needs no cold.
    """

    id: str
    kind: AidKind
    kg: float = 0.0
    litres: float = 0.0
    handover_s: float = 120.0
    request: str = ""
    position: LonLat | None = None
    katottg: str = ""
    lies_at: str = ""
    cold_limit_s: float | None = None
    priority: Priority = Priority.PLANNED

    def __post_init__(self) -> None:
        require_id("id", self.id)
        for name in ("kg", "litres", "handover_s"):
            require_not_negative(name, getattr(self, name))
        if self.cold_limit_s is not None:
            require_positive("cold_limit_s", self.cold_limit_s)
        if self.position is not None:
            require_lonlat("position", self.position)
        if self.katottg:
            require_katottg("katottg", self.katottg)
        if [bool(self.request), self.position is not None, bool(self.katottg)].count(True) != 1:
            raise InputError(
                "The parcel '{parcel}' names no destination, or more than one.",
                "Give exactly one of request, position and katottg.",
                field="aid.request",
                parcel=self.id,
            )

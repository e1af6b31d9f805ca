"""Where things are: coordinates, shapes, settlements and who may enter them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from openevac.domain.errors import InputError
from openevac.domain.ids import require_katottg
from openevac.domain.units import require_not_negative

# GeoJSON order everywhere: longitude first. This is the one place that says so.
Ring = tuple[tuple[float, float], ...]
Polygon = tuple[Ring, ...]
MultiPolygon = tuple[Polygon, ...]
Line = tuple[tuple[float, float], ...]


class LonLat(NamedTuple):
    """A point on the ground in degrees, WGS 84, longitude first as in GeoJSON."""

    lon: float
    lat: float


def require_lonlat(field: str, position: LonLat) -> None:
    """Refuse coordinates that cannot be degrees of longitude and latitude."""
    if not (-180 <= position.lon <= 180 and -90 <= position.lat <= 90):
        raise InputError(
            "({lon}, {lat}) is not a position in degrees.",
            "Give longitude first and latitude second, in decimal degrees (WGS 84).",
            field=field,
            lon=position.lon,
            lat=position.lat,
        )


class Access(StrEnum):
    """Who the authorities let into a place."""

    OPEN = "open"
    ARMOURED_ONLY = "armoured_only"
    POLICE_AND_ARMY_ONLY = "police_and_army_only"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A settlement of the national codifier. `position` is None where no source gives one."""

    katottg: str
    name_uk: str
    position: LonLat | None = None
    category: str = ""
    hromada: str = ""
    raion: str = ""
    other_names: tuple[str, ...] = ()
    population: int | None = None
    source: str = ""

    def __post_init__(self) -> None:
        require_katottg("katottg", self.katottg)
        if not self.name_uk.strip():
            raise InputError("The place has no name.", "Give its Ukrainian name.", field="name_uk")
        if self.position is not None:
            require_lonlat("position", self.position)
        if self.population is not None:
            require_not_negative("population", self.population)

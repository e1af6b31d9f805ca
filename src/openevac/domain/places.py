"""Where things are: coordinates, shapes, settlements and who may enter them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from openevac.domain.errors import InputError
from openevac.domain.ids import require_katottg
from openevac.domain.units import require_not_negative

_COARSE_M = 100.0
_METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude times cos(latitude)

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


def coarse(position: LonLat) -> LonLat:
    """Round a position to a grid of 100 m, about the width of a block: enough to drive to, not to name a door."""
    lat_step = _COARSE_M / _METRES_PER_DEGREE
    lat = round(position.lat / lat_step) * lat_step
    lon_step = lat_step / max(0.01, math.cos(math.radians(lat)))
    return LonLat(round(round(position.lon / lon_step) * lon_step, 5), round(lat, 5))


UKRAINE = (22.0, 44.0, 40.5, 52.5)
"""West, south, east and north of Ukraine in degrees, rounded outwards; its mirror image lies far outside of it."""


def require_lon_first(field: str, lon: float, lat: float) -> LonLat:
    """Give a position read from a file, or refuse numbers that are not degrees or stand in the wrong order.

    A point outside Ukraine that would lie inside with its numbers exchanged is refused too: latitude before
    longitude is the most common fault of such files, and a swapped point still looks like a point.
    """
    swapped = _within(lat, lon) and not _within(lon, lat)
    if swapped or (math.isfinite(lon + lat) and abs(lat) > 90 >= abs(lon) and abs(lat) <= 180):
        raise InputError(
            "Longitude {lon} and latitude {lat} look swapped.",
            "Give longitude first and latitude second: in Kharkiv oblast about 36.2, 50.0.",
            field=field,
            lon=lon,
            lat=lat,
        )
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise InputError(
            "({lon}, {lat}) is not a position in degrees.",
            "Save the file in decimal degrees (WGS 84, EPSG:4326), longitude first; it may be in a metric projection.",
            field=field,
            lon=lon,
            lat=lat,
        )
    return LonLat(lon, lat)


def _within(lon: float, lat: float) -> bool:
    west, south, east, north = UKRAINE
    return west <= lon <= east and south <= lat <= north


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

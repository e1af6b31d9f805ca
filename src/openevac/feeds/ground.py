"""Where a request is: a code, a name or a position, judged against the region's places and its extent."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place, coarse
from openevac.domain.requests import EvacuationRequest

NEAREST_PLACE_KM = 3.0
"""A position without a place is counted to the nearest place within this distance (kilometres)."""

_KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a reader of requests must know of the region.

    `places` by code; `find` gives the one place of a name or raises InputError (unknown, or several); `bounds`:
    west, south, east, north in degrees around everything the region knows.
    """

    places: dict[str, Place]
    find: Callable[[str], Place]
    bounds: tuple[float, float, float, float]

    def holds(self, position: LonLat) -> bool:
        """Tell whether a position lies within the bounds."""
        west, south, east, north = self.bounds
        return west <= position.lon <= east and south <= position.lat <= north


def locate(request: EvacuationRequest, ground: Ground | None) -> EvacuationRequest:
    """Give the request with code and position both filled where the region knows them, the position rounded.

    Raises what `settle` raises.
    """
    katottg, position = settle(request.katottg, request.position, ground)
    return replace(request, katottg=katottg, position=position)


def settle(katottg: str, position: LonLat | None, ground: Ground | None) -> tuple[str, LonLat | None]:
    """Give code and position, each filled from the other where the region knows it, the position rounded.

    Raises InputError for an unknown code (with the nearest), swapped coordinates, a position outside the region,
    or a place of which nobody knows where it lies.
    """
    if ground is None:
        return katottg, coarse(position) if position else None
    place = require_place(katottg, ground) if katottg else None
    if position is None:
        if place is None or place.position is None:
            raise InputError(
                "Nobody has told where the place {katottg} lies.",
                "Add lon and lat to the request.",
                field="katottg",
                katottg=katottg,
            )
        return katottg, place.position
    require_inside(position, ground)
    near = place or nearest_place(position, ground.places.values())
    return near.katottg if near else "", coarse(position)


def require_place(katottg: str, ground: Ground) -> Place:
    """Give the place of a code; InputError names the nearest codes of the region."""
    if katottg in ground.places:
        return ground.places[katottg]
    near = difflib.get_close_matches(katottg, list(ground.places), n=3, cutoff=0.8)
    if not near:
        raise InputError(
            "The region has no place with the code {katottg}.",
            "Look it up with `openevac region search`, or build a region that holds it.",
            field="katottg",
            katottg=katottg,
        )
    raise InputError(
        "The region has no place with the code {katottg}.",
        "Did you mean {near}?",
        field="katottg",
        katottg=katottg,
        near=", ".join(f"{code} ({ground.places[code].name_uk})" for code in near),
    )


def require_inside(position: LonLat, ground: Ground) -> None:
    """Refuse a position outside the region; says so when longitude and latitude were swapped."""
    if ground.holds(position):
        return
    west, south, east, north = (round(edge, 3) for edge in ground.bounds)
    lon, lat = round(position.lon, 3), round(position.lat, 3)  # never the exact door
    if ground.holds(LonLat(position.lat, position.lon)):
        raise InputError(
            "Longitude {lon} and latitude {lat} look swapped.",
            "Longitude comes first: here it lies between {west} and {east}, latitude between {south} and {north}.",
            field="position", lon=lon, lat=lat, west=west, east=east, south=south, north=north,
        )  # fmt: skip
    raise InputError(
        "The position ({lon}, {lat}) lies outside the region.",
        "Correct it, or build a larger region: this one has longitude {west} to {east}, latitude {south} to {north}.",
        field="position", lon=lon, lat=lat,
        west=west, east=east, south=south, north=north,
    )  # fmt: skip


def nearest_place(position: LonLat, places: Iterable[Place]) -> Place | None:
    """Give the place whose centre is nearest, None where none is within NEAREST_PLACE_KM."""
    reach = NEAREST_PLACE_KM / _KM_PER_DEGREE
    near = [place for place in places if place.position and abs(place.position.lat - position.lat) <= reach]
    within = [(km_between(position, place.position), place.katottg, place) for place in near if place.position]
    return min(((km, code, place) for km, code, place in within if km <= NEAREST_PLACE_KM), default=(0, "", None))[2]


def km_between(here: LonLat, there: LonLat) -> float:
    """Give the kilometres between two points some kilometres apart."""
    east = (there.lon - here.lon) * math.cos(math.radians(here.lat))
    return _KM_PER_DEGREE * math.hypot(east, there.lat - here.lat)

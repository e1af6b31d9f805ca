"""Places while somebody types: any spelling, or the nearest to a position that the browser has rounded."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from openevac.domain.places import LonLat, Place, coarse, require_lonlat
from openevac.roads.places import describe_place
from openevac.web.asking import signed_in, who_sits
from openevac.web.page_threads import only_looks
from openevac.web.places import Places, places_of
from openevac.web.typed import read_form

MOST_FOUND = 12
LONGEST = 80
NEAREST = 5
FARTHEST_KM = 15.0
_KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """A name as it was typed, or a rounded position."""

    q: str = ""
    lon: float | None = None
    lat: float | None = None


@only_looks
@signed_in
@require_POST
def search_places(request: HttpRequest) -> HttpResponse:
    """Give the places a name can mean, or those nearest to a position, as data for the list under the field."""
    sought = read_form(request, Sought)
    places = places_of(who_sits(request).organisation)
    if sought.lon is not None and sought.lat is not None:
        found = list(_near(places, coarse(LonLat(sought.lon, sought.lat))))
    elif places.index is not None:
        found = [_told(place) for place in places.index.search(sought.q[:LONGEST])[:MOST_FOUND]]
    else:
        found = []
    return JsonResponse({"known": places.index is not None, "places": found})


def _near(places: Places, position: LonLat) -> Iterator[dict[str, Any]]:
    require_lonlat("position", position)
    apart = [(_km(position, place.position), place) for place in places.by_code.values() if place.position is not None]
    for km, place in sorted(apart, key=lambda pair: (pair[0], pair[1].katottg))[:NEAREST]:
        if km <= FARTHEST_KM:
            yield {**_told(place), "km": round(km, 1)}


def _told(place: Place) -> dict[str, Any]:
    """Give a name, and what tells it from others of that name."""
    whole = describe_place(place)
    return {
        "code": place.katottg,
        "name": place.name_uk,
        "centre": place.position,
        "area": whole.removeprefix(place.name_uk).removesuffix(place.katottg).strip(" ()"),
    }


def _km(one: LonLat, other: LonLat) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * _KM_PER_DEGREE

"""Names of places on the danger pages: also where the region is missing or cannot be read."""

from __future__ import annotations

import math
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.domain.units import METRES_PER_KM
from openevac.reports.words import Words
from openevac.web.places import Places, places_of

_KM_PER_DEGREE = 111.32
_NEAR_KM = 15.0


@dataclass(frozen=True, slots=True)
class Names:
    """The places of the region, or none."""

    places: Places

    def of(self, katottg: str) -> str:
        """Give the name of a place, its code where nobody tells it."""
        return self.places.name(katottg) if katottg else ""

    def code(self, katottg: str) -> str:
        """Give the code back if it is one of the region, else nothing."""
        return katottg if katottg in self.places.by_code else ""

    def typed(self, text: str) -> str:
        """Give the code of the one place somebody means, in any spelling; InputError where none or several fit."""
        if not text or self.places.index is None:
            return text.upper()
        return self.places.index.one(text).katottg

    def nearest(self, position: LonLat) -> str:
        """Give the code of the place that lies nearest, however far; "" where no place is known."""
        known = ((_km(position, one.position), one.katottg) for one in self.places.by_code.values() if one.position)
        return min(known, default=(0.0, ""))[1]

    def near(self, position: LonLat, words: Words) -> str:
        """Name the nearest place within 15 km, with the distance where it is not there itself: "Горбок, 3 km"."""
        apart = [
            (_km(position, place.position), place.name_uk)
            for place in self.places.by_code.values()
            if place.position is not None
        ]
        km, name = min(apart, default=(math.inf, ""))
        return "" if km > _NEAR_KM else name if km < 1 else f"{name}, {words.km(METRES_PER_KM * round(km))}"


def names_here(organisation: str) -> Names:
    """Give names; without a region, or with one that cannot be read, there are only codes."""
    try:
        return Names(places_of(organisation))
    except InputError:
        return Names(Places(None, {}, None))


def _km(one: LonLat, other: LonLat) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(east, one.lat - other.lat) * _KM_PER_DEGREE

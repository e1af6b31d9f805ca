"""When a place that a tracking app tells may be kept: never by default where somebody could use it to find a van."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import datetime, timedelta

from openevac.domain.events import CheckInKind
from openevac.domain.places import LonLat
from openevac.rules.confirmation import FAR_KM

DANGER_KM = FAR_KM
"""From here on a crew is not followed by default: the outermost ring of the ladder, above today's reach of drones."""
LATE_AT_MOST = timedelta(hours=24)
AHEAD_AT_MOST = timedelta(minutes=5)
_UNHEARD = frozenset({CheckInKind.LAST_COVERAGE, CheckInKind.SILENT_UNTIL})
_KM_PER_DEGREE = 111.32


def least_km(position: LonLat, measured: Iterable[tuple[LonLat, float]]) -> float:
    """Give a distance to line or border that a position surely has, from places whose distance was measured.

    A place 40 km from the line, 12 km away, leaves at least 28 km (triangle). 0 where nothing is known: then a
    position counts as near.
    """
    return max((0.0, *(km - _apart_km(position, place) for place, km in measured)))


def may_keep_place(*, near_line: bool, least_km: float, last_word: CheckInKind | None) -> bool:
    """Tell whether a place may be kept. `near_line`: the crew chose to be followed there too.

    `last_word`: what the crew said last; after "last coverage" and an agreed silence it wants not to be seen.
    """
    return near_line or (least_km > DANGER_KM and last_word not in _UNHEARD)


def fits_in_time(at: datetime, made_at: datetime, now: datetime) -> bool:
    """Tell whether a position is of this mission's time: not of before the token, and not of a clock that is ahead."""
    return max(made_at, now - LATE_AT_MOST) <= at <= now + AHEAD_AT_MOST


def _apart_km(one: LonLat, other: LonLat) -> float:
    """Give kilometres between two points on a ball: the haversine."""
    south, north = math.radians(one.lat), math.radians(other.lat)
    half = math.sin((north - south) / 2) ** 2
    half += math.cos(south) * math.cos(north) * math.sin(math.radians(other.lon - one.lon) / 2) ** 2
    return 2 * math.degrees(math.asin(math.sqrt(min(1.0, half)))) * _KM_PER_DEGREE

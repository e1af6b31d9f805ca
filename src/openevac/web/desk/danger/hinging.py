"""Which numbers of the profile the picture at a point hangs on: each alone moved to the ends of its own range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.exposure_profile import ExposureProfile, ProfileNumber
from openevac.domain.places import LonLat
from openevac.hazards.exposure import point_rate
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.sensitivity import exposure_keys
from openevac.roads.projection import to_metric

MOST = 6
WORTH_SAYING = 0.02
_ELSEWHERE = ("cover.", "armour.")
"""A point in the open, without armour: what walls and trees take away does not enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinge:
    """One number: how many times the present danger there would be at the low and at the high end of its range."""

    key: str
    number: ProfileNumber
    low: float
    high: float

    @property
    def swing(self) -> float:
        """Give how far apart the two ends are."""
        return abs(self.high - self.low)


def hinging_at(field: HazardField, position: LonLat, at: datetime) -> tuple[Hinge, ...]:
    """Give the numbers that move the danger at a point most, at most six; about a millisecond a number."""
    x_m, y_m = (float(value) for value in to_metric(field.crs, position.lon, position.lat))
    hour = field.hour(at)
    profile = field.situation.profile

    def rate(tried: ExposureProfile) -> float:
        built = build_field(
            replace(field.situation, profile=tried),
            crs=field.crs,
            bounds_m=(field.grid.x0_m, field.grid.y0_m, field.grid.x1_m, field.grid.y1_m),
            starts_at=hour,
            hours=1,
            border=field.border,
            previous=field,
        )
        return point_rate(built, x_m, y_m, hour, armoured=False)

    now = rate(profile)
    if now <= 0:
        return ()
    found = [
        Hinge(
            key=key,
            number=number,
            low=rate(profile.with_value(key, number.low)) / now,
            high=rate(profile.with_value(key, number.high)) / now,
        )
        for key, number in ((key, profile.numbers[key]) for key in exposure_keys(profile))
        if number.low < number.high and not key.startswith(_ELSEWHERE)
    ]
    worth = [one for one in found if one.swing >= WORTH_SAYING]
    return tuple(sorted(worth, key=lambda one: -one.swing)[:MOST])

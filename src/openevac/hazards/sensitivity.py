"""Which numbers of the exposure profile a choice between two ways hangs on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.remarks import Remark
from openevac.domain.units import SECONDS_PER_HOUR
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.field import HazardField, build_field
from openevac.hazards.roads_protocol import Roads
from openevac.hazards.some_roads import some_roads

# Numbers of time, of closures and of the dial do not enter the exposure of a given way.
_NOT_EXPOSURE = (
    "dial.", "service.", "walk.", "speed.", "held.", "mines.opening", "mines.near", "weather.wet", "variety.",
)  # fmt: skip
_WORTH_SAYING = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class DrivenWay:
    """A way as it is driven: stretches in order and the seconds spent on each."""

    stretches: tuple[int, ...]
    seconds: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hinge:
    """One number of the profile: how many times as dangerous the first way is as the second, over its range."""

    key: str
    at_low: float
    at_value: float
    at_high: float

    @property
    def swing(self) -> float:
        """Give how far the comparison moves over the range, as a share of what it is now."""
        return (max(self.at_low, self.at_high) - min(self.at_low, self.at_high)) / self.at_value

    @property
    def turns(self) -> bool:
        """Tell whether the other way becomes the less dangerous one somewhere in the range."""
        return (self.at_low < 1) != (self.at_value < 1) or (self.at_high < 1) != (self.at_value < 1)

    @property
    def remark(self) -> Remark:
        """Say it in a sentence."""
        text = (
            "{key}: the first way is {low} to {high} times as dangerous as the second; the choice turns on it."
            if self.turns
            else "{key}: the first way is {low} to {high} times as dangerous as the second."
        )
        low, high = sorted((self.at_low, self.at_high))
        return Remark(text=text, facts={"key": self.key, "low": round(low, 2), "high": round(high, 2)})


def hinges(
    field: HazardField, roads: Roads, first: DrivenWay, second: DrivenWay, at: datetime, *, armoured: bool
) -> tuple[Hinge, ...]:
    """Give the numbers that move the comparison of two ways driven in the hour of `at`, those that turn it first.

    Each number goes alone to the low and high end of its own range, all others stay. Numbers that move the
    comparison by less than a hundredth are left out. About 10 ms a number.
    """
    hour = field.hour(at)
    few = some_roads(roads, (*first.stretches, *second.stretches))
    seconds = np.array((*first.seconds, *second.seconds)) / SECONDS_PER_HOUR

    def compared(profile: ExposureProfile) -> float:
        tried = build_field(
            replace(field.situation, profile=profile),
            crs=field.crs,
            bounds_m=(field.grid.x0_m, field.grid.y0_m, field.grid.x1_m, field.grid.y1_m),
            starts_at=hour,
            hours=1,
            border=field.border,
            previous=field,
        )
        parts = stretch_rates(tried, few, hour, armoured=armoured) * seconds
        return float(parts[: len(first.stretches)].sum() / parts[len(first.stretches) :].sum())

    profile = field.situation.profile
    now = compared(profile)
    found = [hinge for hinge in _tried(profile, now, compared) if hinge.swing >= _WORTH_SAYING]
    return tuple(sorted(found, key=lambda hinge: (not hinge.turns, -hinge.swing)))


def exposure_keys(profile: ExposureProfile) -> Sequence[str]:
    """Give the keys whose numbers enter the exposure of a given way."""
    return tuple(key for key in profile.numbers if not key.startswith(_NOT_EXPOSURE))


def _tried(profile: ExposureProfile, now: float, compared: Callable[[ExposureProfile], float]) -> Iterator[Hinge]:
    for key in exposure_keys(profile):
        number = profile.numbers[key]
        if number.low < number.high:
            low, high = (compared(profile.with_value(key, end)) for end in (number.low, number.high))
            yield Hinge(key=key, at_low=low, at_value=now, at_high=high)

"""What chance decides in each future, drawn once and used by every variant: the same futures for more vans or hours.

Each van has its own stream, so that one more van changes nothing for the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from openevac.domain.exposure_profile import ExposureProfile
from openevac.outlook.crowd import Boarding
from openevac.outlook.skies import WeatherDays
from openevac.roads.graph import FloatArray, LongArray

DRAWN_TRIPS = 12
"""Round trips of one van on one day that minutes on scene are drawn for; more are not driven."""

_WEATHER, _LEVEL, _VAN = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Draws:
    """Chance of R futures over some days: `weather` (R, days) rows of the weather, `level` (R, K) numbers 0 to 1.

    `seed` None draws nothing: numbers stand at their values, days follow one another as they are known.
    """

    seed: int | None
    runs: int
    days: int
    weather: LongArray

    def levels(self, count: int) -> FloatArray:
        """Give one number from 0 to 1 for each future and each of `count` numbers of the profile."""
        return self._stream(_LEVEL).random((self.runs, count))

    def trips(self, van: int) -> FloatArray:
        """Give one number from 0 to 1 for each future, day and trip of a van."""
        return self._stream(_VAN, van).random((self.runs, self.days, DRAWN_TRIPS))

    def _stream(self, *name: int) -> np.random.Generator:
        return np.random.default_rng([self.seed or 0, *name])


def draw(skies: WeatherDays, seed: int | None, runs: int, days: int) -> Draws:
    """Draw the weather of every day: the forecast of that very day where there is one, else any day known."""
    known = len(skies.offsets)
    if seed is None:
        weather = np.tile(np.arange(days) % known, (runs, 1))
    else:
        weather = np.random.default_rng([seed, _WEATHER]).integers(known, size=(runs, days))
    for day in range(days):
        row = skies.forecast_of(day)
        if row is not None:
            weather[:, day] = row
    return Draws(seed, runs, days, weather)


class Minutes:
    """Seconds on scene of full loads, drawn within the ranges of the exposure profile.

    A future has its own level of each number (nobody knows it), drawn by a triangle from its low to its high with the
    value as the tip. Each trip is then drawn by a triangle from all numbers low to all numbers high, with the future's
    level as the tip (stops differ).
    """

    def __init__(self, boarding: Boarding, numbers: ExposureProfile, draws: Draws) -> None:
        known = [numbers.numbers[key] for key in boarding.keys]
        low, value, high = (np.array([getattr(number, name) for number in known]) for name in ("low", "value", "high"))
        self._draws = draws
        self._low_s, self._high_s = boarding.per_person_s(low), boarding.per_person_s(high)
        level = np.broadcast_to(value, (draws.runs, len(known)))
        if draws.seed is not None:
            level = triangle(low, value, high, draws.levels(len(known)))
        self._level_s = boarding.per_person_s(level)

    def on_scene_s(self, van: int, people: int) -> FloatArray:
        """Give the seconds on scene of each future, day and trip of a van with a full load."""
        level_s = np.broadcast_to(self._level_s[:, None, None], (self._draws.runs, self._draws.days, DRAWN_TRIPS))
        if self._draws.seed is None:
            return people * level_s
        return people * triangle(self._low_s, level_s, self._high_s, self._draws.trips(van))

    def least_s(self, people: int) -> FloatArray:
        """Give the seconds on scene of a full load with every number at its low end."""
        return np.full((self._draws.runs, self._draws.days, DRAWN_TRIPS), people * float(self._low_s))


def triangle(low: FloatArray, tip: FloatArray, high: FloatArray, share: FloatArray) -> FloatArray:
    """Give the value below which `share` of a triangular distribution lies; low where all three are one."""
    width = np.maximum(high - low, 1e-12)
    left = (tip - low) / width
    rising = low + np.sqrt(share * width * (tip - low))
    falling = high - np.sqrt((1.0 - share) * width * (high - tip))
    return np.asarray(np.where(share < left, rising, falling))

"""Weather by the hour: what it leaves of the danger from drones, and whether earth roads are wet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky, Weather, WeatherHour

HOUR = timedelta(hours=1)
LEAST_FACTOR = 0.5
"""Weather and light together never take away more than half of the danger from drones."""

WETTING = frozenset(
    {Sky.DRIZZLE, Sky.RAIN, Sky.HEAVY_RAIN, Sky.SNOW, Sky.HEAVY_SNOW, Sky.ICE, Sky.THUNDER, Sky.UNKNOWN}
)
"""What leaves earth roads soft. Weather nobody knows counts as the worst for every question asked of it."""


def full_hour(moment: datetime) -> datetime:
    """Give the start of the UTC hour a moment lies in."""
    return moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def weather_at(weather: Weather | None, hour: datetime) -> WeatherHour | None:
    """Give the forecast for the hour that starts at `hour`, or None where the source says nothing.

    Hours of the forecast that start off the full hour (zones of half an hour) count where they begin.
    """
    return None if weather is None else _by_hour(_Same(weather)).get(hour)


class _Same:
    """A forecast as a key: equal only to itself, because comparing thousands of hours each time would be slow."""

    def __init__(self, weather: Weather) -> None:
        self.weather = weather

    def __hash__(self) -> int:
        return id(self.weather)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.weather is self.weather


@lru_cache(maxsize=4)
def _by_hour(same: _Same) -> dict[datetime, WeatherHour]:
    """Give the hours of a forecast under the full hour they begin in, the first of several."""
    by_hour: dict[datetime, WeatherHour] = {}
    for entry in sorted(same.weather.hours, key=lambda entry: entry.starts_at):
        by_hour.setdefault(full_hour(entry.starts_at), entry)
    return by_hour


def is_known(entry: WeatherHour | None) -> bool:
    """Tell whether the sky of an hour is known at all."""
    return entry is not None and entry.sky is not Sky.UNKNOWN


def weather_factor(profile: ExposureProfile, entry: WeatherHour | None) -> float:
    """Give the factor on drones of one hour; no forecast counts as the worst, wind helps only where it is known."""
    if entry is None:
        return profile.value(f"weather.{Sky.UNKNOWN}_factor")
    factor = profile.value(f"weather.{entry.sky}_factor")
    if entry.wind_m_s is not None and entry.wind_m_s >= profile.value("weather.wind_strong_m_s"):
        factor *= profile.value("weather.wind_factor")
    return factor


def earth_is_wet(situation: Situation, at: datetime) -> bool:
    """Tell whether earth roads are taken as wet: rain or snow in the hours before, or hours nobody knows.

    A van that bogs down under drones is worse than a way not taken, so an unknown hour counts as wet; a person
    who stands there can enter the hours by hand.
    """
    back = int(situation.profile.value("weather.wet_hours"))
    hour = full_hour(at)
    entries = (weather_at(situation.weather, hour - HOUR * age) for age in range(back + 1))
    return any(entry is None or entry.sky in WETTING for entry in entries)


def unknown_hours(weather: Weather | None, starts_at: datetime, hours: int) -> int:
    """Count the hours from `starts_at` on whose sky nobody knows."""
    first = full_hour(starts_at)
    return sum(not is_known(weather_at(weather, first + HOUR * number)) for number in range(hours))

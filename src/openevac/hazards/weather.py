"""Weather by the hour: what it leaves of the danger from drones, and whether earth roads are wet."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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
    if weather is None:
        return None
    return next((entry for entry in weather.hours if hour <= entry.starts_at < hour + HOUR), None)


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

"""Daylight at the centre of a region: what it leaves of the danger from drones."""

from __future__ import annotations

from datetime import datetime, timedelta

from astral import Observer
from astral.sun import elevation

from openevac.domain.exposure_profile import ExposureProfile
from openevac.domain.places import LonLat

_SUNRISE_DEG = -0.833
_CIVIL_DUSK_DEG = -6.0


def light_factor(profile: ExposureProfile, centre: LonLat, hour: datetime) -> float:
    """Give the factor on drones for the hour that starts at `hour`: that of its most dangerous moment."""
    observer = Observer(latitude=centre.lat, longitude=centre.lon)
    moments = (hour + timedelta(minutes=minutes) for minutes in (0, 30, 60))
    return max(_factor(profile, elevation(observer, moment)) for moment in moments)


def _factor(profile: ExposureProfile, elevation_deg: float) -> float:
    if elevation_deg >= _SUNRISE_DEG:
        return 1.0
    return profile.value("light.twilight_factor" if elevation_deg >= _CIVIL_DUSK_DEG else "light.night_factor")

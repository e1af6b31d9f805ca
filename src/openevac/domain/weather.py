"""Weather by the hour, as a forecast gives it, and the windows it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from openevac.domain.ids import require_distinct
from openevac.domain.units import require_aware, require_in_order, require_not_negative


class Sky(StrEnum):
    """What the sky does, as far as drones and earth roads care. UNKNOWN counts as the worst hour."""

    CLEAR = "clear"
    PARTLY_CLOUDY = "partly_cloudy"
    OVERCAST = "overcast"
    MIST = "mist"
    FOG = "fog"
    DRIZZLE = "drizzle"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    SNOW = "snow"
    HEAVY_SNOW = "heavy_snow"
    ICE = "ice"
    THUNDER = "thunder"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherHour:
    """One hour of forecast from `starts_at` on. `condition` is the source's own wording."""

    starts_at: datetime
    sky: Sky
    condition: str = ""
    wind_m_s: float | None = None
    temperature_c: float | None = None
    issued_at: datetime | None = None

    def __post_init__(self) -> None:
        require_aware("starts_at", self.starts_at)
        require_aware("issued_at", self.issued_at)
        if self.wind_m_s is not None:
            require_not_negative("wind_m_s", self.wind_m_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """A forecast: its source, how far its station is from the region, and its hours."""

    source: str
    hours: tuple[WeatherHour, ...] = ()
    distance_km: float | None = None

    def __post_init__(self) -> None:
        require_distinct("hours", (hour.starts_at.isoformat() for hour in self.hours))
        if self.distance_km is not None:
            require_not_negative("distance_km", self.distance_km)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherWindow:
    """Hours between which it is less dangerous to be inside, with the exposure of a round trip that starts first."""

    starts_at: datetime
    ends_at: datetime
    exposure: float
    times_least: float

    def __post_init__(self) -> None:
        require_in_order("starts_at", self.starts_at, self.ends_at)
        require_not_negative("exposure", self.exposure)

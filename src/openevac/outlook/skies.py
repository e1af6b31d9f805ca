"""Days of weather to draw futures from: whole working days as the forecast or its history has them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.domain.weather import Weather
from openevac.hazards.weather import HOUR, full_hour, is_known, weather_at
from openevac.outlook.asked import DAY

MOST_DAYS = 60
"""Of longer histories the latest days count: weather of another season says little about next week."""

FEW_DAYS = 10
"""With fewer days known than this, the answer says that it was drawn from few."""


@dataclass(frozen=True, slots=True, eq=False)
class WeatherDays:
    """Situations that differ in the weather of the first working day alone, one for each day of weather known.

    `offsets`: how many days after the first working day each was, below zero for the past. `known` is False where
    no whole day is known and every hour counts as the worst.
    """

    situations: tuple[Situation, ...]
    offsets: tuple[int, ...]
    known: bool

    def forecast_of(self, day: int) -> int | None:
        """Give the number of the weather that is forecast for a day ahead (0 = the first working day), or None."""
        return self.offsets.index(day) if self.known and day in self.offsets else None

    def remark(self) -> Remark | None:
        """Say what the weather of the futures was drawn from, where it was drawn from little."""
        if not self.known:
            return Remark(
                text="No whole working day of weather is known: every hour of every day counts as the most dangerous "
                "weather, and earth roads as wet."
            )
        if len(self.offsets) < FEW_DAYS:
            return Remark(
                text="Days of weather known: {count}. The days of every future are drawn from these alone, so weather "
                "spreads the answer too little.",
                facts={"count": len(self.offsets)},
            )
        return None


def weather_days(situation: Situation, first_hour: datetime, hours: int) -> WeatherDays:
    """Find the days whose weather is known in all of the `hours` that begin a whole number of days from `first_hour`.

    Each keeps the hours before it, so that earth roads are as wet as they were on that day.
    """
    weather = situation.weather
    if weather is None:
        return WeatherDays((situation,), (0,), known=False)
    moments = [full_hour(entry.starts_at) for entry in weather.hours]
    first, last = min(moments, default=first_hour), max(moments, default=first_hour)
    offsets = [
        day
        for day in range((first - first_hour) // DAY, (last - first_hour) // DAY + 1)
        if all(is_known(weather_at(weather, first_hour + DAY * day + HOUR * number)) for number in range(hours))
    ][-MOST_DAYS:]
    if not offsets:
        return WeatherDays((replace(situation, weather=None),), (0,), known=False)
    back = int(situation.profile.value("weather.wet_hours"))
    return WeatherDays(
        tuple(replace(situation, weather=_moved(weather, first_hour, day, back, hours)) for day in offsets),
        tuple(offsets),
        known=True,
    )


def _moved(weather: Weather, first_hour: datetime, day: int, back: int, hours: int) -> Weather:
    """Give the weather of a day, with the hours before it, as if it were that of the first working day."""
    entries = []
    for number in range(-back, hours):
        entry = weather_at(weather, first_hour + DAY * day + HOUR * number)
        if entry is not None:
            entries.append(replace(entry, starts_at=first_hour + HOUR * number))
    return replace(weather, hours=tuple(entries))

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import PRESETS, read_profile
from openevac.hazards.weather import earth_is_wet, full_hour, unknown_hours, weather_at, weather_factor
from tests.hazards.ground import NOON, dry, situation

PROFILE = read_profile("2025-10")
HOUR = timedelta(hours=1)


def hour(sky: Sky, wind_m_s: float | None = None) -> WeatherHour:
    return WeatherHour(starts_at=NOON, sky=sky, wind_m_s=wind_m_s)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_forecast_is_the_worst_factor_of_all(preset: str):
    profile = read_profile(preset)
    factors = [weather_factor(profile, hour(sky, wind)) for sky in Sky for wind in (None, 0.0, 30.0)]
    assert weather_factor(profile, None) == max(factors) == 1.0


def test_rain_helps_and_unknown_words_do_not():
    assert weather_factor(PROFILE, hour(Sky.RAIN)) < weather_factor(PROFILE, hour(Sky.OVERCAST)) < 1.0
    assert weather_factor(PROFILE, hour(Sky.UNKNOWN)) == 1.0


def test_wind_helps_only_where_it_is_known_and_strong():
    strong = PROFILE.value("weather.wind_strong_m_s")
    assert weather_factor(PROFILE, hour(Sky.CLEAR, strong)) == PROFILE.value("weather.wind_factor")
    assert weather_factor(PROFILE, hour(Sky.CLEAR, strong - 0.1)) == 1.0
    assert weather_factor(PROFILE, hour(Sky.CLEAR, None)) == 1.0


def test_an_hour_is_found_whatever_zone_it_was_written_in():
    kyiv = timezone(timedelta(hours=3))
    weather = Weather(source="w", hours=(WeatherHour(starts_at=NOON.astimezone(kyiv), sky=Sky.RAIN),))
    found = weather_at(weather, NOON)
    assert found is not None
    assert found.sky is Sky.RAIN
    assert weather_at(weather, NOON + HOUR) is None
    assert weather_at(None, NOON) is None


def test_full_hours_are_those_of_utc():
    assert full_hour(datetime(2025, 6, 20, 12, 59, 30, tzinfo=timezone(timedelta(hours=3)))) == NOON
    assert full_hour(NOON).tzinfo is UTC


@pytest.mark.parametrize(("hours_ago", "wet"), [(0, True), (1, True), (12, True), (13, False)])
def test_earth_stays_wet_for_twelve_hours_after_rain(hours_ago: int, *, wet: bool):
    weather = dry()
    rainy = NOON - HOUR * hours_ago
    hours = tuple(replace(entry, sky=Sky.RAIN) if entry.starts_at == rainy else entry for entry in weather.hours)
    given = situation(weather=replace(weather, hours=hours))
    assert earth_is_wet(given, NOON + timedelta(minutes=40)) is wet


def test_earth_nobody_knows_about_counts_as_wet():
    assert not earth_is_wet(situation(), NOON)
    assert earth_is_wet(situation(weather=None), NOON)
    assert earth_is_wet(situation(), NOON + HOUR * 24), "beyond the forecast"
    gap = replace(dry(), hours=tuple(entry for entry in dry().hours if entry.starts_at != NOON - HOUR * 3))
    assert earth_is_wet(situation(weather=gap), NOON)
    assert earth_is_wet(situation(weather=dry(sky=Sky.UNKNOWN)), NOON)


def test_unknown_hours_are_counted():
    assert unknown_hours(dry(), NOON, 24) == 0
    assert unknown_hours(dry(), NOON, 30) == 6
    assert unknown_hours(dry(sky=Sky.UNKNOWN), NOON, 24) == 24
    assert unknown_hours(None, NOON, 5) == 5

"""Chance: triangles, streams of their own, weather by whole days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
from scipy.stats import triang

from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.feeds.exposure_profile import read_profile
from openevac.hazards.weather import HOUR, weather_at
from openevac.outlook.asked import ORDINARY_HOUSEHOLDS
from openevac.outlook.crowd import boarding_of
from openevac.outlook.draws import Minutes, draw, triangle
from openevac.outlook.skies import MOST_DAYS, WeatherDays, weather_days
from tests.outlook.road_end import CREW
from tests.worlds import at, small_town

NUMBERS = read_profile("2025-10")


def skies(count: int) -> WeatherDays:
    situation = small_town().situation
    return WeatherDays((situation,) * count, tuple(range(-count + 1, 1)), known=True)


def test_a_triangle_is_a_triangle() -> None:
    share = np.linspace(0, 1, 101)
    for low, tip, high in ((1.0, 3.0, 4.0), (0.0, 0.0, 2.0), (5.0, 6.0, 6.0)):
        ours = triangle(np.array(low), np.array(tip), np.array(high), share)
        theirs = triang.ppf(share, (tip - low) / (high - low), loc=low, scale=high - low)
        assert np.allclose(ours, theirs)
    assert np.allclose(triangle(np.array(2.0), np.array(2.0), np.array(2.0), share), 2.0)


def test_minutes_stay_within_the_stated_ranges_around_the_values() -> None:
    boarding = boarding_of(ORDINARY_HOUSEHOLDS, CREW, NUMBERS)
    drawn = Minutes(boarding, NUMBERS, draw(skies(3), 1, 400, 5))
    low, value, high = (
        float(boarding.per_person_s(np.array([getattr(NUMBERS.numbers[key], name) for key in boarding.keys])))
        for name in ("low", "value", "high")
    )
    seconds = drawn.on_scene_s(0, 7)
    assert seconds.min() >= 7 * low
    assert seconds.max() <= 7 * high
    assert 7 * value < np.median(seconds) < 7 * (low + value + high) / 3 * 1.3
    assert np.allclose(drawn.least_s(7), 7 * low)
    still = Minutes(boarding, NUMBERS, draw(skies(3), None, 1, 5))
    assert np.allclose(still.on_scene_s(0, 7), 7 * value)


def test_each_van_and_each_future_has_its_own_luck() -> None:
    boarding = boarding_of(ORDINARY_HOUSEHOLDS, CREW, NUMBERS)
    drawn = Minutes(boarding, NUMBERS, draw(skies(3), 1, 50, 5))
    first, second = drawn.on_scene_s(0, 7), drawn.on_scene_s(1, 7)
    assert not np.allclose(first, second)
    assert len(np.unique(first)) == first.size
    again = Minutes(boarding, NUMBERS, draw(skies(3), 1, 50, 5))
    assert np.array_equal(first, again.on_scene_s(0, 7))


def test_days_ahead_are_drawn_from_all_known_but_the_forecast_of_a_day_stands() -> None:
    known = WeatherDays((small_town().situation,) * 4, (-2, -1, 0, 1), known=True)
    drawn = draw(known, 9, 500, 30).weather
    assert (drawn[:, 0] == 2).all()
    assert (drawn[:, 1] == 3).all()
    assert np.abs(np.bincount(drawn[:, 2:].ravel()) / drawn[:, 2:].size - 0.25).max() < 0.02
    still = draw(known, None, 1, 6).weather
    assert still[0].tolist() == [2, 3, 2, 3, 0, 1]


def test_only_days_known_in_every_hour_of_work_are_drawn_from() -> None:
    situation = small_town().situation  # 14, 15 and 16 October, every hour
    weather = situation.weather
    assert weather is not None
    assert weather_days(situation, at(5), 10).offsets == (-1, 0, 1)
    hole = replace(weather, hours=tuple(hour for hour in weather.hours if hour.starts_at != at(9)))
    assert weather_days(replace(situation, weather=hole), at(5), 10).offsets == (-1, 1)
    fog = tuple(replace(hour, sky=Sky.UNKNOWN) if hour.starts_at == at(9) else hour for hour in weather.hours)
    assert weather_days(replace(situation, weather=replace(weather, hours=fog)), at(5), 10).offsets == (-1, 1)
    night = weather_days(situation, at(20), 10).offsets
    assert night == (-1, 0), "the last night runs over the end of the forecast"
    assert not weather_days(replace(situation, weather=None), at(5), 10).known
    assert not weather_days(replace(situation, weather=Weather(source="empty")), at(5), 10).known


def test_a_day_keeps_its_own_hours_and_the_rain_before_it() -> None:
    hours = tuple(
        WeatherHour(starts_at=at(0) + HOUR * number, sky=Sky.RAIN if number == 23 else Sky.CLEAR)
        for number in range(-24, 72)
    )
    situation = replace(small_town().situation, weather=Weather(source="x", hours=hours))
    found = weather_days(situation, at(3), 6)
    assert found.offsets == (-1, 0, 1, 2)
    moved = found.situations[2].weather  # 16 October, after a rainy last hour of the 15th
    assert moved is not None
    assert [entry.sky for entry in moved.hours if entry.starts_at < at(3)][-4:] == [
        Sky.RAIN, Sky.CLEAR, Sky.CLEAR, Sky.CLEAR,
    ]  # fmt: skip
    first = weather_at(moved, at(3))
    assert first is not None
    assert first.sky is Sky.CLEAR
    long = tuple(WeatherHour(starts_at=at(0) - HOUR * number, sky=Sky.CLEAR) for number in range(24 * 100))
    kept = weather_days(replace(situation, weather=Weather(source="x", hours=long)), at(3), 6).offsets
    assert len(kept) == MOST_DAYS
    assert kept[-1] == -1
    assert timedelta(days=1) == HOUR * 24

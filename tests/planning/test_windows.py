from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat
from openevac.domain.vehicles import Profile
from openevac.planning.windows import WITHIN, DepartureHour, Departures, best_windows, departure_windows
from tests.hand_made import to_degrees
from tests.planning.town import region_of
from tests.worlds import DAY, World, at, blown_bridge, mined_fields, rainy_day, small_town

VAN = Profile(id="van", height_m=2.7, weight_t=3.2)
BASE, VILLAGE_DOOR = to_degrees(0, 0), to_degrees(13_000, 1000)


def windows(world: World, place: LonLat = VILLAGE_DOOR, *, start: LonLat = BASE, hours: int = 30) -> Departures:
    return departure_windows(region_of(world), world.situation, VAN, start, place, now=world.now, hours=hours)


def test_every_hour_from_now_on_has_its_round_trip() -> None:
    found = windows(small_town(), hours=48)
    assert len(found.hours) == 48
    assert [hour.starts_at for hour in found.hours] == [small_town().now + timedelta(hours=k) for k in range(48)]
    exposures = [hour.exposure for hour in found.hours if hour.exposure is not None]
    assert len(exposures) == 48
    assert min(hour.times_least or 0.0 for hour in found.hours) == 1.0
    assert all(hour.time_s is not None and hour.time_s > 900 for hour in found.hours)


def test_minutes_at_the_door_count(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = windows(small_town(), hours=1).hours[0]
    monkeypatch.setattr("openevac.planning.windows.ON_SCENE_S", 0.0)
    driven = windows(small_town(), hours=1).hours[0]
    assert whole.exposure is not None
    assert driven.exposure is not None
    assert whole.exposure > 1.1 * driven.exposure


def test_moving_one_rain_hour_moves_the_best_departure() -> None:
    for rain in (8, 11):
        found = windows(rainy_day(rain, rain + 1))
        daylight = [hour for hour in found.hours if at(7) <= hour.starts_at < at(14)]
        best = min(daylight, key=lambda hour: hour.exposure or 1e9)
        assert best.starts_at == at(rain)


def test_best_windows_join_hours_within_a_tenth_of_the_least() -> None:
    ratios = [1.0, WITHIN, 1.15, None, 1.05, 1.08]
    hours = tuple(
        DepartureHour(
            starts_at=DAY + timedelta(hours=k), exposure=None if r is None else r * 2, time_s=60.0, times_least=r
        )
        for k, r in enumerate(ratios)
    )
    first, second = best_windows(hours)
    assert (first.starts_at, first.ends_at, first.exposure) == (at(0), at(2), 2.0)
    assert (second.starts_at, second.ends_at, second.times_least) == (at(4), at(6), 1.05)


def test_the_best_windows_hold_the_least_exposed_hour_and_no_bad_one() -> None:
    found = windows(rainy_day(9, 10), hours=48)
    inside = {
        hour.starts_at for hour in found.hours for one in found.best if one.starts_at <= hour.starts_at < one.ends_at
    }
    assert inside == {hour.starts_at for hour in found.hours if (hour.times_least or 9.0) <= WITHIN}


def test_hours_without_an_open_way_say_nothing() -> None:
    world = blown_bridge()
    *others, bridge = world.situation.reports
    wood = replace(bridge, id="wood", way_ids=(104,))
    found = windows(world.with_situation(reports=(*others, bridge, wood)))
    assert all(hour.exposure is None and hour.times_least is None for hour in found.hours)
    assert found.best == ()


@pytest.mark.parametrize(
    ("world", "place", "words"),
    [
        (small_town(held_from_m=12_500), VILLAGE_DOOR, "In held ground or within 1.0 km of it"),
        (small_town(border_from_m=500), VILLAGE_DOOR, "border"),
        (small_town(), to_degrees(60_000, 0), "outside the region"),
        (small_town(), to_degrees(9000, -4500), "km from the nearest road that a vehicle could use"),
        (mined_fields(opened=False), to_degrees(12_000, 2500), "No open way"),
    ],
)
def test_where_nobody_is_sent_there_is_the_reason_and_no_hour(world: World, place: LonLat, words: str) -> None:
    found = windows(world, place, hours=2)
    assert (found.hours, found.best) == ((), ())
    assert words in found.remarks[0].in_english()


def test_a_start_far_from_any_road_is_an_input_error() -> None:
    with pytest.raises(InputError, match=r"The start .* lies 9.0 km from the nearest road"):
        windows(small_town(), start=to_degrees(-9000, 0))


def test_missing_weather_is_said() -> None:
    found = windows(small_town().with_situation(weather=None), hours=2)
    assert any("No weather is known" in remark.text for remark in found.remarks)

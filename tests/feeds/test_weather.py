from __future__ import annotations

import csv
import gzip
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.domain.weather import Sky
from openevac.feeds.sky_words import sky_of
from openevac.feeds.weather import COLUMNS, read_weather
from tests.data import data_path

HEAD = ",".join(COLUMNS)
AT = datetime(2025, 8, 15, 12, tzinfo=UTC)


def row(
    hour: str, *, issued: str = "2025-08-15T02:00:00+00:00", day: str = "2025-08-15", condition: str = "Clear",
    temp: str = "16.9", wind: str = "9.4", city: str = "Kyiv",
) -> str:  # fmt: skip
    return f"{issued},{city},{day},{hour},{condition},{temp},{wind}"


def file(folder: Path, *rows: str, head: str = HEAD, name: str = "w.csv") -> Path:
    path = folder / name
    text = "\n".join((head, *rows)) + "\n"
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def skies(path: Path, at: datetime = AT, **options: Any) -> dict[str, Sky]:
    weather = read_weather(path, source="s", at=at, **options)
    return {hour.starts_at.strftime("%d %H:%M"): hour.sky for hour in weather.hours}


@pytest.mark.parametrize("name", ["w.csv", "w.csv.gz"])
def test_an_hour_keeps_the_words_wind_and_time_of_its_source(tmp_path: Path, name: str):
    weather = read_weather(
        file(tmp_path, row("14:00", condition="Light Rain"), name=name), source="Kyiv", distance_km=410, at=AT
    )
    assert (weather.source, weather.distance_km) == ("Kyiv", 410)
    (hour,) = weather.hours
    assert hour.starts_at == datetime(2025, 8, 15, 11, tzinfo=UTC), "local time is three hours ahead in summer"
    assert (hour.sky, hour.condition) == (Sky.RAIN, "Light Rain")
    assert hour.wind_m_s == pytest.approx(9.4 / 3.6, abs=0.01)
    assert hour.temperature_c == 16.9
    assert hour.issued_at == datetime(2025, 8, 15, 2, tzinfo=UTC)


def test_the_latest_issue_known_at_the_moment_counts(tmp_path: Path):
    path = file(
        tmp_path,
        row("20:00", issued="2025-08-15T08:00:00+00:00", condition="Overcast"),
        row("20:00", issued="2025-08-15T02:00:00+00:00", condition="Sunny"),
        row("20:00", issued="2025-08-15T13:00:00+00:00", condition="Heavy rain"),
    )
    assert skies(path) == {"15 17:00": Sky.OVERCAST}
    assert skies(path, datetime(2025, 8, 15, 7, tzinfo=UTC)) == {"15 17:00": Sky.CLEAR}
    assert skies(path, datetime.max.replace(tzinfo=UTC)) == {"15 17:00": Sky.HEAVY_RAIN}
    assert skies(path, datetime(2025, 8, 15, 1, tzinfo=UTC)) == {}


def test_a_later_issue_replaces_only_the_hours_it_has(tmp_path: Path):
    path = file(
        tmp_path, row("19:00"), row("20:00"), row("20:00", issued="2025-08-15T08:00:00+00:00", condition="Mist")
    )
    assert skies(path) == {"15 16:00": Sky.CLEAR, "15 17:00": Sky.MIST}


def test_words_nobody_knows_are_kept_and_count_as_unknown(tmp_path: Path):
    (hour,) = read_weather(file(tmp_path, row("14:00", condition="Raining cats")), source="s", at=AT).hours
    assert (hour.sky, hour.condition) == (Sky.UNKNOWN, "Raining cats")
    assert skies(file(tmp_path, row("14:00", condition=""))) == {"15 11:00": Sky.UNKNOWN}


def test_an_hour_the_clocks_skip_is_passed_over(tmp_path: Path):
    spring = [
        row(f"0{hour}:00", day="2025-03-30", condition="Fog" if hour == 3 else "Clear") for hour in (1, 2, 4, 5, 3)
    ]
    assert skies(file(tmp_path, *spring)) == dict.fromkeys(("29 23:00", "30 00:00", "30 01:00", "30 02:00"), Sky.CLEAR)


def test_an_hour_the_clocks_repeat_counts_twice(tmp_path: Path):
    autumn = [row(f"0{hour}:00", day="2025-10-26", condition="Fog" if hour == 3 else "Clear") for hour in range(1, 6)]
    assert skies(file(tmp_path, *autumn)) == {
        "25 22:00": Sky.CLEAR,
        "25 23:00": Sky.CLEAR,
        "26 00:00": Sky.FOG,
        "26 01:00": Sky.FOG,
        "26 02:00": Sky.CLEAR,
        "26 03:00": Sky.CLEAR,
    }


def test_another_zone_of_the_hours_may_be_given(tmp_path: Path):
    assert list(skies(file(tmp_path, row("14:00")), timezone="UTC")) == ["15 14:00"]


def test_empty_numbers_are_unknown_and_decimal_commas_read(tmp_path: Path):
    path = file(tmp_path, row("14:00", temp="", wind=""), row("15:00", temp='"16,5"', wind='"36,0"'))
    empty, comma = read_weather(path, source="s", at=AT).hours
    assert (empty.wind_m_s, empty.temperature_c) == (None, None)
    assert (comma.wind_m_s, comma.temperature_c) == (10.0, 16.5)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(tmp_path: Path, column: str):
    head = ",".join(name for name in COLUMNS if name != column)
    with pytest.raises(InputError, match=f"has no column {column}") as caught:
        read_weather(file(tmp_path, head=head), source="s", at=AT)
    assert (caught.value.file, caught.value.field) == ("w.csv", column)


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        (row("14:00", day="15.08.2025"), "date", "'15.08.2025' is not a date"),
        (row("14:00", day="45884"), "date", "'45884' is not a date"),
        (row("25:00"), "hour_local", "'25:00' is not an hour"),
        (row("=A1"), "hour_local", "'=A1' is not an hour"),
        (row("14:00", issued="yesterday"), "issued_utc", "'yesterday' is not a time"),
        (row("14:00", temp="warm"), "temp_c", "'warm' is not a number"),
        (row("14:00", wind="nan"), "wind_kph", "'nan' is not a number"),
        (row("14:00", wind="-4"), "wind_kph", "'-4' is below zero"),
    ],
)
def test_a_cell_nobody_can_read_is_named(tmp_path: Path, given: str, field: str, words: str):
    with pytest.raises(InputError, match=words) as caught:
        read_weather(file(tmp_path, row("13:00"), given), source="s", at=AT)
    assert (caught.value.file, caught.value.row, caught.value.field) == ("w.csv", 3, field)


def test_several_places_need_a_choice(tmp_path: Path):
    path = file(tmp_path, row("14:00"), row("14:00", city="Kharkiv", condition="Mist"))
    with pytest.raises(InputError, match="several places: Kharkiv; Kyiv"):
        read_weather(path, source="s", at=AT)
    assert skies(path, city="Kharkiv") == {"15 11:00": Sky.MIST}
    with pytest.raises(InputError, match="holds only Kharkiv; Kyiv"):
        read_weather(path, source="s", at=AT, city="Lviv")


def test_a_damaged_file_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="not sound CSV") as caught:
        read_weather(file(tmp_path, row("13:00"), '"open'), source="s", at=AT)
    assert caught.value.row == 3
    path = tmp_path / "w.csv"
    path.write_bytes(f"{HEAD}\n{row('14:00', city='Київ')}\n".encode("cp1251"))
    with pytest.raises(InputError, match="not UTF-8"):
        read_weather(path, source="s", at=AT)


def test_an_empty_forecast_is_a_forecast_of_nothing(tmp_path: Path):
    assert read_weather(file(tmp_path), source="s", at=AT).hours == ()


def test_words_are_read_without_regard_to_case_and_blanks():
    assert sky_of("  Patchy  RAIN nearby ") is Sky.OVERCAST
    assert sky_of("heavy rain") is Sky.HEAVY_RAIN
    assert [sky_of(str(sky).replace("_", " ")) for sky in Sky] == list(Sky)


@pytest.mark.data
def test_every_condition_of_the_real_file_is_known():
    with gzip.open(data_path("weather/kyiv_hourly_forecasts.csv.gz"), "rt", encoding="utf-8") as text:
        conditions = {entry["condition"] for entry in csv.DictReader(text)}
    assert len(conditions) == 42
    assert {condition for condition in conditions if sky_of(condition) is Sky.UNKNOWN} == set()


@pytest.mark.data
def test_the_real_forecast_as_it_was_known_on_a_morning():
    path = data_path("weather/kyiv_hourly_forecasts.csv.gz")
    known = read_weather(path, source="Kyiv", distance_km=410, at=datetime(2025, 8, 15, 5, tzinfo=UTC))
    first = datetime(2025, 8, 14, 21, tzinfo=UTC)
    today = [hour for hour in known.hours if first <= hour.starts_at]
    assert [hour.starts_at for hour in today] == [first + timedelta(hours=k) for k in range(24)]
    assert {hour.issued_at for hour in today} == {datetime(2025, 8, 15, 4, 42, 45, tzinfo=UTC)}

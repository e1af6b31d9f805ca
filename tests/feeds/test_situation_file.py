"""The situation file: the documented example works, sources are read as they stood, each fault names file and key."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.hazards import Cause, Confidence, OpenedBy
from openevac.domain.places import Access
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky
from openevac.feeds.situation_file import read_situation
from tests.feeds.test_operation_file import example

AT = datetime(2025, 10, 15, 2, tzinfo=UTC)
SQUARE = [[37.7, 49.6], [37.9, 49.6], [37.9, 49.8], [37.7, 49.8], [37.7, 49.6]]
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the documented situation with its files, some of its text replaced."""
    entries = [
        {"date": day, "geometry": {"type": "Polygon", "coordinates": [[[x + 0.01 * n, y] for x, y in SQUARE]]}}
        for n, day in enumerate(("2025-10-12", "2025-10-14", "2025-10-16"))
    ]
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / "daily.jsonl").write_text("\n".join(json.dumps(entry) for entry in entries))
    border = {
        "type": "Feature", "properties": {},
        "geometry": {"type": "LineString", "coordinates": [[35.5, 50.4], [38.8, 50.4]]},
    }  # fmt: skip
    (tmp_path / "state_border.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [border]}))
    header = "issued_utc,city,date,hour_local,icon,condition,temp_c,wind_kph\n"
    row = '{},"Kyiv, Ukraine",2025-10-15,05:00,day/296,{},9.0,10.0\n'
    rows = row.format("2025-10-14T18:00:00+00:00", "Light rain") + row.format("2025-10-15T03:00:00+00:00", "Sunny")
    (tmp_path / "forecast.csv").write_text(header + rows)

    def write(*changes: tuple[str, str]) -> Path:
        text = example("situation.toml")
        for old, new in changes:
            assert old in text, old
            text = text.replace(old, new)
        path = tmp_path / "situation.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def without_hours(more: str = "") -> tuple[str, str]:
    """Give a change of the example that reads the weather from the file."""
    text = example("situation.toml")
    hours = text[text.index("hours = [") : text.index("# file =")]
    return hours, f'file = "forecast.csv"\n{more}\n'


def refused(path: Path) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_situation(path, AT)
    return str(caught.value)


def test_the_documented_example(write: Write) -> None:
    situation = read_situation(write(), AT)
    first, sketch = situation.control
    assert first.source == "first map"
    assert first.observed_at <= AT
    assert first.front_speed_km_per_day == 0.5
    assert first.held[0][0][0] == (37.71, 49.6)  # the entry of 14 October, not the one of the 16th
    assert sketch.observed_at == datetime(2025, 10, 14, 15, tzinfo=UTC)
    assert situation.border is not None
    assert situation.border.home == (36.25, 49.99)
    assert situation.weather is not None
    assert [hour.sky for hour in situation.weather.hours] == [Sky.OVERCAST, Sky.RAIN]
    assert situation.access[0].access is Access.ARMOURED_ONLY
    assert [report.cause for report in situation.reports] == [Cause.DRONE, Cause.SHELLING]
    assert situation.reports[1].confidence is Confidence.VERIFIED
    assert situation.clearings[0].counts
    assert situation.openings[0].opened_by is OpenedBy.CREW_DROVE
    assert situation.curfews[0].starts.hour == 21
    assert situation.profile.name


def test_json_holds_the_same(write: Write, tmp_path: Path) -> None:
    import tomllib

    tree = tomllib.loads(write().read_text(encoding="utf-8"))
    path = tmp_path / "situation.json"
    path.write_text(json.dumps(tree, default=str), encoding="utf-8")
    assert same(read_situation(path, AT), read_situation(write(), AT))


def same(one: Situation, other: Situation) -> bool:
    return one == other


def test_a_source_put_aside_names_who_and_why(write: Write) -> None:
    aside = '[control.set_aside]\nby = "O. K."\nreason = "does not move"\nat = 2025-10-14T20:00:00+03:00\n'
    path = write(("[border]", aside + "\n[border]"))
    _, sketch = read_situation(path, AT).control
    assert sketch.set_aside is not None
    assert sketch.set_aside.reason == "does not move"
    assert "control[own sketch].set_aside: Nobody is named" in refused(
        write(("[border]", aside.replace("O. K.", " ") + "\n[border]"))
    )


def test_the_forecast_is_the_one_known_at_that_moment(write: Write) -> None:
    weather = read_situation(write(without_hours()), AT).weather
    assert weather is not None
    assert [hour.sky for hour in weather.hours] == [Sky.RAIN]
    later = read_situation(write(without_hours("hindsight = true")), AT).weather
    assert later is not None
    assert [hour.sky for hour in later.hours] == [Sky.CLEAR]


def test_an_hour_written_in_the_file_but_issued_later_is_not_used(write: Write) -> None:
    path = write(('sky = "rain" }', 'sky = "rain", issued_at = 2025-10-15T03:00:00Z }'))
    weather = read_situation(path, AT).weather
    assert weather is not None
    assert [hour.sky for hour in weather.hours] == [Sky.OVERCAST]


def test_without_border_and_weather_the_situation_stands(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    path.write_text('profile = "2025-05"\n')
    situation = read_situation(path, AT)
    assert situation.border is None
    assert situation.weather is None


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('profile = "2025-10"', 'profile = "2020-01"'), "2020-01"),
        (("Europe/Kyiv", "Europe/Kiew"), "field timezone: 'Europe/Kiew' is not a time zone."),
        (
            ('shape = "daily" ', 'shape = "weekly" '),
            "daily.jsonl, field shape: 'weekly' is not a shape of control file.",
        ),
        (('shape = "daily" ', "# "), "field control[first map].shape: The source names a file but not its shape."),
        (("daily.jsonl", "dayly.jsonl"), "dayly.jsonl"),
        (("observed_at = 2025-10-14T18", "observed_at = 2025-10-16T18"), "after the moment of planning"),
        (("observed_at = 2025-10-14T18:00:00+03:00\n", ""), "The source has neither a file nor a time of observation."),
        (
            ('access = "armoured_only"', 'access = "armored"'),
            "access[UA63080090010026457].access: 'armored' is not a word known here.",
        ),
        (('report = "R-8"', 'report = "R-9"'), "field clearings: A clearing names the report 'R-9', which is not"),
        (('id = "R-8"', 'id = "R-7"'), "field reports: The id 'R-7' stands more than once."),
        (('source = "own sketch"', 'source = "first map"'), "field control: The id 'first map' stands more than once."),
        (("curfews]]", "curfew]]"), "situation.toml: The key 'curfew' is not known. Did you mean 'curfews'?"),
        (
            ("UA63080090010026457", "UA630800900100264"),
            "access[UA630800900100264].katottg: 'UA630800900100264' is not a KATOTTG code.",
        ),
        (("happened_at = 2025-10-15T01:20:00Z", "happened_at = 2025-10-15T01:20:00"), "reports[R-7].happened_at: "),
        (("[[37.60, 49.60], [37.62, 49.60], ", "[[37.60, 49.60], "), "field zones[Z-1].area: The zone has no area."),
        (("starts = 21:00:00", "starts = 05:00:00"), "curfews[oblast administration].ends: The curfew starts and ends"),
    ],
)
def test_each_fault_names_its_key(write: Write, change: tuple[str, str], says: str) -> None:
    assert says in refused(write(change))


def test_a_forecast_without_a_column(write: Write, tmp_path: Path) -> None:
    path = write(without_hours())
    forecast = tmp_path / "forecast.csv"
    forecast.write_text(forecast.read_text().replace("condition", "weather"))
    assert "forecast.csv" in refused(path)
    assert "The weather file has no column condition." in refused(path)


def test_a_control_file_in_metres(write: Write, tmp_path: Path) -> None:
    path = write()
    metres = {"date": "2025-10-14", "geometry": {"type": "Polygon", "coordinates": [[[4196000, 6375000]] * 4]}}
    (tmp_path / "control" / "daily.jsonl").write_text(json.dumps(metres))
    told = refused(path)
    assert told.startswith("daily.jsonl, row 1")
    assert "metres" in told or "projection" in told


def test_weather_without_hours_and_file(write: Write) -> None:
    hours, _ = without_hours()
    assert "field weather: The forecast has no hour." in refused(write((hours, "")))

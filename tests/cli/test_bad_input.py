"""Every kind of bad input a person can bring: one clear message with file, row, field and what to do, exit code 2,
and nothing half-written."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.files import AT, HILL, MILL, write_roads
from tests.data import data_path
from tests.feeds.sheets import xlsx_file

Refused = Callable[..., str]
SEATS = "seats = 6\nwheelchair_places = 1\nstretchers = 1"
HEAD = "id,place,people,received,from,until,lon,lat,katottg\n"


@pytest.fixture
def refused(run: Run, tmp_path: Path) -> Refused:
    """Give a function that runs a command which must be refused, and gives what it said."""

    def refused(*arguments: object, keeps: tuple[str, ...] = ()) -> str:
        before = listing(tmp_path)
        result = run(*arguments)
        assert result.exit_code == 2, result.output
        assert "Traceback" not in result.output
        assert result.stdout == ""
        assert listing(tmp_path) - before <= set(keeps), "something was half-written"
        return result.stderr

    return refused


def listing(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def build(file: Path, out: Path) -> list[object]:
    return ["region", "build", file, "--out", out]


def plan(folder: Path, at: str = AT) -> list[object]:
    return [
        "plan", folder / "operation.toml", "--region", folder / "R", "--situation", folder / "situation.toml",
        "--at", at, "--iterations", "10", "-o", folder / "plan",
    ]  # fmt: skip


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new), encoding="utf-8")


# Roads


@pytest.mark.parametrize("name", ["x.osm.pbf", "x.osm.gz", "x.osm"])
def test_a_corrupt_extract(refused: Refused, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + bytes(40))
    assert name in refused(*build(tmp_path / name, tmp_path / "R"))


def test_a_truncated_extract(refused: Refused, tmp_path: Path) -> None:
    whole = data_path("osm/monaco.osm.pbf").read_bytes()
    (tmp_path / "cut.osm.pbf").write_bytes(whole[: len(whole) // 2])
    told = refused(*build(tmp_path / "cut.osm.pbf", tmp_path / "R"))
    assert "cut.osm.pbf: The map file is damaged or cut short" in told
    assert "Download it again and compare its size" in told


def test_an_empty_extract(refused: Refused, tmp_path: Path) -> None:
    with gzip.open(tmp_path / "x.osm.gz", "wt") as file:
        file.write("<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\"></osm>\n")
    assert "The map file holds no road that a car can drive." in refused(*build(tmp_path / "x.osm.gz", tmp_path / "R"))


def test_an_extract_that_is_not_there(refused: Refused, tmp_path: Path) -> None:
    assert "none.osm.pbf" in refused(*build(tmp_path / "none.osm.pbf", tmp_path / "R"))


def test_lines_without_a_class(refused: Refused, tmp_path: Path) -> None:
    roads = write_roads(tmp_path / "roads.geojson", with_class=False)
    told = refused("region", "lines", roads, "--out", tmp_path / "R")
    assert "roads.geojson" in told
    assert "class" in told


def test_lines_in_another_projection(refused: Refused, tmp_path: Path) -> None:
    line = {"type": "LineString", "coordinates": [[4118000, 6360000], [4119000, 6361000]]}
    feature = {"type": "Feature", "properties": {"class": "primary"}, "geometry": line}
    (tmp_path / "m.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert "m.geojson" in refused("region", "lines", tmp_path / "m.geojson", "--out", tmp_path / "R")


def test_places_with_an_unsound_code(refused: Refused, copy: Path, tmp_path: Path) -> None:
    change(copy / "places.csv", MILL, "UA639900100")
    options = ["--settlements", copy / "places.csv", "--out", tmp_path / "N"]
    told = refused("region", "lines", copy / "roads.geojson", *options)
    assert "places.csv, row 2" in told
    assert "UA639900100" in told


def test_a_home_that_is_no_position(refused: Refused, copy: Path, tmp_path: Path) -> None:
    options = ["--border", copy / "border.geojson", "--home", "Kharkiv", "--out", tmp_path / "N"]
    told = refused("region", "lines", copy / "roads.geojson", *options)
    assert "field --home: 'Kharkiv' is not a position." in told


@pytest.mark.parametrize("command", [["region", "info"], ["region", "search"]])
def test_a_folder_that_is_no_region(refused: Refused, tmp_path: Path, command: list[str]) -> None:
    told = refused(*command, tmp_path, *(["x"] if command[1] == "search" else []))
    assert "This is not a region pack: it holds no region.json." in told


def test_a_region_pack_that_lost_bytes(refused: Refused, copy: Path) -> None:
    array = copy / "R" / "graph" / "node_x.npy"
    array.write_bytes(array.read_bytes()[:-8])
    assert "The region pack is damaged" in refused(*plan(copy))


def test_something_else_stands_where_the_region_should_go(refused: Refused, copy: Path, tmp_path: Path) -> None:
    (tmp_path / "R").mkdir()
    (tmp_path / "R" / "photo.jpg").write_text("dog")
    told = refused("region", "lines", copy / "roads.geojson", "--out", tmp_path / "R")
    assert "Something else stands there already" in told


# Situation


def test_a_region_without_border(refused: Refused, run: Run, copy: Path) -> None:
    options = ["--settlements", copy / "places.csv", "--out", copy / "B"]
    assert run("region", "lines", copy / "roads.geojson", *options).exit_code == 0
    change(copy / "situation.toml", '[border]\nfile = "border.geojson"\nhome = [37.0, 49.4]\n', "")
    for command in (
        ["field", "explain", "Млинок"],
        ["way", "37.0,49.5", "Млинок"],
        ["windows", "Млинок", "--from", "37.0,49.5"],
    ):
        told = refused(*command, "--region", copy / "B", "--situation", copy / "situation.toml", "--at", AT)
        assert "The region has no state border, so danger is not computed" in told


def test_weather_without_a_column(refused: Refused, copy: Path) -> None:
    (copy / "forecast.csv").write_text("issued_utc,city,date,hour_local,icon,temp_c,wind_kph\n")
    situation = copy / "situation.toml"
    text = situation.read_text()
    situation.write_text(text[: text.index("hours = ")] + 'file = "forecast.csv"\n')
    assert "forecast.csv" in refused(*plan(copy))
    assert "The weather file has no column condition." in refused(*plan(copy))


def test_missing_hours_of_weather_are_said_and_count_as_worst(run: Run, copy: Path) -> None:
    result = run(*plan(copy))
    assert result.exit_code == 0, result.output
    assert "No weather is known for" in result.stdout


def test_a_control_file_in_the_wrong_projection(refused: Refused, copy: Path) -> None:
    metres = {"date": "2025-10-14", "geometry": {"type": "Polygon", "coordinates": [[[4118000, 6360000]] * 4]}}
    (copy / "daily.jsonl").write_text(json.dumps(metres))
    control = '[[control]]\nsource = "map"\nfile = "daily.jsonl"\nshape = "daily"\n\n[border]'
    change(copy / "situation.toml", "[border]", control)
    told = refused(*plan(copy))
    assert "daily.jsonl, row 1" in told


def test_a_closed_place_with_a_slip_in_its_code(refused: Refused, copy: Path) -> None:
    rule = '\n[[access]]\nkatottg = "UA63990010010000009"\naccess = "closed"\n'
    rule += 'source = "order"\nsince = 2025-10-01T00:00:00Z\n'
    situation = copy / "situation.toml"
    situation.write_text(situation.read_text() + rule)
    told = refused(*plan(copy))
    assert "situation.toml, field access.katottg: The region has no place with the code UA63990010010000009." in told
    assert f"{MILL} (Млинок)" in told


# Operation and sheet


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (SEATS, "seats = 0", "field vehicle_types[van].seats: The vehicle type fits nobody."),
        ("ordinary = 20, no_stairs = 2, care = 1", "", "field shelters: Every shelter is full: no bed is left."),
        ("tw_late = 2025-10-15T16", "tw_late = 2025-10-15T04", "field crews[crew-1].tw_early: The window ends"),
        ("[37.0, 49.5]\nbeds", "[49.5, 37.0]\nbeds", "field shelters[transit].position: Longitude 49.50000"),
        ('requests = "requests.csv"', 'requests = "none.csv"', "none.csv: The file cannot be read"),
        ("size = 2", "sise = 2", "field crews[crew-1]: The key 'sise' is not known. Did you mean 'size'"),
        ("[policy]", "[policy", "operation.toml, row"),
    ],
)  # fmt: skip
def test_an_operation_that_contradicts_itself(refused: Refused, copy: Path, old: str, new: str, says: str) -> None:
    change(copy / "operation.toml", old, new)
    assert says in refused(*plan(copy))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"K-1,,2,12.10.2025,,,,,{MILL[:-1]}9", f"field katottg: The region has no place with the code {MILL[:-1]}9."),
        ("K-1,,2,12.10.2025,,,49.5,37.0,", "field lon, lat: Longitude 49.50000 and latitude 37.00000 look swapped."),
        (
            "K-1,,2,12.10.2025,,,30.5,50.4,",
            "field lon, lat: The position (30.50000, 50.40000) lies outside the region.",
        ),
        ("K-1,Млинок,-2,12.10.2025,,,,,", "field people: -2 is below zero. Give zero or more."),
        ("K-1,Млинок,2,12.10.2025,15.10.2025 09:00,15.10.2025 07:00,,,", "field from: The window ends"),
        ("K-1,Млинок,=1+1,12.10.2025,,,,,", "field people: The cell holds a formula."),
        ("K-1,Млинок,2,45942,,,,,", "field received: The cell holds Excel's number of a day instead of a date."),
        ("K-1,Неіснуюче,2,12.10.2025,,,,,", "field place: No place is called 'Неіснуюче'."),
    ],
)
def test_a_sheet_with_one_fault(refused: Refused, copy: Path, row: str, says: str) -> None:
    (copy / "requests.csv").write_text(HEAD + row + "\n", encoding="utf-8")
    told = refused(*plan(copy))
    assert "requests.csv, row 2, " in told
    assert says in told


def test_a_sheet_with_an_id_twice_and_more(refused: Refused, copy: Path) -> None:
    good = "K-1,Млинок,2,12.10.2025,,,,,\n"
    (copy / "requests.csv").write_text(HEAD + good + good + good.replace(",2,", ",x,"), encoding="utf-8")
    told = refused(*plan(copy))
    assert "2 faults to mend:" in told
    assert "requests.csv, row 3, field id: The id 'K-1' already stands in row 2." in told
    assert "requests.csv, row 4, field people: The cell does not hold a number." in told


def test_a_sheet_that_is_not_utf_8(refused: Refused, copy: Path) -> None:
    (copy / "requests.csv").write_bytes("Номер;Населений пункт;Людей\n".encode("cp1251"))
    assert "requests.csv: The file is not UTF-8 text (byte 1). Save it again as UTF-8" in refused(*plan(copy))


def test_an_excel_sheet_with_a_formula_and_a_bare_day(refused: Refused, copy: Path) -> None:
    change(copy / "operation.toml", "requests.csv", "requests.xlsx")
    heading = ["id", "place", "people", "received"]
    xlsx_file(copy, [heading, ["K-1", "Млинок", "=A1", date(2025, 10, 12)], ["K-2", "Млинок", 2, 45942.5]])
    told = refused(*plan(copy))
    assert "requests.xlsx, row 2, field people: The cell holds a formula." in told
    assert "requests.xlsx, row 3, field received: The cell holds Excel's number of a day" in told


def test_an_excel_sheet_with_real_dates_is_read(run: Run, copy: Path) -> None:
    change(copy / "operation.toml", "requests.csv", "requests.xlsx")
    received = datetime(2025, 10, 12, 9)  # noqa: DTZ001 - Excel keeps no zone
    xlsx_file(copy, [["id", "place", "people", "received"], ["K-1", "Млинок", 2, received]])
    assert run(*plan(copy)).exit_code == 0


def test_a_clock_in_the_past(refused: Refused, copy: Path) -> None:
    told = " ".join(refused(*plan(copy, at="2026-10-14T18:00:00+03:00")).split())
    assert "operation.toml, field policy.departure_late: Everything is over" in told
    assert "the last of these times is 2025-10-15 07:00, planning is for 2026-10-14 18:00." in told
    assert "Correct the dates in the file, or the moment after --at." in told


@pytest.mark.parametrize("text", ["", "{}", '{"format": 99}', "[1", '{"format": 1}'])
def test_a_plan_that_is_none(refused: Refused, copy: Path, text: str) -> None:
    (copy / "plan.json").write_text(text)
    told = refused(
        "check", copy / "plan.json", "--operation", copy / "operation.toml", "--region", copy / "R",
        "--situation", copy / "situation.toml",
    )  # fmt: skip
    assert told.startswith("plan.json")


def test_ways_cannot_be_written_as_anything(refused: Refused, country: Path, tmp_path: Path) -> None:
    told = refused(
        "way", "37.0,49.5", HILL, "--region", country / "R", "--situation", country / "situation.toml", "--at", AT,
        "-o", tmp_path / "way.kml",
    )  # fmt: skip
    assert "field --out: Ways cannot be written as '.kml'. End the name in .gpx, .geojson or .png." in told


def test_the_same_words_come_in_ukrainian(run: Run, copy: Path) -> None:
    (copy / "requests.csv").write_text(HEAD + "K-1,Млинок,-2,12.10.2025,,,,,\n", encoding="utf-8")
    result = run(*plan(copy), language="uk")
    assert result.exit_code == 2
    assert "requests.csv, рядок 2, " in result.stderr
    assert "below zero" not in result.stderr

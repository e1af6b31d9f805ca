"""Meeting points in the operation file and in a sheet beside it: the documented example works, faults name rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.places import LonLat
from openevac.feeds.operation_file import read_operation
from openevac.feeds.points_sheet import POINT_COLUMNS, read_points
from tests.feeds.sheets import GROUND, MILL, csv_file, xlsx_file
from tests.feeds.test_operation_file import DOCS, REQUEST, example

KYIV = ZoneInfo("Europe/Kyiv")


def written(folder: Path, *changes: tuple[str, str]) -> Path:
    """Write the documented operation with one household of the tiny region, some of its text replaced."""
    text = example("operation.toml").replace('requests = "requests.csv"', "") + REQUEST.format(code=MILL.katottg)
    text = text.replace("[36.43, 49.96]", "[36.43, 49.5]")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "operation.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refused(path: Path) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_operation(path, GROUND)
    return str(caught.value)


def test_points_services_and_policy_of_the_documented_file(tmp_path: Path) -> None:
    operation = read_operation(written(tmp_path), GROUND).operation
    (point,) = operation.meeting_points
    assert (point.id, point.position, point.katottg) == ("school-gate", LonLat(37.61, 49.7085), "")
    assert point.tw_early == datetime(2025, 10, 15, 3, tzinfo=UTC)
    service = operation.service_for(MILL.katottg)
    assert service is not None
    assert service.name == "police, 102"
    assert (operation.policy.meeting_points, operation.policy.max_walk_m) == (True, 1000)


def test_the_documented_sheet_gives_the_same_point(tmp_path: Path) -> None:
    (point,) = read_points(csv_file(tmp_path, example("points.csv"), "points.csv"), KYIV)
    assert point == read_operation(written(tmp_path), GROUND).operation.meeting_points[0]


def test_an_operation_names_its_sheet(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,lon,lat,katottg\nmill-corner,37.001,49.501,УА63990010010000001\n", "points.csv")
    text = example("operation.toml")
    records = text[text.index("[[meeting_points]]") : text.index("[[services]]")]
    path = written(
        tmp_path,
        ('# meeting_points = "points.csv"', "#"),
        (records, ""),
        ("timezone =", 'meeting_points = "points.csv"\ntimezone ='),
    )
    (point,) = read_operation(path, GROUND).operation.meeting_points
    assert (point.id, point.katottg) == ("mill-corner", MILL.katottg)


def test_the_docs_name_every_heading() -> None:
    told = DOCS.read_text(encoding="utf-8")
    for field, (_, headings) in POINT_COLUMNS.items():
        (row,) = [line for line in told.splitlines() if line.startswith(f"| `point {field}` |")]
        assert all(heading in row for heading in headings), field


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("[37.6100, 49.7085]", "[49.7085, 37.6100]"), "field meeting_points[school-gate].position: Longitude 49.7"),
        (("[37.6100, 49.7085]", "[39.61, 49.7]"), "field meeting_points[school-gate].position: The position (39.61,"),
        (('id = "school-gate"', 'id = "school-gate"\nkatottg = "UA63990010010000009"'),
         "field meeting_points[school-gate].katottg: The region has no place with the code"),
        (("max_walk_m = 1000 ", "max_walk_m = 0 "), "field policy.max_walk_m"),
        (('name = "police, 102"', 'name = " "'), "The service has no name. Write who it is and how it is reached."),
        (('id = "school-gate"', 'id = "school gate"'), "'school gate' is not an id"),
    ],
)  # fmt: skip
def test_each_fault_names_its_record(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    assert says in refused(written(tmp_path, change))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("id,lon\na,37.0\n", "points.csv, field lat: The column 'lat' is missing."),
        ("id,lon,lat,phone\na,37,49,1\n", "points.csv, field phone: The column 'phone' is not known"),
        ("id,lon,lat,точка\na,37,49,b\n", "The column for 'id' stands twice."),
        ("id,lon,lat\na,37,\n", "points.csv, row 2, field position: One of the two coordinates is missing."),
        ("id,lon,lat\na,,\n", "points.csv, row 2, field lon: The cell is empty."),
        ("id,lon,lat\n,37,49\n", "points.csv, row 2, field id: The cell is empty."),
        ("id,lon,lat\na,here,49\n", "points.csv, row 2, field lon: The cell does not hold a number."),
        ("id,lon,lat,from,until\na,37,49,15.10.2025 12:00,15.10.2025 06:00\n", "points.csv, row 2, field tw_early"),
    ],
)
def test_faults_of_a_sheet_name_row_and_field(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_points(csv_file(tmp_path, text, "points.csv"), KYIV)
    assert says in str(caught.value)


def test_faulty_rows_are_told_together_and_excel_works_too(tmp_path: Path) -> None:
    with pytest.raises(InputErrors) as caught:
        read_points(csv_file(tmp_path, "id,lon,lat\na,37,\n b c,37,49\n", "points.csv"), KYIV)
    assert [fault.row for fault in caught.value.errors] == [2, 3]
    sheet = xlsx_file(tmp_path, [["точка", "довгота", "широта"], ["corner", 37.5, 49.5]], "points.xlsx")
    assert [point.id for point in read_points(sheet, KYIV)] == ["corner"]


def test_two_points_of_one_id_are_refused(tmp_path: Path) -> None:
    csv_file(tmp_path, "id,lon,lat\na,37,49.5\na,37.1,49.5\n", "points.csv")
    text = example("operation.toml")
    records = text[text.index("[[meeting_points]]") : text.index("[[services]]")]
    path = written(tmp_path, (records, ""), ("timezone =", 'meeting_points = "points.csv"\ntimezone ='))
    assert "field meeting_points: The id 'a' stands more than once" in refused(path)


def test_the_relay_of_the_documented_file(tmp_path: Path) -> None:
    operation = read_operation(written(tmp_path), GROUND).operation
    (relay,) = operation.relays
    assert (relay.id, relay.position, relay.unloading_s) == ("fuel-station", LonLat(37.605, 49.7085), 300)
    assert relay.tw_late == datetime(2025, 10, 15, 11, tzinfo=UTC)
    assert (operation.policy.relays, operation.policy.max_relay_wait_s) == (True, 1800)
    assert operation.relay("fuel-station") is relay


def test_a_relay_outside_the_region_is_refused_with_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, ("[37.6050, 49.7085]", "[49.7085, 37.6050]"))
    assert "field relays[fuel-station].position: Longitude 49.7" in refused(path)

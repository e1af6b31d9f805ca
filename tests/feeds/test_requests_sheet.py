"""The sheet people have: what is read, what is dropped, and every fault with row and heading."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.requests import Priority
from openevac.feeds.requests_sheet import RequestsRead, read_requests
from openevac.feeds.sheet_cells import read_cell
from openevac.feeds.sheet_columns import COLUMNS, Kind, is_heading, is_identity, plain
from tests.feeds.sheets import GROUND, HILL, MILL, csv_file, xlsx_file

KYIV = ZoneInfo("Europe/Kyiv")
HEAD = "id,katottg,people,received\n"
GOOD = f"K-1,{MILL.katottg},2,12.10.2025\n"


def wall(*parts: int) -> datetime:
    """Give a wall clock's time, as Excel keeps it."""
    return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock has no zone, `*parts` no length


def read(folder: Path, text: str) -> RequestsRead:
    return read_requests(csv_file(folder, text), KYIV, GROUND)


def refused(folder: Path, text: str) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read(folder, text)
    return str(caught.value)


def test_a_ukrainian_sheet_with_semicolons(tmp_path: Path) -> None:
    text = (
        "Заявки на середу;;;;;;;;;;\n"
        "Номер;Населений пункт;Людей;Лежачі;Поверх без ліфта;Речі, кг;Черговість;Обов’язково;"
        "Отримано;Не раніше;Не пізніше\n"
        "К-1;Млинок;3;1;7;60,5;терміново;так;12.10.2025 09:30;15.10.2025 07:00;15.10.2025 12:00\n"
    )
    (request,) = read(tmp_path, text).requests
    assert request.id == "К-1"
    assert request.katottg == MILL.katottg
    assert request.position == MILL.position
    assert request.needs == Needs(walks=2, stretchers=1, carry_floors=7, belongings_kg=60.5)
    assert request.priority is Priority.URGENT
    assert request.required
    assert request.received_at == datetime(2025, 10, 12, 6, 30, tzinfo=UTC)
    assert request.tw_late == datetime(2025, 10, 15, 9, 0, tzinfo=UTC)


def test_an_english_excel_sheet_with_real_dates(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        [
            ["Request", "Lon", "Lat", "Walks", "Walks with help", "Received", "From", "Until"],
            [417, 37.2001, 49.6001, 1, 1, date(2025, 10, 12), wall(2025, 10, 15, 7), wall(2025, 10, 15, 9)],
        ],
    )
    (request,) = read_requests(path, KYIV, GROUND).requests
    assert request.id == "417"
    assert request.received_at == datetime(2025, 10, 11, 21, tzinfo=UTC)
    assert request.tw_early == datetime(2025, 10, 15, 4, tzinfo=UTC)
    assert request.katottg == HILL.katottg  # the nearest place, so that a closed place stays closed
    assert request.position is not None
    assert request.position != (37.2001, 49.6001)
    assert abs(request.position.lon - 37.2001) < 0.0008
    assert abs(request.position.lat - 49.6001) < 0.0005


def test_names_and_phones_never_arrive_and_it_is_said_how_many(tmp_path: Path) -> None:
    head = "id,ПІБ,Телефон,Адреса,katottg,people,received,Примітки,Волонтер\n"
    row = f"K-1,Invented Name,0670000000,Street 1,{MILL.katottg},2,12.10.2025,=1+1,Someone\n"
    result = read(tmp_path, head + row)
    told = [remark.in_english() for remark in result.remarks]
    assert told == [
        "Columns with names, phones or addresses left out before planning: 4.",
        "Columns that planning does not use: Волонтер.",
    ]
    for private in ("Invented", "067", "Street", "Someone"):
        assert private not in repr(result)


@pytest.mark.parametrize(
    "heading",
    ["П.І.Б.", "Прізвище", "Ім’я", "по батькові", "Моб. телефон", "Контактна особа", "вул.", "№ будинку", "кв.",
     "Дата народження", "Full name", "E-mail", "Phone number", "Home address", "Comment", "Телефон родичів"],
)  # fmt: skip
def test_headings_that_name_a_person(heading: str) -> None:
    assert is_identity(heading)


def test_no_column_of_ours_is_taken_for_a_name() -> None:
    headings = [heading for column in COLUMNS for heading in column.headings]
    assert len({plain(heading) for heading in headings}) == len(headings)
    assert all(is_heading(heading) and not is_identity(heading) for heading in headings)


def test_rows_without_an_id_column_are_called_by_their_row(tmp_path: Path) -> None:
    result = read(tmp_path, f"\nkatottg,people,received\n\n{MILL.katottg},2,12.10.2025\n")
    assert [request.id for request in result.requests] == ["row-4"]
    assert "the first is row-4" in result.remarks[0].in_english()


def test_hxl_tags_are_passed_over(tmp_path: Path) -> None:
    result = read(tmp_path, HEAD + "#meta+id,#adm3+code,#affected,#date\n" + GOOD)
    assert len(result.requests) == 1


def test_a_newline_inside_a_cell_does_not_shift_the_row_numbers(tmp_path: Path) -> None:
    text = 'id,katottg,people,received,notes\nK-1,{0},2,12.10.2025,"a\nb\nc"\nK-2,{0},-2,12.10.2025,\n'
    assert "requests.csv, row 3, field people: -2 is below zero." in refused(tmp_path, text.format(MILL.katottg))


def test_odd_signs_inside_a_cell_do_not_cut_the_row(tmp_path: Path) -> None:
    head = "id,notes,katottg,people,received\n"
    result = read(tmp_path, head + f"K-1,one\u2028two\x0bthree,{MILL.katottg},2,12.10.2025\r\n")
    assert [request.id for request in result.requests] == ["K-1"]


def test_five_thousand_rows_are_read_while_one_watches(tmp_path: Path) -> None:
    rows = "".join(f"K-{n},37.{n:04},49.5,1,12.10.2025\n" for n in range(5000))
    result = read(tmp_path, "id,lon,lat,people,received\n" + rows)
    assert len(result.requests) == 5000
    assert {request.katottg for request in result.requests} == {MILL.katottg, ""}


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"K-1,{MILL.katottg},-2,12.10.2025", "row 2, field people: -2 is below zero. Give zero or more."),
        (f"K-1,{MILL.katottg},two,12.10.2025", "row 2, field people: The cell does not hold a number."),
        (f"K-1,{MILL.katottg},1.5,12.10.2025", "row 2, field people: The cell does not hold a whole number."),
        (f"K-1,{MILL.katottg},0,12.10.2025", "row 2, field people: Nobody is in the party."),
        (f"K-1,{MILL.katottg},=A1,12.10.2025", "row 2, field people: The cell holds a formula."),
        (f"K-1,{MILL.katottg},2,10/12/2025", "row 2, field received: The cell does not hold a date."),
        (f"K-1,{MILL.katottg},2,45942.5", "row 2, field received: The cell holds Excel's number of a day"),
        (f"K-1,{MILL.katottg},2,31.02.2025", "row 2, field received: The cell does not hold a date."),
        (f"K-1,{MILL.katottg},2,", "row 2, field received: The cell is empty."),
        (f",{MILL.katottg},2,12.10.2025", "row 2, field id: The cell is empty."),
        (f"K 1,{MILL.katottg},2,12.10.2025", "row 2, field id: 'K 1' is not an id."),
        ("K-1,UA63990010010000009,2,12.10.2025", "has no place with the code UA63990010010000009. Did you mean"),
        ("K-1,UA01,2,12.10.2025", "row 2, field katottg: 'UA01' is not a KATOTTG code."),
        ("K-1,,2,12.10.2025", "row 2, field katottg: The request says no place."),
        ("K-1,UA63990010030000003,2,12.10.2025", "Nobody has told where the place UA63990010030000003 lies."),
    ],
)  # fmt: skip
def test_each_fault_names_row_and_heading(tmp_path: Path, row: str, says: str) -> None:
    told = refused(tmp_path, HEAD + row + "\n")
    assert told.startswith("requests.csv, row 2, field ")
    assert says in told


@pytest.mark.parametrize(
    ("lon", "lat", "says"),
    [
        ("49.5", "37.0", "field lon, lat: Longitude 49.5 and latitude 37.0 look swapped. Longitude comes first"),
        ("30.5", "50.4", "field lon, lat: The position (30.5, 50.4) lies outside the region. Correct it"),
        ("236", "49.5", "field lon, lat: (236.0, 49.5) is not a position in degrees."),
        ("37.0", "", "field lon, lat: One of the two coordinates is missing."),
    ],
)
def test_positions_are_judged_against_the_region(tmp_path: Path, lon: str, lat: str, says: str) -> None:
    assert says in refused(tmp_path, f"id,lon,lat,people,received\nK-1,{lon},{lat},2,12.10.2025\n")


def test_a_place_nobody_knows_names_the_column_it_came_from(tmp_path: Path) -> None:
    told = refused(tmp_path, "id,Село,people,received\nK-1,Млинокк,2,12.10.2025\n")
    assert told == "requests.csv, row 2, field Село: No place is called 'Млинокк'. Nearest are: Млинок."


def test_a_window_that_ends_before_it_starts(tmp_path: Path) -> None:
    head = "id,katottg,people,received,from,until\n"
    told = refused(tmp_path, head + f"K-1,{MILL.katottg},2,12.10.2025,15.10.2025 09:00,15.10.2025 07:00\n")
    assert "row 2, field from: The window ends (2025-10-15T04:00:00+00:00) before it starts" in told


@pytest.mark.parametrize(("cell", "says"), [("15.10.2025", "a day but no hour"), ("07:00", "an hour but no day")])
def test_a_window_needs_day_and_hour(tmp_path: Path, cell: str, says: str) -> None:
    told = refused(tmp_path, f"id,katottg,people,received,from\nK-1,{MILL.katottg},2,12.10.2025,{cell}\n")
    assert f"row 2, field from: The cell says {says}." in told


def test_counts_that_contradict_each_other(tmp_path: Path) -> None:
    told = refused(tmp_path, f"id,katottg,people,walks,lying,received\nK-1,{MILL.katottg},4,1,1,12.10.2025\n")
    assert "field people: 4 people are named, but the columns by how they move count 2." in told


def test_an_id_twice_names_both_rows(tmp_path: Path) -> None:
    told = refused(tmp_path, HEAD + GOOD + GOOD)
    assert told == (
        "requests.csv, row 3, field id: The id 'K-1' already stands in row 2. Give each request an id of its own."
    )


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    rows = f"K-1,{MILL.katottg},-1,x\nK-2,UA1,1,12.10.2025\n"
    told = refused(tmp_path, HEAD + rows).splitlines()
    assert [line.split(":")[0] for line in told] == [
        "requests.csv, row 2, field received",
        "requests.csv, row 3, field katottg",
    ]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("id,katottg,people", "No column says when the request came in."),
        ("id,people,received", "No column says where people are."),
        ("id,katottg,received", "No column says how many people travel."),
        ("id,katottg,people,received,лежачи", "The column 'лежачи' is not known. Did you mean 'лежачих', 'лежачі'?"),
        ("id,katottg,people,received,людей", "The column for 'people' stands twice."),
        ("a,b,c", "No row of headings is found in the first 10 rows."),
    ],
)
def test_headings_that_will_not_do(tmp_path: Path, head: str, says: str) -> None:
    assert says in refused(tmp_path, head + "\n")


def test_a_sheet_with_headings_only(tmp_path: Path) -> None:
    assert "The sheet has no request under its headings." in refused(tmp_path, HEAD)


def test_a_sheet_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "requests.csv"
    path.write_bytes("Номер;Людей".encode("cp1251"))
    with pytest.raises(InputError, match=r"requests\.csv: The file is not UTF-8 text \(byte 1\)\. Save it again as"):
        read_requests(path, KYIV)


@pytest.mark.parametrize(("name", "says"), [("a.xlsx", "not a sound Excel workbook"), ("a.ods", "kind '.ods'")])
def test_files_that_are_no_sheet(tmp_path: Path, name: str, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(InputError, match=says):
        read_requests(path, KYIV)


@pytest.mark.parametrize(
    ("cells", "says"),
    [
        (["=A1&B1", 2, date(2025, 10, 12)], "field id: The cell holds a formula."),
        ([wall(2025, 10, 12), 2, date(2025, 10, 12)], "field id: The spreadsheet has turned the code into a date."),
        (["K-1", True, date(2025, 10, 12)], "field people: The cell does not hold a number."),
        (["K-1", 2, 45942.5], "field received: The cell holds Excel's number of a day instead of a date."),
        (["K-1", 2, time(9)], "field received: The cell says an hour but no day."),
    ],
)
def test_excel_cells_that_are_not_believed(tmp_path: Path, cells: list[Any], says: str) -> None:
    path = xlsx_file(tmp_path, [["id", "people", "received", "katottg"], [*cells, MILL.katottg]])
    with pytest.raises(InputError) as caught:
        read_requests(path, KYIV, GROUND)
    assert str(caught.value).startswith("requests.xlsx, row 2, ")
    assert says in str(caught.value)


def test_an_excel_error_cell_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["id", "people", "received", "katottg"], ["K-1", "#REF!", date(2025, 10, 12), "x"]])
    book = load_workbook(path)
    assert book.active is not None
    book.active["B2"].data_type = "e"
    book.save(path)
    with pytest.raises(InputError, match="row 2, field people: The cell shows an error of the spreadsheet"):
        read_requests(path, KYIV, GROUND)


@pytest.mark.parametrize("hour", ["2025-10-26 03:30", "2025-03-30 03:30"])
def test_hours_the_change_of_clocks_repeats_or_skips(hour: str) -> None:
    with pytest.raises(InputError, match="comes twice or not at all"):
        read_cell(hour, Kind.MOMENT, KYIV)
    assert read_cell(hour.replace(" ", "T") + "+02:00", Kind.MOMENT, KYIV) is not None


@given(st.datetimes(min_value=wall(2020, 1, 1), max_value=wall(2030, 1, 1)))
def test_every_way_to_write_a_time_means_the_same(moment: datetime) -> None:
    moment = moment.replace(second=0, microsecond=0)
    forms = [f"{moment:%d.%m.%Y %H:%M}", f"{moment:%Y-%m-%d %H:%M}", moment.isoformat()]
    told = {read_cell(form, Kind.MOMENT, ZoneInfo("UTC")) for form in forms}
    assert told == {moment.replace(tzinfo=UTC)}


@given(st.floats(min_value=-180, max_value=180), st.floats(min_value=-85, max_value=85))
def test_rounding_moves_a_position_less_than_a_block_and_only_once(lon: float, lat: float) -> None:
    from openevac.domain.places import coarse

    once = coarse(LonLat(lon, lat))
    assert coarse(once) == once
    assert abs(once.lat - lat) < 0.00046

"""Parcels in the operation file and in a sheet beside it, in Ukrainian and English, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.errors import InputError, InputErrors
from openevac.domain.places import LonLat
from openevac.domain.requests import Priority
from openevac.feeds.aid_sheet import AID_COLUMNS, read_aid
from openevac.feeds.operation_file import read_operation
from tests.feeds.sheets import GROUND, MILL, csv_file, xlsx_file
from tests.feeds.test_operation_file import DOCS, REQUEST, example

HEADINGS = "посилка;вид;кг;літри;хвилин;заявка;де лежить;холод хвилин;черговість"


def refused(path: Path) -> str:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_aid(path, GROUND)
    return str(caught.value)


def test_a_sheet_in_ukrainian(tmp_path: Path) -> None:
    rows = f"{HEADINGS}\nІ-1;ліки;2;5;3;K-1;base;120;терміново\nІ-2;тварини;20;;;K-1;;;\n"
    assert read_aid(csv_file(tmp_path, rows, "aid.csv")) == (
        Parcel(id="І-1", kind=AidKind.MEDICINE, kg=2, litres=5, handover_s=180, request="K-1", lies_at="base",
               cold_limit_s=7200, priority=Priority.URGENT),
        Parcel(id="І-2", kind=AidKind.PETS, kg=20, request="K-1"),
    )  # fmt: skip


def test_a_sheet_in_english_with_places_and_positions(tmp_path: Path) -> None:
    path = xlsx_file(
        tmp_path,
        [["kind", "place", "lon", "lat"], ["water", "Млинок", None, None], ["food", None, 37.1, 49.5]],
        "aid.xlsx",
    )
    assert read_aid(path, GROUND) == (
        Parcel(id="parcel-2", kind=AidKind.WATER, katottg=MILL.katottg),
        Parcel(id="parcel-3", kind=AidKind.FOOD, position=LonLat(37.1, 49.5)),
    )


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("kind;request\nweapons;K-1\n", "row 2, field kind: The sheet does not say what the parcel holds."),
        ("kind;request;name\nfood;K-1;Ivan\n", "The column 'name' is not known"),
        ("kind;request;prioriti\nfood;K-1;urgent\n", "Did you mean 'priority'"),
        ("kind;request\nfood;\n", "row 2, field aid.request: The parcel 'parcel-2' names no destination"),
        ("kind;request;kg\nfood;K-1;heavy\n", "row 2, field kg:"),
        ("kind;katottg\nfood;UA63990010010000009\n", "The region has no place with the code UA63990010010000009."),
        ("kind;lon;lat\nfood;49.5;37.0\n", "Longitude 49.5 and latitude 37.0 look swapped."),
    ],
)
def test_what_a_sheet_of_parcels_may_not_hold(tmp_path: Path, rows: str, says: str) -> None:
    told = refused(csv_file(tmp_path, rows, "aid.csv"))
    assert told.startswith("aid.csv")
    assert says in told
    assert "Ivan" not in told


def operation_with(folder: Path, aid: str) -> Path:
    text = example("operation.toml").replace('requests = "requests.csv"', "").replace("[36.43, 49.96]", "[36.43, 49.5]")
    if aid.startswith("aid ="):
        text = f"{aid}\n{text}"
    else:
        text += aid
    path = folder / "operation.toml"
    path.write_text(text + REQUEST.format(code=MILL.katottg), encoding="utf-8")
    return path


def test_the_documented_record_is_read(tmp_path: Path) -> None:
    read = read_operation(operation_with(tmp_path, "\n" + example("aid").replace("К-101", "K-1")), GROUND)
    (parcel,) = read.operation.aid
    assert (parcel.kind, parcel.cold_limit_s, parcel.request) == (AidKind.MEDICINE, 7200, "K-1")


def test_a_sheet_beside_the_operation_is_read(tmp_path: Path) -> None:
    csv_file(tmp_path, "kind;request\nfood;K-1\n", "aid.csv")
    read = read_operation(operation_with(tmp_path, 'aid = "aid.csv"'), GROUND)
    assert [parcel.id for parcel in read.operation.aid] == ["parcel-2"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("К-101", "Z-9"), "field aid.request: 'M-1' names 'Z-9', which the operation does not have."),
        (('request = "К-101"', "position = [49.5, 37.0]"), "field aid[M-1].position: Longitude 49.5"),
        (('"medicine" ', '"drones" '), "'drones' is not a word known here."),
    ],
)
def test_each_fault_of_a_record_names_it(tmp_path: Path, change: tuple[str, str], says: str) -> None:
    with pytest.raises((InputError, InputErrors)) as caught:
        read_operation(operation_with(tmp_path, "\n" + example("aid").replace(*change)), GROUND)
    assert says in str(caught.value)


def test_the_docs_name_every_heading_of_the_sheet() -> None:
    table = DOCS.read_text(encoding="utf-8").split("| column of a sheet of parcels |")[1].split("\n\n")[0]
    rows = [line.split("|")[2] for line in table.splitlines()[2:]]
    assert [tuple(part.strip() for part in row.split("·")) for row in rows] == [c.headings for c in AID_COLUMNS]

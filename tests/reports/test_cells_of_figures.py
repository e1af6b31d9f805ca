"""A name that looks like a formula leaves as words: no table program that opens the figures runs it."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from openevac.reports.statistics import FORMULA_SIGNS, TITLES, FigureRow, FigureTable, as_csv, as_xlsx
from openevac.reports.words import Words

FORMULAS = (
    "=cmd|' /C calc'!A0", "+1+2", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("x","y")', "＝1+1",
)  # fmt: skip


def figures(name: str) -> tuple[FigureTable, ...]:
    row = FigureRow(label=name, code=name, people=7)
    return (FigureTable(title=TITLES["place"], tag="#adm4+name", rows=(row,), translated=False),)


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_no_cell_of_the_csv_begins_like_a_formula(name: str, language: str) -> None:
    text = as_csv(figures(name), Words(language)).decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text, newline="")))
    assert rows[2][1:] == [f"'{name}", f"'{name}", "7"]
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_SIGNS)]


@pytest.mark.parametrize("name", [name for name in FORMULAS if name.isprintable()])
def test_no_cell_of_the_workbook_is_a_formula(name: str) -> None:
    sheet = load_workbook(BytesIO(as_xlsx(figures(name), Words("en")))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert f"'{name}" in {cell.value for cell in cells}


def test_ordinary_names_stay_as_they_are() -> None:
    assert "Ківшарівка" in as_csv(figures("Ківшарівка"), Words("uk")).decode()
    assert "'Ківшарівка" not in as_csv(figures("Ківшарівка"), Words("uk")).decode()

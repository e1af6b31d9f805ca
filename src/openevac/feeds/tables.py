"""Rows of a CSV file or an Excel sheet, numbered as the spreadsheet shows them, doubtful cells marked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from openevac.domain.errors import InputError
from openevac.feeds.typed_files import read_text, unreadable

HEADINGS_WITHIN = 10
"""The headings stand in one of this many first rows; titles above them are passed over."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: what it shows depends on the program that last saved the file."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that shows an error such as #REF!."""


Cell = str | int | float | bool | datetime | date | time | timedelta | Formula | Broken | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `number` as the spreadsheet shows it (1-based), cells by column number (0-based)."""

    number: int
    cells: tuple[Cell, ...]

    def cell(self, column: int) -> Cell:
        """Give one cell; None where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else None


@dataclass(frozen=True, slots=True)
class Table:
    """Headings as written, and the rows under them that are not blank."""

    headings: tuple[str, ...]
    rows: tuple[Row, ...]


def read_table(path: Path, is_heading: Callable[[str], bool], decode: Callable[[Path], str] = read_text) -> Table:
    """Read a .csv, .tsv or .xlsx file; the first row with two known headings is the row of headings.

    `decode` gives the text of a CSV file: UTF-8 alone, unless a reader of its own is given.

    Of an Excel file the first visible sheet is read. InputError where the file is of another kind, damaged, not
    UTF-8, or no row of headings is found. Rows of HXL tags (all cells begin with #) are passed over.
    """
    rows = _read_xlsx(path) if path.suffix.lower() in {".xlsx", ".xlsm"} else _read_csv(path, is_heading, decode)
    headings: tuple[str, ...] | None = None
    kept: list[Row] = []
    for row in rows:
        texts = [str(cell).strip() if cell is not None else "" for cell in row.cells]
        if headings is not None:
            if any(texts) and not _is_hxl(texts):
                kept.append(row)
        elif sum(is_heading(text) for text in texts) >= 2:
            headings = tuple(texts)
        elif row.number >= HEADINGS_WITHIN:
            break
    if headings is None:
        raise InputError(
            "No row of headings is found in the first {count} rows.",
            "Name the columns in one row; docs/formats.md lists the headings.",
            file=path.name,
            count=HEADINGS_WITHIN,
        )
    return Table(headings, tuple(kept))


def count_unread_sheets(path: Path) -> int:
    """Give how many visible sheets of a workbook stand behind the first and are not read; 0 for a CSV file."""
    if path.suffix.lower() not in {".xlsx", ".xlsm"}:
        return 0
    with closing(_open_book(path)) as book:
        filled = [sheet for sheet in _visible(book)[1:] if any(any(row) for row in sheet.iter_rows(values_only=True))]
    return len(filled)


def _is_hxl(texts: list[str]) -> bool:
    return all(text.startswith("#") for text in texts if text)


def _read_csv(path: Path, is_heading: Callable[[str], bool], decode: Callable[[Path], str]) -> list[Row]:
    if path.suffix.lower() not in {".csv", ".tsv", ".txt"}:
        raise InputError(
            "A sheet of the kind '{kind}' cannot be read.",
            "Save it as .xlsx or as CSV UTF-8.",
            file=path.name,
            kind=path.suffix,
        )
    text = decode(path)
    try:
        # Only true line ends part rows: str.splitlines would also cut at signs that stand inside a cell.
        lines = io.StringIO(text, newline="")
        records = list(csv.reader(lines, delimiter=_delimiter(text, is_heading), strict=True))
    except csv.Error as fault:
        raise InputError(
            "The file is not a sound CSV: {fault}.",
            "Open it in a spreadsheet and save it again as CSV UTF-8.",
            file=path.name,
            fault=str(fault),
        ) from None
    return [Row(number, tuple(_csv_cell(cell) for cell in record)) for number, record in enumerate(records, start=1)]


def _delimiter(text: str, is_heading: Callable[[str], bool]) -> str:
    """Pick the sign that parts the first lines into most known headings: Ukrainian spreadsheets write semicolons."""

    def known(sign: str) -> int:
        return sum(is_heading(cell) for line in text.split("\n")[:HEADINGS_WITHIN] for cell in line.strip().split(sign))

    return max(";\t,", key=known)


def _csv_cell(text: str) -> Cell:
    text = text.strip()
    if text.startswith("="):
        return Formula()
    return text or None


def _read_xlsx(path: Path) -> Iterator[Row]:
    with closing(_open_book(path)) as book:
        for number, cells in enumerate(_rows_of(_visible(book)), start=1):
            yield Row(number, tuple(_xlsx_cell(cell) for cell in cells))


def _open_book(path: Path) -> Any:
    try:
        return load_workbook(path, read_only=True, data_only=False)
    except OSError as fault:
        raise unreadable(path, fault) from None
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError):
        raise InputError(
            "The file is not a sound Excel workbook.",
            "Open it in a spreadsheet and save it again as .xlsx.",
            file=path.name,
        ) from None


def _visible(book: Any) -> list[Any]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def _rows_of(sheets: list[Any]) -> Iterable[tuple[Any, ...]]:
    return sheets[0].iter_rows() if sheets else ()


def _xlsx_cell(cell: Any) -> Cell:
    """Take a cell as it is meant: dates without an hour in their format are days, formulas are not believed."""
    if cell.data_type == "f":
        return Formula()
    if cell.data_type == "e":
        return Broken()
    value: Cell = cell.value
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, datetime) and "h" not in str(cell.number_format).lower():
        return value.date()
    return value

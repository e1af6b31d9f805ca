"""Figures for reports as files: CSV with a row of HXL tags, and XLSX; hidden counts stay hidden in both."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO, StringIO
from typing import Protocol

from openpyxl import Workbook
from openpyxl.styles import Font

from openevac.domain.needs import MobilityClass
from openevac.domain.people import AgeBand, Sex
from openevac.reports.words import Words

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins with one of these is run as a formula by some table program."""


class Counted(Protocol):
    """One group and its people; None where the count is hidden."""

    @property
    def group(self) -> str:
        """Give the group: a code of a place, or a word of a list."""
        ...

    @property
    def people(self) -> int | None:
        """Give how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """One line of a table: who is counted in English words or as a name, its code, how many."""

    label: str
    code: str
    people: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTable:
    """One of the four tables. `translated`: its labels are English words to be said, not names."""

    title: str
    tag: str
    rows: tuple[FigureRow, ...]
    translated: bool = True

    @staticmethod
    def of(
        by_settlement: Sequence[Counted],
        by_sex: Sequence[Counted],
        by_age: Sequence[Counted],
        by_mobility: Sequence[Counted],
        name_of: Callable[[str], str],
    ) -> tuple[FigureTable, ...]:
        """Give the four tables with the words people read; `name_of` names a place by its code."""
        places = tuple(
            FigureRow(label=name_of(row.group) if row.group else "", code=row.group, people=row.people)
            for row in by_settlement
        )
        return (
            FigureTable(title=TITLES["place"], tag="#adm4+name", rows=places, translated=False),
            FigureTable(title=TITLES["sex"], tag="#indicator+sex", rows=_rows(by_sex, Sex)),
            FigureTable(title=TITLES["age"], tag="#indicator+age", rows=_rows(by_age, AgeBand)),
            FigureTable(title=TITLES["mobility"], tag="#indicator+mobility", rows=_rows(by_mobility, MobilityClass)),
        )

    def said(self, row: FigureRow, words: Words) -> str:
        """Say who a row counts."""
        if not row.label:
            return words.say("not known")
        return row.label if not self.translated else words.word(KINDS[self.title](row.code))


TITLES = {"place": "By place", "sex": "By sex", "age": "By age", "mobility": "By how people move"}
KINDS: dict[str, type[StrEnum]] = {TITLES["sex"]: Sex, TITLES["age"]: AgeBand, TITLES["mobility"]: MobilityClass}
HXL = ("#meta+table", "#indicator+label", "#adm4+code", "#affected+ind")


def as_csv(tables: Sequence[FigureTable], words: Words) -> bytes:
    """Write all tables one under the other: a row of headings, a row of HXL tags, UTF-8 with a mark for Excel."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_lines(tables, words))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def as_xlsx(tables: Sequence[FigureTable], words: Words) -> bytes:
    """Write the same rows as a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    for row in _lines(tables, words):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A3"
    for column, width in zip("ABCD", (24, 34, 24, 12), strict=True):
        sheet.column_dimensions[column].width = width
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plain_cell(text: str) -> str:
    """Give a cell that no table program takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text


def _lines(tables: Sequence[FigureTable], words: Words) -> list[list[str | int]]:
    say = words.say
    lines: list[list[str | int]] = [[say("table"), say("group"), say("code"), say("people")], list(HXL)]
    for table in tables:
        for row in table.rows:
            people = say("fewer than {count}", count=5) if row.people is None else row.people
            code = "" if table.translated else row.code
            lines.append([say(table.title), plain_cell(table.said(row, words)), plain_cell(code), people])
    return lines


def _rows(counted: Sequence[Counted], kind: type[StrEnum]) -> tuple[FigureRow, ...]:
    return tuple(FigureRow(label=kind(row.group).value, code=row.group, people=row.people) for row in counted)

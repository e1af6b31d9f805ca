"""Sheets and files of a tiny invented region for the tests of readers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openpyxl import Workbook

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place
from openevac.feeds.ground import Ground

MILL = Place(katottg="UA63990010010000001", name_uk="Млинок", position=LonLat(37.0, 49.5))
HILL = Place(katottg="UA63990010020000002", name_uk="Горбок", position=LonLat(37.2, 49.6))
NOWHERE = Place(katottg="UA63990010030000003", name_uk="Ніде")


def find(text: str) -> Place:
    """Give the place of a name, as a region's index of places does."""
    found = [place for place in (MILL, HILL, NOWHERE) if place.name_uk == text]
    if not found:
        raise InputError("No place is called '{text}'.", "Nearest are: {near}.", text=text, near="Млинок")
    return found[0]


GROUND = Ground(
    places={place.katottg: place for place in (MILL, HILL, NOWHERE)}, find=find, bounds=(36.0, 49.0, 38.0, 50.0)
)


def csv_file(folder: Path, text: str, name: str = "requests.csv") -> Path:
    """Write a CSV sheet."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def xlsx_file(folder: Path, rows: list[list[Any]], name: str = "requests.xlsx") -> Path:
    """Write an Excel sheet; texts that begin with = become formulas, datetimes become Excel dates."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / name
    book.save(path)
    return path

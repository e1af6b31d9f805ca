"""Reads settlements with their KATOTTG codes from a sheet (CSV, Excel) or from GeoJSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.domain.places import Place
from openevac.feeds.areas import without_additions
from openevac.feeds.settlement_geojson import areas_from_geojson, places_from_geojson
from openevac.feeds.settlement_sheet import areas_from_sheet, places_from_sheet

GEOJSON = {".geojson", ".json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlementsRead:
    """The places of a file, and how many records were left out and why."""

    places: tuple[Place, ...]
    skipped: dict[str, int]


def read_settlements(path: Path, area_names: Mapping[str, str] | None = None) -> tuple[Place, ...]:
    """Read places from .csv, .xlsx, .geojson or .json; see `read_settlements_with_report`."""
    return read_settlements_with_report(path, area_names).places


def read_settlements_with_report(path: Path, area_names: Mapping[str, str] | None = None) -> SettlementsRead:
    """Read places and count what had to be left out.

    A sheet needs the columns katottg and name_uk (or name); GeoJSON the properties katottg (or katotth) and name.
    `area_names`: code -> name of hromadas and raions, where the file gives codes only. Raises InputError or
    InputErrors naming file, row and field for missing columns, bad codes, codes that stand twice and coordinates
    that are not degrees or are swapped.
    """
    known = area_names or {}
    skipped: dict[str, int] = {}
    if path.suffix.lower() in GEOJSON:
        numbered, left_out = places_from_geojson(path, known)
        skipped = dict(left_out)
    else:
        numbered = places_from_sheet(path, known)
    if not numbered:
        raise InputError(
            "The file holds no settlement with a KATOTTG code.",
            "Give a column `katottg` (sheet) or a property `katottg` (GeoJSON).",
            file=path.name,
        )
    _refuse_repeated(numbered, path)
    return SettlementsRead(places=tuple(place for _, place in numbered), skipped=skipped)


def read_area_names(path: Path) -> dict[str, str]:
    """Read the names of hromadas and raions by code, from a sheet with katottg and name_uk or from GeoJSON.

    Additions behind the name ("... громада за винятком с. ...") are cut off; other records are passed over.
    """
    pairs = areas_from_geojson(path) if path.suffix.lower() in GEOJSON else areas_from_sheet(path)
    return {code: without_additions(name) for code, name in pairs if code and without_additions(name)}


def _refuse_repeated(numbered: list[tuple[int, Place]], path: Path) -> None:
    first: dict[str, int] = {}
    for number, place in numbered:
        if place.katottg in first:
            raise InputError(
                "The code {katottg} stood already in row {first}.",
                "Keep one of the two rows.",
                file=path.name,
                row=number,
                field="katottg",
                katottg=place.katottg,
                first=first[place.katottg],
            )
        first[place.katottg] = number

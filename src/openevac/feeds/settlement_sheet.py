"""Settlements from a sheet (CSV, Excel): the columns, and one place a row."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.places import LonLat, Place, require_lon_first
from openevac.domain.renamed import raion_name
from openevac.feeds.areas import area_name
from openevac.feeds.sheet_cells import Value, read_cell
from openevac.feeds.sheet_columns import Kind
from openevac.feeds.tables import Row, Table, read_table
from openevac.feeds.typed_files import one_or_many

COLUMNS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "katottg": (Kind.ID, ("katottg", "code", "катоттг", "код катоттг")),
    "name_uk": (Kind.TEXT, ("name_uk", "name:uk", "name", "назва", "населений пункт")),
    "category": (Kind.TEXT, ("category", "place", "категорія")),
    "hromada": (Kind.TEXT, ("hromada_name", "hromada", "громада")),
    "raion": (Kind.TEXT, ("raion_name", "raion", "район")),
    "lat": (Kind.NUMBER, ("lat", "latitude", "широта")),
    "lon": (Kind.NUMBER, ("lon", "longitude", "довгота")),
    "population": (Kind.WHOLE, ("population", "population_2022_ukrstat", "osm_population", "населення")),
    "other_names": (Kind.TEXT, ("other_names", "old_name", "інші назви", "стара назва")),
    "source": (Kind.TEXT, ("source", "coord_source", "джерело")),
}
"""Field -> what its cells hold, and the headings it is known by; of several the first that is filled counts."""
NEEDED = ("katottg", "name_uk")


_NO_ZONE = ZoneInfo("UTC")
_CYRILLIC_UA = str.maketrans("УА", "UA")  # the two letters look alike on a Ukrainian keyboard


def places_from_sheet(path: Path, area_names: Mapping[str, str]) -> list[tuple[int, Place]]:
    """Read every row into a place with its row number; all faulty rows are told at once."""
    table, columns = _read_columns(path)
    places: list[tuple[int, Place]] = []
    faults: list[InputError] = []
    for row in table.rows:
        try:
            places.append((row.number, _place_of_row(row, columns, area_names)))
        except InputError as fault:
            faults.append(fault.at(file=path.name, row=row.number))
    if faults:
        raise one_or_many(faults)
    return places


def areas_from_sheet(path: Path) -> list[tuple[str, str]]:
    """Read code and name of every row."""
    table, columns = _read_columns(path)
    return [(_text(row, columns, "katottg"), _text(row, columns, "name_uk")) for row in table.rows]


def _read_columns(path: Path) -> tuple[Table, dict[str, list[int]]]:
    """Read a sheet and find the columns of every field, in the order of their headings' preference."""
    known = {heading for _, headings in COLUMNS.values() for heading in headings}
    table = read_table(path, lambda text: text.strip().lower() in known)
    given = [heading.strip().lower() for heading in table.headings]
    columns = {
        field: [given.index(heading) for heading in headings if heading in given]
        for field, (_, headings) in COLUMNS.items()
    }
    for field in NEEDED:
        if not columns[field]:
            raise InputError(
                "The column '{column}' is missing.",
                "Add it; the columns katottg and name_uk are needed, lon and lat are asked for.",
                file=path.name,
                field=field,
                column=field,
            )
    return table, columns


def _place_of_row(row: Row, columns: Mapping[str, list[int]], area_names: Mapping[str, str]) -> Place:
    code = _text(row, columns, "katottg").translate(_CYRILLIC_UA)
    population = _cell(row, columns, "population")
    return Place(
        katottg=code,
        name_uk=_text(row, columns, "name_uk"),
        position=_position(_cell(row, columns, "lon"), _cell(row, columns, "lat")),
        category=_text(row, columns, "category"),
        hromada=area_name(_text(row, columns, "hromada"), area_names),
        raion=area_name(_text(row, columns, "raion"), area_names) or raion_name(code),
        other_names=tuple(
            name.strip() for name in re.split("[;|]", _text(row, columns, "other_names")) if name.strip()
        ),
        population=population if isinstance(population, int) else None,
        source=_text(row, columns, "source"),
    )


def _cell(row: Row, columns: Mapping[str, list[int]], field: str) -> Value:
    """Give the first filled cell of a field's columns."""
    for column in columns[field]:
        try:
            value = read_cell(row.cell(column), COLUMNS[field][0], _NO_ZONE)
        except InputError as fault:
            raise fault.at(field=field) from None
        if value is not None:
            return value
    return None


def _text(row: Row, columns: Mapping[str, list[int]], field: str) -> str:
    value = _cell(row, columns, field)
    return "" if value is None else str(value)


def _position(lon: Value, lat: Value) -> LonLat | None:
    if lon is None and lat is None:
        return None
    if not isinstance(lon, float) or not isinstance(lat, float):
        raise InputError(
            "Only one of longitude and latitude is given.", "Give both or leave both empty.", field="lon, lat"
        )
    return require_lon_first("lon, lat", lon, lat)

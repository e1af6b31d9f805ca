"""Meeting points from a sheet (.csv, .xlsx): one point a row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.meeting_points import MeetingPoint
from openevac.feeds.sheet_cells import Value, read_cell
from openevac.feeds.sheet_columns import Kind, plain
from openevac.feeds.sheet_meaning import position_of
from openevac.feeds.tables import Row, read_table
from openevac.feeds.typed_files import one_or_many

POINT_COLUMNS: dict[str, tuple[Kind, tuple[str, ...]]] = {
    "id": (Kind.ID, ("id", "point", "точка", "місце збору")),
    "lon": (Kind.NUMBER, ("lon", "longitude", "довгота")),
    "lat": (Kind.NUMBER, ("lat", "latitude", "широта")),
    "katottg": (Kind.TEXT, ("katottg", "катоттг", "код катоттг")),
    "tw_early": (Kind.MOMENT, ("tw early", "from", "не раніше", "вікно від")),
    "tw_late": (Kind.MOMENT, ("tw late", "until", "не пізніше", "вікно до")),
}
"""Field -> what its cells hold, and the headings it is known by."""
NEEDED = ("id", "lon", "lat")

_BY_HEADING = {plain(heading): field for field, (_, headings) in POINT_COLUMNS.items() for heading in headings}
_CYRILLIC_UA = str.maketrans("УА", "UA")  # the two letters look alike on a Ukrainian keyboard


def read_points(path: Path, zone: ZoneInfo) -> tuple[MeetingPoint, ...]:
    """Read every row into a meeting point; times without a zone are local to `zone`.

    A column that is not known is a fault, like a key that is not known in a file. All faulty rows are told at once:
    InputError or InputErrors with file, row and field.
    """
    table = read_table(path, lambda text: plain(text) in _BY_HEADING)
    columns: dict[str, int] = {}
    for number, heading in enumerate(table.headings):
        if heading:
            columns[_field_of(heading, columns, path.name)] = number
    for field in NEEDED:
        if field not in columns:
            raise InputError(
                "The column '{column}' is missing.",
                "Add it: a meeting point has an id, a longitude and a latitude.",
                file=path.name,
                field=field,
                column=field,
            )
    points: list[MeetingPoint] = []
    faults: list[InputError] = []
    for row in table.rows:
        try:
            points.append(_point(row, columns, zone))
        except InputError as fault:
            faults.append(fault.at(file=path.name, row=row.number))
    if faults:
        raise one_or_many(faults)
    return tuple(points)


def _field_of(heading: str, columns: Mapping[str, int], file: str) -> str:
    field = _BY_HEADING.get(plain(heading), "")
    if not field:
        raise InputError(
            "The column '{heading}' is not known in a sheet of meeting points.",
            "Rename or remove it; docs/formats.md lists the headings.",
            file=file,
            field=heading,
            heading=heading,
        )
    if field in columns:
        raise InputError(
            "The column for '{name}' stands twice.", "Remove one of the two.", file=file, field=heading, name=field
        )
    return field


def _point(row: Row, columns: Mapping[str, int], zone: ZoneInfo) -> MeetingPoint:
    values: dict[str, Value] = {}
    for field, number in columns.items():
        try:
            values[field] = read_cell(row.cell(number), POINT_COLUMNS[field][0], zone)
        except InputError as fault:
            raise fault.at(field=field) from None
    position = position_of(values)
    if position is None:
        raise InputError("The cell is empty.", "Type longitude and latitude of the point.", field="lon")
    if values["id"] is None:
        raise InputError("The cell is empty.", "Give the meeting point an id of its own.", field="id")
    return MeetingPoint(
        id=str(values["id"]),
        position=position,
        katottg=str(values.get("katottg") or "").upper().translate(_CYRILLIC_UA),
        tw_early=cast("datetime | None", values.get("tw_early")),
        tw_late=cast("datetime | None", values.get("tw_late")),
    )

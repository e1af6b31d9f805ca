"""A sheet of parcels (.csv or .xlsx) for the way in: one row is one parcel."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from openevac.domain.aid import AidKind, Parcel
from openevac.domain.errors import InputError
from openevac.domain.requests import Priority
from openevac.domain.units import SECONDS_PER_MINUTE
from openevac.feeds.ground import Ground, require_inside, require_place
from openevac.feeds.sheet_cells import Value, read_cell
from openevac.feeds.sheet_columns import Column, Kind, plain
from openevac.feeds.sheet_meaning import katottg_of, position_of
from openevac.feeds.tables import Row, read_table
from openevac.feeds.typed_files import nearest, one_or_many

AID_COLUMNS = (
    Column("id", Kind.ID, ("id", "parcel", "посилка", "номер", "№"), "code of the parcel"),
    Column("kind", Kind.TEXT, ("kind", "what", "вид", "що"), "food, medicine, water, heating or pets"),
    Column("kg", Kind.NUMBER, ("kg", "weight", "кг", "вага"), "kilograms"),
    Column("litres", Kind.NUMBER, ("litres", "volume", "л", "літри", "об'єм"), "litres"),
    Column("minutes", Kind.NUMBER, ("minutes", "handover minutes", "хвилин", "хвилини"), "minutes to hand over"),
    Column("request", Kind.ID, ("request", "for", "заявка", "для заявки"), "code of the request it goes to"),
    Column("place", Kind.TEXT, ("place", "settlement", "населений пункт", "місце"), "name of the place it goes to"),
    Column("katottg", Kind.TEXT, ("katottg", "катоттг", "код катоттг"), "code of the place it goes to"),
    Column("lon", Kind.NUMBER, ("lon", "longitude", "довгота"), "degrees east"),
    Column("lat", Kind.NUMBER, ("lat", "latitude", "широта"), "degrees north"),
    Column("lies_at", Kind.ID, ("lies at", "loaded at", "лежить", "де лежить"), "depot or shelter where it lies"),
    Column("cold_minutes", Kind.NUMBER, ("cold minutes", "cold", "холод хвилин", "холод"),
           "minutes without cold, at most"),
    Column("priority", Kind.PRIORITY, ("priority", "черговість"), "urgent, first or planned"),
)  # fmt: skip
_BY_HEADING = {plain(heading): column for column in AID_COLUMNS for heading in column.headings}
_KINDS = {
    "food": AidKind.FOOD,
    "їжа": AidKind.FOOD,
    "medicine": AidKind.MEDICINE,
    "ліки": AidKind.MEDICINE,
    "water": AidKind.WATER,
    "вода": AidKind.WATER,
    "heating": AidKind.HEATING,
    "обігрів": AidKind.HEATING,
    "pets": AidKind.PETS,
    "тварини": AidKind.PETS,
}
_UTC = ZoneInfo("UTC")


def read_aid(path: Path, ground: Ground | None = None) -> tuple[Parcel, ...]:
    """Read a sheet of parcels; places by name or code are looked up in `ground`.

    Every fault of every row is collected: InputError or InputErrors with file, row (as the spreadsheet shows it) and
    heading. A column it does not know is refused: it may hold a person's name or illness.
    """
    table = read_table(path, lambda text: plain(text) in _BY_HEADING)
    faults: list[InputError] = []
    index: dict[str, int] = {}
    for number, heading in enumerate(table.headings):
        column = _BY_HEADING.get(plain(heading))
        if column is not None and column.field not in index:
            index[column.field] = number
        elif heading:
            faults.append(_unknown(heading).at(file=path.name))
    parcels = []
    for row in table.rows if not faults else ():
        try:
            parcels.append(_parcel(row, index, ground))
        except InputError as fault:
            faults.append(fault.at(file=path.name, row=row.number))
    if faults:
        raise one_or_many(faults)
    return tuple(parcels)


def _unknown(heading: str) -> InputError:
    near = nearest(plain(heading), list(_BY_HEADING), likeness=0.8)
    if near:
        return InputError(
            "The column '{heading}' is not known.",
            "Did you mean {near}? Rename it or remove it.",
            field=heading,
            heading=heading,
            near=near,
        )
    return InputError(
        "The column '{heading}' is not known, or stands twice.",
        "Remove it: a sheet of parcels holds no names and no illnesses.",
        field=heading,
        heading=heading,
    )


def _parcel(row: Row, index: dict[str, int], ground: Ground | None) -> Parcel:
    values: dict[str, Value] = {}
    for column in AID_COLUMNS:
        if column.field in index:
            try:
                values[column.field] = read_cell(row.cell(index[column.field]), column.kind, _UTC)
            except InputError as fault:
                raise InputError(fault.problem, fault.todo, field=column.headings[0], **fault.facts) from None
    figures: dict[str, Any] = {name: values[name] for name in ("kg", "litres") if values.get(name) is not None}
    for name, minutes in (("handover_s", "minutes"), ("cold_limit_s", "cold_minutes")):
        if values.get(minutes) is not None:
            figures[name] = cast("float", values[minutes]) * SECONDS_PER_MINUTE
    parcel = Parcel(
        id=str(values.get("id") or f"parcel-{row.number}"),
        kind=_kind(values.get("kind")),
        request=str(values.get("request") or ""),
        katottg=katottg_of(values, ground),
        position=position_of(values),
        lies_at=str(values.get("lies_at") or ""),
        priority=cast("Priority", values.get("priority") or Priority.PLANNED),
        **figures,
    )
    require_known(parcel, ground)
    return parcel


def require_known(parcel: Parcel, ground: Ground | None) -> None:
    """Refuse a parcel whose place the region does not know, or whose position lies outside it."""
    if ground is None:
        return
    if parcel.katottg:
        require_place(parcel.katottg, ground)
    if parcel.position is not None:
        require_inside(parcel.position, ground)


def _kind(value: Value) -> AidKind:
    found = _KINDS.get(str(value or "").casefold().strip())
    if found is None:
        raise InputError(
            "The sheet does not say what the parcel holds.",
            "Write food, medicine, water, heating or pets; nothing else is taken in.",
            field="kind",
        )
    return found

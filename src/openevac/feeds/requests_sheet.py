"""A sheet of requests (.csv or .xlsx) into the planning layer: names and phones are dropped, never read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest
from openevac.feeds.ground import Ground, locate
from openevac.feeds.sheet_cells import Value, read_cell
from openevac.feeds.sheet_columns import COLUMNS, Chosen, choose_columns, is_heading
from openevac.feeds.sheet_meaning import katottg_of, needs_of, position_of
from openevac.feeds.tables import Row, read_table
from openevac.feeds.typed_files import one_or_many


@dataclass(frozen=True, slots=True)
class RequestsRead:
    """The requests of a sheet and what people should know about the reading."""

    requests: tuple[EvacuationRequest, ...]
    remarks: tuple[Remark, ...]


class _Faults:
    """Faults of a sheet as they are found, each with file, row and heading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[InputError] = []

    def note(self, fault: InputError, row: int | None = None, field: str = "") -> None:
        at = InputError(fault.problem, fault.todo, field=field or fault.field, row=fault.row, **fault.facts)
        self.found.append(at.at(file=self.file, row=row))


def read_requests(path: Path, zone: ZoneInfo, ground: Ground | None = None) -> RequestsRead:
    """Read a sheet; times without a zone are local to `zone`, places by name or code are looked up in `ground`.

    Every fault of every row is collected: InputError or InputErrors with file, row (as the spreadsheet shows it)
    and heading. Positions are rounded to 100 m.
    """
    faults = _Faults(path.name)
    table = read_table(path, is_heading)
    chosen = choose_columns(table.headings, faults.note)
    if faults.found:
        raise one_or_many(faults.found)
    requests: list[EvacuationRequest] = []
    rows: dict[str, int] = {}
    for row in table.rows:
        request = _read_row(row, chosen, zone, ground, faults)
        if request is None:
            continue
        if request.id in rows:
            faults.note(
                InputError("The id '{id}' already stands in row {first}.", "Give each request an id of its own.",
                           id=request.id, first=rows[request.id]), row.number, chosen.heading("id"))  # fmt: skip
        rows.setdefault(request.id, row.number)
        requests.append(request)
    if not table.rows:
        faults.note(InputError("The sheet has no request under its headings.", "Add at least one row."))
    if faults.found:
        raise one_or_many(faults.found)
    unnamed = [] if "id" in chosen.index else [_no_ids(table.rows[0].number)]
    return RequestsRead(tuple(requests), (*chosen.remarks(), *unnamed))


def _read_row(
    row: Row, chosen: Chosen, zone: ZoneInfo, ground: Ground | None, faults: _Faults
) -> EvacuationRequest | None:
    values: dict[str, Value] = {}
    before = len(faults.found)
    for column in COLUMNS:
        if column.field not in chosen.index:
            continue
        try:
            values[column.field] = read_cell(row.cell(chosen.index[column.field]), column.kind, zone)
        except InputError as fault:
            faults.note(fault, row.number, chosen.heading(column.field))
    if len(faults.found) > before:
        return None
    try:
        return locate(_request(row, chosen, values, ground), ground)
    except InputError as fault:
        faults.note(fault, row.number, _heading_of(fault.field, chosen, values))
        return None


def _heading_of(field: str, chosen: Chosen, values: dict[str, Value]) -> str:
    """Name the sheet's own column for a field of the domain."""
    if field == "position":
        return f"{chosen.heading('lon')}, {chosen.heading('lat')}"
    if field == "katottg" and not values.get("katottg"):
        return chosen.heading("place") if "place" in chosen.index else chosen.heading("katottg")
    if field == "needs":
        return chosen.heading("people")
    return chosen.heading(field)


def _request(row: Row, chosen: Chosen, values: dict[str, Value], ground: Ground | None) -> EvacuationRequest:
    if values.get("received_at") is None:
        raise InputError("The cell is empty.", "Type when the request came in.", field="received_at")
    if "id" in chosen.index and values.get("id") is None:
        raise InputError("The cell is empty.", "Give the request an id of its own.", field="id")
    said = ("priority", "required", "escort")
    rest: dict[str, Any] = {name: values[name] for name in said if values.get(name) is not None}
    return EvacuationRequest(
        id=cast("str", values.get("id") or f"row-{row.number}"),
        needs=needs_of(values),
        received_at=cast("datetime", values["received_at"]),
        katottg=katottg_of(values, ground),
        position=position_of(values),
        tw_early=cast("datetime | None", values.get("tw_early")),
        tw_late=cast("datetime | None", values.get("tw_late")),
        release_time=cast("datetime | None", values.get("release_time")),
        **rest,
    )


def _no_ids(first: int) -> Remark:
    return Remark(
        text="The sheet has no ids: requests are called by their row, the first is row-{first}.", facts={"first": first}
    )

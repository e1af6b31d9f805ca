"""A sheet of requests with people (.csv, .tsv, .xlsx) for a client: planning layer, words to seal, rows to mend.

`requests_sheet` reads the same sheets for planning files and never looks at a person; this reader is for clients
that seal what they read before it goes anywhere.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.domain.spelling import fold_name
from openevac.feeds.ground import Ground
from openevac.feeds.intake import Alike, IntakePreview, IntakeRow
from openevac.feeds.intake_columns import IntakeColumns, choose_intake_columns, is_intake_heading
from openevac.feeds.intake_rows import RowReader
from openevac.feeds.sheet_encodings import read_any_text
from openevac.feeds.tables import Cell, Row, count_unread_sheets, read_table

MOST_ROWS = 20_000


def read_intake_sheet(path: Path, zone: ZoneInfo, ground: Ground | None, now: datetime) -> IntakePreview:
    """Read a sheet with people; times without a zone are local to `zone`, places are looked up in `ground`.

    A row without a time came in `now`. Raises InputError only where the file is no sheet at all (kind, damage,
    encoding, no headings); everything else stands in the preview, to be looked at and mended.
    """
    remarks: list[Remark] = []

    def decode(file: Path) -> str:
        decoded = read_any_text(file)
        remarks.extend(decoded.remarks)
        return decoded.text

    table = read_table(path, is_intake_heading, decode)
    if len(table.rows) > MOST_ROWS:
        raise InputError("The sheet has {count} rows.", "Part it into sheets of at most {most} rows.",
                         file=path.name, count=len(table.rows), most=MOST_ROWS)  # fmt: skip
    columns = choose_intake_columns(table.headings)
    reader = RowReader(file=path.name, zone=zone, ground=ground, now=now, heading=columns.heading)
    rows = tuple(reader.read(row.number, _cells(row, columns)) for row in table.rows)
    faults = [fault.at(file=path.name) for fault in columns.faults]
    if not rows:
        faults.append(
            InputError("The sheet has no request under its headings.", "Add at least one row.", file=path.name)
        )
    return IntakePreview(
        file=path.name,
        rows=rows,
        faults=tuple(faults),
        ignored=columns.ignored,
        never_read=columns.never_read,
        remarks=(*remarks, *_remarks(columns, count_unread_sheets(path))),
        alike=find_alike(rows),
        reread=lambda row, cells: reader.read(row.number, cells),
        compare=find_alike,
    )


def _cells(row: Row, columns: IntakeColumns) -> dict[str, tuple[Cell, ...]]:
    return {
        name: tuple(row.cell(number) for number in numbers if row.cell(number) is not None)
        for name, numbers in columns.index.items()
    }


def _remarks(columns: IntakeColumns, unread_sheets: int) -> list[Remark]:
    said = []
    if columns.never_read:
        said.append(Remark(text="Columns that are never taken over, not even sealed: {columns}.",
                           facts={"columns": ", ".join(columns.never_read)}))  # fmt: skip
    if columns.ignored:
        said.append(Remark(text="Columns that are not known and were left out: {columns}.",
                           facts={"columns": ", ".join(columns.ignored)}))  # fmt: skip
    if "received_at" not in columns.index:
        said.append(Remark(text="No column says when the requests came in: all count as received now."))
    if unread_sheets:
        said.append(Remark(text="Sheets of this workbook that were not read, only the first was: {count}.",
                           facts={"count": unread_sheets}))  # fmt: skip
    return said


def find_alike(rows: tuple[IntakeRow, ...]) -> tuple[Alike, ...]:
    """Give rows that may be one request: the same number of the request, phone, door, or name in the same place."""
    signs: dict[str, defaultdict[object, list[int]]] = {sign: defaultdict(list) for sign in _ALIKE}
    for row in rows:
        door = [fold_name(str(row.identity.get(part, ""))) for part in ("street", "house", "flat")]
        name = fold_name(str(row.identity.get("name", "")))
        keys: list[tuple[str, object]] = [("phone", number) for number in row.phones]
        keys += [("code", row.code)] if row.code else []
        keys += [("door", (row.katottg, *door))] if row.katottg and door[0] and door[1] else []
        keys += [("name", (row.katottg, name))] if row.katottg and name else []
        for sign, key in keys:
            signs[sign][key].append(row.number)
    found: dict[tuple[int, ...], Alike] = {}
    for sign, groups in signs.items():
        for numbers in groups.values():
            same = tuple(dict.fromkeys(numbers))
            if len(same) > 1:
                facts: dict[str, str | int | float] = {"rows": ", ".join(str(number) for number in same)}
                found.setdefault(same, Alike(same, Remark(text=_ALIKE[sign], facts=facts)))
    return tuple(found.values())


_ALIKE = {
    "code": "Rows {rows} have the same number of the request.",
    "phone": "Rows {rows} have the same phone.",
    "door": "Rows {rows} have the same door.",
    "name": "Rows {rows} have the same name in the same place.",
}

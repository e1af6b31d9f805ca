"""Cells of a requests sheet into values: what people type, in Ukrainian or English, and what must be refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.requests import Priority
from openevac.feeds.sheet_columns import Kind
from openevac.feeds.tables import Broken, Cell, Formula

Value = str | int | float | bool | datetime | Priority | None

_YES = {"так", "т", "yes", "y", "true", "1", "+", "x", "х"}
_NO = {"ні", "н", "no", "n", "false", "0", "-", "–", "—"}
_PRIORITIES = {
    "терміново": Priority.URGENT,
    "першочергово": Priority.FIRST,
    "планово": Priority.PLANNED,
    "urgent": Priority.URGENT,
    "first": Priority.FIRST,
    "planned": Priority.PLANNED,
}
_DAY_FIRST = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")
_EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a bare number in a date column is Excel's count of days


def read_cell(cell: Cell, kind: Kind, zone: ZoneInfo) -> Value:
    """Give a cell's value as its column means it, None where it is empty; InputError says what to type instead.

    Times without a zone are local to `zone` and come back in UTC. The cell's own text is never repeated in an
    error: a shifted column may hold a name or a phone.
    """
    if isinstance(cell, Formula):
        raise InputError(
            "The cell holds a formula.",
            "Copy the column and paste it back as values; a formula shows what the last program worked out.",
        )
    if isinstance(cell, Broken):
        raise InputError("The cell shows an error of the spreadsheet.", "Type the value itself.")
    if cell is None:
        return None
    readers: dict[Kind, Callable[[Cell], Value]] = {
        Kind.ID: _code,
        Kind.TEXT: _text,
        Kind.WHOLE: _whole,
        Kind.NUMBER: _number,
        Kind.YES_NO: _yes_no,
        Kind.PRIORITY: _priority,
    }
    if kind in readers:
        return readers[kind](cell)
    return _moment(cell, zone, day_will_do=kind is Kind.DAY_OR_MOMENT)


def _code(cell: Cell) -> str:
    if isinstance(cell, datetime | date | time):
        raise InputError(
            "The spreadsheet has turned the code into a date.",
            "Format the column as text and type the codes again.",
        )
    return _text(cell)


def _text(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _number(cell: Cell) -> float:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return float(cell)
    if isinstance(cell, str):
        try:
            return float(cell.replace(",", ".").replace("\N{NO-BREAK SPACE}", "").replace(" ", ""))
        except ValueError:
            pass
    raise InputError("The cell does not hold a number.", "Type digits only, without units or words.")


def _whole(cell: Cell) -> int:
    if isinstance(cell, str) and cell in {"-", "–", "—"}:
        return 0
    number = _number(cell)
    if not number.is_integer():
        raise InputError("The cell does not hold a whole number.", "Type a whole number.")
    return int(number)


def _yes_no(cell: Cell) -> bool:
    text = _text(cell).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise InputError("The cell says neither yes nor no.", "Type yes or no (так or ні).")


def _priority(cell: Cell) -> Priority:
    try:
        return _PRIORITIES[_text(cell).casefold()]
    except KeyError:
        raise InputError(
            "The cell holds no priority.",
            "Type urgent, first or planned (терміново, першочергово, планово).",
        ) from None


def _moment(cell: Cell, zone: ZoneInfo, *, day_will_do: bool) -> datetime:
    moment = _parse(cell) if isinstance(cell, str) else cell
    if isinstance(moment, datetime):
        return _in_utc(moment, zone)
    if isinstance(moment, date):
        if day_will_do:
            return _in_utc(datetime.combine(moment, time(0)), zone)
        raise InputError("The cell says a day but no hour.", "Type day and hour, for example 16.08.2025 05:00.")
    if isinstance(moment, time):
        raise InputError("The cell says an hour but no day.", "Type day and hour, for example 16.08.2025 05:00.")
    if _counts_days(cell):
        raise InputError(
            "The cell holds Excel's number of a day instead of a date.",
            "Format the column as date and time, or type it as 16.08.2025 05:00.",
        )
    raise InputError("The cell does not hold a date.", "Type it as 16.08.2025 05:00 or 2025-08-16 05:00.")


def _counts_days(cell: Cell) -> bool:
    try:
        return int(_number(cell)) in _EXCEL_DAYS
    except (InputError, ValueError, OverflowError):
        return False


def _parse(text: str) -> datetime | date | time | None:
    """Read day first with points as people write, or ISO 8601; None for anything else, month-first dates among them."""
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in match.groups())
        try:
            found = date(year, month, day)
            return datetime.combine(found, time(hour, minute, second)) if match[4] else found
        except ValueError:
            return None
    for reader in (date.fromisoformat, time.fromisoformat, datetime.fromisoformat):
        try:
            if not text.isdigit():
                return reader(text)
        except ValueError:
            continue
    return None


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    """Bring a time to UTC; a local time that the change of clocks skips or repeats is refused, never guessed."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    early, late = (moment.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early != late:
        raise InputError(
            "On that night the clocks change and this hour comes twice or not at all.",
            "Type the time with its zone, for example 2025-10-26T03:30:00+02:00.",
        )
    return early

"""What was typed for one request, by the headings of a sheet: flags, answers and files all are read as a sheet is."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.record.given import LOCAL, read_place
from openevac.domain.errors import InputError
from openevac.domain.receipts import parse_receipt

if TYPE_CHECKING:
    from openevac.feeds.ground import Ground
    from openevac.feeds.intake import IntakeRow
    from openevac.feeds.intake_rows import RowReader

OF_PEOPLE = ("phones", "told_by", "name", "street", "house", "flat", "address", "health", "note")
"""What is never a flag: flags end up in the shell's history."""
_KATOTTG = ("UA", "ua", "УА", "уа")


def reader_of(ground: Ground | None, now: datetime) -> RowReader:
    """Give the reader of what is typed at this terminal."""
    from openevac.feeds.intake_rows import RowReader

    return RowReader(file="", zone=LOCAL, ground=ground, now=now, heading=lambda name: name)


def read_typed(reader: RowReader, typed: dict[str, str]) -> IntakeRow:
    """Read what was typed as if it had stood in a sheet."""
    return reader.read(0, {name: (text,) for name, text in placed(typed).items() if text.strip()})


def placed(typed: dict[str, str]) -> dict[str, str]:
    """Tell a position or a link in the answer for the place from a code and from a name."""
    text = typed.get("place", "").strip()
    rest = {name: value for name, value in typed.items() if name != "place"}
    if not text:
        return rest
    if text.startswith(_KATOTTG) and any(sign.isdigit() for sign in text):
        return {**rest, "katottg": text}
    if "://" in text or sum(sign.isdigit() for sign in text) >= 4:
        found = read_place(text, "place")
        if found is not None:
            return {**rest, "lon": repr(found.lon), "lat": repr(found.lat)}
    return {**rest, "place": text}


def require_good(row: IntakeRow) -> None:
    """Refuse a request that misses something, with everything that is missing at once."""
    from openevac.domain.errors import InputErrors

    if row.faults:
        raise InputErrors([_plain(fault) for fault in row.faults])


def read_words(source: str) -> dict[str, str]:
    """Read lines "field: words" of a file, or of standard input for "-"; a field that stands twice is joined."""
    if source == "-":
        return _words(sys.stdin.read().splitlines(), "-")
    path = Path(source)
    try:
        return _words(path.read_text(encoding="utf-8").splitlines(), path.name)
    except (OSError, UnicodeDecodeError):
        raise InputError(
            "The file cannot be read.", "Name a text file with lines like `name: ...`, or - for standard input.",
            file=path.name,
        ) from None  # fmt: skip


def read_receipts(named: Iterable[str]) -> tuple[str, ...]:
    """Read the numbers of earlier requests that the caller read out."""
    return tuple(parse_receipt(one) for one in named)


def _words(lines: list[str], name: str) -> dict[str, str]:
    said: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        field, colon, words = line.partition(":")
        field = field.strip().lower()
        if not colon or field not in {*OF_PEOPLE, "place"}:
            raise InputError(
                "The line does not begin with a known field.", "Begin it with one of: {fields}.",
                file=name, row=number, fields=", ".join((*OF_PEOPLE, "place")),
            )  # fmt: skip
        said[field] = "; ".join(part for part in (said.get(field, ""), words.strip()) if part)
    return said


def _plain(fault: InputError) -> InputError:
    """Give a fault without the row it would have in a sheet."""
    return InputError(fault.problem, fault.todo, field=fault.field, **fault.facts)

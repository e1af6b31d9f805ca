"""A request with people as a client reads it from a sheet or a chat: what is planned with, what is to be sealed.

Only clients use this: what stands in `identity` is sealed before anything reaches a service.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from dataclasses import field as part
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.needs import Needs
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.requests import Priority
from openevac.feeds.tables import Cell

Words = str | list[str]
Cells = Mapping[str, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One field as it was read: the value taken, and the piece of text it was taken from."""

    field: str
    value: str = part(repr=False)
    piece: str = part(repr=False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of text that was noticed and not taken, and why. It stops nothing; a person decides."""

    why: InputError
    piece: str = part(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeRow:
    """One request: `number` is its row in the sheet, or its place in the paste.

    Planning layer: everything but `identity`, `readings`, `doubts` and `cells`; `position` is rounded to 100 m.
    `identity`: words to be sealed: name, told_by, phones (a list, E.164), whose (whose phone each is, where the text
    says so), no_phone ("yes" where somebody said there is none), street, house, flat, address, pin (lon, lat
    as given), health, note. None of it is ever printed by `repr`. A row with `faults` cannot be taken yet.
    """

    number: int
    code: str = ""
    needs: Needs | None = None
    katottg: str = ""
    position: LonLat | None = None
    priority: Priority = Priority.PLANNED
    required: bool = False
    tw_early: datetime | None = None
    tw_late: datetime | None = None
    release_time: datetime | None = None
    received_at: datetime
    asker: Asker = Asker.UNKNOWN
    identity: dict[str, Words] = part(repr=False)
    faults: tuple[InputError, ...] = ()
    readings: tuple[Reading, ...] = part(default=(), repr=False)
    doubts: tuple[Doubt, ...] = ()
    cells: Cells = part(repr=False, compare=False)

    @property
    def missing(self) -> tuple[str, ...]:
        """Give the fields that are missing or cannot be used, by the heading a person sees."""
        return tuple(dict.fromkeys(fault.field for fault in self.faults))

    @property
    def phones(self) -> list[str]:
        """Give the numbers to ring, in the one form tags are made of."""
        found = self.identity.get("phones", [])
        return [found] if isinstance(found, str) else found


@dataclass(frozen=True, slots=True)
class Alike:
    """Rows of one sheet that may be the same request, and why it looks so. Nothing is dropped for it."""

    rows: tuple[int, ...]
    why: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePreview:
    """What a sheet or a paste was read as, for a person to look at before anything is taken.

    `faults` are of the sheet as a whole: while there is one, no row is good. `ignored`: headings whose columns were
    left out; `never_read`: headings of what the program must not have. `unused`: pieces of a paste that are no
    request.
    """

    file: str
    rows: tuple[IntakeRow, ...]
    faults: tuple[InputError, ...] = ()
    ignored: tuple[str, ...] = ()
    never_read: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    alike: tuple[Alike, ...] = ()
    unused: tuple[str, ...] = part(default=(), repr=False)
    reread: Callable[[IntakeRow, Cells], IntakeRow] = part(repr=False, compare=False)
    compare: Callable[[tuple[IntakeRow, ...]], tuple[Alike, ...]] = part(repr=False, compare=False)

    @property
    def good(self) -> tuple[IntakeRow, ...]:
        """Give the rows that can be taken as they are."""
        return () if self.faults else tuple(row for row in self.rows if not row.faults)

    @property
    def to_mend(self) -> tuple[IntakeRow, ...]:
        """Give the rows that miss something; they stay until a person has mended them."""
        return tuple(row for row in self.rows if row.faults)

    def row(self, number: int) -> IntakeRow:
        """Give one row; InputError where the sheet has no such row."""
        for row in self.rows:
            if row.number == number:
                return row
        raise InputError("There is no request in row {number}.", "Give the number of a row of the preview.",
                         file=self.file, field="row", number=number)  # fmt: skip

    def corrected(self, number: int, **typed: str) -> IntakePreview:
        """Give the preview with cells of one row typed anew, by field: people="3", place="…", phones="немає".

        The row is read again as if it had stood in the sheet so; "" empties a cell.
        """
        row = self.row(number)
        mended = self.reread(row, {**row.cells, **{name: (text.strip() or None,) for name, text in typed.items()}})
        rows = tuple(mended if one.number == number else one for one in self.rows)
        return replace(self, rows=rows, alike=self.compare(rows))

"""Cells of one request with people into an IntakeRow: every fault noted, nothing lost, nothing guessed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, cast
from zoneinfo import ZoneInfo

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.places import LonLat
from openevac.domain.units import require_in_order
from openevac.feeds.ground import Ground, km_between, settle
from openevac.feeds.intake import Cells, IntakeRow, Words
from openevac.feeds.intake_columns import ASKER, PEOPLE_FIELDS
from openevac.feeds.phone_words import read_phones
from openevac.feeds.sheet_cells import Value, read_cell
from openevac.feeds.sheet_columns import COLUMNS, COUNTED, Kind
from openevac.feeds.sheet_meaning import katottg_of, needs_of, position_of
from openevac.feeds.tables import Cell

MOST_LETTERS = 4000
"""Longer cells are refused: somebody pasted a file into a cell."""

FARTHEST_PIN_KM = 15.0
"""A pin farther than this from the centre of the place named is taken for a contradiction."""

_ASKERS = (
    (Asker.SELF, r"сам\w?|self|особисто|лично|заявник"),
    (Asker.RELATIVE, (r"родич\w*|родственни\w*|relative|донька|дочка|дочь|син|сын|мати|мама|батько|брат|сестра|внук"
     r"|онук\w*|внучка|племінни\w*|чоловік|дружина|муж|жена")),
    (Asker.NEIGHBOUR, r"сусід\w*|сосед\w*|neighbou?r|знайом\w*|знаком\w*|подруга|друг"),
    (Asker.COMMUNITY, r"громада|староста|старостат|community|сільрада|ва|вца|сва|мва"),
    (Asker.SERVICE, r"поліція|дснс|швидка|лікар\w*|соц\w*|service|police|102|103|101"),
    (Asker.UNKNOWN, r"невідомо|неизвестно|unknown"),
)  # fmt: skip
_KINDS = {column.field: column.kind for column in COLUMNS}
_DIRECTIONS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowReader:
    """Reads rows of one sheet or paste. `now` is when it is read: a request without a time came in then."""

    file: str
    zone: ZoneInfo
    ground: Ground | None
    now: datetime
    heading: Callable[[str], str]

    def read(self, number: int, cells: Cells) -> IntakeRow:
        """Read one request; what cannot be used stands in `faults`, under the heading a person sees."""
        faults: list[InputError] = []
        row = _Row(self, number, cells, faults)
        values = row.values()
        known: dict[str, Any] = {name: values[name] for name in ("priority", "required") if name in values}
        katottg, position, pin = row.where(values)
        return IntakeRow(
            number=number,
            code=cast("str", values.get("id", "")),
            needs=row.tried("people", lambda: _needs(values)) if row.counts_were_read() else None,
            katottg=katottg,
            position=position,
            **{name: values.get(name) for name in ("tw_early", "tw_late", "release_time")},  # type: ignore[arg-type]  # moments by their kinds
            received_at=cast("datetime", values.get("received_at", self.now)),
            asker=row.tried(ASKER, lambda: _asker(row.text(ASKER))) or Asker.UNKNOWN,
            identity=row.identity(pin),
            faults=row.all_faults(values),
            cells=cells,
            **known,
        )


@dataclass(slots=True)
class _Row:
    """One row while it is read."""

    reader: RowReader
    number: int
    cells: Cells
    faults: list[InputError]
    broken: set[str] = field(default_factory=set)

    def note(self, fault: InputError, name: str) -> None:
        at = InputError(fault.problem, fault.todo, field=self.reader.heading(name), **fault.facts)
        self.faults.append(at.at(file=self.reader.file, row=self.number))
        self.broken.add(name)

    def tried(self, name: str, read: Callable[[], Any]) -> Any:
        """Give what a reader gives; None, and a fault noted, where it refuses."""
        try:
            return read()
        except InputError as fault:
            self.note(fault, _FIELD_OF.get(fault.field, fault.field if fault.field in _KINDS else name))
            return None

    def values(self) -> dict[str, Value]:
        """Read the cells of the planning layer; empty ones are left out."""
        values: dict[str, Value] = {}
        for name, kind in _KINDS.items():
            for cell in self.cells.get(name, ())[:1]:
                value = self.tried(name, partial(read_cell, _clean(cell), kind, self.reader.zone))
                if value is not None:
                    values[name] = value
        return values

    def counts_were_read(self) -> bool:
        return not self.broken & {"people", *COUNTED}

    def where(self, values: dict[str, Value]) -> tuple[str, LonLat | None, LonLat | None]:
        """Give code, rounded position, and the pin as it was given."""
        pin = self.tried("lon", lambda: position_of(values))
        code = self.tried("place", lambda: katottg_of(values, self.reader.ground))
        if self.broken & {"place", "katottg", "lon", "lat"}:
            return "", None, pin
        if not code and pin is None:
            self.note(
                InputError("The request says no place.", "Give a KATOTTG code, a position, or both."),
                "place",
            )
            return "", None, None
        katottg, position = self.tried("place", lambda: self._settled(code, pin)) or ("", None)
        return katottg, position, pin

    def _settled(self, code: str, pin: LonLat | None) -> tuple[str, LonLat | None]:
        ground = self.reader.ground
        centre = ground.places[code].position if ground and code in ground.places else None
        if pin is not None and centre is not None and km_between(pin, centre) > FARTHEST_PIN_KM:
            raise InputError(
                "The position lies {km} km from the place that is named.",
                "Correct the place or the position.",
                field="place",
                km=round(km_between(pin, centre)),
            )
        return settle(code, pin, ground)

    def text(self, name: str) -> str:
        """Give the words of a column of people, several columns joined; a cell that cannot be read is a fault."""
        parts = []
        for cell in self.cells.get(name, ()):
            kind = PEOPLE_FIELDS.get(name, Kind.TEXT)
            value = self.tried(name, partial(read_cell, _clean(cell), kind, self.reader.zone))
            parts += [str(value)] if value is not None else []
        joined = (" " if name == "name" else "; ").join(parts)
        if len(joined) > MOST_LETTERS:
            self.note(InputError("The cell holds {count} letters.", "Shorten it to {most}.",
                                 count=len(joined), most=MOST_LETTERS), name)  # fmt: skip
            return ""
        return joined

    def identity(self, pin: LonLat | None) -> dict[str, Words]:
        """Give the words to be sealed; numbers that cannot be read are a fault, and stay in the cells."""
        words: dict[str, Words] = {name: self.text(name) for name in PEOPLE_FIELDS if name != "phones"}
        found = read_phones(self.text("phones"))
        words |= {"phones": list(found.numbers), "whose": list(found.whose) if any(found.whose) else []}
        words["no_phone"] = "yes" if found.none_said and not found.numbers else ""
        words["pin"] = f"{pin.lon!r}, {pin.lat!r}" if pin else ""
        for fault in found.faults:
            self.note(fault, "phones")
        if not found.numbers and not found.none_said and not found.faults:
            self.note(InputError("No phone is given.", "Type the number, or “none” (немає) where there is no phone."),
                      "phones")  # fmt: skip
        if found.rest:
            words["note"] = "; ".join(part for part in (str(words["note"]), found.rest) if part)
        return {name: said for name, said in words.items() if said}

    def all_faults(self, values: dict[str, Value]) -> tuple[InputError, ...]:
        """Give the faults of the row, those of the window included."""
        early, late = (cast("datetime | None", values.get(name)) for name in ("tw_early", "tw_late"))
        self.tried("tw_early", lambda: require_in_order("tw_early", early, late))
        return tuple(self.faults)


_FIELD_OF = {"position": "lon", "katottg": "place", "needs": "people"}


def _needs(values: dict[str, Value]) -> Any:
    if not any(name in values for name in ("people", *COUNTED)):
        raise InputError("Nobody has said how many people travel.", "Type a number.", field="people")
    return needs_of(values)


def _asker(text: str) -> Asker:
    """Read who asks; what is not known stays unknown and is a fault only where something was typed."""
    plain = text.casefold().strip(" .")
    for asker, pattern in _ASKERS:
        if re.fullmatch(pattern, plain) or plain == asker.value:
            return asker
    if plain:
        raise InputError(
            "The cell does not say who asks.",
            "Type self, relative, neighbour, community or service (сам, родич, сусід, громада, служба).",
        )
    return Asker.UNKNOWN


def _clean(cell: Cell) -> Cell:
    """Take away what no person typed: control signs, and the signs that turn the direction of writing.

    Contacts copied from a phone carry them around every number; they also can make a text read otherwise than it
    is stored.
    """
    if not isinstance(cell, str):
        return cell
    text = unicodedata.normalize("NFC", _DIRECTIONS.sub("", cell))
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip() or None

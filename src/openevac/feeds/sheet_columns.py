"""The columns of a requests sheet: their headings in Ukrainian and English, and those that name a person."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.feeds.typed_files import nearest


class Kind(Enum):
    """What a column's cells hold."""

    ID = "id"
    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    MOMENT = "moment"
    DAY_OR_MOMENT = "day_or_moment"
    YES_NO = "yes_no"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: the field it fills, what it holds, the headings it is known by (first English, first Ukrainian)."""

    field: str
    kind: Kind
    headings: tuple[str, ...]
    meaning: str


COLUMNS = (
    Column("id", Kind.ID, ("id", "request", "code", "номер", "номер заявки", "заявка", "№"), "code of the request"),
    Column("place", Kind.TEXT, ("place", "settlement", "населений пункт", "місце", "село", "місто"),
           "name of the place"),
    Column("katottg", Kind.TEXT, ("katottg", "катоттг", "код катоттг"), "code of the place"),
    Column("lon", Kind.NUMBER, ("lon", "longitude", "довгота", "pin longitude"), "degrees east"),
    Column("lat", Kind.NUMBER, ("lat", "latitude", "широта", "pin latitude"), "degrees north"),
    Column("people", Kind.WHOLE, ("people", "party size", "how many", "людей", "кількість людей", "скільки людей"),
           "everybody; those no other column counts walk by themselves"),
    Column("walks", Kind.WHOLE, ("walks", "ходять самі", "ходить сам(а)"), "people who walk"),
    Column("walks_with_help", Kind.WHOLE, ("walks with help", "ходять з допомогою", "ходить з допомогою"),
           "people who walk with help"),
    Column("wheelchairs", Kind.WHOLE, ("wheelchairs", "wheelchair", "на кріслі колісному", "крісло колісне"),
           "people in wheelchairs"),
    Column("stretchers", Kind.WHOLE, ("stretchers", "lying", "лежачі", "лежача людина", "лежачих"), "lying people"),
    Column("over_100_kg", Kind.WHOLE, ("over 100 kg", "понад 100 кг"), "of those carried, over 100 kg"),
    Column("needs_care", Kind.WHOLE, ("needs care", "care beds", "місце з доглядом", "з доглядом", "потрібен догляд"),
           "people who need a bed with care"),
    Column("needs_no_stairs", Kind.WHOLE, ("needs no stairs", "no stairs", "без сходів"),
           "people who cannot climb stairs"),
    Column("carry_floors", Kind.WHOLE, ("carry floors", "floors without lift", "поверх без ліфта"),
           "floors without a working lift"),
    Column("belongings_kg", Kind.NUMBER, ("belongings kg", "речі кг"), "belongings, kilograms"),
    Column("belongings_l", Kind.NUMBER, ("belongings l", "речі л"), "belongings, litres"),
    Column("bulky", Kind.WHOLE, ("bulky", "великі речі"), "pieces two people carry"),
    Column("pets", Kind.WHOLE, ("pets", "тварини"), "animals"),
    Column("priority", Kind.PRIORITY, ("priority", "черговість"), "urgent, first or planned"),
    Column("required", Kind.YES_NO, ("required", "обов'язково"), "yes where no mission leaves without it"),
    Column("tw_early", Kind.MOMENT, ("tw early", "from", "не раніше", "вікно від"), "at the door not before"),
    Column("tw_late", Kind.MOMENT, ("tw late", "until", "не пізніше", "вікно до"), "at the door not after"),
    Column("received_at", Kind.DAY_OR_MOMENT, ("received at", "received", "отримано", "дата заявки", "прийнято"),
           "when the request came in"),
    Column("release_time", Kind.MOMENT, ("release time", "confirmed until", "чекаємо підтвердження до"),
           "not served before this"),
    Column("escort", Kind.YES_NO, ("escort", "with escort", "супровід", "є супровід"),
           "yes where somebody walks with those who need help"),
)  # fmt: skip
COUNTED = ("walks", "walks_with_help", "wheelchairs", "stretchers")

_IDENTITY = re.compile(
    r"\b(п ?і ?б|прізвищ\w*|ім'?я|по батькові|телефон\w*|тел|моб\w*|контакт\w*|адрес\w*|вулиц\w*|вул|будин\w*|буд"
    r"|квартир\w*|кв|народжен\w*|паспорт\w*|рнокпп|іпн|родич\w*|заявник\w*|коментар\w*|примітк\w*|діагноз\w*"
    r"|здоров\w*|хвороб\w*|дзвони\w*|пошта|телеграм"
    r"|names?|surname|phones?|tel|mobile|contacts?|address|street|house|flat|apartment|birth\w*|passport|tax|relatives?"
    r"|caller|comments?|notes?|diagnosis|health|illness|e ?mail|telegram|viber|whatsapp|signal)\b"
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which sheet column fills which field (both ways), and what was left out."""

    index: dict[str, int]
    headings: dict[str, str]
    identity: int
    unused: tuple[str, ...]

    def heading(self, field: str) -> str:
        """Give the heading a person sees for a field; the field's own name where the sheet has no such column."""
        return self.headings.get(field, field)

    def remarks(self) -> tuple[Remark, ...]:
        """Say what was left out of the sheet."""
        said = []
        if self.identity:
            said.append(
                Remark(
                    text="Columns with names, phones or addresses left out before planning: {count}.",
                    facts={"count": self.identity},
                )
            )
        if self.unused:
            said.append(
                Remark(text="Columns that planning does not use: {columns}.", facts={"columns": ", ".join(self.unused)})
            )
        return tuple(said)


def plain(heading: str) -> str:
    """Bring a heading into one form: small letters, one blank, no punctuation, one kind of apostrophe."""
    text = re.sub(r"[’ʼ`´]", "'", heading.casefold())
    text = re.sub(r"[,;:/\\_\-.*?!]+", " ", text)
    return re.sub(r"\s+", " ", text).strip()


_BY_HEADING = {plain(heading): column for column in COLUMNS for heading in column.headings}


def column_of(heading: str) -> Column | None:
    """Give the column of the planning layer a heading names, None where it names none."""
    return _BY_HEADING.get(plain(heading))


def meant_column(heading: str) -> str:
    """Give the headings of ours that a heading is a slip away from, quoted; empty where there are none."""
    return nearest(plain(heading), list(_BY_HEADING), likeness=0.8)


def is_heading(text: str) -> bool:
    """Tell whether a cell is a heading this sheet knows."""
    return plain(text) in _BY_HEADING or is_identity(text)


def is_identity(heading: str) -> bool:
    """Tell whether a column names a person or tells where exactly they live: it never reaches the planner."""
    text = plain(heading)
    return text not in _BY_HEADING and bool(_IDENTITY.search(text))


def choose_columns(headings: tuple[str, ...], note: Callable[[InputError], None]) -> Chosen:
    """Match headings to fields. A near miss, a heading twice, or a missing one goes to `note` as a fault."""
    index: dict[str, int] = {}
    named: dict[str, str] = {}
    identity, unused = 0, []
    for number, heading in enumerate(headings):
        column = column_of(heading)
        if column is None:
            if is_identity(heading):
                identity += 1
            elif near := meant_column(heading):
                note(InputError("The column '{heading}' is not known.", "Did you mean {near}? Rename it or remove it.",
                                field=heading, heading=heading, near=near))  # fmt: skip
            elif heading:
                unused.append(heading)
        elif column.field in index:
            note(InputError("The column for '{name}' stands twice.", "Remove one of the two.",
                            field=heading, name=column.headings[0]))  # fmt: skip
        else:
            index[column.field], named[column.field] = number, heading
    chosen = Chosen(index, named, identity, tuple(unused))
    for fault in _missing(chosen):
        note(fault)
    return chosen


def _missing(chosen: Chosen) -> list[InputError]:
    faults = []
    if not {"place", "katottg"} & chosen.index.keys() and not {"lon", "lat"} <= chosen.index.keys():
        faults.append(InputError("No column says where people are.",
                                 "Add a column place, katottg, or two columns lon and lat."))  # fmt: skip
    if not {"people", *COUNTED} & chosen.index.keys():
        faults.append(InputError("No column says how many people travel.",
                                 "Add a column people, or walks, walks with help, wheelchairs, lying."))  # fmt: skip
    if "received_at" not in chosen.index:
        faults.append(InputError("No column says when the request came in.",
                                 "Add a column received: who waits longest goes first."))  # fmt: skip
    return faults

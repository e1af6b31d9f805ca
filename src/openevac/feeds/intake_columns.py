"""The columns of a sheet WITH people: ours, those that name people, those never read, and those left out."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.feeds.sheet_columns import COLUMNS, COUNTED, Kind, column_of, is_heading, meant_column, plain

PEOPLE_FIELDS = {
    "phones": Kind.TEXT,
    "told_by": Kind.TEXT,
    "name": Kind.TEXT,
    "street": Kind.TEXT,
    "house": Kind.ID,
    "flat": Kind.ID,
    "address": Kind.TEXT,
    "health": Kind.TEXT,
    "note": Kind.TEXT,
}
"""What is read of people, for sealing only, and what the cells hold."""

ASKER = "asker"
PLANNING_ONLY = frozenset({"escort"})
"""Columns that a sheet for planning may have and the record does not keep: they are listed as left out."""

# Nobody's papers, birthday, service, faith or views are taken over, not even sealed.
_NEVER = re.compile(
    r"паспорт|рнокпп|\bіпн\b|\bинн\b|народж|рожден|\bдн\b|birth|passport|\btax\b|документ|document|посвідчен"
    r"|військов|военн|\bвпо\b.*довідк|military|громадянств|гражданств|citizen|національн|национальн|nationalit"
    r"|політ|полит|politic|реліг|религ|relig|нагород|наград|award|місце роботи|место работы|посада|должность"
)
_PEOPLE = (
    ("phones", r"телефон|\bтел\b|\bмоб|\bphones?\b|\bmobile\b|\btel\b|viber|вайбер|whatsapp|signal|\bдзвони"),
    ("told_by", r"заявник|заявител|caller|хто звернув|родич|родственник|relative|контактна особа|contact person"),
    ("note", r"телеграм|telegram|e ?mail|пошта|почта"),
    ("phones", r"контакт|contact"),
    ("name", r"\bп ?і ?б\b|\bф ?и ?о\b|прізвищ|фамил|\bім'?я\b|\bимя\b|по батькові|отчеств|\bnames?\b|surname"),
    ("street", r"вулиц|\bвул\b|улиц|\bул\b|street"),
    ("house", r"будин|\bбуд\b|\bдом\b|house"),
    ("flat", r"квартир|\bкв\b|\bflat\b|apartment"),
    ("address", r"адрес|address"),
    ("health", r"діагноз|диагноз|здоров|хвороб|болезн|diagnosis|health|illness"),
    ("note", r"коментар|комментар|примітк|примечан|comment|\bnotes?\b|опис"),
)
_OF_THE_FORM = {"pin altitude", "pin accuracy", "pin precision"}
"""Columns that forms on phones add beside a point; like ours, and not mistyped."""
_ASKER = {"asker", "who asks", "хто звертається", "ким доводиться"}


@dataclass(frozen=True, slots=True)
class IntakeColumns:
    """Which sheet columns fill which field, and which fill none.

    `index`: field -> columns by number; a name may stand in three. `never_read` and `ignored` are headings.
    """

    index: dict[str, tuple[int, ...]]
    headings: dict[str, str]
    never_read: tuple[str, ...]
    ignored: tuple[str, ...]
    faults: tuple[InputError, ...]

    def heading(self, field: str) -> str:
        """Give the heading a person sees for a field; the field's own name where the sheet has no such column."""
        return self.headings.get(field, field)


def is_intake_heading(text: str) -> bool:
    """Tell whether a cell is a heading that a sheet with people can have."""
    return bool(text) and (is_heading(text) or field_of(text) != "")


def field_of(heading: str) -> str:
    """Give the field a heading fills, "" where it fills none or must not be read."""
    column = column_of(heading)
    if column is not None:
        return "" if column.field in PLANNING_ONLY else column.field
    text = plain(heading)
    if text in _ASKER:
        return ASKER
    if is_never_read(heading):
        return ""
    return next((field for field, pattern in _PEOPLE if re.search(pattern, text)), "")


def is_never_read(heading: str) -> bool:
    """Tell whether a column holds what the program must not have, sealed or not."""
    return column_of(heading) is None and bool(_NEVER.search(plain(heading)))


def choose_intake_columns(headings: tuple[str, ...]) -> IntakeColumns:
    """Match headings to fields; near misses and planning columns that stand twice are faults of the sheet."""
    index: defaultdict[str, tuple[int, ...]] = defaultdict(tuple)
    named: dict[str, str] = {}
    never: list[str] = []
    ignored: list[str] = []
    faults: list[InputError] = []
    for number, heading in enumerate(headings):
        field = field_of(heading)
        if field and (field in PEOPLE_FIELDS or field not in index):
            index[field] += (number,)
            named.setdefault(field, heading)
        elif field:
            faults.append(InputError("The column for '{name}' stands twice.", "Remove one of the two.",
                                     field=heading, name=named[field]))  # fmt: skip
        elif is_never_read(heading):
            never.append(heading)
        elif column_of(heading) is None and plain(heading) not in _OF_THE_FORM and (near := meant_column(heading)):
            faults.append(InputError("The column '{heading}' is not known.",
                                     "Did you mean {near}? Rename it or remove it.",
                                     field=heading, heading=heading, near=near))  # fmt: skip
        elif heading:
            ignored.append(heading)
    if not {"people", *COUNTED} & index.keys():
        faults.append(InputError("No column says how many people travel.",
                                 "Add a column people, or walks, walks with help, wheelchairs, lying."))  # fmt: skip
    if not {"place", "katottg"} & index.keys() and not {"lon", "lat"} <= index.keys():
        faults.append(InputError("No column says where people are.",
                                 "Add a column place, katottg, or two columns lon and lat."))  # fmt: skip
    return IntakeColumns(dict(index), named, tuple(never), tuple(ignored), tuple(faults))


def reading_words() -> dict[str, object]:
    """Give the words a sheet is read by, for the reader in the browser: names and phones are sealed there."""
    kept = [column for column in COLUMNS if column.field not in PLANNING_ONLY]
    return {
        "columns": {plain(heading): column.field for column in kept for heading in column.headings},
        "kinds": {column.field: column.kind.value for column in kept},
        "asker": sorted(_ASKER),
        "people": [list(pair) for pair in _PEOPLE],
        "never": _NEVER.pattern,
        "form": sorted(_OF_THE_FORM),
    }

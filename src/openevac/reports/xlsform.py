"""The request form for ODK and Kobo as an XLSForm: three fields must be filled, and none asks what nobody may know.

Its field names are headings that the reader of sheets with people knows: what the phones collected is read back by
`openevac request import` without a word of mapping.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

from openevac.domain.events import Asker
from openevac.domain.requests import Priority
from openevac.reports.words import Words

LANGUAGES = {"uk": "Українська (uk)", "en": "English (en)"}
FORM_ID = "openevac_request"
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Question:
    """One row of the form: its kind and name, what is asked (a template), a hint, and what it must keep to."""

    kind: str
    name: str
    asks: str = ""
    hint: str = ""
    required: bool = False
    constraint: str = ""


_COUNT = f". >= 0 and . <= {MOST_PEOPLE}"
QUESTIONS = (
    Question("start", "received_at"),
    Question("note", "warning", asks="Do not write about soldiers, vehicles of war, checkpoints, service or opinions."),
    Question("text", "place", asks="Village or town", required=True),
    Question("text", "phones", asks="Phone", hint="Several are parted by a comma. Without a phone type: немає",
             required=True),
    Question("integer", "people", asks="How many people go", required=True,
             constraint=f". >= 1 and . <= {MOST_PEOPLE}"),
    Question("select_one asker", "asker", asks="Who asks"),
    Question("integer", "walks_with_help", asks="Of them walk with help", constraint=_COUNT),
    Question("integer", "wheelchairs", asks="Of them in a wheelchair", constraint=_COUNT),
    Question("integer", "stretchers", asks="Of them lying", constraint=_COUNT),
    Question("integer", "carry_floors", asks="Floors to carry, without a lift", hint="0 where the lift works",
             constraint=". >= 0 and . <= 40"),
    Question("integer", "pets", asks="Animals, how many", constraint=". >= 0 and . <= 30"),
    Question("integer", "bulky", asks="Large things, how many", constraint=". >= 0 and . <= 30"),
    Question("select_one priority", "priority", asks="Turn"),
    Question("text", "name", asks="Name, as the people want to be called"),
    Question("text", "street", asks="Street"),
    Question("text", "house", asks="House"),
    Question("text", "flat", asks="Flat"),
    Question("geopoint", "pin", asks="Point on the map", hint="Only standing at the door, and only if it is calm."),
    Question("text", "note", asks="How to find them, whom to ask for"),
)  # fmt: skip

CHOICES: dict[str, dict[str, str]] = {
    "asker": {
        Asker.SELF.value: "the person themselves",
        Asker.RELATIVE.value: "a relative",
        Asker.NEIGHBOUR.value: "a neighbour",
        Asker.COMMUNITY.value: "the community",
        Asker.SERVICE.value: "a service",
        Asker.UNKNOWN.value: "not known",
    },
    "priority": {Priority.URGENT.value: "urgent", Priority.FIRST.value: "first", Priority.PLANNED.value: "planned"},
}
"""List -> value -> what is shown. Values are what the reader of sheets takes."""

_HOUR = re.compile(rb">[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z<")
_SURVEY = ["type", "name", "required", "constraint"]


def xlsform(version: str) -> bytes:
    """Give the form as an .xlsx file, Ukrainian first, English beside it; the same version gives the same bytes.

    `version`: what the collecting server shows, by custom the day and a number: 2025101201.
    """
    spoken = {language: Words(language) for language in LANGUAGES}
    book = Workbook()
    book.remove(book.active)
    survey, choices, settings = (book.create_sheet(name) for name in ("survey", "choices", "settings"))
    labels = [f"label::{name}" for name in LANGUAGES.values()]
    hints = [f"hint::{name}" for name in LANGUAGES.values()]
    messages = [f"constraint_message::{name}" for name in LANGUAGES.values()]
    survey.append([*_SURVEY, *labels, *hints, *messages])
    for question in QUESTIONS:
        survey.append(_row(question, spoken))
    choices.append(["list_name", "name", *labels])
    for name, values in CHOICES.items():
        for value, shown in values.items():
            choices.append([name, value, *(words.say(shown) for words in spoken.values())])
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append([spoken["uk"].say("Request to be brought out"), FORM_ID, version, LANGUAGES["uk"]])
    return _undated(book)


def _row(question: Question, spoken: dict[str, Words]) -> list[str | None]:
    said = [words.say(question.asks) if question.asks else None for words in spoken.values()]
    hints = [words.say(question.hint) if question.hint else None for words in spoken.values()]
    refused = "This number cannot be right."
    messages = [words.say(refused) if question.constraint else None for words in spoken.values()]
    required = "yes" if question.required else None
    return [question.kind, question.name, required, question.constraint or None, *said, *hints, *messages]


def _undated(book: Workbook) -> bytes:
    """Give the workbook with one fixed day in place of the hour that openpyxl writes into it and into its zip."""
    written = BytesIO()
    book.save(written)
    kept = BytesIO()
    with ZipFile(written) as made, ZipFile(kept, "w", ZIP_DEFLATED) as plain:
        for name in made.namelist():
            part = made.read(name)
            fixed = _HOUR.sub(b">1980-01-01T00:00:00Z<", part) if name == "docProps/core.xml" else part
            plain.writestr(ZipInfo(name, (1980, 1, 1, 0, 0, 0)), fixed)
    return kept.getvalue()

"""The form for ODK and Kobo: pyxform takes it without a warning, nothing forbidden is asked, answers are read back."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from openevac.domain.events import Asker
from openevac.domain.needs import Needs
from openevac.domain.requests import Priority
from openevac.feeds.intake_columns import field_of, is_never_read
from openevac.feeds.intake_sheet import read_intake_sheet
from openevac.reports.xlsform import CHOICES, LANGUAGES, QUESTIONS, xlsform
from tests.feeds.people import KYIV, NOW, PEOPLE_GROUND, name_of

FORM = xlsform("2025101201")


def sheet(name: str) -> list[dict[str, str | None]]:
    rows = list(load_workbook(io.BytesIO(FORM))[name].iter_rows(values_only=True))
    heads = [str(head) for head in rows[0]]
    cells = [[None if cell is None else str(cell) for cell in row] for row in rows[1:]]
    return [dict(zip(heads, row, strict=True)) for row in cells]


@pytest.fixture(scope="module")
def xform(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("form") / "request.xlsx"
    path.write_bytes(FORM)
    done = convert(str(path), validate=False, pretty_print=True)
    assert done.warnings == []
    return str(done.xform)


def test_pyxform_takes_it_without_a_warning_and_asks_every_question(xform: str) -> None:
    tree = ET.fromstring(xform)  # noqa: S314 - made a line above, from our own form
    bound = {str(one.get("nodeset")).rsplit("/", 1)[-1]: one for one in tree.iter() if one.tag.endswith("}bind")}
    assert {question.name for question in QUESTIONS} <= set(bound)
    needed = {name for name, one in bound.items() if one.get("required") == "true()"}
    assert needed == {"place", "phones", "people"}


def test_both_languages_are_whole_and_ukrainian_comes_first(xform: str) -> None:
    assert re.findall(r'<translation lang="([^"]+)"', xform) == list(LANGUAGES.values())
    assert 'default="true()"' in xform
    for row in [*sheet("survey"), *sheet("choices")]:
        labels = [row[f"label::{name}"] for name in LANGUAGES.values()]
        assert all(labels) or row["type"] == "start"
        assert labels[0] is None or re.search("[а-яіїє]", labels[0].lower()), row


def test_the_warning_about_soldiers_stands_in_the_form(xform: str) -> None:
    assert "Не пишіть про військових, техніку, блокпости, службу, погляди." in xform


def test_nothing_is_asked_that_nobody_may_have() -> None:
    forbidden = re.compile(
        r"паспорт|народж|військов(?!их, техніку)|служб(?!у, погляди|а$)|громадян|національн|партi|релігі"
        r"|passport|birth|nationality|religion|loyal|militar",
        re.IGNORECASE,
    )
    for row in sheet("survey"):
        assert not is_never_read(str(row["name"]))
        assert not [cell for cell in row.values() if cell and forbidden.search(cell)], row


def test_every_answer_has_a_column_the_reader_of_sheets_knows() -> None:
    special = {"warning", "pin"}  # a note has no answer; a point becomes two columns
    assert {question.name for question in QUESTIONS if not field_of(question.name)} == special
    assert field_of("pin-Latitude") == "lat"
    assert field_of("_pin_longitude") == "lon"


def submissions(*answers: dict[str, str]) -> str:
    """Give a table as ODK Central exports it, with columns of its own around the answers."""
    own = ["SubmissionDate", "pin-Latitude", "pin-Longitude", "pin-Altitude", "pin-Accuracy", "meta-instanceID", "KEY",
           "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status", "ReviewState",
           "DeviceID", "Edits", "FormVersion"]  # fmt: skip
    names = [*own[:1], *(question.name for question in QUESTIONS if question.name != "pin"), *own[1:]]
    out = io.StringIO()
    writer = csv.DictWriter(out, names, restval="")
    writer.writeheader()
    writer.writerows(answers)
    return out.getvalue()


def test_what_phones_collected_is_read_back(tmp_path: Path) -> None:
    text = submissions(
        {"received_at": "2025-10-12T09:31:00.000+03:00", "place": "Вигаданівка", "phones": "067 123 45 67",
         "people": "3", "stretchers": "1", "carry_floors": "7", "pets": "1", "asker": "relative", "priority": "urgent",
         "name": "Ганна", "street": "Миру", "house": "5", "flat": "12", "note": "стукати", "pin-Latitude": "49.6001",
         "pin-Longitude": "37.2003", "SubmitterName": "volunteer 7", "meta-instanceID": "uuid:1", "DeviceID": "d"},
        {"received_at": "2025-10-12T06:31:00.000Z", "place": "Млинок", "phones": "немає", "people": "1"},
        {"received_at": "2025-10-12T06:31:00.000Z", "place": "Ніде", "phones": "", "people": "1"},
    )  # fmt: skip
    path = tmp_path / "odk.csv"
    path.write_text(text, encoding="utf-8")
    preview = read_intake_sheet(path, KYIV, PEOPLE_GROUND, NOW)
    assert preview.faults == ()
    first, second = preview.good
    assert first.needs == Needs(walks=2, stretchers=1, carry_floors=7, pets=1)
    assert first.received_at == datetime(2025, 10, 12, 6, 31, tzinfo=UTC)
    assert (first.asker, first.priority) == (Asker.RELATIVE, Priority.URGENT)
    assert name_of(first.katottg) == "Вигаданівка"
    assert first.identity == {
        "name": "Ганна", "phones": ["+380671234567"], "street": "Миру", "house": "5", "flat": "12", "note": "стукати",
        "pin": "37.2003, 49.6001",
    }  # fmt: skip
    assert second.identity == {"no_phone": "yes"}
    assert [row.missing for row in preview.to_mend] == [("place", "phones")]
    assert "SubmitterName" in preview.ignored


@pytest.mark.parametrize("name", CHOICES)
def test_every_choice_is_a_value_the_reader_takes(tmp_path: Path, name: str) -> None:
    for number, value in enumerate(CHOICES[name]):
        path = tmp_path / f"{number}.csv"
        path.write_text(
            submissions({"place": "Млинок", "phones": "немає", "people": "1", name: value}), encoding="utf-8"
        )
        (row,) = read_intake_sheet(path, KYIV, PEOPLE_GROUND, NOW).good
        assert getattr(row, name).value == value


def test_the_same_version_gives_the_same_bytes() -> None:
    assert xlsform("2025101201") == FORM
    assert xlsform("2025101202") != FORM

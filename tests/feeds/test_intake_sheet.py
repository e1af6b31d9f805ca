"""Sheets with people: every encoding and sign, words to seal, rows kept to be mended, papers never taken over."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from openevac.domain.errors import InputError
from openevac.domain.events import Asker
from openevac.domain.needs import Needs
from openevac.domain.requests import Priority
from openevac.feeds.intake import IntakePreview, IntakeRow
from openevac.feeds.intake_columns import PLANNING_ONLY, field_of, is_intake_heading, is_never_read
from openevac.feeds.intake_sheet import read_intake_sheet
from openevac.feeds.phone_words import find_phones, read_phones
from openevac.feeds.sheet_columns import COLUMNS
from openevac.feeds.sheet_encodings import read_any_text
from tests.feeds.people import KYIV, NOW, PEOPLE_GROUND, name_of
from tests.feeds.sheets import csv_file, xlsx_file
from tests.torture import examples

SHEET = (
    "№;ПІБ;Телефон;Село;Вулиця;Будинок;Квартира;Людей;Лежачі;Поверх без ліфта;Черговість;Отримано;Примітки\n"
    "1;Вигадана Ганна;067 123 45 67;Млинок;Миру;5;12;3;1;7;терміново;12.10.2025 09:30;стукати двічі\n"
    "2;Небувалий Іван;(050) 765-43-21;Вигаданівка;Садова;7а;;2;;;;11.10.2025;\n"
)


def read(folder: Path, text: str) -> IntakePreview:
    return read_bytes(folder, text.encode())


def read_bytes(folder: Path, raw: bytes, name: str = "requests.csv") -> IntakePreview:
    (folder / name).write_bytes(raw)
    return read_intake_sheet(folder / name, KYIV, PEOPLE_GROUND, NOW)


def one(folder: Path, head: str, row: str) -> IntakeRow:
    (found,) = read(folder, f"{head}\n{row}\n").rows
    return found


def test_planning_part_and_words_to_seal(tmp_path: Path) -> None:
    preview = read(tmp_path, SHEET)
    first, second = preview.good
    assert preview.to_mend == ()
    assert first.number == 2
    assert first.code == "1"
    assert first.needs == Needs(walks=2, stretchers=1, carry_floors=7)
    assert first.priority is Priority.URGENT
    assert first.received_at == datetime(2025, 10, 12, 6, 30, tzinfo=UTC)
    assert name_of(first.katottg) == "Млинок"
    assert first.identity == {
        "name": "Вигадана Ганна", "phones": ["+380671234567"], "street": "Миру", "house": "5", "flat": "12",
        "note": "стукати двічі",
    }  # fmt: skip
    assert second.identity["house"] == "7а"
    assert second.phones == ["+380507654321"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_every_encoding_and_sign_reads_the_same(tmp_path: Path, encoding: str, sign: str) -> None:
    rows = read_bytes(tmp_path, SHEET.replace(";", sign).encode(encoding)).good
    assert [row.identity["name"] for row in rows] == ["Вигадана Ганна", "Небувалий Іван"]


def test_a_sheet_pasted_together_from_two_encodings(tmp_path: Path) -> None:
    head, first, second, _ = SHEET.split("\n")
    raw = f"{head}\n{first}\n".encode() + f"{second}\n".encode("cp1251")
    preview = read_bytes(tmp_path, raw)
    assert [row.identity["name"] for row in preview.good] == ["Вигадана Ганна", "Небувалий Іван"]
    told = [remark.in_english() for remark in preview.remarks]
    assert told == ["The file mixes two encodings: 1 lines were read as Windows-1251. Look at their letters."]


@pytest.mark.parametrize("encoding", ["koi8-u", "cp866", "utf-32", "mac_cyrillic"])
def test_an_encoding_that_is_not_known_is_refused_not_guessed(tmp_path: Path, encoding: str) -> None:
    text = SHEET.encode(encoding, errors="ignore")
    with pytest.raises(InputError, match=r"encoding that is not known|No row of headings"):
        read_bytes(tmp_path, text)


def test_rows_with_faults_are_kept_and_can_be_mended(tmp_path: Path) -> None:
    text = "ПІБ;Телефон;Село;Людей\nГанна;067 12;Небувале;двоє\n;0671234567;Млинок;2\n"
    preview = read(tmp_path, text)
    assert [row.number for row in preview.good] == [3]
    (bad,) = preview.to_mend
    assert bad.missing == ("Людей", "Село", "Телефон")
    assert [(fault.file, fault.row) for fault in bad.faults] == [("requests.csv", 2)] * 3
    assert bad.identity["name"] == "Ганна"
    mended = preview.corrected(2, people="2", place="Млинок", phones="067 123 45 67, 0507654321 (син)")
    assert [row.number for row in mended.good] == [2, 3]
    assert mended.row(2).phones == ["+380671234567", "+380507654321"]
    assert mended.row(2).identity["whose"] == ["", "син"]
    assert mended.alike[0].rows == (2, 3)
    assert preview.row(2).phones == []  # a preview never changes under somebody's eyes
    with pytest.raises(InputError, match="There is no request in row 9"):
        preview.corrected(9, people="2")


def test_a_cell_can_be_emptied(tmp_path: Path) -> None:
    preview = read(tmp_path, "Телефон;Село;Людей;Лежачі\n0671234567;Млинок;2;багато\n")
    assert preview.to_mend[0].missing == ("Лежачі",)
    assert preview.corrected(2, stretchers="").good[0].needs == Needs(walks=2)


@pytest.mark.parametrize(
    ("cell", "phones", "none", "faults"),
    [
        ("0671234567", ["+380671234567"], False, 0),
        ("+38 (067) 123-45-67", ["+380671234567"], False, 0),
        ("380671234567", ["+380671234567"], False, 0),
        ("8 067 123 45 67", ["+380671234567"], False, 0),
        ("067.123.45.67", ["+380671234567"], False, 0),
        ("\u202a+380 67 123 4567\u202c", ["+380671234567"], False, 0),
        ("00380671234567", ["+380671234567"], False, 0),
        ("671234567", ["+380671234567"], False, 0),
        ("+48 501 234 567", ["+48501234567"], False, 0),
        ("0671234567, 0507654321", ["+380671234567", "+380507654321"], False, 0),
        ("0671234567 0507654321", ["+380671234567", "+380507654321"], False, 0),
        ("сусідка 0671234567 / син 050 765 43 21", ["+380671234567", "+380507654321"], False, 0),
        ("0671234567 та ще 067 12 34", ["+380671234567"], False, 1),
        ("немає", [], True, 0),
        ("-", [], True, 0),
        ("телефону немає", [], True, 0),
        ("", [], False, 0),
        ("не знаю", [], False, 1),
        ("06712345", [], False, 1),
    ],
)
def test_phones_as_people_type_them(cell: str, phones: list[str], none: bool, faults: int) -> None:  # noqa: FBT001 - a column of the table above
    found = read_phones(cell)
    assert list(found.numbers) == phones
    assert found.none_said is none
    assert len(found.faults) == faults


@pytest.mark.parametrize("text", ["12.10.2025 09:31", "2025-10-12 09:31", "кв. 12", "5168 7551 2345 6789", "1 000 000"])
def test_dates_and_cards_are_no_phones(text: str) -> None:
    assert [found for found in find_phones(text) if found.number] == []


def test_a_number_excel_has_made_of_a_phone(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Телефон", "Село", "Людей"], [671234567, "Млинок", 2], [380507654321.0, "Мирне", 1]]
    preview = read_intake_sheet(xlsx_file(tmp_path, rows), KYIV, PEOPLE_GROUND, NOW)
    assert [row.phones for row in preview.good] == [["+380671234567"], ["+380507654321"]]


def test_a_house_that_excel_has_turned_into_a_date_is_to_be_mended(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Телефон", "Село", "Людей", "Будинок"], ["0671234567", "Млинок", 2, date(2025, 12, 5)]]
    preview = read_intake_sheet(xlsx_file(tmp_path, rows), KYIV, PEOPLE_GROUND, NOW)
    assert preview.to_mend[0].missing == ("Будинок",)
    assert preview.corrected(2, house="5/12").good[0].identity["house"] == "5/12"


def test_more_sheets_of_a_workbook_are_spoken_of(tmp_path: Path) -> None:
    book = Workbook()
    assert book.active is not None
    for row in (["Телефон", "Село", "Людей"], ["0671234567", "Млинок", 2]):
        book.active.append(row)
        book.create_sheet().append(row)
    path = tmp_path / "three.xlsx"
    book.save(path)
    told = [remark.in_english() for remark in read_intake_sheet(path, KYIV, PEOPLE_GROUND, NOW).remarks]
    assert "Sheets of this workbook that were not read, only the first was: 2." in told


@pytest.mark.parametrize(
    "heading",
    ["Паспорт", "РНОКПП", "ІПН", "Дата народження", "Серія і номер документа", "Військовий облік", "Громадянство",
     "Національність", "Місце роботи", "Date of birth", "Passport No", "Military status", "Релігія"],
)  # fmt: skip
def test_what_nobody_may_have_is_never_read(tmp_path: Path, heading: str) -> None:
    assert is_never_read(heading)
    preview = read(tmp_path, f"Телефон;Село;Людей;{heading}\n0671234567;Млинок;2;СЕКРЕТ\n")
    assert preview.never_read == (heading,)
    (row,) = preview.good
    assert "СЕКРЕТ" not in str(row.identity) + str(row.cells)
    assert heading in preview.remarks[0].in_english()


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("П.І.Б.", "name"), ("Ім’я", "name"), ("по батькові", "name"), ("ФИО", "name"), ("Full name", "name"),
        ("Моб. телефон", "phones"), ("Телефон родичів", "phones"), ("Контакти", "phones"), ("Номер телефону", "phones"),
        ("Viber", "phones"), ("Контактна особа", "told_by"), ("Заявник", "told_by"), ("вул.", "street"),
        ("№ будинку", "house"), ("кв.", "flat"), ("Адреса", "address"), ("Стан здоров’я", "health"),
        ("Коментар", "note"), ("E-mail", "note"), ("Хто звертається", "asker"), ("Людей", "people"), ("Волонтер", ""),
    ],
)  # fmt: skip
def test_headings_of_people(heading: str, field: str) -> None:
    assert field_of(heading) == field
    assert is_intake_heading(heading) is bool(field)


def test_planning_headings_keep_their_meaning() -> None:
    kept = [column for column in COLUMNS if column.field not in PLANNING_ONLY]
    assert all(field_of(heading) == column.field for column in kept for heading in column.headings)


def test_a_column_that_only_planning_knows_is_named_as_left_out(tmp_path: Path) -> None:
    preview = read(tmp_path, "Телефон;Село;Людей;Супровід\n0671234567;Млинок;2;так\n")
    assert preview.ignored == ("Супровід",)
    assert preview.faults == ()


def test_ignored_columns_are_named_and_a_near_miss_stops_the_sheet(tmp_path: Path) -> None:
    preview = read(tmp_path, "Телефон;Село;Людей;лежачи;Волонтер\n0671234567;Млинок;2;1;Хтось\n")
    assert preview.ignored == ("Волонтер",)
    assert [fault.field for fault in preview.faults] == ["лежачи"]
    assert preview.good == ()
    assert preview.rows[0].faults == ()


def test_a_name_in_three_columns_and_two_columns_of_phones(tmp_path: Path) -> None:
    row = one(tmp_path, "Прізвище;Ім'я;По батькові;Тел. 1;Телефон родичів;Село;Людей",
              "Вигадана;Ганна;Петрівна;0671234567;0507654321;Млинок;1")  # fmt: skip
    assert row.identity["name"] == "Вигадана Ганна Петрівна"
    assert row.phones == ["+380671234567", "+380507654321"]


@pytest.mark.parametrize(
    ("cell", "asker"),
    [("сама", Asker.SELF), ("Донька", Asker.RELATIVE), ("сусід", Asker.NEIGHBOUR), ("староста", Asker.COMMUNITY),
     ("поліція", Asker.SERVICE), ("", Asker.UNKNOWN), ("relative", Asker.RELATIVE)],
)  # fmt: skip
def test_who_asks(tmp_path: Path, cell: str, asker: Asker) -> None:
    assert one(tmp_path, "Телефон;Село;Людей;Ким доводиться", f"0671234567;Млинок;1;{cell}").asker is asker


def test_a_pin_is_sealed_and_planned_with_roughly(tmp_path: Path) -> None:
    row = one(tmp_path, "Телефон;lon;lat;Людей", "0671234567;37.20013;49.60017;1")
    assert row.identity["pin"] == "37.20013, 49.60017"
    assert row.position is not None
    assert row.position.lon != 37.20013
    assert name_of(row.katottg) == "Вигаданівка"


def test_a_pin_far_from_its_place_is_a_contradiction(tmp_path: Path) -> None:
    row = one(tmp_path, "Телефон;Село;lon;lat;Людей", "0671234567;Млинок;37.6;49.71;1")
    assert "The position lies 49 km from the place that is named." in str(row.faults[0])


def test_unseen_signs_are_taken_out_and_a_huge_cell_is_refused(tmp_path: Path) -> None:
    row = one(tmp_path, "ПІБ;Телефон;Село;Людей;Примітки", "Ган\u202eна\x00;0671234567;Мли\u200bнок;1;a\x07b")
    assert row.identity["name"] == "Ганна"
    assert row.identity["note"] == "ab"
    assert row.faults == ()
    huge = one(tmp_path, "Телефон;Село;Людей;Примітки", f"0671234567;Млинок;1;{'ж' * 100_000}")
    assert "The cell holds 100000 letters. Shorten it to 4000." in str(huge.faults[0])
    assert len(str(huge.cells["note"][0])) == 100_000


def test_alike_rows_by_number_door_and_name(tmp_path: Path) -> None:
    text = (
        "№;ПІБ;Телефон;Село;Вулиця;Будинок;Людей\n1;Ганна В;0671234567;Млинок;Миру;5;1\n1;Інша;0501111111;Мирне;;;1\n"
        "3;Ще;0502222222;Млинок;миру;5;1\n4;ганна в;0503333333;Млинок;;;1\n5;Ганна В;0504444444;Мирне;;;1\n"
    )
    told = {alike.why.in_english() for alike in read(tmp_path, text).alike}
    assert told == {
        "Rows 2, 3 have the same number of the request.",
        "Rows 2, 4 have the same door.",
        "Rows 2, 5 have the same name in the same place.",
    }


def test_no_word_of_a_person_stands_in_any_message(tmp_path: Path) -> None:
    text = "ПІБ;Телефон;Село;Людей;Ким доводиться\nГанна Вигадана;067 12;Миру 5;Ганна;Ганна\n"
    preview = read(tmp_path, text)
    shown = repr(preview) + "".join(str(fault) for row in preview.rows for fault in row.faults)
    for private in ("Ганна", "067", "Вигадана"):
        assert private not in shown


def test_a_sheet_without_times_counts_as_received_now(tmp_path: Path) -> None:
    preview = read(tmp_path, "Телефон;Село;Людей\n0671234567;Млинок;1\n")
    assert preview.good[0].received_at == NOW
    assert "all count as received now" in preview.remarks[0].in_english()


def test_a_file_that_is_no_sheet(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_intake_sheet(tmp_path / "nowhere.csv", KYIV, PEOPLE_GROUND, NOW)
    with pytest.raises(InputError, match="No row of headings"):
        read(tmp_path, "a;b\n1;2\n")
    assert "The sheet has no request" in str(read(tmp_path, "Телефон;Село;Людей\n").faults[0])


@settings(max_examples=examples(150, 10_000), deadline=None)
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"]), max_size=30), min_size=4, max_size=4))
def test_no_cell_breaks_the_reader_and_every_row_is_kept(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("sheet")
    quoted = ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    preview = read(folder, f"Телефон;Село;Людей;Примітки\n0671234567;Млинок;1;x\n{quoted}\n")
    assert preview.rows[0].faults == ()
    blank = not any(cell.strip() for cell in cells) or all(
        cell.strip().startswith("#") for cell in cells if cell.strip()
    )
    assert len(preview.rows) == (1 if blank else 2)


def test_reading_text_says_how_it_was_read(tmp_path: Path) -> None:
    decoded = read_any_text(csv_file(tmp_path, "просто текст"))
    assert decoded.remarks == ()
    (tmp_path / "old.csv").write_bytes("Телефон;Село".encode("cp1251"))
    assert "Windows-1251" in read_any_text(tmp_path / "old.csv").remarks[0].in_english()

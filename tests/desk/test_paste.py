"""Pasting a chat or a sheet: read and sealed in the browser, looked at, kept once however often it is pasted."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openevac.feeds.intake_columns import field_of, is_never_read
from openevac.feeds.intake_sheet import read_intake_sheet
from openevac.feeds.sheet_columns import COLUMNS
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.pictures import take_picture
from tests.services.missions.country import HILL, MILL, country_files

pytestmark = pytest.mark.browser
SHEET = (
    "№\tНаселений пункт\tЛюдей\tЛежачі\tТелефон\tПІБ\tВулиця\tБудинок\tПаспорт\n"
    "1\tГорбок\t3\t1\t067 111 22 33\tКовальчук Вигадана\tСадова\t5\tМЕ123456\n"
    "2\tМлинок\t1\t\tнемає\tШевчук Вигаданий\t\t\t\n"
    "3\tНемаєтакого\t2\t\t0671112233\t\t\t\t\n"
)
CHAT = (
    "Оксана, [12.05.2025 09:31]\n"
    "Нас 4, с. Горбок, вул. Миру 12 кв 34, 7 поверх без ліфта, мама лежача, є кіт. 067 123 45 67 терміново\n\n"
    "Петро, [12.05.2025 09:40]\nДобрий день усім!\n"
)
HEADINGS = [
    *(heading for column in COLUMNS for heading in column.headings),
    "ПІБ", "П.І.Б.", "Прізвище, ім’я", "Телефон", "тел.", "Контакт", "Viber", "Вулиця", "вул", "Будинок", "Кв.",
    "Адреса", "Діагноз", "Стан здоров'я", "Коментар", "Примітки", "Паспорт",
    "Дата народження", "ІПН", "Військовий облік", "Громадянство", "Заявник", "Родич", "Who asks", "Names", "Phone",
    "House", "Notes", "Birth date", "Улюблена пісня", "Email", "", "Дата",
]  # fmt: skip


def fill(desk: Desk) -> None:
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    name_planning_files(desk.cast.order("kateryna"), PlanningFiles(**country_files()))


def requests() -> list[Any]:
    from openevac.store.models import EvacuationRequest

    return list(EvacuationRequest.objects.order_by("receipt"))


def paste(page: Any, text: str) -> None:
    page.goto("/call/paste/")
    page.locator("[data-part=call-paste][data-ready]").wait_for()
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Control+Enter")
    page.locator("tbody tr").first.wait_for()


def states(page: Any) -> list[str]:
    return [str(one) for one in page.locator("tbody tr td:last-child").all_inner_texts()]


def test_a_sheet_is_read_mended_and_kept_once(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.post_data or ''}"))
    paste(page, SHEET)
    assert "Паспорт" in page.locator("[data-remarks]").inner_text()
    assert states(page)[0] == "добре"
    assert "місця немає" in states(page)[2]
    assert "той самий телефон, що в рядку 2" in states(page)[2]
    page.locator("tbody tr").nth(2).locator("[data-cell=place]").fill("Mlynok")
    page.locator("tbody tr").nth(2).locator("[data-cell=place]").press("Tab")
    page.locator("tbody tr").nth(2).locator("td:last-child").filter(has_text="добре").wait_for()
    assert states(page)[2].startswith("добре")
    take_picture(page, "call-paste-read", full_page=True)
    page.locator("[data-keep]").click()
    page.locator("tbody tr").nth(2).get_by_text("записано").wait_for()
    kept = requests()
    assert [(one.katottg, one.walks, one.stretchers, one.channel) for one in kept] == [
        (HILL, 2, 1, "sheet"), (MILL, 1, 0, "sheet"), (MILL, 2, 0, "sheet"),
    ]  # fmt: skip
    assert kept[0].household.identity is not None
    assert [one.identity is not None for one in kept[1].household.evacuees.all()] == [True]
    everything = "\n".join(sent)
    # Three digits alone stand in many a port and random number.
    phones = ("1112233", "111 22 33", "111+22+33", "111%2022%2033")
    for secret in ("Ковальчук", "Шевчук", "Садова", *phones, "МЕ123456", "%D0%9A%D0%BE%D0%B2%D0%B0%D0%BB"):
        assert secret not in everything, secret
    paste(page, SHEET)
    page.locator("[data-keep]").click()
    page.locator("tbody tr").nth(1).get_by_text("уже є").wait_for()
    assert len(requests()) == 3


def test_a_row_is_known_again_by_the_command_line(desk: Desk, tmp_path: Path) -> None:
    """What makes a row the same row again must be the same words in the browser and in the import of a file."""
    from openevac.cli.record.requests.importing import _words_of

    sheet = tmp_path / "sheet.tsv"
    sheet.write_text(SHEET, encoding="utf-8")
    read = read_intake_sheet(sheet, ZoneInfo("Europe/Kyiv"), None, desk.cast.clock.now())
    page = desk.sit_down("olena")
    page.goto("/call/paste/")
    words = page.evaluate(
        """async (text) => {
          const desk = document.body.dataset.static + "desk/";
          const { readSheet } = await import(desk + "paste-sheet.js");
          const { wordsOfRow } = await import(desk + "paste-rows.js");
          const { sheet } = JSON.parse(document.querySelector("[data-reading]").dataset.reading);
          return readSheet(text, sheet).rows.map(wordsOfRow);
        }""",
        SHEET,
    )
    assert words == [_words_of(row) for row in read.rows]


def test_headings_mean_what_they_mean_to_the_program(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/paste/")
    fields = page.evaluate(
        """async (headings) => {
          const { fieldsBy } = await import(document.body.dataset.static + "desk/paste-sheet.js");
          const { sheet } = JSON.parse(document.querySelector("[data-reading]").dataset.reading);
          return headings.map(fieldsBy(sheet));
        }""",
        HEADINGS,
    )
    known = {heading: "never" if is_never_read(heading) else field_of(heading) for heading in HEADINGS}
    assert dict(zip(HEADINGS, fields, strict=True)) == known
    assert len(set(known.values())) > 20


def test_a_chat_is_read_without_guessing(desk: Desk) -> None:
    page = desk.sit_down("oksana", unlock=True)
    paste(page, CHAT)
    assert page.locator("tbody tr").count() == 1
    assert states(page) == ["добре"]
    before = len(requests())
    page.locator("[data-keep]").click()
    page.get_by_text("записано").wait_for()
    kept = requests()[-1]
    assert len(requests()) == before + 1
    assert (kept.katottg, kept.walks, kept.stretchers, kept.pets, kept.carry_floors) == (HILL, 3, 1, 1, 7)
    assert (kept.priority, kept.channel) == ("urgent", "chat")


def test_without_keys_a_paste_is_shown_and_not_kept(desk: Desk) -> None:
    page = desk.sit_down("olena")
    before = len(requests())
    paste(page, SHEET)
    page.locator("[data-keep]").click()
    page.locator("[data-told]").get_by_text("Спершу відкрийте імена").wait_for()
    assert len(requests()) == before


@pytest.mark.parametrize("code", ["stepan", "raisa", "zoia"])
def test_others_do_not_paste(desk: Desk, code: str) -> None:
    page: Any = desk.sit_down(code)
    assert page.goto("/call/paste/").status in {403, 404}
    assert page.goto("/call/paste/places/").status in {403, 404}


def test_the_paste_page_looks_right_in_eight_ways(desk: Desk) -> None:
    look_at(desk, "olena", "/call/paste/")

"""Looking for relatives at the desk: sealed where it is typed, met by tags, asked first, and a no tells nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.desk.asked import posted, status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at

pytestmark = pytest.mark.browser
SURNAME, GIVEN = "Вигаданенко", "Орися"
MAY = {"olena", "raisa"}
PEOPLE = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia", "")


def write_down(
    page: Any,
    side: str,
    *,
    surname: str = SURNAME,
    known: str = "067 000 11 22",
    asked_by: str = "",
    beforehand: bool = False,
) -> str:
    """Write one side of a search down as a person does; give its number."""
    page.goto("/more/tracing/")
    page.get_by_label("Хтось шукає людину" if side == "searches" else "Хтось хоче, щоб його знайшли").check()
    page.get_by_label("Прізвище").fill(surname)
    page.get_by_label("Ім'я", exact=True).fill(GIVEN)
    page.get_by_label("Телефон, який знають обидві сторони").fill(known)
    page.get_by_label("Хто питає і ким є цій людині").fill(asked_by)
    page.get_by_label("Телефон, щоб передзвонити").fill("050 000 33 44")
    if beforehand:
        page.get_by_label("Дають згоду наперед").check()
    page.get_by_role("button", name="Зашифрувати й записати").click()
    page.get_by_text("Записано під номером").wait_for()
    return str(page.url.rstrip("/").rpartition("/")[2])


def text_of(page: Any, number: str) -> str:
    """Give what a search's page says, less its own number and time."""
    page.goto(f"/more/tracing/{number}/")
    return re.sub(r"[0-9a-f]{4}-[0-9a-f]{4}|\d+", "#", page.locator("main").inner_text())


@pytest.fixture
def operator(desk: Desk) -> Iterator[Any]:
    """Give a page of an operator with names open; afterwards nothing that identifies may have been sent."""
    page: Any = desk.sit_down("olena", unlock=True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    yield page
    body = " ".join(sent)
    for needle in (SURNAME, GIVEN, "Вигаданий син", "%D0%92%D0%B8%D0%B3", "0000011", "0003344", "000+11", "000+33"):
        assert needle not in body, "an identity left the browser in the clear"


def test_a_relative_is_told_only_after_the_other_sides_yes(desk: Desk, operator: Any) -> None:
    page = operator
    searching = write_down(page, "searches", asked_by="Вигаданий син")
    nobody = text_of(page, searching)
    assert "Може, хтось і є: спершу спитаємо їх" in nobody
    wants = write_down(page, "wants_to_be_found")
    assert text_of(page, searching) == nobody, "the search must not show that somebody was found"
    page.goto("/more/tracing/")
    assert SURNAME not in page.content()
    page.get_by_role("link", name=wants).click()
    page.get_by_role("heading", name="Подзвоніть тому, кого, можливо, знайшли").wait_for()
    page.get_by_role("button", name="Відкрити обидві сторони").click()
    page.get_by_text("Вигаданий син").wait_for()
    assert page.get_by_text(f"{GIVEN} {SURNAME}").count() == 2
    assert page.get_by_text("+380500003344").count() == 2
    page.get_by_role("button", name="Кажуть «так»").click()
    page.get_by_text("Тепер можна передати тому, хто шукає").wait_for()
    assert "Погодились." in text_of(page, searching)
    page.goto("/more/tracing/")
    page.get_by_role("link", name=searching).click()
    page.get_by_role("button", name="Повідомили голосом").click()
    page.get_by_text("Цій людині більше не дзвонять").wait_for()
    assert page.get_by_role("link", name=searching).count() == 0
    audit = desk.sit_down("liudmyla")
    audit.goto("/more/audit/")
    said = audit.locator("tbody").inner_text()
    assert "match:" in said
    assert SURNAME not in said


@pytest.mark.parametrize(
    ("button", "said", "surname"),
    [
        ("Кажуть «ні»", "Нікому не скажуть", "Тихоненко"),
        ("Пізніше", "спитаємо знову завтра", "Згодовський"),
        ("Це інша людина", "це інша людина. Нікому", "Схожченко"),
    ],
)
def test_whatever_they_answer_but_yes_reads_as_if_nobody_was_found(
    operator: Any, button: str, said: str, surname: str
) -> None:
    page = operator
    searching = write_down(page, "searches", surname=surname, known="", asked_by="Вигаданий син")
    nobody = text_of(page, searching)
    wants = write_down(page, "wants_to_be_found", surname=surname, known="")
    page.goto("/more/tracing/")
    page.get_by_role("link", name=wants).click()
    page.get_by_role("button", name=button).click()
    page.get_by_text(said).wait_for()
    assert text_of(page, searching) == nobody
    again = write_down(page, "searches", surname="Нікогоненко", known="", asked_by="Вигаданий син")
    assert text_of(page, again) == nobody, "who was never found and who said no read the same"


def test_a_search_is_ended_and_its_names_are_gone(desk: Desk, operator: Any) -> None:
    from openevac.services.reception.see_tracing import find_trace
    from openevac.store.models import SealedRecord

    page = operator
    number = write_down(page, "wants_to_be_found", surname="Кінецьненко", known="", beforehand=True)
    row = find_trace("dopomoha", number)
    assert row.agreed
    sealed = row.identity_id
    assert sealed
    page.get_by_role("button", name="Завершити пошук").click()
    page.get_by_text("завершено: імена стерто").wait_for()
    assert not SealedRecord.objects.filter(id=sealed).exists()
    page.goto(f"/more/tracing/?number={number.replace('-', '').upper()}")
    page.get_by_text("Цей пошук завершено").wait_for()


def test_with_names_closed_a_search_waits_for_the_passphrase(desk: Desk) -> None:
    from tests.services.cast import PASSPHRASE

    page = desk.sit_down("olena")
    page.goto("/more/tracing/")
    page.get_by_label("Хтось шукає людину").check()
    page.get_by_label("Прізвище").fill("Зачиненко")
    page.get_by_label("Ім'я", exact=True).fill(GIVEN)
    page.get_by_label("Телефон, щоб передзвонити").fill("050 000 33 44")
    page.get_by_role("button", name="Зашифрувати й записати").click()
    page.locator("[data-passphrase]").fill(PASSPHRASE)
    page.locator("[data-passphrase]").press("Enter")
    page.get_by_text("Записано під номером").wait_for()


def test_reception_may_write_down_and_read_one_search_but_asks_nobody(desk: Desk) -> None:
    page = desk.sit_down("raisa")
    page.goto("/more/tracing/")
    page.get_by_text("питає й передає оператор").wait_for()
    assert page.get_by_role("heading", name="Спершу спитати їх").count() == 0


def test_who_finds_the_page(desk: Desk) -> None:
    found = {code for code in PEOPLE if status_of(desk, "/more/tracing/", code) == 200}
    assert found == MAY
    nowhere = "00000000-0000-4000-8000-000000000000"
    for code in PEOPLE:
        led = {302} if not code else {404} if code == "olena" else {403, 404}
        assert status_of(desk, f"/more/tracing/match/{nowhere}/", code) in led, code
        for part in ("names", "answer"):
            assert posted(desk, f"/more/tracing/match/{nowhere}/{part}/", code, {"state": "agreed"}) in led, (
                code,
                part,
            )
        assert posted(desk, "/more/tracing/1f3c-77a0/end/", code, {}) in led | {404}, code


def test_the_pages_can_be_read_by_everybody(desk: Desk, operator: Any) -> None:
    from openevac.services.reception.see_tracing import see_what_waits

    searching = write_down(operator, "searches", surname="Виднененко", known="", asked_by="Вигаданий син")
    write_down(operator, "wants_to_be_found", surname="Виднененко", known="")
    look_at(desk, "olena", "/more/tracing/")
    look_at(desk, "olena", f"/more/tracing/{searching}/", "more-tracing-search")
    match = see_what_waits(desk.cast.asking("olena")).ask[-1].match
    look_at(desk, "olena", f"/more/tracing/match/{match}/", "more-tracing-match")

"""Meeting points and services on the danger page: added from the page, listed, closed, and looked at."""

from __future__ import annotations

import pytest

from tests.desk.danger_day import fill
from tests.desk.desk import Desk
from tests.desk.looks import look_at

__all__ = ["fill"]
pytestmark = pytest.mark.browser


def test_a_point_and_a_service_are_added_listed_and_closed(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    box = page.locator("#ways-out")
    box.get_by_text("Додати місце збору").click()
    point = box.locator('form[action="/danger/point/"]')
    point.get_by_label("Як воно зветься").fill("школа")
    page.locator("#point-place").fill("49.47, 37.10")
    point.get_by_text("Координати взято").wait_for()
    point.get_by_role("button", name="Зберегти місце").click()
    page.get_by_text("Людей можна забрати тут: школа.").wait_for()
    assert "49.47000, 37.10000" in page.locator("#ways-out").inner_text()
    box.get_by_text("Назвати службу").click()
    box.get_by_label("Яка організація і як з нею зв'язатися").fill("поліція, 102")
    box.get_by_role("button", name="Зберегти службу").click()
    page.get_by_text("поліція, 102: бере заявки там, куди нам не можна.").wait_for()
    look_at(desk, "kateryna", "/danger/", "danger-ways-out")
    box.get_by_role("button", name="Закрити: школа").click()
    page.get_by_text("Тут більше нікого не забираємо: школа.").wait_for()
    assert box.get_by_role("button", name="Закрити: школа").count() == 0


def test_a_relay_is_added_on_somebodys_word_listed_run_out_and_closed(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    box = page.locator("#relays")
    assert "хто забрав людей, той і везе їх до кінця" in box.inner_text()
    box.get_by_text("Додати місце пересадки").click()
    form = box.locator('form[action="/danger/relay/"]')
    form.get_by_label("Як воно зветься").fill("міст")
    page.locator("#relay-place").fill("49.47, 37.10")
    form.get_by_text("Координати взято").wait_for()
    form.get_by_label("З чиїх слів").fill("військова адміністрація")
    form.get_by_label("Хвилин, щоб вийти з машини").fill("4")
    form.get_by_label("До якого часу, якщо названо").fill("2025-10-20T12:00")
    form.get_by_role("button", name="Зберегти місце пересадки").click()
    page.get_by_text("Тут можна пересісти з машини в машину: міст.").wait_for()
    said = page.locator("#relays").inner_text()
    for words in ("міст", "49.47000, 37.10000", "вийти з машини: 4 хв", "зі слів: військова адміністрація"):
        assert words in said, said
    look_at(desk, "kateryna", "/danger/", "danger-relays")
    at = desk.cast.clock.at
    desk.cast.clock.jump(days=400)
    page.goto("/danger/")
    assert "Жоден план його не візьме" in page.locator("#relays").inner_text()
    desk.cast.clock.jump(days=(at - desk.cast.clock.at).days)
    page.goto("/danger/")
    page.locator("#relays").get_by_role("button", name="Закрити: міст").click()
    page.get_by_text("Тут більше ніхто не пересідає: міст.").wait_for()
    assert page.locator("#relays").get_by_role("button", name="Закрити: міст").count() == 0

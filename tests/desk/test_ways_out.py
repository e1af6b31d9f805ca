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

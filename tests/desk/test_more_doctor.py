"""The doctor at the desk: each part with its state in words and what to do; a fault planted is said."""

from __future__ import annotations

import pytest

from tests.desk.asked import status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at

pytestmark = pytest.mark.browser
SEES = {"kateryna", "liudmyla"}
PEOPLE = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia", "")


def test_each_part_says_in_words_how_it_is_and_what_to_do(desk: Desk) -> None:
    from openevac.services.work.heartbeat import start_beating, stop_beating

    page = desk.sit_down("liudmyla")
    page.goto("/more/doctor/")
    row = page.locator("tr", has_text="тривоги").first
    assert "ПОГАНО" in row.inner_text()
    assert "openevac work" in row.inner_text()
    assert "Запис на цьому диску зашифровано" in page.locator("main").inner_text()
    assert "резервна копія" in page.locator("tr", has_text="За останні 35 днів не було жодної").inner_text()
    start_beating("one", desk.cast.clock)
    page.goto("/more/doctor/")
    assert page.get_by_text("Тривоги дзвонитимуть").is_visible()
    desk.cast.clock.pass_time(seconds=16)
    page.goto("/more/doctor/")
    assert page.get_by_text("Тривоги дзвонитимуть").count() == 0
    stop_beating("one")


def test_who_finds_the_page(desk: Desk) -> None:
    assert {code for code in PEOPLE if status_of(desk, "/more/doctor/", code) == 200} == SEES


def test_the_page_can_be_read_by_everybody(desk: Desk) -> None:
    look_at(desk, "kateryna", "/more/doctor/")
    look_at(desk, "liudmyla", "/more/")

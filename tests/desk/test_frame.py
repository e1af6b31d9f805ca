"""The frame of every page: who gets in, languages, themes, and what the browser is told to refuse."""

from __future__ import annotations

import re

import pytest

from tests.desk.desk import Desk
from tests.pictures import take_picture

pytestmark = pytest.mark.browser


def test_a_stranger_is_led_to_the_door(desk: Desk) -> None:
    page = desk.stranger()
    page.goto("/")
    assert re.search(r"/sign-in/\?next=/", page.url)
    assert page.get_by_role("heading", name="Увійти").is_visible()


def test_the_first_page_shows_the_pages_of_a_role(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/")
    assert page.locator(".leaves a").all_inner_texts() == ["Дзвінок", "Заявки", "Небезпека", "Зараз", "Прийом", "Ще"]
    take_picture(page, "home")


def test_the_switch_changes_the_language_and_stays(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/")
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Where to?").wait_for()
    page.goto("/")
    assert page.locator("html").get_attribute("lang") == "en"

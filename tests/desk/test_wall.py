"""The wall: no names, rough places, big words; and screens that say within ten seconds that nobody answers them."""

from __future__ import annotations

import logging
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.desk.desk import Desk, served
from tests.desk.night import Night, night_of, within
from tests.pictures import take_picture

pytestmark = [pytest.mark.browser, pytest.mark.alone]
NIGHT: dict[str, Night] = {}
BIG = {"width": 1920, "height": 1080}
LEAST_PX = 18
"""The smallest letters of the wall that matter: about 1 cm high on a screen of 55 inches."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("witnesses")


@pytest.fixture
def night(desk: Desk, folder: Path) -> Night:
    if not NIGHT:
        NIGHT["now"] = night_of(desk, folder)
    NIGHT["now"].desk = desk
    NIGHT["now"].call()
    return NIGHT["now"]


def wall_of(desk: Desk, code: str = "olena", address: str = "/wall/") -> Any:
    page = desk.sit_down(code)
    page.set_viewport_size(BIG)  # type: ignore[arg-type]  # a plain dict is what it takes
    page.goto(address)
    page.locator("table").wait_for()
    return page


def test_the_wall_names_nobody_and_is_read_from_afar(night: Night) -> None:
    page = wall_of(night.desk)
    page.get_by_text("Зміни надходять самі").wait_for()
    told = page.locator("body").inner_text()
    assert night.code in told
    assert "у дорозі" in told
    for word in ("burevisnyk", "van-1", "stepan", "sashko", "kateryna", "37.1", "49.4"):
        assert word not in told
    clock = night.desk.cast.clock.at
    assert re.match(rf"{(clock.hour + 3) % 24:02d}:", page.locator(".clock").inner_text())
    sizes = page.evaluate(
        "[...document.querySelectorAll('tbody *, caption *')].map(one => parseFloat(getComputedStyle(one).fontSize))"
    )
    assert min(sizes) >= LEAST_PX
    assert page.evaluate("document.documentElement.scrollHeight") <= BIG["height"]
    take_picture(page, "wall-calm")


def test_the_wall_turns_amber_and_red(night: Night) -> None:
    page = wall_of(night.desk)
    page.get_by_text("Зміни надходять самі").wait_for()
    night.pass_to_due(seconds=5)
    night.turn()
    page.locator("tr.amber").wait_for()
    night.pass_to_due(minutes=31)
    night.turn()
    page.locator("tr.red").get_by_text("екіпаж не відповідає").wait_for()
    take_picture(page, "wall-red")


def test_the_wall_is_not_for_everybody_and_says_when_the_session_ended(night: Night) -> None:
    from django.contrib.sessions.models import Session

    page = night.desk.sit_down("raisa")
    answer = page.goto("/wall/")
    assert answer is not None
    assert answer.status == 403
    page = wall_of(night.desk)
    page.get_by_text("Зміни надходять самі").wait_for()
    cookie = next(one for one in page.context.cookies() if one["name"] == "openevac")
    Session.objects.filter(session_key=cookie["value"]).delete()
    night.desk.cast.clock.pass_time(minutes=1)
    night.call()
    page.get_by_text("Ви вийшли: увійдіть знову").wait_for()


def test_a_board_says_it_is_blind_within_ten_seconds_of_the_servers_death(night: Night) -> None:
    night.turn()
    with served() as address:
        other = replace(night.desk, address=address, _contexts=[])
        wall, board = wall_of(other), other.sit_down("kateryna")
        board.goto("/now/")
        for page in (wall, board):
            page.get_by_text("Зміни надходять самі").wait_for()
            assert page.locator("#blind").is_hidden()
    died = time.monotonic()
    within(10.0, lambda: wall.locator("#blind").is_visible() and board.locator("#blind").is_visible())
    logging.getLogger(__name__).warning("blind %.1f s after the server's death", time.monotonic() - died)
    assert re.search(r"Сервер не відповідає з \d\d:\d\d:\d\d", wall.locator("#blind").inner_text())
    assert "Працюйте на папері й телефоном" in board.locator("#blind").inner_text()
    assert board.locator("[data-part=now-live]").get_attribute("data-ringing") == "blind"
    take_picture(wall, "wall-blind")
    other.stand_up()
    night.desk.troubles.clear()  # what the library of the page complains of when nobody answers


def test_the_wall_passes_the_checker_in_both_languages(night: Night) -> None:
    from axe_playwright_python.sync_playwright import Axe

    night.pass_to_due(minutes=16)
    night.turn()
    for language, size in (("uk", BIG), ("en", BIG), ("en", {"width": 360, "height": 740})):
        page = night.desk.sit_down("liudmyla", language=language)
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict is what it takes
        page.goto("/wall/")
        page.locator("tr.red").wait_for()
        take_picture(page, f"wall-{language}-{size['width']}")
        found = Axe().run(page).response["violations"]
        assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == []

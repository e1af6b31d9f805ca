"""The desk of `openevac demo`: an invented day lived into, served by the real program, entered by one click."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.pictures import take_picture

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PREPARE = """
import sys
from pathlib import Path
from openevac.cli.demo import training_region
from openevac.cli.demo_desk import prepare_desk, start_desk
from openevac.cli.session import open_session
from openevac.config import read_config
from openevac.reports.words import Words
session = open_session(Words("uk"), read_config())
region = training_region(session.config.home, lambda words, share: None)
home = Path(sys.argv[1]) / "record"
prepare_desk(session, region, home, sys.argv[3])
process, address = start_desk(session, home, int(sys.argv[2]))
print(address, flush=True)
sys.stdin.read()
process.terminate()
process.wait()
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the desk on the day in May."""
    with served_day(tmp_path_factory.mktemp("may"), "may") as said:
        yield said


@contextmanager
def served_day(folder: Path, day: str) -> Iterator[str]:
    """Prepare the desk and serve it, in processes of their own as `openevac demo` does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = subprocess.Popen(
        [sys.executable, "-c", PREPARE, str(folder), str(port), day],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "OPENEVAC_HOME": str(folder)}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        said = program.stdout.readline().strip()
        assert said.endswith("/demo/"), said
        yield said
    finally:
        program.stdin.close()
        program.stdout.close()
        program.wait(30)


def test_one_click_signs_a_person_in_with_names_open(address: str, browser: Any) -> None:
    with browser.new_context(locale="uk-UA", viewport={"width": 1280, "height": 720}) as context:
        page = context.new_page()
        page.goto(address)
        take_picture(page, "demo-people")
        card = page.locator("form", has=page.get_by_role("heading", name="kateryna"))
        card.get_by_role("button", name="Увійти сюди").click()
        page.get_by_role("button", name="імена відкриті").wait_for(timeout=20_000)
        assert "/demo/" not in page.url
        page.goto("/".join([*address.split("/")[:3], "requests/"]))
        take_picture(page, "demo-requests")


def test_a_day_in_october_has_armour_where_others_may_not_go(browser: Any, tmp_path: Path) -> None:
    with served_day(tmp_path, "october") as october, browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(october)
        card = page.locator("form", has=page.get_by_role("heading", name="kateryna"))
        card.get_by_role("button", name="Enter").click()
        page.get_by_role("button", name="names open").wait_for(timeout=60_000)
        page.goto("/".join([*october.split("/")[:3], "mission/"]))
        page.get_by_role("heading", name="12 October 2025").wait_for()
        assert page.get_by_text("on the road").count() >= 1
        take_picture(page, "demo-october", full_page=True)
        page.get_by_role("link", name="Judge the plan").first.click()
        page.get_by_role("heading", name="Plan for 12 October 2025").wait_for()
        armoured = page.locator("section, article").filter(has_text="armour-3").first
        armoured.wait_for()
        assert "Ківшарівка" in armoured.inner_text() or "Куп’янськ-Вузловий" in armoured.inner_text()
        take_picture(page, "demo-october-plan", full_page=True)
        said = page.locator("main").inner_text()
        assert "The place is closed to volunteers since 11 October" in said, "Kupiansk itself"
        assert "150 days" not in said, "its papers are of October too"


def test_in_may_people_change_vehicles_and_every_page_says_so(address: str, browser: Any) -> None:
    with browser.new_context(locale="en-GB") as context:
        page = context.new_page()
        page.goto(address)
        page.locator("form", has=page.get_by_role("heading", name="kateryna")).get_by_role(
            "button", name="Enter"
        ).click()
        page.get_by_role("button", name="names open").wait_for(timeout=60_000)
        root = "/".join(address.split("/")[:3])
        page.goto(f"{root}/mission/")
        rows = page.locator("tbody tr")
        first = rows.filter(has_text="to a relay: 1").filter(has_text="bus-2")
        assert rows.filter(has_text="bus-1").count() == 2, "one vehicle goes out in the morning and at noon"
        numbers = [rows.nth(k).locator("a").first.get_attribute("href") for k in range(rows.count())]
        inner = first.locator("a").first.get_attribute("href")
        pages = {}
        for number in numbers:
            assert page.goto(f"{root}{number}").ok
            pages[number] = page.locator("main").inner_text()
            assert "a way round must be in the tank too" in pages[number]
        assert "hand-over at the relay заправка at" in pages[inner]
        assert "1 person to В-" in pages[inner]
        others = [text for number, text in pages.items() if number != inner and "заправка" in text]
        assert len(others) == 1
        assert "departure window 1" in pages[inner]
        assert (
            len({window for text in pages.values() for window in re.findall(r"departure window \d: from [^\n]+", text)})
            > 1
        )
        page.goto(f"{root}/now/")
        page.get_by_text("on the road").first.wait_for()
        assert "NOBODY" not in page.locator("main").inner_text()

"""What every page of the crew app must keep: a second to the first screen, 360 px, 64 px a target, nothing for axe."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew import world
from tests.crew.codes_served import outbox
from tests.crew.conftest import browser
from tests.crew.screens_served import LEAST_PX, PHONE, Given, Held, phone
from tests.crew.test_screens_drive import ON_THE_WAY, SMALL, light
from tests.desk.looks import found_by_axe
from tests.pictures import take_picture

__all__ = ["browser"]
pytestmark = pytest.mark.browser
LIGHTS = ("day", "night", "red")
STEPS: dict[str, dict[str, Any]] = {
    "offer": {"at": "offer", "fault": "square_of_another_desk"},
    "pin": {"at": "pin", "fault": "pins_differ"},
    "hardware": {"at": "hardware"},
    "words": {"at": "words", "words": ["бава", "дозу", "кілу", "мона", "пару", "тісо", "чупа"], "check": "лезо"},
    "working": {"at": "working"},
    "again": {"at": "again"},
    "refused": {"at": "refused", "problem": "Цей квадратний код нічого не відкриває.", "todo": "Покажіть новий."},
    "in": {"at": "in", "device": "phone-1"},
}
DRAWS_STEP = """async (step) => {
  const { drawEnrol } = await import("/crew/screens/enrol.js");
  app.end();
  drawEnrol(document.getElementById("app"), step);
}"""
OPENS_EXCHANGE = """async (ops) => {
  const { exchangeScreen } = await import("/crew/screens/exchange-page.js");
  const given = { opsToShow: async () => ops, heard: async () => ({}) };
  phone.doors.push({ page: "exchange", words: "Phone to phone", screen: () => exchangeScreen(given) });
  await app.go({ page: "exchange" });
}"""
PAGES = (
    "home", "home-missing", "home-none", "drive", "points", "open-in", "word", "report", "sent", "more", "hand-over",
    "unlock", "unlock-words", "stop", "stop-names", "stop-more", "stop-count", "exchange", "exchange-shown",
)  # fmt: skip


def go(held: Held, page: str) -> None:
    held.evaluate(f"app.go({{page: '{page}', stop: '{world.FIRST}', mission: '{world.MISSION}'}})")
    held.on(page)


def show(held: Held, name: str) -> None:
    """Bring a page of the list to the screen, with what it may hold at its fullest."""
    page, _, how = name.partition("-")
    if name == "home-missing":
        held.evaluate("phone.held = []; phone.clock.contact_at = null; phone.clock.clock_off_ms = 9e5; app.update()")
        held.page.locator(".ready.not").wait_for()
    elif page == "exchange":
        held.page.evaluate(OPENS_EXCHANGE, outbox(30))
        held.page.locator(".exchange").wait_for()
        if how:
            held.tap("Показати мої записи")
            held.page.locator("canvas.square").wait_for()
            held.page.wait_for_timeout(500)  # the first code is drawn a moment later
    elif name in {"open-in", "hand-over"}:
        go(held, name)
    elif page == "sent":
        disagree(held)
        go(held, page)
        held.page.locator(".note.red").first.wait_for()
    else:
        go(held, page)
        opens_more(held, name)


def opens_more(held: Held, name: str) -> None:
    if name == "unlock-words":
        held.evaluate("phone.verdict = {is: 'words'}")
        held.tap("1", exact=True)
        held.tap("OK", exact=True)
        held.page.locator(".seven textarea").wait_for()
    elif name == "stop-names":
        held.evaluate("phone.open = true; app.update()")
        held.page.get_by_text("Ганна").wait_for()
    elif name == "stop-more":
        held.tap("Інше…")
        held.page.locator(".more-outcomes").wait_for()
    elif name == "stop-count":
        held.tap("Не вийшли", exact=True)
        held.page.locator(".count").wait_for()


def disagree(held: Held) -> None:
    """Let two phones say different things, and the same unheard."""
    door = f"mission: '{world.MISSION}', kind: 'stop_outcome', subject: 'stop:{world.FIRST}'"
    held.evaluate(f"phone.keep({{{door}, value: 'boarded'}})")
    held.evaluate(f"phone.other({{{door}, value: 'not_at_home'}})")
    held.evaluate("app.update()")


def faults(held: Held) -> list[str]:
    """Name what breaks a budget on the page that is shown."""
    found = [f"small: {one}" for one in held.evaluate(SMALL) if one[1] < LEAST_PX or one[2] < LEAST_PX]
    wide = held.evaluate("document.documentElement.scrollWidth")
    found += [f"{wide} px wide"] if wide > PHONE["width"] else []
    return found + found_by_axe(held.page)


@pytest.fixture(params=LIGHTS)
def chosen(request: Any) -> str:
    return str(request.param)


def test_every_page_keeps_its_budgets_in_every_light(browser: Any, chosen: str) -> None:
    broken: dict[str, list[str]] = {}
    for name in PAGES:
        given = Given(missions=[]) if name == "home-none" else Given()
        with phone(browser, given, at=ON_THE_WAY, webgl=name == "exchange-shown") as held:
            if name != "home-none":
                show(held, name)
            light(held, chosen)
            take_picture(held.page, f"crew-{name}-{chosen}")
            if found := faults(held):
                broken[name] = found
    assert broken == {}


@pytest.mark.parametrize("language", ["uk", "en"])
def test_letting_a_phone_in_keeps_the_budgets_too(browser: Any, language: str) -> None:
    broken: dict[str, list[str]] = {}
    with phone(browser, language=language) as held:
        for name, step in STEPS.items():
            held.page.evaluate(DRAWS_STEP, step)
            take_picture(held.page, f"crew-enrol-{name}-{language}", full_page=True)
            if found := faults(held):
                broken[name] = found
    assert broken == {}

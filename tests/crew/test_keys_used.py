"""The phone's keys as people use them: force, quick exit, the end and putting it off, a minute, restarts; on screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.crew import world
from tests.crew.keys_served import STEP_MS, TOKEN, Crew, crew
from tests.crew.phone import DURESS, PIN, WORDS, ask, chip, in_hours, playwright_here, until
from tests.crew.screens_served import LEAST_PX

__all__ = ["playwright_here"]
pytestmark = pytest.mark.browser
NAME = world.NAMES[world.HANNA]
PIN_ASKED = "Імена й будинок замкнено"
STORED = """async () => {
  const found = {};
  for (const { name, version } of await indexedDB.databases()) {
    const opening = indexedDB.open(name, version);
    const base = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
    for (const store of base.objectStoreNames) {
      const all = base.transaction(store).objectStore(store);
      const got = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
      const [keys, values] = [await got(all.getAllKeys()), await got(all.getAll())];
      found[`${name}/${store}`] = keys.map((key, at) => JSON.stringify([key, values[at]]));
    }
    base.close();
  }
  return { found, history: JSON.stringify(history.state), language: JSON.stringify({ ...localStorage }) };
}"""
SLOT = """async () => {
  const folder = await navigator.storage.getDirectory();
  const { readSlot, SLOT_FILE } = await import("/static/crew/store/slot.js");
  const { decodeContents } = await import("/static/crew/keys/contents.js");
  const bytes = new Uint8Array(await (await (await folder.getFileHandle(SLOT_FILE)).getFile()).arrayBuffer());
  const handle = { read: (into, { at }) => into.set(bytes.subarray(at, at + into.length)), getSize: () => bytes.length,
    write: (from) => from.length, flush: () => {} };
  const told = decodeContents(await readSlot(handle));
  const shape = (value) => (value instanceof Uint8Array ? value.length : value);
  return { ...Object.fromEntries(Object.entries(told).map(([name, value]) => [name, shape(value)])),
    recipient: told.recipient.slice(0, 4) };
}"""


def looks(page: Any) -> str:
    """Give the whole page, byte by byte."""
    return str(page.evaluate("document.documentElement.outerHTML"))


def shown(page: Any, words: str) -> None:
    page.get_by_text(words).first.wait_for(timeout=STEP_MS)


def tap(page: Any, words: str) -> None:
    page.get_by_role("button", name=words).first.click(timeout=STEP_MS)


def at_the_door(made: Crew, page: Any) -> None:
    """Go by the way to the first door."""
    tap(page, "Їдемо")
    tap(page, "Біля дверей 1.1")
    page.locator("#app[data-page=stop]").wait_for(timeout=STEP_MS)


def opened(made: Crew, *, prf: bool = False) -> Any:
    """Let the phone in, type the PIN at the base, and go to the first door with its people page open."""
    made.opens(chip=chip if prf else None)
    made.let_in(prf=prf)
    page = made.app()
    tap(page, "Відкрити сторінки з людьми")
    made.types(PIN, words=not prf)
    shown(page, "Сторінка з людьми для кожної адреси")
    at_the_door(made, page)
    shown(page, NAME)
    return page


def hold(page: Any, milliseconds: int) -> None:
    box = page.locator(".exit").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(milliseconds)
    page.mouse.up()


def speaks(page: Any, language: str) -> None:
    page.evaluate(f"localStorage.setItem('openevac-crew-language', '{language}')")
    page.reload()
    page.locator("#app[data-page]").wait_for(timeout=STEP_MS)


def without_times(stored: Any) -> dict[str, list[str]]:
    """Give what is stored without what differs between any two phones: clocks, keys, tokens, random salts."""
    found: dict[str, list[str]] = stored["found"]
    return {
        name: [] if name.endswith(("/device", "/single")) else [row.split(",")[0] for row in rows]
        for name, rows in found.items()
    }


def test_after_the_pin_under_force_the_phone_is_one_without_a_mission_for_good(
    playwright_here: Any, tmp_path: Path
) -> None:
    contact = "body => document.querySelector('.contact').textContent = ''"
    with crew(playwright_here, tmp_path / "empty", missions=[]) as other:
        other.opens()
        other.let_in()
        page = other.app()
        shown(page, "На цьому телефоні немає виїзду")
        shown(page, "Зв’язок був о")
        page.evaluate(contact)
        empty, rows, slot = looks(page), without_times(page.evaluate(STORED)), page.evaluate(SLOT)
        speaks(page, "en")
        shown(page, "No mission on this phone.")
        shown(page, "Last contact")
        page.evaluate(contact)
        english = looks(page)
    with crew(playwright_here, tmp_path / "forced") as made:
        page = opened(made)
        page.evaluate("dispatchEvent(new Event('pagehide'))")
        tap(page, PIN_ASKED)
        made.types(DURESS)
        page.locator("#app[data-page=home]").wait_for(timeout=STEP_MS)
        shown(page, "На цьому телефоні немає виїзду")
        page.evaluate(contact)
        assert looks(page) == empty
        stored = page.evaluate(STORED)
        assert world.MISSION not in str(stored), "no code of a mission in any row, nor in the history of the tab"
        assert TOKEN not in str(stored), "the base is asked by nobody it knows"
        assert without_times(stored) == rows
        assert page.evaluate(SLOT) == slot
        asked = len(made.base.asked)
        page.reload()
        shown(page, "На цьому телефоні немає виїзду")
        shown(page, "Зв’язок був о")
        page.evaluate(contact)
        assert looks(page) == empty
        made.phone.stop()
        made.opens()
        page = made.app()
        shown(page, "На цьому телефоні немає виїзду")
        shown(page, "Зв’язок був о")
        page.evaluate(contact)
        assert looks(page) == empty
        speaks(page, "en")
        shown(page, "No mission on this phone.")
        shown(page, "Last contact")
        page.evaluate(contact)
        assert looks(page) == english
        assert {status for path, status in made.base.asked[asked:] if path == "mission"} == {401}
        assert world.MISSION not in str(page.evaluate(STORED))


def test_quick_exit_hides_at_once_and_one_press_brings_the_way_back(playwright_here: Any, tmp_path: Path) -> None:
    with crew(playwright_here, tmp_path / "profile") as made:
        page = opened(made)
        box = page.locator(".exit").bounding_box()
        assert min(box["width"], box["height"]) >= LEAST_PX
        assert box["y"] + box["height"] <= 640
        hold(page, 100)
        assert NAME in page.content(), "a sleeve hides nothing"
        hold(page, 1000)
        page.locator("#app[data-page=plain]").wait_for(timeout=STEP_MS)
        for word in (NAME, world.MISSION, world.FIRST, "Лісов"):
            assert word not in page.content(), word
        assert page.evaluate("import('/static/crew/keys/people.js').then((keys) => keys.isOpen())") is False
        page.reload()
        page.locator("#app[data-page=plain]").wait_for(timeout=STEP_MS)
        tap(page, "Далі")
        page.locator("#app[data-page=drive]").wait_for(timeout=STEP_MS)
        shown(page, world.MISSION)
        assert page.get_by_role("button", name="Сховати").bounding_box()["height"] >= LEAST_PX
        tap(page, "Біля дверей 1.1")
        shown(page, PIN_ASKED)
        assert NAME not in page.content()
        speaks(page, "en")
        shown(page, "Hide")
        hold(page, 1000)
        shown(page, "Go on")


def test_the_end_is_said_and_put_off_without_the_base_and_not_after_it(playwright_here: Any, tmp_path: Path) -> None:
    with crew(playwright_here, tmp_path / "profile", returns_at=in_hours(8)) as made:
        page = opened(made)
        made.base.is_there = False
        tap(page, "Ще")
        shown(page, "Сторінки з людьми діють до")
        before = page.locator(".ends p").inner_text()
        tap(page, "Ще на 12 годин")
        page.locator(".undo-bar").get_by_text("Сторінки з людьми діють до").wait_for(timeout=STEP_MS)
        later = page.locator(".ends p").inner_text()
        assert later != before
        page.reload()
        shown(page, later)
        tap(page, "Щоб продовжити, введіть PIN")
        made.types(PIN, words=True)
        shown(page, "Ще на 12 годин")
        made.passes(lived_s=0, wall_s=-48 * 3600)
        made.passes(lived_s=31.5 * 3600, wall_s=0)
        page.wait_for_timeout(3000)
        assert stops(page) == 4, "32 hours: 8 to the return, 12 after it, 12 put off"
        made.passes(lived_s=3600, wall_s=-72 * 3600)
        page.locator(".ends").wait_for(state="detached", timeout=STEP_MS)
        assert stops(page) == 0, "a clock set back gives no time"
        put_off = "import('/static/crew/keys/people.js').then((keys) => keys.prolong(12)).catch((told) => told.reason)"
        assert page.evaluate(put_off) in {"locked", "no_mission"}
        assert page.get_by_role("button", name="Ще на 12 годин").count() == 0
        speaks(page, "en")
        for on in ("drive", "home"):
            page.get_by_role("button", name="Back", exact=True).click()
            page.locator(f"#app[data-page={on}]").wait_for(timeout=STEP_MS)
        shown(page, "The people pages are over. The way stays.")
        tap(page, "Drive")
        shown(page, world.MISSION)


def test_a_clock_set_forward_while_the_phone_is_off_ends_people_and_never_the_way(
    playwright_here: Any, tmp_path: Path
) -> None:
    with crew(playwright_here, tmp_path / "profile", returns_at=in_hours(8)) as made:
        opened(made)
        made.phone.stop()
        made.opens(ahead_s=19 * 3600)
        page = made.app()
        page.wait_for_timeout(3000)
        assert stops(page) == 4
        made.phone.stop()
        made.opens(ahead_s=21 * 3600)
        page = made.app()
        shown(page, "Час сторінок із людьми минув. Дорога лишилась.")
        assert stops(page) == 0
        tap(page, "Їдемо")
        shown(page, "Біля дверей 1.1")


def stops(page: Any) -> int:
    return int(page.evaluate("import('/static/crew/keys/people.js').then((k) => k.state()).then((told) => told.stops)"))


def test_people_pages_lock_at_sixty_seconds_and_the_way_does_not(playwright_here: Any, tmp_path: Path) -> None:
    with crew(playwright_here, tmp_path / "profile") as made:
        page = opened(made)
        touch = "import('/static/crew/keys/people.js').then((keys) => { keys.touch(); return keys.state(); })"
        page.evaluate(touch)
        made.passes(lived_s=30)
        page.wait_for_timeout(2500)
        assert NAME in page.content()
        made.passes(lived_s=60)
        shown(page, PIN_ASKED)
        assert NAME not in page.content()
        page.go_back()
        page.locator("#app[data-page=drive]").wait_for(timeout=STEP_MS)
        shown(page, "SOS")


CHIP_KEEPS = """(secrets) => {
  const asked = navigator.credentials.get.bind(navigator.credentials);
  window.secrets = secrets;
  navigator.credentials.get = async (given) => {
    const salt = [...given.publicKey.extensions.prf.eval.first].join();
    if (window.secrets[salt]) {
      const first = new Uint8Array(window.secrets[salt]).buffer;
      return { getClientExtensionResults: () => ({ prf: { results: { first } } }) };
    }
    const answer = await asked(given);
    window.secrets[salt] = [...new Uint8Array(answer.getClientExtensionResults().prf.results.first)];
    return answer;
  };
}"""
"""A virtual chip forgets at the end of its browser; what a real one would give again is carried over by hand."""


def test_with_a_chip_open_stops_open_after_a_restart_and_closed_ones_for_nobody(
    playwright_here: Any, tmp_path: Path
) -> None:
    with crew(playwright_here, tmp_path / "profile") as made:
        made.opens(chip=chip)
        made.page.evaluate(CHIP_KEEPS, {})
        made.let_in(prf=True)
        page = made.page
        drive = {"mission": world.MISSION, "returns_at": in_hours(8)}
        assert len(ask(page, "receive", made.base.stops, drive)["held"]) == 4
        assert ask(page, "closeStop", world.FIRST) == {"closed": True}
        ask(page, "lock")
        assert ask(page, "unlock", PIN)["is"] == "open"
        secrets = page.evaluate("window.secrets")
        assert secrets, "the chip was asked"
        made.phone.stop()
        page = made.opens()
        page.evaluate(CHIP_KEEPS, secrets)
        assert ask(page, "unlock", PIN)["is"] == "open"
        assert ask(page, "openStop", world.FIRST) is None, "neither with PIN nor with the chip"
        assert ask(page, "openStop", world.SECOND)["people"][0]["call_name"] == world.NAMES[world.LYING]
        again = ask(page, "receive", made.base.stops, drive)
        assert world.FIRST not in again["held"], "the same pack once more opens nothing"


def waited_out(made: Crew, page: Any) -> None:
    """Live through a wait; only what passes after the keys saw it begin counts."""

    def over() -> bool:
        made.passes(lived_s=700, wall_s=0)
        page.wait_for_timeout(1200)
        return bool(ask(page, "state")["wait_s"] == 0)

    until(over, STEP_MS / 1000)


def test_the_tenth_wrong_pin_over_tabs_restart_and_a_set_clock_leaves_the_way_on_the_screen(
    playwright_here: Any, tmp_path: Path
) -> None:
    wrong = "908172"
    with crew(playwright_here, tmp_path / "profile") as made:
        page = opened(made)
        ask(page, "lock")
        tab = made.tab()
        ask(tab, "typeWords", WORDS)
        for one in (page, tab, page):
            assert ask(one, "unlock", wrong)["is"] == "wrong"
        assert ask(tab, "unlock", PIN)["is"] == "wait"
        made.phone.stop()
        made.opens(ahead_s=-30 * 86400)
        page = made.app()
        tab = made.tab()
        for one in (page, tab):
            ask(one, "typeWords", WORDS)
        made.passes(lived_s=0, wall_s=60 * 86400)
        assert ask(page, "unlock", PIN)["is"] == "wait", "no set clock ends a wait"
        for number in range(4, 10):
            waited_out(made, page)
            assert ask((page, tab)[number % 2], "unlock", wrong)["is"] == "wrong"
        waited_out(made, page)
        at_the_door(made, page)
        tap(page, PIN_ASKED)
        made.types(wrong)
        shown(page, "Сторінок із людьми на цьому телефоні більше немає. Дорога лишилась.")
        page = made.tab()
        shown(page, "Виїзд В-12")
        shown(page, "Час сторінок із людьми минув. Дорога лишилась.")
        tap(page, "Їдемо")
        shown(page, "Біля дверей 1.1")
        assert stops(page) == 0
        speaks(page, "en")
        shown(page, "At the door 1.1")


def test_a_square_brings_the_way_back_after_the_pin_under_force(playwright_here: Any, tmp_path: Path) -> None:
    with crew(playwright_here, tmp_path / "profile") as made:
        page = opened(made)
        ask(page, "lock")
        tap(page, PIN_ASKED)
        made.types(DURESS)
        shown(page, "На цьому телефоні немає виїзду")
        page.evaluate("location.hash = '#enrol=' + 'o'.repeat(43)")
        page.get_by_label("PIN для сторінок людей").fill("402917", timeout=STEP_MS)
        page.get_by_label("Той самий ще раз").fill("402917")
        tap(page, "Зберегти PIN")
        tap(page, "Записано на папері")
        shown(page, "phone-9")
        tap(page, "Далі")
        shown(page, "Виїзд В-12")
        tap(page, "Їдемо")
        shown(page, "Біля дверей 1.1")


def test_a_square_followed_with_people_aboard_the_phone_drops_nobody(playwright_here: Any, tmp_path: Path) -> None:
    with crew(playwright_here, tmp_path / "profile") as made:
        page = opened(made)
        page.evaluate("location.hash = '#enrol=' + 'o'.repeat(43)")
        page.get_by_label("PIN для сторінок людей").fill("402917", timeout=STEP_MS)
        page.get_by_label("Той самий ще раз").fill("402917")
        tap(page, "Зберегти PIN")
        tap(page, "Записано на папері")
        shown(page, "ще є виїзд")
        assert stops(page) == 4
        page = made.tab()
        shown(page, "Виїзд В-12")

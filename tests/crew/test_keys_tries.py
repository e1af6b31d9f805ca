"""Wrong PINs on a crew's phone, and the PIN under force: what they cost, in two tabs, over restarts and set clocks."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING, Any

import pytest
from scipy.stats import mannwhitneyu

from tests.crew import attack
from tests.crew.phone import (
    DURESS,
    PIN,
    WORDS,
    Phone,
    ask,
    enrolled,
    people_page,
    phone,
    playwright_here,
    receives,
    run,
    until,
    with_mission,
)  # fmt: skip
from tests.torture import examples

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["phone", "playwright_here"]
pytestmark = pytest.mark.browser
WRONG = "908172"
DAY_S = 86_400
DRIVE = """
  const opening = indexedDB.open("openevac-crew", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("drive");
  const database = await new Promise((done) => { opening.onsuccess = () => done(opening.result); });
  const way = database.transaction("drive", "readwrite").objectStore("drive");
"""
SEPARATED = 0.001
"""Two rows of times that are told apart better than this are not one."""


def tries(page: Page) -> Any:
    return run(page, "store/people.js", 'return it.people.single("tries")')


def at_once(page: Page, pins: list[str]) -> None:
    """Begin to try PINs without waiting for the answers."""
    run(page, "keys/people.js", "window.tried = Promise.all(given.map((pin) => it.unlock(pin)))", pins)


def restarted(phone: Phone, *, faster: int = 1, ahead_s: float = 0) -> Page:
    """Start the phone again with clocks of its own, and type the words."""
    phone.stop()
    phone.set_clocks(faster=faster, ahead_s=ahead_s)
    page = phone.start()
    assert ask(page, "typeWords", WORDS) in ({"is": "kept"}, {"is": "no_mission"})
    return page


def test_the_tenth_wrong_pin_drops_people_and_never_the_way(phone: Phone) -> None:
    page = phone.start()
    run(page, "store/people.js", DRIVE + 'way.put("Zolochiv", "next")')
    with_mission(page)
    ask(page, "lock")
    tab = phone.tab()
    ask(tab, "typeWords", WORDS)
    for one in (page, tab):
        at_once(one, [WRONG] * 3)
    verdicts = [verdict for one in (page, tab) for verdict in one.evaluate("window.tried")]
    assert sorted(one["is"] for one in verdicts) == ["wait"] * 3 + ["wrong"] * 3, "counted across tabs"
    assert max(one["wait_s"] for one in verdicts) == 30
    for ahead_s in (0, 30 * DAY_S, -30 * DAY_S):
        page = restarted(phone, ahead_s=ahead_s)
        left = ask(page, "unlock", PIN)
        assert left["is"] == "wait", "a clock that was set changes no wait"
        assert 10 <= left["wait_s"] <= 30
    page = restarted(phone, faster=1000)
    tab = phone.tab()
    ask(tab, "typeWords", WORDS)
    waits = []
    for number in range(4, 11):
        until(lambda: ask(page, "state")["wait_s"] == 0)
        answer = ask((page, tab)[number % 2], "unlock", WRONG)
        waits.append(answer["wait_s"])
        if number < 10:
            assert answer["is"] == "wrong"
            assert ask((tab, page)[number % 2], "unlock", PIN)["is"] == "wait"
    assert waits == [120, 600, 600, 600, 600, 600, 0]
    assert answer == {"is": "dropped", "wait_s": 0}
    for one in (page, tab):
        assert ask(one, "unlock", PIN) == {"is": "dropped", "wait_s": 0}
        assert ask(one, "openStop", "s1") == "locked"
    page = restarted(phone)
    assert ask(page, "unlock", PIN) == {"is": "dropped", "wait_s": 0}
    assert slot_bytes(page) == "0" * 2 * 8192
    assert run(page, "store/people.js", "return it.people.stops()") == []
    drive = run(page, "store/people.js", DRIVE + 'const asked = way.get("next"); '
                "return new Promise((done) => { asked.onsuccess = () => done(asked.result); })")  # fmt: skip
    assert drive == "Zolochiv"
    assert enrolled(page).startswith("age1"), "the base begins anew"
    assert tries(page)["wrong"] == 0


def slot_bytes(page: Page) -> str:
    """Give the slot file in hexadecimal digits."""
    return str(run(page, "store/slot.js", """
      const folder = await navigator.storage.getDirectory();
      const file = await (await folder.getFileHandle(it.SLOT_FILE)).getFile();
      const { hex } = await import("/static/keeper/bytes.js");
      return hex(new Uint8Array(await file.arrayBuffer()));
    """))  # fmt: skip


def test_a_try_is_counted_before_it_is_judged(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    ask(page, "lock")
    seen = run(page, "keys/people.js", """
      const { people } = await import("/static/crew/store/people.js");
      let judged = false;
      const trying = it.unlock(given).then(() => { judged = true; });
      for (;;) {
        const tries = await people.single("tries");
        if (tries.wrong) return { wrong: tries.wrong, judged };
        if (judged) { await trying; return { wrong: 0, judged }; }
      }""", PIN)  # fmt: skip
    assert seen == {"wrong": 1, "judged": False}
    page.close()
    page = phone.tab()
    assert tries(page)["wrong"] == 1, "killed while judging, it counts as wrong"
    ask(page, "typeWords", WORDS)
    assert ask(page, "unlock", PIN)["is"] == "open"
    assert tries(page)["wrong"] == 0


def test_waits_wear_off_by_lived_time_alone(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "keys/lived-time.js", """
      const tries = await import("/static/crew/keys/tries.js");
      const kept = new Map();
      const rows = { single: async (name) => kept.get(name), setSingle: async (name, value) => kept.set(name, value) };
      let lived = 0, wall = 0;
      const time = it.livedTime({ rows, livedMs: () => lived, wallMs: () => wall });
      await time.begin();
      const told = [];
      let count = tries.noTries();
      for (let wrong = 1; wrong <= 10; wrong += 1) { count = tries.counted(count); told.push(count.wait_ms / 1000); }
      kept.set("tries", { wrong: 3, wait_ms: 30_000 });
      const after = async (lived_ms, wall_ms) => {
        lived += lived_ms; wall += wall_ms;
        await time.wear(); await time.keep();
        return kept.get("tries").wait_ms;
      };
      return [told, await after(900_000, 0), await after(0, 1e12), await after(0, -2e12), await after(10_000, 0),
              await after(30_000, 0), tries.isOver({ wrong: 9 }), tries.isOver({ wrong: 10 })];""") == [
        [0, 0, 30, 120, 600, 600, 600, 600, 600, 600], 30_000, 30_000, 30_000, 20_000, 0, False, True,
    ]  # fmt: skip


def test_app_time_goes_on_over_pauses_and_never_back(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "keys/app-clock.js", """
      let clock = it.started(undefined, 1000);
      const told = [clock.app_ms];
      clock = it.lived(clock, 50, 9000); told.push(clock.app_ms);
      clock = it.started(clock, 9500); told.push(clock.app_ms);
      clock = it.started(clock, 10); told.push(clock.app_ms);
      clock = it.started(clock, 20); told.push(clock.app_ms, it.inAppTime(clock, 120));
      return told;""") == [1000, 1050, 1550, 1550, 1560, 1660]  # fmt: skip


NO_MISSION = '{"is":"no_mission","wait_s":0}'


def said(page: Page, pin: str) -> str:
    """Give the very bytes of an answer."""
    return str(run(page, "keys/people.js", "return JSON.stringify(await it.unlock(given, { expecting: false }))", pin))


def test_the_pin_under_force_answers_as_a_phone_without_a_mission_and_drops_people(phone: Phone) -> None:
    page = phone.start()
    assert said(page, PIN) == NO_MISSION
    recipient = enrolled(page)
    assert said(page, PIN) == NO_MISSION
    ordinary = {**ask(page, "state"), "recipient": ""}
    ask(page, "endMission")
    ask(page, "typeWords", WORDS)
    with_mission(page)
    before, before_recipient = slot_bytes(page), ask(page, "recipient")
    ask(page, "lock")
    assert said(page, DURESS) == NO_MISSION
    after = {**ask(page, "state"), "recipient": ""}
    assert {**after, "prf_salt": 0} == {**ordinary, "prf_salt": 0}
    assert ask(page, "openStop", "s1") == "locked"
    assert said(page, DURESS) == NO_MISSION
    assert json.loads(said(page, PIN))["is"] == "wrong"
    assert ask(page, "recipient")[:4] == "age1", "as on every phone; the base is never told of it"
    assert ask(page, "recipient") not in {recipient, before_recipient}
    left = bytes.fromhex(slot_bytes(page))
    (held,) = attack.halves_in(bytes.fromhex(before))
    assert len(held.shares) == 3
    assert not [one for one in (*held.boxes, *held.shares) if one in left]


PUT_BACK = """
  const folder = await navigator.storage.getDirectory();
  const file = await folder.getFileHandle("openevac-crew-slot");
  const { people } = await import("/static/crew/store/people.js");
  const kept = new Uint8Array(await (await file.getFile()).arrayBuffer()), rows = await people.stops();
  const times = { [given.duress]: [], [given.pin]: [] };
  const took = async (pin) => {
    const began = performance.now();
    const answer = JSON.stringify(await it.unlock(pin, { expecting: false }));
    times[pin].push(performance.now() - began);
    return answer;
  };
  const told = new Set();
  for (let number = 0; number < given.runs; number += 1) {
    const stream = await file.createWritable();
    await stream.write(kept);
    await stream.close();
    await people.addStops(rows);
    told.add(await took(given.duress));
    const empty = await file.createWritable();
    await empty.write(given.empty);
    await empty.close();
    told.add(await took(given.pin));
  }
  return { told: [...told], times };
"""


def test_the_pin_under_force_takes_as_long_as_no_mission(phone: Phone, record_property: Any) -> None:
    page = phone.start()
    enrolled(page)
    empty = [int(pair, 16) for pair in _pairs(slot_bytes(page))]
    recipient = ask(page, "recipient")
    receives(page, [people_page(f"s{one}") for one in range(8)], recipient)
    given = {"duress": DURESS, "pin": PIN, "runs": examples(12, 200), "empty": empty}
    found = run(page, "keys/people.js", "given.empty = new Uint8Array(given.empty);" + PUT_BACK, given)
    assert found["told"] == [NO_MISSION]
    duress, ordinary = found["times"][DURESS], found["times"][PIN]
    chance = mannwhitneyu(duress, ordinary).pvalue
    medians = statistics.median(duress), statistics.median(ordinary)
    record_property("counted", f"PIN under force {medians[0]:.0f} ms, no mission {medians[1]:.0f} ms, p {chance:.3f}")
    assert chance > SEPARATED


def _pairs(digits: str) -> list[str]:
    return [digits[at : at + 2] for at in range(0, len(digits), 2)]

"""Keys of people pages on a crew's phone: beginning, opening, closing, locking, ending; with words and with a chip."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from openevac.vault import passphrases
from tests.crew.phone import (
    DURESS,
    PIN,
    WORDS,
    Phone,
    ask,
    chip,
    enrolled,
    in_hours,
    people_page,
    phone,
    playwright_here,
    receives,
    run,
    sealed,
    until,
    with_mission,
)  # fmt: skip

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["phone", "playwright_here"]
pytestmark = pytest.mark.browser
OPEN, NO_MISSION = {"is": "open", "wait_s": 0}, {"is": "no_mission", "wait_s": 0}


def names(page: Page, stop: str) -> object:
    """Give the names on a people page, a refusal, or nothing."""
    answer = ask(page, "openStop", stop)
    return [one["call_name"] for one in answer["people"]] if isinstance(answer, dict) else answer


@pytest.mark.parametrize("way", ["words", "chip"])
def test_a_mission_from_pin_to_hand_over(phone: Phone, way: str) -> None:
    page = phone.start()
    chip(page)
    assert ask(page, "unlock", PIN) == NO_MISSION
    first = enrolled(page, prf=way == "chip")
    assert first.startswith("age1")
    answer = receives(page, [people_page("s1"), people_page("s2")], first)
    assert (answer["held"], answer["unreadable"]) == (["s1", "s2"], [])
    assert answer["recipient"] not in {"", first}, "what came over the air opens for nobody any more"
    assert ask(page, "recipient") == answer["recipient"]
    assert names(page, "s1") == ["Одарка"]
    ask(page, "lock")
    until(lambda: not ask(page, "isOpen"))
    assert names(page, "s1") == "locked"
    assert ask(page, "unlock", "908172") == {"is": "wrong", "wait_s": 0}
    assert ask(page, "unlock", PIN) == OPEN
    assert ask(page, "closeStop", "s1") == {"closed": True}
    assert ask(page, "closeStop", "s1") == {"closed": False}
    assert (names(page, "s1"), names(page, "s2")) == (None, ["Одарка"])
    again = receives(page, [people_page("s1"), people_page("s3")], answer["recipient"])
    assert again["held"] == ["s2", "s3"], "a closed stop does not come back with a pack"
    ask(page, "endMission")
    assert names(page, "s2") == "locked"


def test_a_page_that_was_loaded_anew_asks_for_the_words_and_then_for_the_pin(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    page.reload()
    assert ask(page, "unlock", PIN) == {"is": "words", "wait_s": 0}
    other = "бава дозу кілу мона пару тісо чута"
    assert ask(page, "typeWords", other) == {"is": "wrong"}
    assert ask(page, "typeWords", "бава дозу") == "words_not_seven"
    assert ask(page, "unlock", PIN) == {"is": "words", "wait_s": 0}
    assert ask(page, "typeWords", WORDS.upper()) == {"is": "kept"}
    assert names(page, "s1") == "locked"
    assert ask(page, "unlock", PIN) == OPEN
    assert names(page, "s1") == ["Одарка"]


def test_the_chip_is_asked_again_at_each_unlocking_and_nothing_opens_without_it(phone: Phone) -> None:
    page = phone.start()
    session = chip(page)
    with_mission(page, prf=True)
    page.reload()
    assert ask(page, "unlock", PIN) == OPEN
    ask(page, "lock")
    session.send("WebAuthn.disable")
    session.send("WebAuthn.enable")
    assert ask(page, "unlock", PIN) == "no_hardware"
    assert ask(page, "state")["wait_s"] == 0
    assert not ask(page, "isOpen")


def test_a_phone_without_a_chip_says_so(phone: Phone) -> None:
    page = phone.start()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, "hasResidentKey": True}})
    assert ask(page, "enrolPin", {"pin": PIN, "prf": True}) == "no_hardware"


def test_pins_that_anybody_tries_first_are_refused_and_pins_under_force_that_are_too_alike(phone: Phone) -> None:
    page = phone.start()
    for pin in ("123456", "000000", "345345", "121212", "98765", "12345a", "654321"):
        assert ask(page, "enrolPin", {"pin": pin, "words": WORDS}) in {"pin_too_easy", "pin_not_six_digits"}, pin
    assert ask(page, "enrolPin", {"pin": PIN, "duress": "271829", "words": WORDS}) == "pins_too_alike"
    assert ask(page, "enrolPin", {"pin": PIN, "duress": PIN, "words": WORDS}) == "pins_too_alike"
    assert ask(page, "enrolPin", {"pin": PIN, "words": "бава"}) == "words_not_seven"
    assert ask(page, "enrolPin", {"pin": PIN, "words": WORDS.replace("дозу", "door")}) == "word_unknown"
    assert ask(page, "state")["way"] is None


def test_words_are_those_of_the_envelopes(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "keys/words.js", "return it.WORD_LIST") == list(passphrases.WORD_LIST)
    drawn = [ask(page, "drawWords") for _ in range(20)]
    assert len({tuple(one["words"]) for one in drawn}) == 20
    for one in drawn:
        assert one["check"] == passphrases.check_word(tuple(one["words"]))
        typed = " ".join([*one["words"], one["check"]])
        assert run(page, "keys/words.js", "return it.readWords(given)", typed) == one["words"]
    wrong = " ".join([*drawn[0]["words"], drawn[1]["check"]])
    assert ask(page, "typeWords", wrong) == "check_word_wrong"


def test_a_pack_for_another_phone_or_another_stop_is_not_kept(phone: Phone) -> None:
    page = phone.start()
    mine = enrolled(page)
    stranger = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    moved = {**sealed(people_page("s1"), mine), "stop": "s2"}
    stops = [sealed(people_page("s3"), mine), sealed(people_page("s4"), stranger), moved]
    answer = ask(page, "receive", stops, {"mission": "m1", "returns_at": in_hours(8)})
    assert (answer["held"], answer["unreadable"]) == (["s3"], ["s4", "s2"])
    assert ask(page, "receive", stops, {"mission": "m1", "returns_at": ""}) == "no_return"


def test_a_phone_holds_the_mission_that_ends_first_and_no_other(phone: Phone) -> None:
    page = phone.start()
    fresh = with_mission(page)
    tomorrow = receives(page, [people_page("t1")], fresh, mission="m2", at=in_hours(30))
    assert tomorrow == {"recipient": fresh, "held": [], "unreadable": []}
    assert (names(page, "t1"), names(page, "s1")) == (None, ["Одарка"])
    assert receives(page, [people_page("u1")], fresh, mission="m3", at=in_hours(3))["held"] == ["u1"]
    assert (names(page, "u1"), names(page, "s1")) == (["Одарка"], None)


def test_locking_in_one_tab_locks_all_and_closing_counts_in_all(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    tab = phone.tab()
    ask(tab, "typeWords", WORDS)
    assert ask(tab, "unlock", PIN) == OPEN
    assert ask(tab, "closeStop", "s1") == {"closed": True}
    assert (names(page, "s1"), names(page, "s2")) == (None, ["Одарка"])
    ask(page, "lock")
    until(lambda: names(tab, "s2") == "locked")


def test_a_stop_closed_while_locked_is_gone(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    ask(page, "lock")
    assert ask(page, "closeStop", "s2") == {"closed": True}
    assert ask(page, "unlock", PIN) == OPEN
    assert (names(page, "s2"), names(page, "s3")) == (None, ["Одарка"])


def test_a_screen_that_goes_dark_locks_and_a_quick_exit_takes_less_than_300_ms(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    page.evaluate(
        """() => { Object.defineProperty(document, "visibilityState", { value: "hidden" });
        document.dispatchEvent(new Event("visibilitychange", { bubbles: true })); }"""
    )
    until(lambda: names(page, "s1") == "locked")
    page.reload()
    ask(page, "typeWords", WORDS)
    assert ask(page, "unlock", PIN) == OPEN
    took = run(page, "keys/people.js", """
      const main = document.querySelector("main");
      main.textContent = (await it.openStop("s1")).people[0].call_name;
      const began = performance.now();
      it.quickExit(() => main.replaceChildren());
      const locked = new Promise((done) => it.onChange((open) => open || done()));
      await locked;
      return performance.now() - began;""")  # fmt: skip
    assert took < 300
    assert page.locator("main").inner_text() == ""
    assert names(page, "s1") == "locked"


def test_a_minute_without_a_touch_locks(phone: Phone) -> None:
    page = phone.start()
    assert run(page, "keys/auto-lock.js", """
      let now = 0, locked = 0;
      const auto = it.autoLock({ now: () => now, lock: () => { locked += 1; } });
      const at = (time) => { now = time; auto.check(); return locked; };
      const told = [at(90_000)];
      auto.touch();
      told.push(at(149_999));
      auto.touch();
      told.push(at(209_998), at(209_999), at(400_000));
      auto.touch(); auto.rest();
      return [...told, at(900_000)];""") == [0, 0, 0, 1, 1, 1]  # fmt: skip
    phone.set_clocks(faster=30)
    page.reload()
    with_mission(page)
    assert ask(page, "isOpen")
    until(lambda: not ask(page, "isOpen"), within_s=5)


def test_the_end_comes_twelve_hours_after_the_planned_return_and_can_be_put_off(phone: Phone) -> None:
    page = phone.start()
    receives(page, [people_page("s1")], enrolled(page), at=in_hours(8))
    ends = ask(page, "state")["ends_app_ms"]
    assert ask(page, "prolong", 0) == "no_hours"
    assert ask(page, "prolong", 3) == {"ends_app_ms": ends + 3 * 3_600_000}
    ask(page, "lock")
    assert ask(page, "prolong", 3) == "locked"
    for hours, stays in ((22.9, True), (-48, True), (23.1, False)):
        phone.set_clocks(ahead_s=hours * 3600)
        page.reload()
        until(lambda stays=stays: (ask(page, "state")["stops"] == 1) is stays, 3)  # type: ignore[misc] # bound early
    assert ask(page, "state")["mission"] == ""
    ask(page, "typeWords", WORDS)
    assert ask(page, "unlock", PIN, {"expecting": False}) == NO_MISSION
    assert ask(page, "unlock", PIN) == OPEN, "a pack may be waiting"


def test_time_lived_with_the_app_open_ends_a_mission_whatever_the_clock_on_the_wall_says(phone: Phone) -> None:
    page = phone.start()
    receives(page, [people_page("s1")], enrolled(page), at=in_hours(-11))
    phone.set_clocks(faster=1000, ahead_s=-90 * 86400)
    page.reload()
    until(lambda: ask(page, "state")["stops"] == 0, 30)


def test_a_held_mission_is_ended_before_a_new_pin_is_chosen(phone: Phone) -> None:
    page = phone.start()
    with_mission(page)
    assert ask(page, "enrolPin", {"pin": DURESS, "words": WORDS}) == "mission_held"
    ask(page, "endMission")
    assert enrolled(page).startswith("age1")

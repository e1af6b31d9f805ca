"""The page of one door in a browser: own yes, ticks, two big buttons, undo, minutes, head count, hand-over, PIN."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew import world
from tests.crew.conftest import browser
from tests.crew.screens_served import LEAST_PX, PHONE, Given, Held, phone
from tests.crew.test_screens_drive import SMALL, light
from tests.crew.world import CHILD, FIRST, HANNA, LYING, MET, MISSION, PETRO, SECOND
from tests.desk.looks import found_by_axe
from tests.pictures import take_picture

__all__ = ["browser"]
pytestmark = pytest.mark.browser


def at_the_door(held: Held) -> Held:
    held.tap("Їдемо")
    held.on("drive")
    held.tap("Біля дверей 1.1")
    held.on("stop")
    held.recorded(1)
    return held


def answer(held: Held, code: str, value: str) -> None:
    held.page.locator(f"[data-key='{value}-{code}']").click()
    held.page.locator(f"[data-key='{value}-{code}'][aria-pressed=true]").wait_for()


def since_the_door(held: Held, wanted: int) -> list[tuple[str, str, str]]:
    """Give what was recorded after the word at the door."""
    return held.recorded(wanted + 1)[1:]


def test_coming_to_a_door_is_a_word_there_and_begins_the_minutes(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        assert held.ops() == [("check_in", f"stop:{FIRST}", "on_scene")]
        assert "0 хв із 12 хв на адресі" in held.told()
        held.evaluate("phone.pass(15 * 60000); app.update()")
        held.page.get_by_text("На 3 хв довше за план (12 хв): їдьте").wait_for()


def test_without_keys_the_door_works_by_codes(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        told = held.told()
        assert HANNA in told
        assert "поверх 7 без ліфта" in told
        assert "Імена й будинок замкнено: PIN" in told
        for name in world.NAMES.values():
            assert name not in held.page.content()
    with phone(browser, Given(held=[])) as held:
        at_the_door(held)
        assert "Для цієї адреси немає сторінки з людьми" in held.told()


def test_the_pin_opens_names_and_locking_takes_them_off_the_page(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.tap("Імена й будинок замкнено")
        held.on("unlock")
        held.evaluate("phone.verdict = {is: 'wrong'}")
        for digit in "123456":
            held.tap(digit, exact=True)
        held.tap("OK")
        held.page.get_by_text("PIN неправильний.").wait_for()
        held.evaluate("phone.verdict = {is: 'wait', wait_s: 30}")
        held.tap("1", exact=True)
        held.tap("OK")
        held.page.get_by_text("Зачекайте 30 с").wait_for()
        held.evaluate("phone.verdict = {is: 'open'}")
        held.tap("1", exact=True)
        held.tap("OK")
        held.on("stop")
        held.page.get_by_text("Ганна").wait_for()
        assert held.evaluate("phone.pins") == ["123456", "1", "1"]
        assert "вул. Лісова 7, кв. 31" in held.told()
        held.evaluate("phone.open = false; app.update()")
        held.page.get_by_text("Імена й будинок замкнено").wait_for()
        for name in (*world.NAMES.values(), "Лісова"):
            assert name not in held.page.content()


def test_a_pin_under_duress_shows_the_page_of_no_mission(browser: Any) -> None:
    with phone(browser, Given(missions=[])) as held:
        empty = held.page.locator(".holder").inner_html()
    with phone(browser) as held:
        at_the_door(held)
        held.page.wait_for_timeout(200)
        held.tap("Імена й будинок замкнено")
        held.evaluate("phone.verdict = {is: 'no_mission'}")
        held.tap("1", exact=True)
        held.tap("OK")
        held.on("home")
        assert "На цьому телефоні немає виїзду" in held.told()
        assert MISSION not in held.page.content()
        assert held.page.locator(".holder").inner_html() == empty
        held.page.go_back()
        held.page.wait_for_timeout(300)
        assert MISSION not in held.page.content()


def test_nobody_grown_is_recorded_aboard_unasked(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        answer(held, HANNA, "yes")
        held.tap("Забрали · 3")
        held.page.get_by_text(f"Спершу запитайте: {PETRO}").wait_for()
        assert since_the_door(held, 1) == [("own_yes", f"evacuee:{HANNA}", "yes")]
        answer(held, PETRO, "yes")
        held.tap("Забрали · 3")
        held.page.get_by_text("Порахуйте людей перед від’їздом").wait_for()
        said = since_the_door(held, 7)
        assert [one for one in said if one[0] == "boarded"] == [
            ("boarded", f"evacuee:{code}", "") for code in (HANNA, PETRO, CHILD)
        ]
        assert ("stop_outcome", f"stop:{FIRST}", "boarded") in said


def test_a_no_takes_the_tick_away_and_the_person_stays(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        answer(held, HANNA, "yes")
        answer(held, PETRO, "no")
        held.page.get_by_text("Відмова ні до чого не зобов’язує").wait_for()
        held.tap("Забрали · 2")
        said = since_the_door(held, 7)
        assert ("not_boarded", f"evacuee:{PETRO}", "") in said
        assert ("boarded", f"evacuee:{PETRO}", "") not in said


def test_undo_within_ten_seconds_takes_every_part_back_and_later_is_gone(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.tap("Не вийшли", exact=True)
        held.page.get_by_text("Записано: не вийшли").wait_for()
        held.tap("Скасувати")
        held.page.get_by_role("button", name="Не вийшли").wait_for()
        assert [one[0] for one in since_the_door(held, 2)] == ["stop_outcome", "undo"]
        answer(held, HANNA, "yes")
        answer(held, PETRO, "no")
        held.tap("Забрали · 2")
        held.page.get_by_text("Записано: забрали").wait_for()
        before = len(held.ops())
        held.tap("Скасувати")
        held.page.get_by_role("button", name="Не вийшли").wait_for()
        undone = held.evaluate("phone.ops.filter(one => one.kind === 'undo').length")
        assert undone == 1 + (before - 5)  # the word, "not at home", its undo and two answers stay
        held.tap("Не вийшли", exact=True)
        held.page.get_by_role("button", name="Скасувати").wait_for()
        held.page.wait_for_timeout(10_400)
        assert not held.page.get_by_role("button", name="Скасувати").is_visible()


def test_pieces_begin_as_planned_and_what_stays_is_counted(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        boxes = held.page.locator(".pieces input")
        assert [boxes.nth(at).is_checked() for at in range(4)] == [True, True, True, False]
        assert "За планом 1 річ лишається: люди перед речами." in held.told()
        boxes.nth(1).uncheck()
        held.tap("Інше…")
        held.tap("Речі лишили")
        assert since_the_door(held, 1) == [("belongings_left", f"stop:{FIRST}", "2")]


def test_leave_now_is_one_tap(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        answer(held, HANNA, "yes")
        held.tap("Їдемо зараз, речі лишаються")
        held.on("drive")
        said = since_the_door(held, 6)[1:]
        assert ("boarded", f"evacuee:{HANNA}", "") in said
        assert ("belongings_left", f"stop:{FIRST}", "4") in said
        assert said[-1] == ("check_in", f"stop:{FIRST}", "left_scene")
        assert not [one for one in said if one[1] == f"evacuee:{PETRO}"]


def test_danger_to_life_takes_the_unasked_with_a_reason(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.tap("Інше…")
        held.page.get_by_text("Одразу телефонуйте черговому").wait_for()
        held.tap("обстріл")
        said = since_the_door(held, 5)
        assert [one for one in said if one[0] == "boarded"] == [
            ("boarded", f"evacuee:{code}", "danger_to_life/under_fire") for code in (HANNA, PETRO, CHILD)
        ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("передумали", "refused"),
        ("адреси не існує", "wrong_address"),
        ("виїхали самостійно", "left_by_themselves"),
        ("передано службі", "referred"),
    ],
)
def test_the_other_outcomes_are_one_tap_further(browser: Any, words: str, value: str) -> None:
    with phone(browser) as held:
        at_the_door(held)
        assert held.page.get_by_role("button", name=words).count() == 0
        held.tap("Інше…")
        held.tap(words)
        held.page.get_by_text("Порахуйте людей перед від’їздом").wait_for()
        assert held.ops()[-1] == ("stop_outcome", f"stop:{FIRST}", value)


def test_walk_ups_and_people_seen(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.tap("Інше…")
        held.page.locator(".more-outcomes").get_by_role("button", name="лежача людина").click()
        held.page.get_by_text("Без заявки в бусі: лежача людина. Телефонуйте черговому.").wait_for()
        held.page.locator(".more-outcomes").get_by_role("button", name="2", exact=True).click()
        assert since_the_door(held, 2) == [
            ("boarded", f"evacuee:{MISSION}.1.W.phone-1.1", "walk_up/lying"),
            ("crew_event", f"stop:{FIRST}", "saw_people:2"),
        ]


def test_heads_are_counted_by_a_number_before_the_van_drives(browser: Any) -> None:
    with phone(browser) as held:
        held.evaluate("phone.open = true")
        at_the_door(held)
        answer(held, HANNA, "yes")
        answer(held, PETRO, "yes")
        held.tap("Забрали · 3")
        held.page.get_by_role("button", name="2", exact=True).click()
        held.page.get_by_text("Порахували 2, записано 3: гляньте ще раз.").wait_for()
        assert held.page.get_by_text(f"Записано в бусі: {HANNA}, {PETRO}, {CHILD}").is_visible()
        assert held.evaluate("phone.closed") == []
        held.page.get_by_role("button", name="3: як записано, їдемо").click()
        held.on("drive")
        assert held.ops()[-1] == ("check_in", f"stop:{FIRST}", "left_scene")
        assert held.evaluate("phone.closed") == [FIRST]
        assert "у бусі 3" in held.told()
        held.page.get_by_role("heading", name="1.2").wait_for()


def test_the_hand_over_counts_heads_and_the_next_trip_begins(browser: Any) -> None:
    with phone(browser) as held:
        for code in (FIRST, MET):
            held.evaluate(
                f"phone.keep({{mission: '{MISSION}', kind: 'stop_outcome', subject: 'stop:{code}', value: 'refused'}})"
            )
        held.evaluate(f"phone.keep({{mission: '{MISSION}', kind: 'boarded', subject: 'evacuee:{LYING}'}})")
        held.evaluate(
            f"phone.keep({{mission: '{MISSION}', kind: 'stop_outcome', subject: 'stop:{SECOND}', value: 'boarded'}})"
        )
        held.evaluate("app.go({page: 'drive'})")
        held.on("drive")
        held.tap("У транзитному центрі")
        held.on("hand-over")
        held.page.get_by_role("button", name="1: як записано, передати").click()
        held.on("drive")
        assert held.recorded(6)[-2:] == [
            ("check_in", f"mission:{MISSION}", "at_shelter"),
            ("hand_over", f"mission:{MISSION}", "1"),
        ]
        held.page.get_by_role("heading", name="2.1").wait_for()
        assert "у бусі 0" in held.told()


def test_a_conflict_at_the_door_shows_both_sides(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.tap("Не вийшли", exact=True)
        held.page.get_by_text("Записано: не вийшли").wait_for()
        held.evaluate(
            f"phone.other({{mission: '{MISSION}', kind: 'stop_outcome', subject: 'stop:{FIRST}', value: 'refused'}})"
        )
        held.page.get_by_text("розбіжність: не вийшли / передумали; рахується як «не вийшли»").wait_for()


def test_ticks_by_hand_survive_what_others_record(browser: Any) -> None:
    with phone(browser) as held:
        at_the_door(held)
        held.page.locator(f"[data-key='tick-{CHILD}']").uncheck()
        held.evaluate(
            f"phone.other({{mission: '{MISSION}', kind: 'own_yes', subject: 'evacuee:{HANNA}', value: 'yes'}})"
        )
        held.page.locator(f"[data-key='yes-{HANNA}'][aria-pressed=true]").wait_for()
        assert not held.page.locator(f"[data-key='tick-{CHILD}']").is_checked()


def test_two_big_buttons_at_the_thumb_and_every_target_large(browser: Any) -> None:
    with phone(browser) as held:
        held.evaluate("phone.open = true")
        at_the_door(held)
        held.tap("Інше…")
        held.page.locator(".more-outcomes").wait_for()
        assert [one for one in held.evaluate(SMALL) if one[1] < LEAST_PX or one[2] < LEAST_PX] == []
        assert held.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for words in ("Не вийшли", "Забрали · 3"):
            box = held.page.get_by_role("button", name=words, exact=True).bounding_box()
            assert box["height"] >= 80
            assert box["y"] > PHONE["height"] * 0.75
            assert box["y"] + box["height"] <= PHONE["height"]


@pytest.mark.parametrize("chosen", ["day", "night", "red"])
def test_the_checker_finds_nothing_at_the_door(browser: Any, chosen: str) -> None:
    with phone(browser) as held:
        held.evaluate("phone.open = true")
        at_the_door(held)
        answer(held, HANNA, "yes")
        light(held, chosen)
        take_picture(held.page, f"crew-stop-{chosen}")
        assert found_by_axe(held.page) == []
        held.tap("Забрали · 3")
        held.page.locator(".must-ask").wait_for()
        held.tap("Інше…")
        held.page.locator(".more-outcomes").wait_for()
        assert found_by_axe(held.page) == []
        held.tap("передумали")
        held.page.locator(".count").wait_for()
        take_picture(held.page, f"crew-stop-count-{chosen}")
        assert found_by_axe(held.page) == []

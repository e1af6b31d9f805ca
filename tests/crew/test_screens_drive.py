"""The pages of the way in a browser: home, drive, words, dangers, what was recorded; at 360 x 640, with one thumb."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew import world
from tests.crew.conftest import browser
from tests.crew.screens_served import LEAST_PX, PHONE, TABLET, Given, Held, phone
from tests.desk.looks import found_by_axe
from tests.pictures import take_picture

__all__ = ["browser"]
pytestmark = pytest.mark.browser
ON_THE_WAY = (37.27, 49.7255)
BESIDE = (37.27, 49.7455)
PAGES = ("drive", "word", "report", "sent", "more", "points", "open-in", "unlock", "hand-over")
SMALL = (
    "[...document.querySelectorAll('button, a[href], summary, label.tick')]"
    ".filter(one => one.offsetParent && !one.closest('[hidden]'))"
    ".map(one => [one.innerText || one.ariaLabel, one.getBoundingClientRect()])"
    ".map(([words, box]) => [words, Math.round(box.width), Math.round(box.height)])"
)


def drives(held: Held) -> Held:
    held.tap("Їдемо")
    held.on("drive")
    return held


def light(held: Held, chosen: str) -> None:
    telling = f"new CustomEvent('crew:choose', {{detail: {{light: '{chosen}'}}}})"
    held.evaluate(f"document.getElementById('app').dispatchEvent({telling})")
    held.page.locator(f"html[data-light={'night' if chosen == 'night' else chosen}]").wait_for(state="attached")


def hold(held: Held, milliseconds: int) -> None:
    box = held.page.locator(".sos").bounding_box()
    held.page.mouse.move(box["x"] + 20, box["y"] + 20)
    held.page.mouse.down()
    held.page.wait_for_timeout(milliseconds)
    held.page.mouse.up()


def test_home_says_ready_only_with_every_piece_and_names_what_is_missing(browser: Any) -> None:
    with phone(browser) as held:
        told = held.told()
        assert "Виїзд В-12" in told
        assert "Готові їхати" in told
        assert "4 адреси, зроблено 0, у бусі 0" in told
        held.evaluate(
            "phone.held = phone.held.slice(1); phone.clock.clock_off_ms = 5 * 60000;"
            " phone.map = {needed: true, here: false}; app.update()"
        )
        held.page.get_by_text("Ще не готові їхати").wait_for()
        told = held.told()
        assert "Готові їхати" not in told
        for missing in (
            f"Бракує сторінок із людьми: {world.FIRST}",
            "Годинник розходиться на 5 хв",
            "Карти дороги ще немає",
        ):
            assert missing in told
        held.evaluate("phone.clock.contact_at = null; app.update()")
        held.page.get_by_text("База ще не відповідала цьому телефону").wait_for()


def test_home_without_a_mission_says_so(browser: Any) -> None:
    with phone(browser, Given(missions=[])) as held:
        assert "На цьому телефоні немає виїзду" in held.told()
        assert held.page.get_by_role("button", name="Їдемо").count() == 0


def test_the_way_says_next_point_distance_minutes_and_the_gravest_first(browser: Any) -> None:
    with phone(browser, at=ON_THE_WAY) as held:
        drives(held)
        held.page.get_by_text("13 км").wait_for()
        told = held.told()
        assert "1.1" in told
        assert "19 хв" in told
        assert "за планом 08:26" in told
        notes = held.page.locator(".notes .note:visible").all_inner_texts()
        assert notes == [
            "Дорогу перекрито: вирва на дорозі, через 9,4 км, 13 год тому",
            "бачили дрон, через 5,1 км, 40 хв тому, не підтверджено",
            "Розвернутися можна ще 25 хв, місце через 2,1 км",
        ]
        held.evaluate("app.go({page: 'points'})")
        held.page.get_by_text("Без зв’язку 08:20–09:40").wait_for()
        held.page.get_by_text("Якщо доведеться: Дім-2, на 18 хв довше").wait_for()


def test_leaving_the_way_is_said(browser: Any) -> None:
    with phone(browser, at=BESIDE) as held:
        drives(held)
        held.page.get_by_text("Не на запланованому шляху").wait_for()


def test_without_a_position_the_whole_leg_is_said_to_be_one(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        told = held.told()
        assert "17 км" in told
        assert "26 хв" in told


@pytest.mark.parametrize("is_open", [False, True])
def test_no_page_of_the_way_holds_a_person(browser: Any, *, is_open: bool) -> None:
    with phone(browser, at=ON_THE_WAY) as held:
        held.evaluate(f"phone.open = {str(is_open).lower()}")
        drives(held)
        for page in PAGES:
            held.evaluate(f"app.go({{page: '{page}', stop: '{world.FIRST}'}})")
            held.on(page)
            whole = held.page.content()
            for said in (*world.NAMES.values(), "Лісова", "стукати", "кв. 31"):
                assert said not in whole, f"{said} on {page}"
            assert held.evaluate("location.href").endswith("/")
            assert held.page.title() == "OpenEvac"


def test_the_way_is_never_behind_the_pin(browser: Any) -> None:
    with phone(browser, at=ON_THE_WAY) as held:
        held.evaluate("phone.verdict = {is: 'dropped'}")
        drives(held)
        held.evaluate(f"app.go({{page: 'unlock', stop: '{world.FIRST}'}})")
        held.on("unlock")
        held.tap("1")
        held.tap("OK")
        held.page.get_by_text("Сторінок із людьми на цьому телефоні більше немає").wait_for()
        held.page.get_by_role("button", name="Назад").click()
        held.on("drive")
        assert "13 км" in held.told()


def test_sos_must_be_held_for_two_seconds(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        hold(held, 900)
        held.page.wait_for_timeout(1500)
        assert held.ops() == []
        hold(held, 2300)
        assert held.recorded(1) == [("check_in", f"mission:{world.MISSION}", "sos")]
        held.page.get_by_text("SOS піде, щойно буде зв’язок").wait_for()


def test_a_new_version_waits_while_a_mission_is_driven(browser: Any) -> None:
    with phone(browser) as held:
        assert not held.evaluate("phone.isDriving")
        held.tap("Їдемо")
        held.on("drive")
        assert held.evaluate("phone.isDriving")
        held.page.go_back()
        held.on("home")
        assert not held.evaluate("phone.isDriving")


def test_turning_back_is_one_tap_and_ten_seconds_to_take_it_back(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.tap("Розвертаємося")
        assert held.recorded(1) == [("turn_back", f"mission:{world.MISSION}", "yes")]
        held.page.get_by_role("heading", name="Місце виїзду").wait_for()
        held.tap("Скасувати")
        assert held.recorded(2)[1][0] == "undo"
        held.page.get_by_role("heading", name="1.1").wait_for()


def test_a_word_and_a_silence_are_two_taps(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.tap("На зв’язку")
        held.tap("Ми на зв’язку")
        held.on("drive")
        held.tap("На зв’язку")
        held.tap("09:40 за планом")
        held.on("drive")
        assert held.recorded(2) == [
            ("check_in", f"mission:{world.MISSION}", "we_are_here"),
            ("silent_until", f"mission:{world.MISSION}", "2025-05-08T06:40:00Z"),
        ]


def test_a_danger_is_a_kind_and_a_place_and_names_no_door(browser: Any) -> None:
    with phone(browser, at=ON_THE_WAY) as held:
        drives(held)
        held.tap("Небезпека")
        held.tap("бачили дрон")
        held.tap("Тут")
        held.on("drive")
        held.tap("Небезпека")
        held.tap("вирва на дорозі")
        held.tap("Попереду, близько 1 км")
        assert [value for _, _, value in held.recorded(2)] == [
            "drone/drone_seen/37.27/49.725",
            "shelling/crater/37.281/49.72",
        ]


def test_without_a_position_a_danger_is_put_on_a_point_of_the_way(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.tap("Небезпека")
        held.tap("міна", exact=True)
        assert held.page.get_by_role("button", name="Тут", exact=True).count() == 0
        held.tap(f"Біля наступної точки {world.FIRST}")
        assert held.recorded(1)[0][2] == "mines/mine/37.42/49.701"


@pytest.mark.parametrize(
    ("taps", "value"),
    [
        (["У наш бус влучили"], "vehicle_hit:1"),
        (["Поранені", "2"], "wounded:2"),
        (["Бачили людей", "3"], "saw_people:3"),
    ],
)
def test_what_befell_is_two_taps(browser: Any, taps: list[str], value: str) -> None:
    with phone(browser) as held:
        drives(held)
        held.tap("Небезпека")
        for words in taps:
            held.tap(words, exact=True)
        assert held.recorded(1) == [("crew_event", f"mission:{world.MISSION}", value)]


def test_beside_each_thing_stands_whether_the_base_has_it(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.tap("На зв’язку")
        held.tap("Ми на зв’язку")
        held.page.get_by_text("не надіслано: 1").wait_for(state="attached")
        held.evaluate("app.go({page: 'sent'})")
        held.page.get_by_text("чекає на зв’язок").wait_for()
        held.evaluate("phone.answers['phone-1-1'] = {outcome: 'taken', at: '2025-05-08T05:12:00Z'}; app.update()")
        held.page.get_by_text("база отримала о 08:12").wait_for()


def test_two_phones_that_disagree_are_shown_in_words(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        door = f"mission: '{world.MISSION}', kind: 'stop_outcome', subject: 'stop:{world.FIRST}'"
        held.evaluate(f"phone.keep({{{door}, value: 'boarded'}})")
        held.evaluate(f"phone.other({{{door}, value: 'not_at_home'}})")
        held.page.get_by_text(f"розбіжність: {world.FIRST}").wait_for()
        held.evaluate("app.go({page: 'sent'})")
        held.page.get_by_text(f"розбіжність · {world.FIRST} · що було за адресою: забрали / не вийшли").wait_for()


def test_the_track_is_a_file_and_links_hold_no_name(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.evaluate("app.go({page: 'open-in'})")
        held.page.get_by_text("Інші навігатори не знають про наші небезпеки").wait_for()
        with held.page.expect_download() as waiting:
            held.tap("Трек дороги (GPX)")
        text = waiting.value.path().read_text(encoding="utf-8")
        assert waiting.value.suggested_filename == "В-12.gpx"
        assert text.count("<trkpt") > 20
        assert "не давати навігатору обирати дорогу" in text
        for name in world.NAMES.values():
            assert name not in text
        links = held.page.locator("a[href]").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        assert all(link.startswith(("om://", "geo:")) for link in links)
        assert len(links) == 2


def test_light_turns_day_night_red_and_stays_after_a_reload(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.page.locator("html[data-light=day]").wait_for(state="attached")  # ten past eight in May
        light(held, "red")
        colours = held.evaluate(
            "[...document.querySelectorAll('#app *')].filter(one => one.offsetParent)"
            ".map(one => getComputedStyle(one)).flatMap(one => [one.color, one.backgroundColor])"
        )
        for colour in set(colours):
            _, green, blue = (int(part) for part in colour.strip("rgba()").split(",")[:3])
            assert max(green, blue) <= 160, f"{colour} is not red"
        held.page.reload()
        held.on("drive")
        held.page.locator("html[data-light=red]").wait_for(state="attached")


def test_both_languages_and_the_other_thumb(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        held.evaluate("app.go({page: 'more'})")
        held.tap("English")
        held.page.get_by_role("heading", name="More").wait_for()
        held.tap("Thumb: right")
        held.page.locator("html[data-hand=left]").wait_for(state="attached")
        held.evaluate("app.go({page: 'drive'})")
        held.page.get_by_role("button", name="At the door 1.1").wait_for()
        left = held.page.get_by_role("button", name="At the door 1.1").bounding_box()["x"]
        assert left < PHONE["width"] / 3


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_target_is_large_enough_and_nothing_is_wider_than_the_screen(browser: Any, language: str) -> None:
    with phone(browser, language=language, at=ON_THE_WAY) as held:
        for page in ("home", *PAGES):
            held.evaluate(f"app.go({{page: '{page}', stop: '{world.FIRST}'}})")
            held.on(page)
            small = [one for one in held.evaluate(SMALL) if one[1] < LEAST_PX or one[2] < LEAST_PX]
            assert small == [], page
            wide = held.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, page
        held.evaluate("app.go({page: 'drive'})")
        held.on("drive")
        assert held.evaluate("document.documentElement.scrollHeight") <= PHONE["height"]


@pytest.mark.parametrize("chosen", ["day", "night", "red"])
def test_the_checker_of_accessibility_finds_nothing(browser: Any, chosen: str) -> None:
    with phone(browser, at=ON_THE_WAY) as held:
        for page in ("home", *PAGES):
            held.evaluate(f"app.go({{page: '{page}', stop: '{world.FIRST}'}})")
            held.on(page)
            light(held, chosen)
            take_picture(held.page, f"crew-{page}-{chosen}")
            assert found_by_axe(held.page) == [], (page, chosen)


def test_with_webgl_the_map_is_drawn_and_without_it_a_picture(browser: Any) -> None:
    with phone(browser, at=ON_THE_WAY, webgl=True, size=TABLET) as held:
        drives(held)
        held.page.locator(".way[data-drawn=map]").wait_for()
        counts: dict[str, int] = {}
        for _ in range(60):
            counts = held.evaluate(
                "(() => { const map = document.querySelector('.way-place').crewMap; const all = {};"
                " if (map.loaded()) for (const one of map.queryRenderedFeatures()) all[one.layer.id] = 1;"
                " return all; })()"
            )
            if counts:
                break
            held.page.wait_for_timeout(500)
        assert {"line-now", "mark-next", "mark-me", "mark-blocks", "mark-turn-back"} <= set(counts)
    with phone(browser, at=ON_THE_WAY) as held:
        drives(held)
        held.page.locator(".way[data-drawn=picture] svg.way-picture").wait_for()
        held.page.locator(".mark-me").wait_for()
        assert held.page.locator(".mark-next, .mark-me, .mark-blocks, .mark-hazard-unverified").count() == 4
        held.tap("Уся дорога")
        held.tap("Наступна точка")


def test_home_says_where_the_browser_may_throw_the_mission_away(browser: Any) -> None:
    for language, words in (("uk", "Браузер може стерти цей виїзд"), ("en", "The browser may throw this mission away")):
        with phone(browser, language=language) as held:
            assert words not in held.told()
            held.evaluate("phone.isKept = false; app.update()")
            held.page.get_by_text(words).wait_for()
            ready = "Готові їхати" if language == "uk" else "Ready to drive"
            assert ready in held.told(), "said, and nothing is refused for it"

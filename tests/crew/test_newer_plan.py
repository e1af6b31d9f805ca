"""A newer plan on the road: shown in words, driven by only once the crew says so, and nobody aboard is lost by it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.crew.conftest import browser, files, page
from tests.crew.newer_world import built_again, with_dangers
from tests.crew.screens_served import LEAST_PX, Held, phone
from tests.crew.test_screens_logic import Logic, made_ops
from tests.crew.world import CHILD, FIRST, HANNA, MET, MISSION, PETRO, SECOND, drive_part

__all__ = ["browser", "files", "page"]
pytestmark = pytest.mark.browser
Row = tuple[Any, ...]
SERVED: tuple[Row, ...] = (
    ("phone-1", 1, "check_in", f"stop:{FIRST}", "on_scene"),
    *(("phone-1", 2 + at, "boarded", f"evacuee:{code}", "") for at, code in enumerate((HANNA, PETRO, CHILD))),
    ("phone-1", 9, "stop_outcome", f"stop:{FIRST}", "boarded"),
)


@pytest.fixture
def logic(page: Any) -> Logic:
    return Logic(page)


def begun(logic: Logic, *rows: Row) -> tuple[dict[str, Any], list[str]]:
    """Give the view after some rows, and the doors at which anything was recorded."""
    view = logic.view(*rows)
    found = logic._page.evaluate(
        "async (view) => [...(await import('/crew/logic/plan-difference.js')).begunDoors(view)]", view
    )
    return view, found


def changed(logic: Logic, new: dict[str, Any], *rows: Row) -> dict[str, Any]:
    _, codes = begun(logic, *rows)
    script = """async ([old, next, codes]) =>
        (await import('/crew/logic/plan-difference.js')).planDifference(old, next, new Set(codes))"""
    found: dict[str, Any] = logic._page.evaluate(script, [drive_part(), new, codes])
    return found


def taken_over(logic: Logic, new: dict[str, Any], *rows: Row) -> dict[str, Any]:
    """Give the view once the newer plan was taken over, after the same rows."""
    view, codes = begun(logic, *rows)
    script = """async ([old, next, view, codes, ops]) => {
        const at = (name) => import(`/crew/logic/${name}.js`);
        const [{ planTakenOver }, { missionView }, { fold }] = await Promise.all(
            ["plan-taken-over", "mission-view", "fold"].map(at));
        return missionView(planTakenOver(old, next, view, new Set(codes)), fold(ops), ops);
    }"""
    found: dict[str, Any] = logic._page.evaluate(script, [drive_part(), new, view, codes, made_ops(rows)])
    return found


def test_the_same_plan_is_no_change_and_neither_are_minutes_or_other_contacts(logic: Logic) -> None:
    new = drive_part()
    new["contacts"], new["made_at"] = [], "2025-05-08T05:00:00Z"
    new["trips"][0]["stops"][1]["arrives_at"] = "2025-05-08T05:48:00Z"
    told = changed(logic, new)
    assert told["isWorthSaying"] is False
    new["trips"][0]["stops"][1]["arrives_at"] = "2025-05-08T05:49:00Z"
    told = changed(logic, new)
    assert told["isWorthSaying"] is True
    assert told["times"] == [
        {"code": SECOND, "place": "Лісове", "was": "2025-05-08T05:44:00Z", "at": "2025-05-08T05:49:00Z"}
    ]


def test_each_change_is_told_once_and_by_door(logic: Logic) -> None:
    told = changed(logic, built_again())
    assert [one["code"] for one in told["dangers"]] == ["Н-9", "Н-8"]
    assert [(one["code"], one["codes"]) for one in told["takenOut"]] == [(SECOND, [SECOND])]
    assert [(one["code"], one["before"]) for one in told["added"]] == [("В-12v2.1.3", None)]
    assert [(one["code"], one["before"]["code"]) for one in told["moved"]] == [("В-12v2.1.1", "В-12v2.1.2")]
    assert [(one["was"], one["is"]) for one in told["party"]] == [(3, 4)]
    assert told["returns"] == {"was": "2025-05-08T09:30:00Z", "at": "2025-05-08T10:05:00Z"}


def test_another_road_to_the_same_door_is_told_and_a_shorter_rest_of_it_is_not(logic: Logic) -> None:
    new = drive_part()
    leg = new["trips"][0]["legs"][0]
    leg["line"] = leg["line"][3:]
    assert changed(logic, new)["ways"] == []
    leg["line"] = [leg["line"][0], [37.38, 49.74], leg["line"][-1]]
    assert changed(logic, new)["ways"] == [FIRST]


def test_another_shelter_a_closed_place_and_a_danger_that_now_blocks_are_told(logic: Logic) -> None:
    new = drive_part()
    new["trips"][0]["shelter"] = {**new["trips"][0]["shelter"], "code": "Дім-2", "name": "Школа"}
    new["places"][0]["access"] = "closed"
    new["hazards"][0]["blocks"] = True
    new["hazards"].pop()
    told = changed(logic, new)
    assert told["ends"] == [{"was": "Дім культури", "is": "Школа"}]
    assert told["access"] == [{"name": "Лісове", "access": "closed"}]
    assert ([one["code"] for one in told["dangers"]], told["cleared"]) == (["Н-1"], 1)


def test_a_door_that_was_begun_is_neither_taken_out_nor_told_as_new(logic: Logic) -> None:
    told = changed(logic, built_again(), *SERVED)
    assert FIRST not in [one["code"] for one in (*told["takenOut"], *told["moved"], *told["party"], *told["times"])]
    gone = built_again()
    gone["trips"][0]["stops"] = gone["trips"][0]["stops"][2:]
    assert [one["code"] for one in changed(logic, gone, *SERVED)["takenOut"]] == [SECOND, MET]


def test_who_rides_stays_aboard_and_a_served_door_stays_served(logic: Logic) -> None:
    gone = built_again()
    gone["trips"][0]["stops"] = gone["trips"][0]["stops"][2:]
    for new in (built_again(), gone):
        view = taken_over(logic, new, *SERVED)
        assert [one["code"] for one in view["aboard"]] == [HANNA, PETRO, CHILD]
        (served,) = (one for one in view["doors"] if one["request"] == "К-417")
        assert (served["code"], served["outcome"], served["done"]) == (FIRST, "boarded", True)
        assert view["next"]["code"] == ("В-12v2.1.1" if new is not gone else "В-12v2.1.3")
        assert view["next"]["leg"] is not None


def test_a_trip_that_is_over_stays_over_and_later_trips_keep_their_numbers(logic: Logic) -> None:
    new = built_again()
    new["trips"] = [{**new["trips"][1], "number": 1}]
    over = (*SERVED, ("phone-1", 20, "hand_over", f"mission:{MISSION}", "3"))
    view = taken_over(logic, new, *over)
    assert [(one["number"], one["over"]) for one in view["trips"]] == [(1, True), (2, False)]
    assert view["heads"] == 0


def test_a_plan_that_only_drives_home_still_brings_who_rides_to_the_centre(logic: Logic) -> None:
    new = built_again()
    home = new["trips"][1]["legs"][-1]
    new["trips"] = [{**new["trips"][1], "number": 1, "stops": [], "legs": [home], "shelter": None, "relay": ""}]
    view = taken_over(logic, new, *SERVED)
    assert (view["heads"], view["next"]["kind"], view["next"]["name"]) == (3, "shelter", "Дім культури")


def test_what_another_phone_recorded_under_the_older_code_counts_at_the_newer_door(logic: Logic) -> None:
    rows = made_ops((("phone-2", 1, "stop_outcome", f"stop:{MET}", "not_at_home"),))
    view = logic.call("mission-view", "missionView", built_again(), logic.call("fold", "fold", rows), rows)
    (met,) = (one for one in view["doors"] if one["request"] == "К-300")
    assert (met["code"], met["outcome"]) == ("В-12v2.1.1", "not_at_home")


def newer(held: Held, drive: dict[str, Any], etag: str = "two") -> None:
    """Let a newer plan come to the phone."""
    held.page.evaluate(
        "([drive, etag]) => { phone.newer = { drive, etag, isLeft: false }; return app.update(); }", [drive, etag]
    )


def drives(held: Held) -> None:
    held.tap("Їдемо")
    held.on("drive")


def test_the_crew_drives_on_by_the_old_plan_until_it_takes_the_new_one(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        newer(held, built_again())
        held.page.get_by_text("В-12: 2 нові небезпеки · Адресу 1.2 Лісове вилучено · і ще").wait_for()
        assert "1.1" in held.page.locator(".next h2").inner_text()
        held.tap("2 нові небезпеки")
        held.on("changes")
        told = held.told()
        for words in (
            "База має новіший план: версія 2", "2 нові небезпеки", "Адресу 1.2 Лісове вилучено",
            "Нова адреса 1.3 Гай, остання", "Адреса 1.1 Лісове тепер перед 1.2 Лісове",
            "Адреса 1.2 Лісове: 4 людини замість 3", "Повернення о 13:05 замість 12:30",
            "Дорогу перекрито: ", "Хто в бусі й кожна вже розпочата адреса лишаються",
        ):  # fmt: skip
            assert words in told, words
        for words in ("Беремо новий план", "Поки що за старим"):
            box = held.page.get_by_role("button", name=words).bounding_box()
            assert box["height"] >= LEAST_PX + 20
        held.tap("Беремо новий план")
        held.on("drive")
        held.page.get_by_text("Тепер ви їдете за версією 2.").wait_for()
        assert held.page.evaluate("phone.missions[0].version") == 2
        assert held.page.evaluate("phone.closed") == [SECOND], "who is not fetched has no page here any more"
        assert held.recorded(1) == [("check_in", "version:2", "we_are_here")]
        assert held.page.locator(".newer").count() == 0
        held.page.evaluate("app.go({page: 'sent'})")
        held.page.get_by_text("Їдемо за версією 2").wait_for()


def test_keeping_the_old_plan_records_nothing_and_the_new_one_stays_at_hand(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        newer(held, built_again())
        held.tap("2 нові небезпеки")
        held.tap("Поки що за старим")
        held.on("drive")
        held.page.locator(".newer:not(.amber)").wait_for()
        assert held.page.evaluate("phone.missions[0].version") == 1
        assert held.ops() == []
        assert held.page.evaluate("phone.closed") == []
        newer(held, built_again(), "three")
        held.page.locator(".newer.amber").wait_for()


def test_a_new_danger_is_on_the_way_page_before_anybody_takes_anything_over(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        assert "перешкода" not in held.told()
        newer(held, with_dangers())
        held.page.get_by_text("В-12: 2 нові небезпеки").wait_for()
        held.page.get_by_text("Дорогу перекрито: ").wait_for()
        held.tap("2 нові небезпеки")
        held.tap("Беремо новий план")
        held.on("drive")
        assert held.ops() == [], "the version is the same, so the base is told nothing"


def test_a_plan_that_changed_while_it_was_read_is_read_again_first(browser: Any) -> None:
    with phone(browser) as held:
        drives(held)
        newer(held, built_again())
        held.tap("2 нові небезпеки")
        held.page.evaluate("phone.isOther = true")
        held.tap("Беремо новий план")
        held.page.get_by_text("План знову змінився: погляньте ще раз.").wait_for()
        assert held.page.evaluate("phone.missions[0].version") == 1
        assert held.ops() == []


@pytest.mark.parametrize(
    ("base", "words", "turned"),
    [
        ({"status": "turned_back"}, "На базі записано: виїзд розвернувся. До адрес більше не їхати.", True),
        ({"status": "refused"}, "База зупинила цей виїзд: до адрес більше не їхати. Зателефонуйте черговому.", True),
        ({"status": "dispatched", "gone": True}, "База більше не має цього виїзду для вас", False),
    ],
)
def test_a_mission_the_base_ended_waits_for_nobody(
    browser: Any, base: dict[str, Any], words: str, *, turned: bool
) -> None:
    with phone(browser) as held:
        drives(held)
        newer(held, built_again())
        held.page.evaluate("(base) => { phone.base = base; return app.update(); }", base)
        held.page.locator(".note.red", has_text=words).wait_for()
        assert ("Розвертаємося" in held.page.locator(".next").inner_text()) is turned
        assert held.ops() == []


def test_the_words_of_a_newer_plan_are_english_too(browser: Any) -> None:
    with phone(browser, language="en") as held:
        held.tap("Drive")
        newer(held, built_again())
        held.page.get_by_text("В-12: 2 new dangers · Door 1.2 Лісове is taken out").wait_for()
        held.tap("2 new dangers")
        told = held.told()
        for words in ("Take it over", "Keep for now", "Door 1.1 Лісове comes before 1.2 Лісове"):
            assert words in told

"""Now: alarms in colour, words and sound; what is told by phone; and what nobody may do who should not."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from openevac.domain.events import MissionStatus, StopOutcome
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.desk.night import Night, night_of, within

pytestmark = [pytest.mark.browser, pytest.mark.alone]
NIGHT: dict[str, Night] = {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("witnesses")


@pytest.fixture
def night(desk: Desk, folder: Path) -> Night:
    """Give the night: made with the first test, and at every test's begin the crew was just heard."""
    if not NIGHT:
        NIGHT["now"] = night_of(desk, folder)
    NIGHT["now"].desk = desk
    NIGHT["now"].call()
    return NIGHT["now"]


def ringing(page: Any) -> str:
    return page.locator("[data-part=now-sound]").get_attribute("data-ringing") or ""


def with_sound(desk: Desk) -> Any:
    page = desk.sit_down("kateryna")
    page.goto("/now/")
    page.get_by_role("button", name=re.compile("Увімкнути звук|Turn the sound on")).click()
    page.get_by_role("button", name=re.compile("Звук увімкнено|Sound is on")).wait_for()
    page.get_by_text(re.compile("Зміни надходять самі|Changes arrive")).wait_for()
    return page


def test_the_next_word_stands_there_with_the_time_left(night: Night) -> None:
    page = night.desk.sit_down("kateryna")
    page.goto("/now/")
    row = page.locator("table.road tbody tr")
    assert row.locator(".code").inner_text() == night.code
    # A board that is drawn again says its times with the next tick.
    within(2.0, lambda: re.search(r"за \d+:\d\d", row.inner_text()))
    assert "0 хв тому" in row.inner_text()
    assert page.locator("#blind").is_hidden()


def test_an_alarm_is_seen_read_and_heard_within_two_seconds_of_being_due(night: Night) -> None:
    page = with_sound(night.desk)
    assert ringing(page) == "not_due"
    night.pass_to_due()
    night.turn()
    seen_s = within(2.0, lambda: page.locator(".late.amber").is_visible() and ringing(page) == "amber")
    logging.getLogger(__name__).warning("alarm on the page after %.2f s", seen_s)
    late = page.locator(".late").inner_text()
    assert "час вийти на зв'язок" in late
    assert "дзвоніть екіпажу" in late
    assert page.title().startswith("▲ ТРИВОГА")


def test_the_ladder_climbs_in_words_and_the_sheet_sends_nobody(night: Night) -> None:
    page = with_sound(night.desk)
    night.pass_to_due(minutes=15)
    night.turn()
    page.locator(".late.red").wait_for()
    within(2.0, lambda: ringing(page) == "red")
    assert "дзвоніть другій людині зміни" in page.locator(".late").inner_text()
    night.pass_to_due(minutes=30)
    night.turn()
    within(3.0, lambda: ringing(page) == "no_answer")
    page.get_by_role("link", name="Екіпаж не відповідає").click()
    page.get_by_role("heading", name=f"Екіпаж не відповідає · {night.code}").wait_for()
    told = page.locator("main").inner_text()
    assert "За ними нікого не посилають." in told
    assert "stepan" in told
    printed = page.request.get("/now/1/no-answer.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert printed.body().startswith(b"%PDF")


def test_a_word_ends_the_alarm_and_the_sound(night: Night) -> None:
    page = with_sound(night.desk)
    night.pass_to_due(minutes=3)
    night.turn()
    page.get_by_role("button", name=f"Вийшли на зв’язок {night.code}").click()
    page.locator(".late").wait_for(state="detached")
    within(2.0, lambda: ringing(page) == "not_due")
    assert "Наступний зв’язок" in page.locator("#answered").inner_text()
    assert not page.title().startswith("▲")


def test_who_takes_an_alarm_is_named_and_it_is_quiet_until_it_grows(night: Night) -> None:
    page = with_sound(night.desk)
    night.pass_to_due(minutes=1)
    night.turn()
    page.get_by_role("button", name=f"Я дзвоню {night.code}").click()
    page.get_by_text("Дзвонить kateryna.").wait_for()
    within(2.0, lambda: ringing(page) == "not_due")
    night.pass_to_due(minutes=16)
    night.turn()
    within(3.0, lambda: ringing(page) == "red")
    assert "Дзвонить kateryna." not in page.locator(".late").inner_text()


def test_an_alarm_can_be_taken_while_no_worker_runs(night: Night) -> None:
    night.pass_to_due(minutes=2)
    page = night.desk.sit_down("kyrylo")
    page.goto("/now/")
    page.get_by_role("button", name=f"Я дзвоню {night.code}").click()
    page.get_by_text("Дзвонить kyrylo.").wait_for()


def test_a_screen_rings_by_its_own_clock_when_nothing_is_pushed(night: Night) -> None:
    page = with_sound(night.desk)
    night.pass_to_due(seconds=-3)
    night.turn()
    for address in ("**/now/board/", "**/now/stream"):
        page.route(address, lambda route: route.abort())
    page.goto("/now/")
    page.get_by_text("сторінка питає кожні 5 секунд").wait_for()
    within(8.0, lambda: page.locator("[data-part=now-live]").get_attribute("data-ringing") == "amber")
    page.close()
    night.desk.troubles.clear()


def test_eight_tabs_of_one_browser_share_one_stream(night: Night) -> None:
    from openevac.web import stream

    page = night.desk.sit_down("kateryna")
    tabs = [page, *(page.context.new_page() for _ in range(7))]
    for tab in tabs:
        tab.goto("/now/")
    for tab in tabs:
        tab.get_by_text("Зміни надходять самі").wait_for()
    assert sum(sum(hub.watching.values()) for hub in stream._hubs.values()) == 1
    tabs[0].close()
    night.pass_to_due(minutes=1)
    night.turn()
    for tab in tabs[1:]:
        tab.locator(".late.amber").wait_for()


def test_the_sound_stays_on_in_the_tab_from_page_to_page_and_a_page_loaded_anew_asks_for_a_touch(night: Night) -> None:
    page = with_sound(night.desk)
    page.get_by_role("link", name=night.code).first.click()
    page.get_by_role("heading", name=re.compile(night.code)).first.wait_for()
    within(3.0, lambda: page.locator("[data-part=now-sound]").get_attribute("data-state") == "on")
    page.reload()
    asks = page.get_by_role("button", name="Браузер мовчить до першого натискання: натисніть тут")
    asks.wait_for()
    page.keyboard.press("Shift")
    page.locator("h1").click()
    within(5.0, lambda: page.locator("[data-part=now-sound]").get_attribute("data-state") == "on")


def test_a_killed_worker_turns_the_page_red_in_words(night: Night) -> None:
    page = with_sound(night.desk)
    night.desk.cast.clock.pass_time(seconds=16)
    red_s = within(6.0, lambda: page.locator("#blind").is_visible() and ringing(page) == "blind")
    logging.getLogger(__name__).warning("red words %.2f s after the heartbeat was 16 s old", red_s)
    assert "Тривоги мовчать" in page.locator("#blind").inner_text()
    night.turn()
    within(6.0, lambda: page.locator("#blind").is_hidden())


def test_silence_moves_the_call(night: Night) -> None:
    page = night.desk.sit_down("olena")
    page.goto("/now/1/")
    page.get_by_label("Без зв’язку до").fill("23:00")
    page.get_by_role("button", name="Записати «без зв’язку до»").click()
    page.locator(".refused").get_by_text("не довше ніж 4 години").wait_for()
    until = (night.desk.cast.clock.at.astimezone(night_zone()) + _hours(2)).strftime("%H:%M")
    page.goto("/now/1/")
    page.get_by_label("Без зв’язку до").fill(until)
    page.get_by_role("button", name="Записати «без зв’язку до»").click()
    page.locator(".told").get_by_text("потім спрацює тривога").wait_for()
    assert f"без зв’язку до {until}" in page.locator("#board").inner_text()


def test_what_befell_a_crew_asks_for_the_hospital(night: Night) -> None:
    page = night.desk.sit_down("kateryna")
    page.goto("/now/1/")
    page.get_by_label("поранення").check()
    page.get_by_label("Більше, для координаторів").fill("двоє, їдемо повільно")
    page.get_by_role("button", name="Записати, що сталося").click()
    page.get_by_text("Спитайте, до якої лікарні їх везуть.").wait_for()
    from openevac.store.models import CrewEvent

    assert CrewEvent.objects.get().note is not None
    page.goto("/now/")
    assert "З екіпажем щось сталося" in page.locator(".list").first.inner_text()


def test_a_hold_that_rings_is_answered_on_the_board(night: Night) -> None:
    from openevac.domain.records import HoldReason
    from openevac.services.requests.hold import HoldRequest, hold

    receipt = night.town.request("mill", walks=1)
    asked = HoldRequest(receipt=receipt, reason=HoldReason.ADDRESS_UNCLEAR, why="nobody answers", owner="olena")
    hold(night.desk.cast.order("olena"), asked)
    page = night.desk.sit_down("oksana")
    page.goto("/now/")
    page.get_by_text("Зміни надходять самі").wait_for()
    assert page.get_by_role("button", name=re.compile(receipt)).count() == 0
    night.desk.cast.clock.pass_time(hours=2, seconds=1)
    night.turn()
    page.get_by_role("button", name=re.compile(receipt)).click()
    page.get_by_text("знову подзвонить вам").wait_for()
    assert page.get_by_role("button", name=re.compile(receipt)).count() == 0


def test_a_mission_is_built_again_and_the_difference_is_said(night: Night) -> None:
    from openevac.services.missions.record_stop import RecordStop, record_stop
    from openevac.services.missions.replan_mission import work_replan
    from openevac.store.models import Job, Stop
    from tests.services.missions.country import ground

    stop = Stop.objects.filter(trip__mission=night.mission, outcome="").first()
    assert stop is not None
    outcome = RecordStop(mission=night.code, stop=stop.code, outcome=StopOutcome.LEFT_BY_THEMSELVES)
    record_stop(night.desk.cast.order("stepan"), outcome)
    page = night.desk.sit_down("kateryna")
    page.goto("/now/1/")
    page.get_by_role("button", name="Побудувати знову").click()
    page.get_by_text("Нова версія будується").wait_for()
    job = Job.objects.get(id=UUID(page.url.rpartition("job=")[2]))
    given = ground()
    work_replan(job.id, given.region, given.situation, given.policy, night.desk.cast.clock)
    page.get_by_text(re.compile("Нову версію побудовано|До жодної адреси|день уже минув")).wait_for()
    job.refresh_from_db()
    if job.state == "done":
        page.get_by_role("link", name="Показати, що змінюється").click()
        page.get_by_role("heading", name="Версія 2 чекає на згоди").wait_for()
        assert page.locator("section[aria-labelledby=newer-title] li").count() >= 1
    else:
        pytest.fail(f"{job.state} {job.fault}")


ALLOWED = {
    "/now/": {"olena", "kateryna", "liudmyla"},
    "/now/board/": {"olena", "kateryna", "liudmyla"},
    "/now/1/": {"olena", "kateryna", "liudmyla"},
    "/now/1/watch/": {"olena", "kateryna", "liudmyla"},
    "/now/1/no-answer/": {"kateryna", "liudmyla"},
    "/now/1/no-answer.pdf": {"kateryna", "liudmyla"},
    "/now/stream": {"olena", "kateryna", "liudmyla"},
    "/wall/": {"olena", "kateryna", "liudmyla"},
    "/wall/board/": {"olena", "kateryna", "liudmyla"},
}
ASKERS = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia")


@pytest.mark.parametrize("address", ALLOWED)
def test_who_may_see_what(night: Night, address: str) -> None:
    from tests.desk.asked import status_of

    for code in ASKERS:
        found = status_of(night.desk, address, code)
        assert (found == 200) is (code in ALLOWED[address]), f"{code} got {found} at {address}"
        assert found in {200, 403, 404}
    stranger = status_of(night.desk, address, "")
    assert stranger in {302, 204, 403}, stranger


COMMANDS = {
    "word/": {"kind": "we_are_here"},
    "alarm/": {},
    "silence/": {"until": "10:00"},
    "turn-back/": {},
    "event/": {"kind": "chased"},
    "hand-over/": {"heads": "0"},
    "close/": {},
    "replan/": {},
}


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_without_the_right_moves_a_mission(night: Night, command: str) -> None:
    from tests.desk.asked import posted

    for code in ("raisa", "dmytro", "zoia", ""):
        if (code, command) == ("raisa", "hand-over/"):
            continue
        found = posted(night.desk, f"/now/1/{command}", code, COMMANDS[command])
        assert found in {302, 303, 403, 404}, f"{code} got {found}"
        assert found != 303 or not code
    assert night.mission.status == MissionStatus.DISPATCHED.value


def test_every_page_in_every_way(night: Night) -> None:
    night.pass_to_due(minutes=31)
    night.turn()
    for address, name in (("/now/", "now"), ("/now/1/", "now-mission"), ("/now/1/no-answer/", "now-no-answer")):
        look_at(night.desk, "kateryna", address, name)


def night_zone() -> Any:
    from openevac.reports.words import Words

    return Words("uk").zone


def _hours(count: int) -> Any:
    from datetime import timedelta

    return timedelta(hours=count)


def test_forms_of_a_board_drawn_for_many_screens_have_ids_of_their_own(night: Night) -> None:
    """Two screens are given the same board; a press on either is a command of its own, and a second press is none."""
    pages = [with_sound(night.desk), with_sound(night.desk)]
    for page in pages:
        page.evaluate(WATCH_FOR_FORMS_WITHOUT_ID)
    night.pass_to_due(minutes=3)
    night.turn()
    ids = []
    for page in pages:
        page.locator(".late").wait_for()
        # No sign of a session is shared: once it was drawn again, the board carries none.
        page.locator("#board:not(:has(input[name=csrfmiddlewaretoken]))").wait_for()
        # What was late before the watch began stands there at once: the board of this change is waited for.
        within(40.0, lambda page=page: page.evaluate("() => window.seenBoards.length"))
        assert page.evaluate("() => window.seenBoards.every(forms => forms.length && forms.every(Boolean))")
        ids += command_ids(page)
    assert len(set(ids)) == len(ids) >= 4


# Told in the same breath as a new board is put in, before anybody could press: the ids of its forms.
WATCH_FOR_FORMS_WITHOUT_ID = """() => {
  window.seenBoards = [];
  const ids = () => [...document.querySelectorAll("#board input[name=command_id]")].map(one => one.value);
  new MutationObserver(changes => {
    if (changes.some(one => [...one.addedNodes].some(node => node.id === "board"))) window.seenBoards.push(ids());
  }).observe(document.body, { childList: true, subtree: true });
}"""


def command_ids(page: Any) -> list[str]:
    fields = page.locator("#board input[name=command_id]")
    return [str(one) for one in fields.evaluate_all("fields => fields.map(one => one.value)")]

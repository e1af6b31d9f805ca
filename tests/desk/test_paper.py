"""A crew's sheet is typed in with the keyboard alone: read back in words, kept whole or not at all, never twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openevac.domain.people import AgeBand
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION
from tests.services.missions.country import country_files, settle
from tests.services.missions.test_door import Door

pytestmark = pytest.mark.browser
DOOR: dict[str, Door] = {}
LINES = "Аркуш, рядок на клітинку"


def fill(desk: Desk) -> None:
    """Let one van drive to one door: an adult, a child and an old man."""
    from openevac.store.models import Organisation

    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    town = settle(desk.cast)
    people = ({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.CHILD}, {"age_band": AgeBand.ELDER})
    DOOR["here"] = Door(town, *people, walks=3)


def at_the_sheet(desk: Desk, code: str = "kateryna") -> Any:
    """Come to the sheet by the number that is printed on it, with the keyboard alone."""
    page = desk.sit_down(code)
    page.goto("/paper/")
    page.keyboard.type(DOOR["here"].mission)
    page.keyboard.press("Enter")
    page.locator("textarea:focus").wait_for()
    return page


def hour(minutes: int) -> str:
    """Give an hour as it is written on the sheet: some minutes after the van left, on the local clock."""
    from datetime import timedelta
    from zoneinfo import ZoneInfo

    from openevac.store.models import Mission

    left = Mission.objects.get(code=DOOR["here"].mission).dispatched_at
    assert left is not None
    return f"{(left + timedelta(minutes=minutes)).astimezone(ZoneInfo('Europe/Kyiv')):%H%M}"


def place_of(band: AgeBand) -> int:
    from openevac.store.models import Evacuee

    codes = list(Evacuee.objects.order_by("code").values_list("age_band", flat=True))
    return codes.index(band.value) + 1


def test_the_printed_sheet_has_the_numbers_that_are_typed(desk: Desk, tmp_path: Path) -> None:
    from tests.desk.test_mission import text_of

    door = DOOR["here"]
    page = desk.sit_down("kateryna")
    pdf = page.request.get(f"/mission/{door.mission.partition('-')[2]}/crew-sheet.pdf")
    told = " ".join(text_of(pdf.body(), tmp_path).split())
    assert f"{door.mission} · Рейс" in told
    assert "1.1" in told
    for place, code in enumerate(door.everybody, 1):
        assert f"{place} · {code}" in told
    for box in ("1 забрали", "2 не вийшли", "3 передумали", "7 загроза життю", "9 передали"):
        assert box in told


def test_a_line_is_read_back_in_words_while_it_is_typed(desk: Desk) -> None:
    page = at_the_sheet(desk)
    page.keyboard.type(f"1 1 3 {hour(20)}")
    said = page.locator("#told-back li").first
    page.get_by_text("усі (3)").wait_for()
    assert "забрали: усі (3); дорослі сказали «так» самі, 1 дитина їде з першою людиною з них" in said.inner_text()
    page.keyboard.press("Enter")
    page.keyboard.type("1 12 3")
    page.locator("#told-back li.red").wait_for()
    assert "клітинка: Такої клітинки немає. Клітинки мають номери від 1 до 9." in page.locator("li.red").inner_text()
    assert page.get_by_text("1 рядок не прочитати; нічого не втрачено").is_visible()


def test_who_is_not_named_is_told_before_anything_is_kept(desk: Desk) -> None:
    page = at_the_sheet(desk)
    page.keyboard.type(f"1 1 +{place_of(AgeBand.ELDER)} {hour(20)}")
    page.locator("#told-back .warned").wait_for()
    left = page.locator("#told-back .warned").inner_text()
    assert left.startswith("Адреса 1.1: нічого не сказано про ")
    assert left.count("·") == 2


def test_a_row_the_record_refuses_keeps_nothing_and_all_that_was_typed(desk: Desk) -> None:
    from openevac.store.models import Boarding

    page = at_the_sheet(desk)
    page.keyboard.type(f"1 1 3 {hour(20)}")
    page.keyboard.press("Enter")
    page.keyboard.type(f"0 9 5 {hour(35)}")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#told-back li.red").wait_for()
    assert "Порахували 5, а в бусі записано 3" in page.locator("#told-back li.red").inner_text()
    assert page.get_by_label(LINES).input_value() == f"1 1 3 {hour(20)}\n0 9 5 {hour(35)}"
    assert not Boarding.objects.exists()
    desk.troubles.clear()  # the browser notes the answer 422


def test_a_sheet_is_kept_with_the_keyboard_and_a_second_time_counts_nobody_twice(desk: Desk) -> None:
    from openevac.store.models import Boarding, Consent, Evacuee

    lines = (f"0 8 {hour(5)}", f"1 1 1+2+3 {hour(20)}", f"1 6 4 {hour(21)}")
    for _ in range(2):
        page = at_the_sheet(desk)
        for line in lines:
            page.keyboard.type(line)
            page.keyboard.press("Enter")
        page.locator("#told-back li").nth(2).wait_for()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Аркуш у журналі:").wait_for()
        assert "1 адреса, у бусі 3 людини, передали 0." in page.get_by_role("status").first.inner_text()
    assert Boarding.objects.filter(boarded=True).count() == 3
    child = Evacuee.objects.get(age_band=AgeBand.CHILD.value)
    assert Consent.objects.filter(evacuee=child, kind="guardian").count() == 1
    take_picture(page, "paper-kept-uk-light-desk", full_page=True)


def test_a_phone_that_says_otherwise_is_a_conflict_on_the_page(desk: Desk) -> None:
    from openevac.domain.events import OpKind, StopOutcome
    from tests.services.missions.test_ops import Phone

    door = DOOR["here"]
    phone = Phone(door)
    phone.send(phone.op(OpKind.STOP_OUTCOME, f"stop:{door.stop}", StopOutcome.NOT_AT_HOME.value))
    page = at_the_sheet(desk)
    said = page.locator("#agreement").inner_text()
    assert "розбіжність" in said
    assert "Папір і телефон кажуть різне; поки людина не вирішить, діє обережніше слово" in said
    assert door.stop in said


def test_only_coordinators_and_the_crew_itself_type_a_sheet_in(desk: Desk) -> None:
    number = DOOR["here"].mission.partition("-")[2]
    for code, allowed in (("raisa", False), ("dmytro", False), ("olena", False), ("stepan", True), ("kateryna", True)):
        answer = desk.sit_down(code).request.get(f"/paper/{number}/")
        assert (answer.status == 200) is allowed, (code, answer.status)
    desk.troubles.clear()


def test_its_pages_are_looked_at(desk: Desk) -> None:
    number = DOOR["here"].mission.partition("-")[2]
    look_at(desk, "kateryna", "/paper/", "paper")
    look_at(desk, "kateryna", f"/paper/{number}/", "paper-sheet")

"""Relays in a real browser: kept on the danger page, planned, read on both missions' pages and papers, and run.

The tests of this file follow each other: the plan of the first is read, let go and driven in the next.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from openevac.reports.words import Words
from tests.desk.desk import Desk, renewed
from tests.desk.looks import look_at
from tests.desk.test_mission import text_of, work
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town, country_files
from tests.services.missions.relay_country import LEADERS, missions_of_relay, settle_with_relay
from tests.services.missions.test_relay_run import Road

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from openevac.store.models import Mission

pytestmark = pytest.mark.browser
TOWN: dict[str, Town] = {}


def fill(desk: Desk) -> None:
    """Put the carrier, the bus, beds and four households of the mill on record, and close the relay they had."""
    from openevac.services.danger.keep_relay import CloseRelay, close_relay
    from openevac.store.models import Organisation

    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    TOWN["here"] = settle_with_relay(desk.cast)
    close_relay(desk.cast.order("kateryna"), CloseRelay(code="bridge"))


def test_a_relay_is_kept_and_the_next_plan_changes_people_there(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    keep(page, "")
    warned = page.locator("#relays .amber").inner_text()
    assert "Млинок: в’їзд лише на броні. Звичайна машина людей тут не забере" in warned
    keep(page, "Горбок")
    assert page.locator("#relays .amber").count() == 0
    assert "в'їзд і комендантська година як у: Горбок" in page.locator("#relays").inner_text()
    page.goto("/mission/build/")
    page.get_by_role("button", name="Побудувати план").click()
    page.wait_for_url("**/mission/job/**")
    work(desk)
    page.get_by_role("heading", name="План на 15 жовтня 2025").wait_for()
    said = page.locator("main").inner_text()
    assert page.locator("dl.figures dd").first.inner_text() == "16"
    assert "4 родин" in page.locator("dl.figures dt").first.inner_text()
    assert "пересадка на міст о " in said
    look_at(desk, "kateryna", page.url.removeprefix(desk.address), "relay-plan")


def keep(page: Page, rules_of: str) -> None:
    """Write the bridge down; `rules_of`: the place whose entry and curfew hold there."""
    box = page.locator("#relays")
    box.get_by_text("Додати місце пересадки").click()
    form = box.locator('form[action="/danger/relay/"]')
    form.get_by_label("Як воно зветься").fill("міст")
    page.locator("#relay-place").fill("49.50, 37.13")
    form.get_by_text("Координати взято").wait_for()
    form.get_by_label("Чий там в'їзд").fill(rules_of)
    form.get_by_label("З чиїх слів").fill("військова адміністрація")
    with renewed(page, "#relays"):
        form.get_by_role("button", name="Зберегти місце пересадки").click()


def test_both_missions_say_who_hands_over_to_whom_when_and_how_long_people_wait(desk: Desk) -> None:
    page, words = desk.sit_down("kateryna"), Words("uk")
    inner, outer = missions_of_relay()
    trip = inner.trips.order_by("number")[0]
    assert trip.hand_over_at is not None
    page.goto(address_of(inner))
    at = words.clock(trip.hand_over_at)
    assert f"пересадка на міст о {at}: 8 людей, далі везе {outer.code} · bus-1 · lastivka" in page.inner_text("main")
    page.goto(address_of(outer))
    since = words.clock(trip.arrives_at)
    said = page.inner_text("main")
    assert f"місце пересадки міст: їх привозить {inner.code} · carrier-1 · skelia; чекають там з {since}, " in said, (
        said
    )
    look_at(desk, "kateryna", address_of(inner), "relay-inner")
    look_at(desk, "kateryna", address_of(outer), "relay-outer")


def test_the_papers_say_it_too_and_list_arrivals_and_tags_once(desk: Desk, tmp_path: Path) -> None:
    page = desk.sit_down("kateryna")
    inner, outer = missions_of_relay()

    def paper(address: str) -> str:
        return " ".join(text_of(page.request.get(address).body(), tmp_path).split())

    sheet = paper(f"{address_of(inner)}crew-sheet.pdf")
    assert "передати на місці пересадки міст о" in sheet
    assert "кому: bus-1 (lastivka)" in sheet
    sheet = paper(f"{address_of(outer)}crew-sheet.pdf")
    assert "місце пересадки міст: їх привозить carrier-1 (екіпаж skelia), пересадка о" in sheet
    receipts = sorted(receipts_of(inner))
    assert len(receipts) == 4
    arrivals = paper(f"/mission/plan/{inner.plan_id}/arrivals.pdf")
    assert [arrivals.count(one) for one in receipts] == [1, 1, 1, 1], "nobody arrives at a relay"
    assert not any(one in paper(f"{address_of(inner)}arrivals.pdf") for one in receipts)
    tags = paper(f"/mission/plan/{inner.plan_id}/tags.pdf")
    once = paper(f"{address_of(inner)}tags.pdf")
    assert [tags.count(one) for one in receipts] == [once.count(one) for one in receipts]
    assert "transit" in once, "bags go where their people go"


def test_a_move_is_refused_in_words(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    inner, _ = missions_of_relay()
    (receipt, *_) = sorted(receipts_of(inner))
    page.goto(f"/mission/plan/{inner.plan_id}/")
    page.get_by_role("link", name=f"Пересунути {receipt}").first.click()
    page.get_by_label("Має їхати").select_option("out")
    page.get_by_role("button", name="Запитати перевірку").click()
    page.get_by_text("Перевірка проїжджає план ще раз").first.wait_for()
    work(desk)
    page.get_by_text("зміна торкнулася б двох екіпажів").wait_for()


def test_the_carrier_waits_for_the_yeses_of_the_bus(desk: Desk) -> None:
    town, (inner, outer) = TOWN["here"], missions_of_relay()
    town.approve(inner.code)
    town.accept(inner.code)
    page = desk.sit_down("kateryna")
    page.goto(address_of(inner))
    said = f"має забрати {outer.code} (bus-1, lastivka), а там бракує «так»: без нього люди лишаться стояти."
    assert said in page.locator("#checks .refused").inner_text()
    with page.expect_response(lambda answer: answer.url.endswith("/leave/")) as refused:
        page.get_by_role("button", name="Бус виїжджає").click()
    assert refused.value.status == 422
    page.get_by_role("alert").filter(has_text="без нього люди лишаться стояти").first.wait_for()
    look_at(desk, "kateryna", address_of(inner), "relay-hangs")
    page.goto(address_of(inner))
    page.get_by_role("link", name=f"Подивитися {outer.code}").click()
    page.wait_for_url(f"**{address_of(outer)}")
    assert "На місце пересадки міст людей привозить" in page.locator("#checks").inner_text()
    town.approve(outer.code)
    town.accept(outer.code, by=LEADERS["bus-1"])
    for row in (inner, outer):
        if desk.cast.clock.at < row.departs_at:
            desk.cast.clock.pass_time(seconds=(row.departs_at - desk.cast.clock.at).total_seconds())
        town.dispatch(row.code)


def test_now_says_who_waits_at_the_relay_and_loudly_that_nobody_comes(desk: Desk) -> None:
    inner, outer = missions_of_relay()
    road = Road(TOWN["here"], inner.code, outer.code)
    first, second, *_ = road.doors(inner.code)
    for door in (first, second):
        road.boarded_at_home(door)
    page = desk.sit_down("kateryna")
    page.goto(now_of(inner))
    form = page.locator('form[action$="/hand-over/"]')
    assert "Висадили на місці пересадки міст" in form.inner_text()
    form.get_by_label("Порахували людей").fill("8")
    form.get_by_role("button").click()
    page.get_by_text(f"{inner.code}: на місці пересадки міст чекають 8 людей").first.wait_for()
    page.goto("/now/")
    board = page.locator("#board")
    assert "Чекають на місці пересадки" in board.inner_text()
    assert f"привіз {inner.code}" in board.inner_text()
    assert f"{outer.code} буде о " in board.inner_text()
    look_at(desk, "kateryna", "/now/", "relay-now-waits")
    road.turn_back(outer.code)
    page.goto("/now/")
    alarm = page.locator("#board .refused").first
    assert "На місці пересадки міст з " in alarm.inner_text()
    assert "стоїть 8 людей" in alarm.inner_text()
    assert "НІХТО по них не їде" in alarm.inner_text()
    look_at(desk, "kateryna", "/now/", "relay-now-nobody")
    look_at(desk, "kateryna", now_of(inner), "relay-now-inner")
    wall = desk.sit_down("kateryna")
    wall.goto("/wall/")
    assert "НІХТО по них не їде" in wall.locator("#board .relay").first.inner_text()
    assert "міст" not in wall.locator("#board .relay").first.inner_text()
    take_picture(wall, "relay-wall")
    page.goto(now_of(inner))
    page.get_by_role("button", name="Вони знову в машині").click()
    page.get_by_text(f"{inner.code}: із цим екіпажем знову їдуть 8 людей").first.wait_for()
    form = page.locator('form[action$="/hand-over/"]')
    form.get_by_label("Порахували людей").fill("8")
    form.get_by_label("Де вони вийшли").select_option("transit")
    form.get_by_role("button").click()
    page.get_by_text(f"{inner.code}: передано 8 людей").or_(page.get_by_text("передали 8 людей")).first.wait_for()
    assert road.status(first) == {"handed_over"}


def address_of(row: Mission) -> str:
    """Give the page of a mission before it leaves."""
    return f"/mission/{row.code[2:]}/"


def now_of(row: Mission) -> str:
    """Give the page of a mission on the road."""
    return f"/now/{row.code[2:]}/"


def receipts_of(row: Mission) -> set[str]:
    """Give the numbers of the households a mission goes to."""
    from openevac.store.models import Stop

    return set(Stop.objects.filter(trip__mission=row).values_list("request__receipt", flat=True))

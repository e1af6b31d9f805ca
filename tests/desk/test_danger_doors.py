"""Who may do what on the danger page, what a crew sees, drawing on the map, and how the pages look."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.desk.danger_day import FAR, fill
from tests.desk.desk import Desk
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION
from tests.services.missions.country import HILL

__all__ = ["fill"]
pytestmark = pytest.mark.browser
MAP_WITHIN_MS = 60_000
"""A map drawn without a graphics card, on a machine with other work."""
ASKED: dict[str, dict[str, str]] = {
    "/danger/access/": {"katottg": FAR, "access": "open", "source": "поліція"},
    "/danger/report/": {"kind": "other", "cause": "ground", "source": "x", "pin_lon": "37.1", "pin_lat": "49.46"},
    "/danger/mute/": {"source": "nobody of note", "reason": "test"},
    "/danger/hear/": {"source": "never set aside", "reason": "test"},
    "/danger/track/": {"opened_by": "deminers_note", "by": "note 1", "ways": "1"},
    "/danger/point/": {"code": "школа", "pin_lon": "37.1", "pin_lat": "49.46"},
    "/danger/service/": {"name": "поліція, 102"},
}
PAGES = ("/danger/", "/danger/hours/", "/danger/sources/", "/danger/numbers/")
DONE, NO, NOTHING = 303, 403, 404
MAY = {
    #            pages  access report mute   hear     track    point    service
    "kateryna": (200, DONE, DONE, DONE, NOTHING, DONE, DONE, DONE),
    "olena": (200, NO, DONE, NO, NO, NO, NO, NO),
    "liudmyla": (200, DONE, DONE, DONE, NOTHING, DONE, DONE, DONE),
    "roman": (NO, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, NOTHING),  # a crew leader who has no mission
    "raisa": (NO, NO, DONE, NO, NO, NO, NO, NO),
    "dmytro": (NO, NO, NO, NO, NO, NO, NO, NO),
    "zoia": (NO, NO, NO, NO, NO, NO, NO, NO),
}


def test_a_crew_on_its_mission_sees_dangers_and_its_own_word_confirms(desk: Desk) -> None:
    give_a_mission(desk, "burevisnyk")
    page = desk.sit_down("stepan", size="phone")
    page.goto("/danger/")
    page.get_by_role("heading", name="Повідомлення про небезпеку").wait_for()
    assert page.locator('form[action="/danger/access/"]').count() == 0
    assert page.locator('form[action="/danger/clear/"]').count() == 0
    if not page.get_by_label("Що було").is_visible():
        page.get_by_text("Повідомити про небезпеку").click()
    page.get_by_label("Що було").select_option("mine")
    page.locator("#report-place").fill("49.47, 37.10")
    page.get_by_text("Координати взято").wait_for()
    form = page.locator('form[action="/danger/report/"]')
    form.get_by_label("З чиїх слів").fill("екіпаж")
    assert form.get_by_label("Бачив наш екіпаж").locator("option").all_inner_texts() == ["–", "burevisnyk"]
    form.get_by_label("Бачив наш екіпаж").select_option("burevisnyk")
    form.get_by_role("button", name="Записати повідомлення").click()
    page.get_by_text("Записано як підтверджене: враховується повністю.").wait_for()
    assert "бачив екіпаж burevisnyk" in page.locator('[data-kind="mine"]').inner_text()


def test_a_point_and_a_line_are_drawn_on_the_map_and_kept(desk: Desk) -> None:
    from openevac.store.models import HazardReport

    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    page.locator("#danger-map[data-state=drawn]").wait_for(timeout=MAP_WITHIN_MS)
    if not page.get_by_label("Що було").is_visible():
        page.get_by_text("Повідомити про небезпеку").click()
    page.get_by_role("button", name="Точка на карті").click()
    canvas = page.locator("#danger-map canvas")
    canvas.click()
    page.get_by_text("Точку поставлено.").wait_for()
    page.get_by_role("button", name="Лінія на карті").click()
    page.get_by_text("Натисніть на карту.").wait_for()
    page.evaluate(
        "() => { document.querySelector('#danger-map').openevacMap.map"
        ".fitBounds([[37.08, 49.47], [37.22, 49.53]], { animate: false }); }"
    )
    at = page.evaluate(
        "() => [[37.105, 49.5], [37.15, 49.5], [37.195, 49.5]].map(point => "
        "{ const { x, y } = document.querySelector('#danger-map').openevacMap.map.project(point); return [x, y]; })"
    )
    for x, y in at:
        canvas.click(position={"x": x, "y": y})
        page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.get_by_text("Накреслено лінію, точок: 3.").wait_for()
    take_picture(page, "danger-drawn", full_page=True)
    page.get_by_label("Що було").select_option("obstacle")
    form = page.locator('form[action="/danger/report/"]')
    form.get_by_label("З чиїх слів").fill("громада")
    form.get_by_label("Хто ще це каже").fill("поліція")
    form.get_by_label("Проїхати не можна").check()
    form.get_by_role("button", name="Записати повідомлення").click()
    page.get_by_text("жоден шлях туди не веде").wait_for()
    row = HazardReport.objects.get(kind="obstacle")
    assert row.way_ids == [2]
    assert abs(row.lon - 37.15) < 0.01
    assert abs(row.lat - 49.5) < 0.01


@pytest.mark.parametrize("code", MAY)
def test_everybody_may_what_the_table_says(desk: Desk, code: str) -> None:
    context = desk.sit_down(code).context.request
    sees, *does = MAY[code]
    assert [context.get(address).status for address in PAGES] == [sees] * len(PAGES)
    assert [sent(context, address, fields) for address, fields in ASKED.items()] == does


def test_a_stranger_is_led_to_the_door(desk: Desk) -> None:
    context = desk.stranger().context.request
    for address in PAGES:
        answer = context.get(address, max_redirects=0)
        assert (answer.status, "/sign-in/" in answer.headers["location"]) == (302, True)
    for address in ASKED:
        assert context.post(address, max_redirects=0).status in {302, 403}


LOOKED_AT = {
    "danger": "/danger/",
    "danger-hours": f"/danger/hours/?katottg={HILL}&hour=3",
    "danger-sources": "/danger/sources/",
    "danger-numbers": "/danger/numbers/",
}


@pytest.mark.parametrize("size", ["desk", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["uk", "en"])
def test_pages_in_both_languages_and_lights_and_sizes(desk: Desk, language: str, theme: str, size: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = desk.sit_down("kateryna", language=language, theme=theme, size=size)
    page.set_default_timeout(MAP_WITHIN_MS)
    for name, address in LOOKED_AT.items():
        page.goto(address)
        page.get_by_role("heading", level=1).wait_for()
        page.wait_for_timeout(500)  # scripts still on their way complain when a page leaves under them
        if name == "danger":
            page.locator("#danger-map").scroll_into_view_if_needed()
            page.locator("#danger-map[data-state]").wait_for(timeout=MAP_WITHIN_MS)
        take_picture(page, f"{name}-{language}-{theme}-{size}", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
        if (language, theme) in {("uk", "light"), ("en", "dark")}:
            found = axe.run(page)
            assert found.violations_count == 0, f"{name}: {found.generate_report()}"


def give_a_mission(desk: Desk, crew: str) -> None:
    """Put an open mission of a crew into the record; it goes nowhere in particular."""
    from datetime import timedelta

    from openevac.store import models as m

    now = desk.cast.clock.now()
    plan = m.PlanRecord.objects.create(
        organisation_id=ORGANISATION, made_at=now, made_for=now.date(), asked_by="kateryna", snapshot="s", body=b""
    )
    m.Mission.objects.create(
        organisation_id=ORGANISATION, code="В-77", plan=plan, vehicle=m.Vehicle.objects.get(code="van-1"),
        crew=m.Crew.objects.get(code=crew), departs_at=now, returns_at=now + timedelta(hours=6),
    )  # fmt: skip


def sent(context: Any, address: str, fields: dict[str, str]) -> int:
    """Send a form as a browser does, with its token and a fresh command id; gives the answer's status."""
    from uuid import uuid4

    context.get("/")
    token = re.search(r'"X-CSRFToken": "(\w+)"', context.get("/").text())
    assert token is not None
    form = fields | {"command_id": str(uuid4())}
    return int(context.post(address, form=form, headers={"X-CSRFToken": token[1]}, max_redirects=0).status)

"""The danger page in a real browser: entry, reports, sources set aside, and what makes a place dangerous."""

from __future__ import annotations

import pytest

from tests.desk.danger_day import (
    FAR,
    HERE,
    SITUATION,
    bars,
    choose_place,
    clear_crater,
    core_rates,
    fill,
    name_files,
    report_crater,
    weather,
)
from tests.desk.desk import Desk
from tests.services.missions.country import HILL, MILL, country_files

__all__ = ["fill"]
pytestmark = pytest.mark.browser


def test_a_closed_place_is_shown_and_its_requests_need_more(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.set_default_timeout(60_000)  # the first page of a file reads the region and every style and script
    receipt = HERE["receipt"].name
    page.goto(f"/requests/{receipt}/")
    before = page.locator(".step-card").inner_text()
    page.goto("/danger/")
    choose_place(page, "#access-place", "horbok", "Горбок")
    page.get_by_label("в’їзд закрито").check()
    form = page.locator("form", has=page.locator("#access-place"))
    form.get_by_label("З чиїх слів").fill("поліція")
    form.get_by_label("Куди люди можуть прийти").fill("до школи на розвилці")
    form.get_by_role("button", name="Записати").click()
    page.get_by_text("Переоцінено 1 заявку").wait_for()
    word = page.locator(f'[data-place-code="{HILL}"]')
    said = word.inner_text()
    assert "в’їзд закрито" in said
    assert "джерело: поліція" in said
    assert "kateryna" in said
    assert "строку не названо" in said
    page.goto(f"/requests/{receipt}/")
    after = page.locator(".step-card").inner_text()
    assert after != before
    assert "досить одного зворотного дзвінка" in before
    assert "досить одного" not in after
    assert "в’їзд" in after or "14 днів" in after, after


def test_a_word_that_ran_out_is_asked_about_and_said_again(desk: Desk) -> None:
    from datetime import timedelta

    from openevac.domain.places import Access
    from openevac.services.danger.set_access import SetAccess, set_access

    since = desk.cast.clock.now() - timedelta(hours=30)
    asked = SetAccess(
        katottg=MILL, access=Access.ARMOURED_ONLY, source="комендант", since=since,
        valid_until=since + timedelta(hours=24),
    )  # fmt: skip
    set_access(desk.cast.order("kateryna"), asked)
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    word = page.locator(f'[data-place-code="{MILL}"]')
    word.get_by_text("строк сплив").wait_for()
    word.get_by_text("Чи ще так?").wait_for()
    word.get_by_label("З чиїх слів: Млинок").fill("комендант")
    word.get_by_role("button", name="Так, ще так").click()
    page.get_by_text("Млинок: в’їзд лише на броні").wait_for()
    word = page.locator(f'[data-place-code="{MILL}"]')
    assert "Чи ще так?" not in word.inner_text()


def test_an_unconfirmed_word_closes_nothing_until_a_second_source_and_a_coordinator(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    report_crater(page)
    page.get_by_text("Записано як непідтверджене: щонайбільше подвоює небезпеку").wait_for()
    said = page.locator('[data-kind="crater"]').inner_text()
    assert "вирва на дорозі" in said
    assert "не підтверджено" in said
    assert "нічого не закриває, доки не підтверджено" in said
    assert "не довше 6 годин" in said
    assert "ще 1 джерело" in said
    assert "Горбок" in said
    crater = page.locator('[data-kind="crater"]')
    crater.get_by_text("Ще хтось це каже").click()
    crater.get_by_label("Ще одне джерело").fill("дорожня служба")
    crater.get_by_role("button", name="Додати").click()
    page.get_by_text("жоден шлях туди не веде").wait_for()
    said = page.locator('[data-kind="crater"]').inner_text()
    assert "закриває шлях" in said
    assert "у радіусі 50 м" in said
    assert "громада, дорожня служба" in said


def test_clearing_takes_two_different_sources(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/danger/")
    clear_crater(page, "поліція")
    page.get_by_text("небезпека далі рахується: одне джерело нічого не відкриває").wait_for()
    said = page.locator('[data-kind="crater"]').inner_text()
    assert "закриває шлях" in said
    assert "поліція: вже немає" in said
    assert "Одне джерело нічого не відкриває" in said
    clear_crater(page, " Поліція ")
    page.get_by_text("небезпека далі рахується").wait_for()
    clear_crater(page, "комунальники")
    page.get_by_text("вважаємо, що небезпеки там немає").wait_for()
    page.get_by_text("Кажуть, що вже немає: 1").click()
    assert "кажуть, вже немає" in page.locator('[data-kind="crater"]').inner_text()


def test_a_source_set_aside_is_named_with_the_reason_wherever_it_would_have_counted(desk: Desk) -> None:
    from openevac.domain.hazards import Cause
    from openevac.domain.places import LonLat
    from openevac.services.danger.report_hazard import ReportHazard, report_hazard

    report_hazard(
        desk.cast.order("olena"),
        ReportHazard(cause=Cause.DRONE, kind="drone_seen", position=LonLat(37.12, 49.44), source="second map"),
    )
    page = desk.sit_down("kateryna")
    page.goto("/danger/sources/")
    page.get_by_text("Відкласти джерело").click()
    form = page.locator('form[action="/danger/mute/"]')
    form.get_by_label("Яке джерело").fill("second map")
    form.get_by_label("Чому").fill("п’ять хибних за тиждень")
    form.get_by_role("button", name="Відкласти від мого імені").click()
    page.get_by_text("Відкладено: second map").wait_for()
    reason = "п’ять хибних за тиждень"
    listed = page.locator("section", has=page.get_by_role("heading", name="Відкладені джерела")).inner_text()
    assert "kateryna" in listed
    assert reason in listed
    assert "доки хтось не поверне" in listed
    lines = page.locator("section", has=page.get_by_role("heading", name="Лінії та кордон")).inner_text()
    assert f"відкладено: kateryna, причина: {reason}" in lines
    page.goto(f"/danger/hours/?katottg={HILL}")
    explained = page.locator("section", has=page.get_by_role("heading", name="На чому це тримається")).inner_text()
    assert reason in explained
    page.goto("/danger/")
    assert reason in page.locator('[data-kind="drone_seen"]').inner_text()
    page.goto("/danger/sources/")
    page.get_by_label("Чому знову враховуємо").fill("виправили")
    page.get_by_role("button", name="Знову враховувати").click()
    page.get_by_text("Знову враховуємо: second map").wait_for()
    page.get_by_text("Жодне джерело не відкладено").wait_for()


def test_the_chart_follows_one_hour_of_rain(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto(f"/danger/hours/?katottg={FAR}")
    page.get_by_text("Найменша о 21:00;").first.wait_for()
    heights = bars(page)
    assert heights[3] == min(heights)
    assert len(heights) == 24
    HERE["situation"].write_text(SITUATION % weather(8), encoding="utf-8")
    page.reload()
    page.get_by_text("Найменша о 02:00;").first.wait_for()
    moved = bars(page)
    assert moved[8] == min(moved)
    assert moved[3] > moved[8]
    HERE["situation"].write_text(SITUATION % weather(3), encoding="utf-8")
    page.reload()
    page.get_by_text("Найменша о 21:00;").first.wait_for()
    assert bars(page) == heights


def test_figures_are_those_of_the_core_and_name_sources_and_ages(desk: Desk) -> None:
    page = desk.sit_down("kateryna", language="en")
    page.goto(f"/danger/hours/?katottg={MILL}&hour=3")
    card = page.locator("section", has=page.locator("#explain-head"))
    card.wait_for()
    said = card.inner_text()
    least, wanted = core_rates(desk)
    assert f"{wanted / least:.1f}× the lowest hour of the day" in said
    assert f"index {wanted:.3g} per hour" in said
    for words in ("own sketch", "second map", "border.geojson", "9 h old", "5 days old", "does not age", "90 km away",
                  "Which numbers it hangs on", "drone.half_distance_km", "drones", "%"):  # fmt: skip
        assert words in said, words
    assert "is 5 days old. Ask for a newer one." in said
    assert "probabil" not in said.replace("no probability", "")
    assert " safe" not in said


def test_a_pasted_position_is_rounded_and_explained(desk: Desk) -> None:
    page = desk.sit_down("olena", language="en")
    page.goto("/danger/hours/")
    page.locator("#ask-place").fill("https://maps.google.com/?q=49.47123,37.11987")
    page.get_by_text("Position taken").wait_for()
    page.get_by_role("button", name="Show").click()
    page.locator("#explain-head").wait_for()
    assert "49.4712" not in page.url
    assert "37.11987" not in page.url
    page.goto("/danger/hours/?lon=30.5&lat=50.4")
    page.get_by_text("The point lies outside the region.").wait_for()


def test_a_place_without_files_can_still_be_closed_and_the_page_says_what_is_missing(desk: Desk) -> None:
    files = country_files() | {"situation": str(HERE["situation"])}
    page = desk.sit_down("kateryna")
    try:
        name_files({})
        page.goto("/danger/")
        page.get_by_text("Район ще не названо").wait_for()
        page.get_by_text("Файл обстановки ще не названо").wait_for()
        page.get_by_text("openevac mission files").first.wait_for()
        page.get_by_text("Сказати, кому можна в’їхати").click()
        form = page.locator("form", has=page.locator("#access-place"))
        page.locator("#access-place").fill(FAR)
        page.locator(f'input[name="katottg"][value="{FAR}"]').first.wait_for(state="attached")
        page.get_by_label("в’їзд закрито").check()
        form.get_by_label("З чиїх слів").fill("поліція")
        form.get_by_role("button", name="Записати").click()
        page.get_by_text(f"{FAR}: в’їзд закрито").wait_for()
        for address in ("/danger/hours/", "/danger/sources/", "/danger/numbers/"):
            page.goto(address)
            page.get_by_role("heading", name="Небезпека", level=1).wait_for()
            page.get_by_text("Файл обстановки ще не названо").wait_for()
        name_files(files | {"situation": "/nowhere/situation.toml"})
        page.goto("/danger/")
        assert page.locator(".warned").count() >= 1
        page.goto("/danger/hours/?katottg=" + HILL)
        page.get_by_role("heading", name="Горбок").wait_for()
    finally:
        name_files(files)

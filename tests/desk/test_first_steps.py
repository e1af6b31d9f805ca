"""An organisation's first days at the desk: steps by the record, put away and brought back; empty pages lead on."""

from __future__ import annotations

import pytest

from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.pictures import take_picture

pytestmark = pytest.mark.browser
EMPTY = {
    "/call/": ("olena", "Зараз нікому передзвонювати.", "Nobody is to be rung now.", "/call/paste/"),
    "/requests/": ("olena", "Наступна прийде з дзвінком", "The next one comes with a call", "/call/"),
    "/danger/": ("kateryna", "Почніть із того, що сьогодні закрито", "which place is closed today?", "/danger/hours/"),
    "/mission/": ("kateryna", "Виїздів немає. Підтвердьте заявки", "No mission is planned. Confirm", "/mission/build/"),
    "/mission/build/": ("kateryna", "Машин ще не записано.", "No vehicle is kept yet.", "/mission/fleet/"),
    "/mission/fleet/": ("kateryna", "почніть звідси", "begin here", "/mission/build/"),
    "/now/": ("kateryna", "У дорозі нікого. Коли бус виїде", "Nobody is on the road. When a van", "/mission/"),
    "/reception/": ("raisa", "Жодного прихистку ще не записано", "No shelter is on record yet", "/reception/shelters/"),
    "/reception/shelters/": ("raisa", "почніть тут", "begin here", "/reception/"),
}
"""By page on an empty record: who opens it, what it says in both languages, and where it leads on."""


def test_the_pages_of_an_empty_record_say_what_to_do_next(desk: Desk) -> None:
    for place, language in ((0, "uk"), (1, "en")):
        pages = {code: desk.sit_down(code, language=language) for code in ("olena", "kateryna", "raisa")}
        for address, (code, *said, leads_to) in EMPTY.items():
            page = pages[code]
            page.goto(address)
            page.get_by_text(said[place]).first.wait_for()
            assert page.locator(f'main a[href^="{leads_to}"]').count(), f"{address} does not lead to {leads_to}"
            take_picture(page, f"empty{address.replace('/', '-')}{language}", full_page=True)


def test_a_step_that_is_done_on_record_is_done_on_the_page_and_the_next_is_marked(desk: Desk) -> None:
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files
    from tests.services.missions.country import country_files

    page = desk.sit_down("kateryna")
    page.goto("/")
    page.get_by_text("зроблено 1 з 8").wait_for()
    steps = page.locator(".first-steps li")
    assert steps.count() == 8
    assert page.locator("[aria-current=step]").inner_text().startswith("Назвати карту й обстановку")
    name_planning_files(desk.cast.order("kateryna"), PlanningFiles(**country_files()))
    page.goto("/")
    page.get_by_text("зроблено 2 з 8").wait_for()
    page.locator("[aria-current=step]").get_by_role("link", name="Місця для сну").click()
    page.get_by_role("heading", name="Прихистки й кімнати").wait_for()


def test_steps_are_put_away_by_one_person_and_brought_back(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/")
    page.get_by_role("button", name="Прибрати").click()
    page.get_by_role("button", name="Показати перші кроки").wait_for()
    assert page.locator(".first-steps").count() == 0
    page.goto("/")
    page.get_by_role("button", name="Показати перші кроки").click()
    page.get_by_role("heading", name="Перші дні: що робити далі").wait_for()


def test_who_has_no_part_in_it_sees_doors_alone(desk: Desk) -> None:
    page = desk.sit_down("raisa")
    page.goto("/")
    page.get_by_role("heading", name="Куди далі?").wait_for()
    assert page.locator(".first-steps").count() == page.get_by_text("перші кроки").count() == 0


def test_the_first_page_looks_right_in_eight_ways(desk: Desk) -> None:
    look_at(desk, "liudmyla", "/", "home-first-days")
    look_at(desk, "raisa", "/reception/shelters/", "reception-shelters-kept")

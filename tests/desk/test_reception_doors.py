"""Who gets in at reception: day badges and what they never see, every address by everybody, and how the pages look."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.desk.asked import posted, status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.desk.reception_hall import AT, asked_for, at_the_desk, came, fill, patient, people_of, type_code
from tests.pictures import take_picture
from tests.services.cast import PEOPLE

pytestmark = pytest.mark.browser
__all__ = ["fill"]
KEEP = {"raisa", "kateryna", "kyrylo", "liudmyla"}
TELL = KEEP | {"olena", "oksana"}


@pytest.mark.parametrize(
    ("address", "who"),
    [(AT, KEEP), (f"{AT}mark/", KEEP), (f"{AT}find/?code=АК7-29Х", set()), ("/reception/to-tell/", TELL)],
)
def test_who_sees_which_page(desk: Desk, address: str, who: set[str]) -> None:
    answers = {code: status_of(desk, quote(address, safe="/?="), code) for code in PEOPLE}
    assert {code for code, status in answers.items() if status == 200} == who, answers
    assert set(answers.values()) <= {200, 403, 404}
    assert status_of(desk, quote(address, safe="/?="), "") == 302


FORMS: dict[str, tuple[dict[str, str], set[str]]] = {
    "here/": ({"code": "АКТ-222", "arrived_by": "own_car"}, KEEP),
    "walk-up/": ({"people": "1", "arrived_by": "on_foot"}, KEEP),
    "beds/": ({"room.АКТ-222": "hall"}, KEEP),
    "tonight/": ({"code": "АКТ-222"}, KEEP),
    "relative/": ({"code": "АКТ-222"}, set()),
    "onward/": ({"code": "АКТ-222", "to": "Львівська область"}, KEEP),
    "returned/": ({"code": "АКТ-222"}, TELL),
    "heads/": ({"mission": "В-99", "heads": "1"}, KEEP | {"stepan", "sashko", "roman"}),
    "names/": ({}, KEEP),
}
"""By form: what is sent, and who is not refused it outright. Nobody of that code is here, so nobody succeeds twice."""


@pytest.mark.parametrize("form", FORMS)
def test_who_may_send_which_form(desk: Desk, form: str) -> None:
    """403 is "not your work"; 404 and 422 say that there is no such person here, to those whose work it is."""
    fields, who = FORMS[form]
    answers = {code: posted(desk, AT + form, code, fields) for code in PEOPLE}
    if who:
        assert not {code for code in who if answers[code] == 403}, answers
    done = {code for code, status in answers.items() if status in {200, 303}}
    assert done <= who, answers
    assert set(answers.values()) <= {200, 303, 403, 404, 409, 422}
    assert posted(desk, AT + form, "", fields) == 302


def test_the_pages_look_right_in_all_eight_ways(desk: Desk) -> None:
    came(desk, *people_of(asked_for(walks=2, walks_with_help=1, needs_no_stairs=1)))
    page = at_the_desk(desk)
    page.get_by_label("Порахували людей").fill("39")
    page.get_by_label("Порахували людей").press("Enter")
    page.get_by_text("39 людей вийшли з буса.").wait_for()
    look_at(desk, "raisa", AT, "reception")
    look_at(desk, "olena", "/reception/to-tell/", "reception-to-tell")
    look_at(desk, "raisa", "/reception/", "reception-shelters")


def badge_of(desk: Desk, code: str) -> str:
    """Give out a badge for today as the shift lead does; gives what its square code says."""
    from openevac.services.kernel.who import LOCAL
    from openevac.services.keys.badges import NewBadge, issue_badge
    from openevac.vault.badges import new_badge

    badge, secret = new_badge(code, "liudmyla", desk.cast.clock.now(), LOCAL)
    issue_badge(desk.cast.order("liudmyla"), NewBadge(code=code, recipient=badge.recipient))
    return secret


def show_badge(page: Any, code: str, secret: str) -> None:
    page.goto("/badge/")
    page.locator("html[data-awake]").wait_for(state="attached")
    page.get_by_label("Номер на бейджі").fill(code)
    page.get_by_label("Квадратний код бейджа").fill(secret)
    page.get_by_role("button", name="Почати").click()


ELSEWHERE = (
    "/", "/call/", "/requests/", "/danger/", "/mission/", "/now/", "/more/", "/reception/to-tell/",
)  # fmt: skip


def test_a_day_badge_sees_todays_arrivals_and_nothing_else_not_even_tomorrow(desk: Desk) -> None:
    secret, other = badge_of(desk, "vol-7"), badge_of(desk, "vol-8")
    codes = people_of(asked_for(walks=2))
    waiting = asked_for(walks=1)
    came(desk, *codes)
    page = patient(desk.stranger())
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    show_badge(page, "vol-7", other)
    page.get_by_text("Бейдж не відкриває").first.wait_for()
    show_badge(page, "vol-9", secret)
    page.get_by_text("Бейдж не відкриває").first.wait_for()
    show_badge(page, "vol-7", secret)
    page.wait_for_url(re.compile("/reception/"))
    assert not [body for body in sent if "AGE-SECRET" in body.upper()], "the badge's key stays in the browser"
    page.goto(AT)
    take_picture(page, "reception-badge", full_page=True)
    assert page.locator(".leaves a").all_inner_texts() == ["Прийом"]
    assert page.get_by_text("Кого повідомити").count() == page.get_by_text("Відкрити імена").count() == 0
    type_code(page, codes[0])
    page.get_by_role("button", name="Дати ці місця").click()
    page.get_by_text("2 місця дали").wait_for()
    type_code(page, waiting)
    page.locator("#told .refused").filter(has_text="сьогодні").wait_for()
    answers = {path: page.request.get(path, max_redirects=0).status for path in ELSEWHERE}
    assert {path for path, status in answers.items() if status not in {401, 404}} == set(), answers
    keys = page.request.get("/keys/material").json()
    assert (keys["sealed_key"], keys["keys"], keys["tag_wraps"]) == ("", [], {}), "it seals, and opens nothing"
    yesterday = page.request.get(f"{AT}?day=2025-10-01").status
    assert yesterday == 403
    desk.cast.clock.pass_time(days=1)
    page.goto(AT)
    page.wait_for_url(re.compile("/badge/"))

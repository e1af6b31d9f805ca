"""The pages behind "more": who finds them, what they say, what they keep."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.desk.desk import Desk
from tests.desk.looks import look_at

pytestmark = pytest.mark.browser
PAGES = ("", "remaining/", "incidents/", "figures/", "exports/", "people/", "audit/", "drill/")
DESK = {"olena", "kateryna", "liudmyla"}
MAY = {
    "remaining/": DESK,
    "incidents/": {"kateryna", "liudmyla", "dmytro"},
    "figures/": {"kateryna", "liudmyla", "zoia"},
    "exports/": {"kateryna", "liudmyla", "dmytro", "zoia"},
    "people/": {"kateryna", "liudmyla"},
    "audit/": {"kateryna", "liudmyla"},
    "drill/": {*DESK, "stepan", "sashko", "raisa", "dmytro", "zoia"},
}
PEOPLE = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia")


@pytest.mark.parametrize("page", MAY)
def test_who_finds_which_page(desk: Desk, page: str) -> None:
    found = set()
    for code in PEOPLE:
        answer = desk.sit_down(code).context.request.get(f"/more/{page}")
        assert answer.status in {200, 403, 404}, answer.status
        if answer.status == 200:
            found.add(code)
    assert found == MAY[page]


def test_a_stranger_is_led_to_the_door(desk: Desk) -> None:
    for page in PAGES:
        assert "/sign-in/" in desk.stranger().context.request.get(f"/more/{page}").url


def test_an_incident_is_kept_and_its_words_are_sealed(desk: Desk) -> None:
    page = desk.sit_down("dmytro")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto("/more/incidents/")
    page.get_by_label("Що сталося").select_option("shelling")
    page.get_by_label("Коли").fill("2025-05-15T08:30")
    page.get_by_label("бачили", exact=False).first.check()
    page.get_by_label("Їхні слова").fill("Вигадані слова про двір")
    page.get_by_role("button", name="Записати подію").click()
    page.get_by_text("Записано як I-2025-0001").wait_for()
    assert page.get_by_text("із зашифрованим свідченням").is_visible()
    assert not any("Вигадані" in body or "%D0%92%D0%B8%D0%B3" in body for body in sent)
    assert any("statement_sealed" in body for body in sent)


def test_two_people_let_an_export_leave(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/more/exports/")
    page.get_by_label("Чому").fill("запит, вигаданий")
    page.get_by_role("button", name="Попросити").click()
    page.get_by_text("чекає на іншу людину").wait_for()
    other = desk.sit_down("liudmyla")
    other.goto("/more/exports/")
    other.get_by_role("button", name="Схвалити").click()
    other.get_by_text("Схвалено").wait_for()


def test_somebody_who_leaves_is_signed_out_at_once(desk: Desk) -> None:
    theirs = desk.sit_down("sashko")
    theirs.goto("/more/drill/")
    lead = desk.sit_down("liudmyla")
    lead.goto("/more/people/")
    row = lead.locator("tr", has_text="sashko")
    row.get_by_text("Іде від нас").click()
    row.get_by_label("Чому, одним словом").fill("перейшов")
    row.get_by_role("button", name="Забрати все").click()
    lead.get_by_text("sashko більше тут не працює").wait_for()
    theirs.goto("/more/drill/")
    assert "/sign-in/" in theirs.url


def test_the_audit_says_who_did_what_and_why(desk: Desk) -> None:
    page = desk.sit_down("liudmyla", language="en")
    page.goto("/more/audit/")
    assert page.locator("tbody tr").count() >= 1
    assert page.get_by_role("columnheader", name="why").is_visible()


def test_figures_leave_as_a_file_without_small_counts(desk: Desk) -> None:
    from openpyxl import load_workbook

    page = desk.sit_down("zoia")
    page.goto("/more/figures/")
    assert page.get_by_role("heading", name="Цифри").is_visible()
    csv = page.context.request.get("/more/figures/?form=csv")
    assert csv.headers["content-type"].startswith("text/csv")
    assert "#affected+ind" in csv.text()
    book = load_workbook(BytesIO(page.context.request.get("/more/figures/?form=xlsx").body()))
    assert book.active[2][3].value == "#affected+ind"


def test_the_pages_can_be_read_by_everybody(desk: Desk) -> None:
    for name in PAGES:
        look_at(desk, "liudmyla", f"/more/{name}")

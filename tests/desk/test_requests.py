"""The requests page, played by people: filters, keyboard, holds, signs, repeats, history, and the map beside it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from openevac.domain.events import Asker, ConfirmationKind, RequestStatus
from openevac.domain.needs import Needs
from openevac.domain.requests import Priority
from tests.desk.asked import status_of
from tests.desk.desk import Desk
from tests.services.requests.world import CORNER, FAR_TOWN, MIDDLE_TOWN, NEAR_TOWN, measured, registered, signed, tag

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
KEPT: dict[str, str] = {}


def fill(desk: Desk) -> None:
    """Prepare a week with requests of every kind."""
    from openevac.services.requests.close_request import CloseRequest, close_request

    cast = desk.cast
    measured(cast)
    made: dict[str, dict[str, Any]] = {
        "far": {"katottg": FAR_TOWN, "needs": Needs(walks=2), "position": CORNER},
        "lying": {"katottg": NEAR_TOWN, "needs": Needs(walks=1, stretchers=1, pets=1), "priority": Priority.URGENT},
        "middle": {"katottg": MIDDLE_TOWN, "needs": Needs(wheelchairs=1), "floor": 5, "lift": False},
        "gone": {"katottg": FAR_TOWN, "needs": Needs(walks=4)},
    }
    for days, (name, given) in enumerate(made.items(), start=1):
        cast.clock.pass_time(days=days)
        KEPT[name] = registered(cast, phone_tags=(tag(name),), asker=Asker.SELF, **given).receipt
    signed(cast, KEPT["far"], ConfirmationKind.CALL_BACK)
    end = CloseRequest(receipt=KEPT["gone"], end=RequestStatus.LEFT_BY_THEMSELVES, reason="a son came")
    close_request(cast.order("olena"), end)
    # The first question loads the pages and, for the map, the region; nobody waits for that in a test.
    assert status_of(desk, "/requests/", "olena") == 200


def fresh(desk: Desk, **given: Any) -> str:
    """Take one more request in, that a test may change."""
    facts: dict[str, Any] = {"katottg": NEAR_TOWN, "needs": Needs(walks=1), "asker": Asker.SELF}
    return registered(desk.cast, **(facts | {"phone_tags": (tag(f"fresh {len(KEPT)}"),)} | given)).receipt


def open_request(desk: Desk, code: str, receipt: str, language: str = "uk") -> Page:
    page = desk.sit_down(code, language=language)
    page.goto(f"/requests/{receipt}/")
    awake(page)
    return page


def awake(page: Page) -> None:
    """Wait until the scripts of the page have taken their places."""
    page.locator("html[data-awake]").wait_for(state="attached")


def numbers(page: Page) -> list[str]:
    return [str(row.get_attribute("data-receipt")) for row in page.locator("tr[data-receipt]").all()]


def unfold(page: Page, title: str) -> None:
    """Open one of the small forms by its heading."""
    fold = page.locator("details.act", has=page.locator("summary", has_text=title))
    if fold.get_attribute("open") is None:
        fold.locator("summary").click()


def test_the_list_says_who_waits_and_what_comes_next(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/requests/")
    assert numbers(page)[:3] == [KEPT["far"], KEPT["lying"], KEPT["middle"]]
    first, second = (page.locator("tr[data-receipt]").nth(n).inner_text() for n in (0, 1))
    assert "9 днів" in first
    assert "40 км до лінії" in first
    assert "можна вивозити" in first
    assert "терміново" in second
    assert "1 лежача людина" in second
    assert "бракує підтвердження" in second
    assert "Контрольне запитання про місце" in second


def test_filters_are_links_that_can_be_combined_and_taken_away(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/requests/")
    page.locator("summary", has_text="Фільтри").click()
    link = page.locator(".group a", has_text="лежача людина")
    assert link.locator(".count").inner_text() == "1"
    link.click()
    page.wait_for_url(re.compile(r"mobility=lying"))
    assert numbers(page) == [KEPT["lying"]]
    # The filters stay open where they were, and every other filter keeps this one.
    page.locator(".group a", has_text="терміново").click()
    page.wait_for_url(re.compile(r"priority=urgent&mobility=lying"))
    assert numbers(page) == [KEPT["lying"]]
    page.locator(".set a", has_text="лежача людина").click()
    page.wait_for_url(re.compile(r"\?priority=urgent$"))
    page.locator(".set a", has_text="Зняти всі").click()
    page.wait_for_url(re.compile(r"/requests/$"))
    page.goto("/requests/?status=left_by_themselves")
    assert numbers(page) == [KEPT["gone"]]
    page.goto(f"/requests/?place={NEAR_TOWN}&step=confirmed")
    assert "За цими фільтрами заявок немає." in page.locator(".empty").inner_text()


def test_a_filter_nobody_knows_is_refused_in_words(desk: Desk) -> None:
    page = desk.sit_down("olena")
    answer = page.goto("/requests/?mobility=flies")
    assert answer is not None
    assert answer.status == 422
    assert "Цей фільтр списку не прочитати." in page.locator(".refused").inner_text()


def test_the_keyboard_goes_through_the_list_and_to_a_number(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/requests/")
    awake(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.locator("tr.chosen").get_attribute("data-receipt") == KEPT["lying"]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    assert page.locator("tr.chosen").get_attribute("data-receipt") == KEPT["lying"]
    page.keyboard.press("/")
    page.keyboard.type(KEPT["middle"].replace("К-", "k ").replace("-", ""))
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=KEPT["middle"]).wait_for()
    page.goto("/requests/")
    awake(page)
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name=KEPT["far"]).wait_for()


def test_a_view_is_kept_in_this_browser_with_filters_only(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/requests/?mobility=lying")
    awake(page)
    page.locator("summary", has_text="Фільтри").click()
    page.locator("[data-view-name]").fill("Лежачі")
    page.locator("[data-keep] button").click()
    page.goto("/requests/")
    awake(page)
    page.locator("[data-views] a", has_text="Лежачі").click()
    page.wait_for_url(re.compile(r"\?mobility=lying$"))
    kept = page.evaluate("() => JSON.parse(localStorage.getItem('openevac-request-views'))")
    assert kept == [{"name": "Лежачі", "query": "?mobility=lying"}]
    # What somebody else put there is not believed.
    page.evaluate('() => localStorage.setItem(\'openevac-request-views\', \'[{"name":"x","query":"javascript:1"}]\')')
    page.reload()
    page.locator("[data-views] .soft").wait_for()
    assert page.locator("[data-views] a").count() == 0


def test_a_long_list_goes_on_by_pages(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from openevac.web.desk.requests import see_list

    monkeypatch.setattr(see_list, "ROWS", 2)
    page = desk.sit_down("olena")
    page.goto("/requests/?status=any")
    seen = numbers(page)
    while page.locator("a[rel=next]").count():
        page.locator("a[rel=next]").click()
        page.locator(f'tr[data-receipt="{seen[-1]}"]').wait_for(state="detached")
        seen += numbers(page)
    assert len(seen) == len(set(seen)) >= 4
    assert set(KEPT.values()) <= set(seen)


def test_a_hold_has_an_owner_and_a_clock_and_ends_with_a_decision(desk: Desk) -> None:
    receipt = fresh(desk, phone_tags=(tag("held"),))
    page = open_request(desk, "olena", receipt)
    unfold(page, "Поставити на уточнення")
    form = page.locator('form[action$="/hold/"]')
    form.get_by_label("адреса незрозуміла").or_(form.locator('[value="address_unclear"]')).first.check()
    form.get_by_label("Кількома словами").fill("два будинки")
    form.get_by_label("Хто відповідає").select_option("kateryna")
    form.locator("button").click()
    page.locator(".held").wait_for()
    assert "відповідає kateryna" in page.locator(".held").inner_text()
    assert "дзвонить за 120 хв" in page.locator(".held").inner_text()
    desk.cast.clock.pass_time(hours=2, minutes=1)
    page.goto("/requests/?held=yes")
    assert "дзвонить зараз" in page.locator(f'tr[data-receipt="{receipt}"]').inner_text()
    page.goto(f"/requests/{receipt}/")
    assert "дзвонить зараз" in page.locator(".held").inner_text()
    page.locator(".held").get_by_role("button", name="Беру на себе").click()
    page.locator(".held", has_text="відповідає olena").wait_for()
    page.get_by_label("Що вирішено").fill("будинок знайшли")
    page.get_by_role("button", name="Зняти з уточнення").click()
    page.locator(".told", has_text="Знято з уточнення").wait_for()
    assert page.locator(".held").count() == 0
    history = page.locator("ol.history").inner_text()
    for said in (
        "поставити на уточнення",
        "два будинки",
        "відповідає kateryna",
        "тепер відповідає olena",
        "будинок знайшли",
    ):
        assert said in history


def test_a_sign_moves_the_ladder_and_what_was_typed_stays_after_a_refusal(desk: Desk) -> None:
    receipt = fresh(desk, phone_tags=(tag("signs"),))
    page = open_request(desk, "olena", receipt)
    form = page.locator('form[action$="/sign/"]').first
    form.locator('[value="community_list"]').check()
    page.evaluate("() => document.querySelector('[name=source]').removeAttribute('maxlength')")
    form.get_by_label("З чиїх слів").fill("y" * 120)
    form.get_by_role("button", name="Додати", exact=True).click()
    page.locator("#told .refused").wait_for()
    assert form.get_by_label("З чиїх слів").input_value() == "y" * 120
    assert form.get_by_label("З чиїх слів").get_attribute("aria-invalid") == "true"
    form.get_by_label("З чиїх слів").fill("список громади")
    form.get_by_role("button", name="Додати", exact=True).click()
    page.locator(".signs", has_text="список громади").wait_for()
    assert "бракує підтвердження" in page.locator("#step").inner_text()
    form = page.locator('form[action$="/sign/"]').first
    form.locator('[value="police_or_red_cross"]').check()
    form.get_by_label("З чиїх слів").fill("поліція громади")
    form.get_by_role("button", name="Додати", exact=True).click()
    page.locator("#step", has_text="можна вивозити").wait_for()
    assert "Підтверджено" in page.locator(".told").inner_text()


def test_no_further_sign_leaves_the_address_to_be_checked_only(desk: Desk) -> None:
    receipt = fresh(desk, phone_tags=(tag("no signs"),))
    page = open_request(desk, "kateryna", receipt)
    page.get_by_role("button", name="Більше нічого не підтвердити").click()
    page.locator("#step", has_text="лише перевірити адресу").or_(
        page.locator("#step", has_text="перевірити")
    ).first.wait_for()


def test_a_repeat_is_linked_and_unlinked_again(desk: Desk) -> None:
    first = fresh(desk, phone_tags=(tag("twice"),))
    desk.cast.clock.pass_time(minutes=10)
    again = fresh(desk, phone_tags=(tag("twice"),))
    page = open_request(desk, "olena", again)
    alike = page.locator(".alike", has_text=first)
    alike.get_by_role("button", name="Це ті самі: поєднати").click()
    page.get_by_role("heading", name=first).wait_for()
    assert f"{again} тепер повторна до {first}" in page.locator("#told").inner_text()
    page.goto(f"/requests/{again}/")
    assert f"Це повторний дзвінок до {first}" in page.locator(".warned").first.inner_text()
    page.goto(f"/requests/{first}/")
    unfold(page, "Схожі заявки")
    page.get_by_label(f"Чому {again} — не повторна").fill("інша вулиця")
    page.get_by_role("button", name="Роз'єднати").click()
    page.locator(".told", has_text="Роз'єднано").wait_for()
    page.goto(f"/requests/{again}/")
    assert page.locator(".alike", has_text=first).count() == 0


def test_two_requests_are_kept_apart_by_a_reason(desk: Desk) -> None:
    first = fresh(desk, phone_tags=(tag("alike"),))
    other = fresh(desk, phone_tags=(tag("alike"),))
    page = open_request(desk, "olena", other)
    alike = page.locator(".alike", has_text=first)
    alike.get_by_label("Звідки відомо").fill("двоє сусідів з одним телефоном")
    alike.get_by_role("button", name="Це різні: не поєднувати").click()
    page.locator(".told", has_text="різні заявки").wait_for()
    assert page.locator(".alike", has_text=first).count() == 0


def test_a_change_says_what_changed_and_two_at_once_are_told(desk: Desk) -> None:
    receipt = fresh(desk, phone_tags=(tag("changes"),))
    page, other = open_request(desk, "olena", receipt), open_request(desk, "oksana", receipt)
    for one in (page, other):
        unfold(one, "Змінити")
    form = page.locator('form[action$="/change/"]')
    form.locator("[name=floor]").fill("4")
    form.locator("[name=lift]").select_option("false")
    form.locator("[name=pets]").fill("2")
    form.locator("[name=reason]").fill("спитали ще раз")
    form.locator("button").click()
    page.locator(".told", has_text="Змінено").wait_for()
    assert "поверх" in page.locator(".told").inner_text()
    assert "2 тварини" in page.locator("dl.facts").inner_text()
    form = other.locator('form[action$="/change/"]')
    form.locator("[name=floor]").fill("7")
    form.locator("[name=reason]").fill("почули інше")
    form.locator("button").click()
    other.locator("#told .refused").wait_for()
    assert form.locator("[name=floor]").input_value() == "7"
    page.reload()
    unfold(page, "Змінити")
    form = page.locator('form[action$="/change/"]')
    form.locator("[name=reason]").fill("нічого")
    form.locator("button").click()
    page.locator("#told .refused", has_text="Усе так само, як записано.").wait_for()


def test_a_no_ends_the_request_with_a_day_to_ring_again(desk: Desk) -> None:
    receipt = fresh(desk, phone_tags=(tag("a no"),))
    page = open_request(desk, "olena", receipt)
    unfold(page, "Закрити заявку")
    form = page.locator('form[action$="/close/"]')
    form.locator('[value="refused"]').check()
    form.locator("[name=reason]").fill("чекають на сина")
    form.locator("button").click()
    page.locator(".told", has_text="Заявку закрито").wait_for()
    assert "передумали" in page.locator("#told").inner_text()
    assert "Їм передзвонять" in page.locator("#told").inner_text() or page.locator(".told").count() == 2
    assert page.locator('form[action$="/close/"]').count() == 0
    desk.cast.clock.at += timedelta(days=4)
    page.goto("/requests/?status=refused&ring=yes")
    assert receipt in numbers(page)


def test_signs_of_bait_are_shown_to_coordinators_only(desk: Desk) -> None:
    from openevac.services.requests.new_request import Noticed

    noticed = Noticed(asked_route=True, asked_who_comes=True)
    receipt = fresh(desk, phone_tags=(tag("bait"),), noticed=noticed)
    operator = open_request(desk, "olena", receipt)
    assert (
        "Це уточнення знімає лише координатор" in operator.locator(".held").inner_text()
        or operator.locator(".held").get_by_role("button", name="Зняти з уточнення").count() == 0
    )
    for text in ("питали шлях", "фейк"):
        assert text not in operator.locator("main").inner_text()
    coordinator = open_request(desk, "kateryna", receipt)
    assert coordinator.locator(".held").get_by_role("button", name="Зняти з уточнення").count() == 1
    assert "бачать лише координатори" in coordinator.locator("main").inner_text()

"""The door: what signs somebody in, what never leaves the browser, and who stays outside."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING, Any

import pytest

from openevac.vault.sign_in import sign_in_secret
from tests.desk.desk import Desk, session_of
from tests.desk.looks import look_at
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION, PASSPHRASE

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, Page

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000
"""Each try at the door stretches a passphrase; a machine with other work takes its time."""
WRONG = "Неправильне кодове слово чи парольна фраза"
NOT_IT = "щось зовсім інше"
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.fixture(autouse=True)
def nobody_was_slowed_before() -> None:
    """Forget the tries of other tests: they all come from one address."""
    from django.core.cache import cache

    cache.clear()


def come_in(page: Page, code: str = "olena", passphrase: str = PASSPHRASE, address: str = "/sign-in/") -> None:
    """Sign in as a person does."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(address)
    page.get_by_label("Кодове слово").fill(code)
    page.get_by_label("Парольна фраза").fill(passphrase)
    page.get_by_role("button", name="Увійти", exact=True).click()


def inside(page: Page) -> None:
    page.get_by_role("heading", name="Куди далі?").wait_for()


def knock(request: APIRequestContext, code: str, secret: str, **more: str) -> Any:
    """Post the form without a browser's scripts, as somebody guessing would."""
    token = FORM_TOKEN.search(request.get("/sign-in/").text())
    assert token is not None
    form = {"login": code, "password": secret, "csrfmiddlewaretoken": token[1], **more}
    return request.post("/sign-in/", form=form, max_redirects=0)


def secret_of(code: str, passphrase: str = PASSPHRASE) -> str:
    return sign_in_secret(ORGANISATION, code, passphrase)


def test_signs_in_and_opens_names_in_one_go_and_the_passphrase_stays_here(desk: Desk) -> None:
    page = desk.stranger()
    sent: list[str] = []
    page.context.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''} {one.headers}"))
    come_in(page, code=" Olena ", passphrase=f" {PASSPHRASE.upper()}")
    inside(page)
    page.get_by_role("button", name="імена відкриті").wait_for()
    traffic = "\n".join(sent).lower()
    assert secret_of("olena") in traffic
    for word in ("vyshnevyi", "snihom", "stoit"):
        assert word in PASSPHRASE
        assert word not in traffic
    cookies = {one["name"]: one for one in page.context.cookies()}
    assert cookies["openevac"]["httpOnly"] is True
    assert cookies["openevac"]["sameSite"] == "Strict"
    assert cookies["openevac_form"]["sameSite"] == "Strict"


def test_wrong_words_are_told_the_same_for_people_there_are_and_people_there_are_not(desk: Desk) -> None:
    told = []
    for code in ("olena", "nobody"):
        page = desk.stranger()
        come_in(page, code=code, passphrase=NOT_IT)
        told.append(page.locator(".refused").inner_text())
        assert page.get_by_label("Кодове слово").input_value() == code
        assert page.get_by_label("Парольна фраза").input_value() == ""
    assert told[0] == told[1]
    assert WRONG in told[0]


def test_a_second_try_with_the_right_words_opens_names(desk: Desk) -> None:
    page = desk.stranger()
    come_in(page, code="oksana", passphrase=NOT_IT)
    page.get_by_text(WRONG).wait_for()
    page.get_by_label("Кодове слово").fill("dopomoha/oksana")
    page.get_by_label("Парольна фраза").fill(PASSPHRASE)
    page.get_by_role("button", name="Увійти", exact=True).click()
    inside(page)
    page.get_by_role("button", name="імена відкриті").wait_for()


def test_the_secret_of_one_person_lets_nobody_else_in(desk: Desk) -> None:
    request = desk.stranger().request
    assert knock(request, "olena", secret_of("oksana")).status == 200
    assert knock(request, "olena", PASSPHRASE).status == 200
    assert knock(request, "olena", "").status == 200
    assert knock(request, "olena", secret_of("olena")).status == 302


def test_guessing_is_slowed_down_for_that_person_and_everybody_else_gets_in(desk: Desk) -> None:
    request = desk.stranger().request
    for n in range(5):
        assert knock(request, "raisa", f"{n:064x}").status == 200
    assert knock(request, "raisa", secret_of("raisa")).status == 200, "the right secret comes too late"
    assert knock(desk.stranger().request, "dmytro", secret_of("dmytro")).status == 302


def test_the_session_is_a_new_one_after_the_door(desk: Desk) -> None:
    page = desk.stranger()
    page.context.add_cookies([{"name": "openevac", "value": "f" * 32, "url": desk.address}])
    come_in(page)
    inside(page)
    first = next(one["value"] for one in page.context.cookies() if one["name"] == "openevac")
    assert first != "f" * 32
    page.goto("/sign-out/")
    page.locator("main").get_by_role("button", name="Вийти").click()
    page.wait_for_url("**/sign-in/**")
    page.context.add_cookies([{"name": "openevac", "value": first, "url": desk.address}])
    page.goto("/")
    assert "/sign-in/" in page.url, "the session that was signed out is gone"


def test_a_session_dies_with_its_owner(desk: Desk) -> None:
    from openevac.services.keys.people import Leaving, revoke_person

    page = desk.sit_down("sashko")
    page.goto("/")
    inside(page)
    revoke_person(desk.cast.order("liudmyla"), Leaving(code="sashko", reason="left"))
    page.goto("/")
    assert "/sign-in/" in page.url
    assert knock(page.request, "sashko", secret_of("sashko")).status == 200


@pytest.mark.parametrize("evil", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_led_to_another_host(desk: Desk, evil: str) -> None:
    answer = knock(desk.stranger().request, "olena", secret_of("olena"), next=evil)
    assert (answer.status, answer.headers["location"]) == (302, "/")


def test_one_is_led_to_where_one_was_going(desk: Desk) -> None:
    page = desk.stranger()
    come_in(page, address="/sign-in/?next=/requests/")
    page.wait_for_url("**/requests/")


def test_a_form_without_its_token_is_refused_in_words(desk: Desk) -> None:
    request = desk.stranger().request
    for address in ("/sign-in/", "/keys/lock-everything", "/sign-out/", "/language/"):
        answer = request.post(address, form={"login": "olena", "password": secret_of("olena")})
        assert answer.status == 403
        assert "Ця форма — з попереднього входу." in answer.text()
    crossed = request.post("/sign-in/", headers={"Origin": "https://evil.example"}, form={"login": "olena"})
    assert crossed.status == 403


def test_another_host_name_is_refused(desk: Desk) -> None:
    request = desk.stranger().request
    for host in ("evil.example", "127.0.0.1.evil.example", "localhost@evil.example"):
        for address in ("/sign-in/", "/", "/keys/state", "/api/v1/pulse"):
            assert request.get(address, headers={"Host": host}).status == 400


def test_without_scripts_nothing_is_sent(desk: Desk) -> None:
    context = desk.browser.new_context(java_script_enabled=False, base_url=desk.address, locale="uk-UA")
    page = context.new_page()
    page.goto("/sign-in/")
    assert "У цьому браузері вимкнено скрипти" in page.content()
    assert page.get_by_role("button", name="Увійти", exact=True).is_disabled()
    assert page.locator("[data-passphrase]").get_attribute("name") is None
    context.close()


def prove(page: Page) -> None:
    """Type the passphrase once more, as is asked before ways to sign in are changed."""
    page.get_by_role("heading", name="Ще раз: це ви?").wait_for()
    page.locator("[data-again]").fill(PASSPHRASE)
    page.get_by_role("button", name="Далі").click()


def type_code(page: Page, code: str) -> None:
    """Type the second proof."""
    page.get_by_role("heading", name="Другий доказ").wait_for()
    page.get_by_label("Код", exact=True).fill(code)
    page.get_by_role("button", name="Далі").click()


def add_app(page: Page) -> str:
    """Add an app for codes, as the pages lead; gives its secret."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto("/sign-in/factors/")
    page.get_by_role("link", name="Додати застосунок").click()
    prove(page)
    page.get_by_role("heading", name="Додати застосунок").wait_for()
    secret = page.locator("code").inner_text()
    page.get_by_label("Код", exact=True).fill("000000")
    page.get_by_role("button", name="Додати застосунок").click()
    page.get_by_text("Код неправильний").wait_for()
    assert page.locator("code").inner_text() == secret, "a slip does not draw a new secret"
    page.get_by_label("Код", exact=True).fill(code_now(secret))
    page.get_by_role("button", name="Додати застосунок").click()
    page.get_by_role("heading", name="Запасні коди").wait_for()
    return secret


def code_now(secret: str) -> str:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def fresh_half_minute() -> None:
    """Wait for a code with some seconds left, so that it does not change while it is typed."""
    left = 30 - time.time() % 30
    if left < 8:
        time.sleep(left + 0.2)


def test_codes_of_an_app_and_recovery_codes(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    fresh_half_minute()
    secret = add_app(page)
    spare = page.locator(".codes code").all_inner_texts()
    assert len(set(spare)) == 10
    page.get_by_text("Запишіть їх на папері").wait_for()

    second = desk.stranger()
    come_in(second, "kateryna")
    second.get_by_role("heading", name="Другий доказ").wait_for()
    second.goto("/")
    assert "/sign-in/" in second.url, "half a sign-in opens no page"
    second.goto("/sign-in/second/")
    type_code(second, "000000")
    second.get_by_text("Код неправильний").wait_for()
    fresh_half_minute()
    used = code_now(secret)
    type_code(second, used)
    inside(second)
    second.get_by_role("button", name="імена відкриті").wait_for()

    third = desk.stranger()
    come_in(third, "kateryna")
    type_code(third, used)
    third.get_by_text("Код неправильний, уже використаний").wait_for()
    type_code(third, spare[0])
    inside(third)

    fourth = desk.stranger()
    come_in(fourth, "kateryna")
    type_code(fourth, spare[0])
    fourth.get_by_text("Код неправильний").wait_for()
    third.goto("/sign-in/factors/")
    third.get_by_text("Лишилося 9 кодів").wait_for()


def test_a_passkey_signs_in_alone_and_names_stay_closed(desk: Desk) -> None:
    """Chromium's own virtual passkey, at http://localhost: passkeys are bound to a name, never to a number."""
    address = desk.address.replace("127.0.0.1", "localhost")
    context = desk.browser.new_context(base_url=address, locale="uk-UA", timezone_id="Europe/Kyiv")
    context.add_cookies([{"name": "openevac", "value": session_of("liudmyla"), "url": address}])
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    cdp = context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/sign-in/factors/")
    page.get_by_role("link", name="Додати ключ доступу").click()
    prove(page)
    page.get_by_label("Як його назвати").fill("Ноутбук зміни")
    page.get_by_role("button", name="Додати ключ доступу").click()
    page.get_by_role("heading", name="Запасні коди").wait_for()
    page.goto("/sign-in/factors/")
    page.get_by_text("У вас 1 ключ доступу.").wait_for()
    page.get_by_role("link", name="Показати").first.click()
    page.get_by_text("Ноутбук зміни").wait_for()

    context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Увійти ключем доступу").click()
    inside(page)
    page.get_by_role("button", name="імена закриті").wait_for()

    context.clear_cookies()
    come_in(page, "liudmyla")
    page.get_by_role("button", name="Узяти ключ доступу").click()
    inside(page)
    page.get_by_role("button", name="імена відкриті").wait_for()
    page.goto("/sign-in/factors/keys/")
    page.get_by_role("link", name="Прибрати Ноутбук зміни").click()
    prove(page)
    page.get_by_role("heading", name="Прибрати ключ доступу").wait_for()
    page.get_by_role("button", name="Прибрати", exact=True).click()
    page.get_by_text("Ключ доступу прибрано.").wait_for()

    context.clear_cookies()
    page.goto("/sign-in/")
    page.get_by_role("button", name="Увійти ключем доступу").click()
    page.get_by_text("Цей ключ доступу не прийнято").wait_for()
    context.close()


def test_the_door_and_the_pages_behind_it_look_right(desk: Desk) -> None:
    look_at(desk, "zoia", "/sign-in/factors/", "factors")
    look_at(desk, "zoia", "/sign-in/factors/app/", "factors-again", leads_to="/sign-in/again/")


def test_the_door_looks_right(desk: Desk) -> None:
    from axe_playwright_python.sync_playwright import Axe

    from tests.desk.looks import CHECKED, WAYS

    for language, theme, size in WAYS:
        page = desk.stranger(language=language, theme=theme, size=size)
        page.goto("/sign-in/")
        page.locator("html[data-awake]").wait_for(state="attached")
        take_picture(page, f"sign-in-{language}-{theme}-{size}", full_page=True)
        if (language, theme, size) in CHECKED:
            assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.context.close()

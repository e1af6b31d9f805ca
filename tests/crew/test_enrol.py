"""A phone is let in by the square on the lead's screen: read, a PIN, in; and shut out again. No password is typed."""

from __future__ import annotations

import shutil
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.crew.shell_served import until
from tests.desk.desk import CHROMIUM, Desk
from tests.desk.test_reception_camera import film_of

pytestmark = pytest.mark.browser
PIN = "402917"
SLOW_MS = 120_000
"""Keys are stretched on the phone, and a machine that tests many things at once is slower than any phone."""


def square_of(lead: Any) -> str:
    """Read the square on the lead's screen as a camera does: from its picture alone."""
    picture = b64encode(lead.locator("[data-square]").screenshot()).decode()
    script = """async (source) => {
        const { jsQR } = await import(document.body.dataset.static + "vendor/qr.js");
        const picture = new Image();
        picture.src = source;
        await picture.decode();
        const canvas = document.createElement("canvas");
        [canvas.width, canvas.height] = [picture.width, picture.height];
        const pen = canvas.getContext("2d");
        pen.drawImage(picture, 0, 0);
        const { data, width, height } = pen.getImageData(0, 0, picture.width, picture.height);
        return jsQR(data, width, height)?.data ?? "";
    }"""
    read: str = lead.evaluate(script, f"data:image/png;base64,{picture}")
    return read


def offered(desk: Desk, code: str) -> tuple[Any, str]:
    """Let the shift lead show a square; gives their page and what the square says."""
    lead = desk.sit_down("liudmyla")
    lead.goto("/more/people/")
    lead.get_by_role("link", name="Додати телефон").click()
    lead.get_by_label("У кого він буде").select_option("stepan")
    lead.get_by_label("Кодове слово телефону").fill(code)
    lead.get_by_role("button", name="Показати квадратний код").click()
    lead.locator("[data-square] svg").wait_for()
    return lead, square_of(lead)


def keyed(phone: Any) -> None:
    """Choose a PIN and write the seven words down."""
    phone.get_by_label("PIN для сторінок людей").fill(PIN)
    phone.get_by_label("Той самий ще раз").fill(PIN)
    phone.get_by_role("button", name="Зберегти PIN").click()
    phone.get_by_role("button", name="Записано на папері").click(timeout=SLOW_MS)


def held_by(phone: Any) -> Any:
    """Give what the phone knows of itself."""
    return phone.evaluate(
        "import(document.body.dataset.files + 'crew/keys/signing.js').then((signing) => signing.device())"
    )


def asked_with(phone: Any, token: str) -> int:
    script = """(token) => fetch("/api/v1/mission", { headers: { Authorization: `Bearer ${token}` } })
        .then((answer) => answer.status)"""
    status: int = phone.evaluate(script, token)
    return status


def test_the_square_lets_a_phone_in_and_the_desk_shuts_it_out(desk: Desk) -> None:
    from openevac.store.models import Device

    lead, link = offered(desk, "phone-1")
    assert link.startswith(f"{desk.address}/crew/#enrol=")
    secret = link.partition("#enrol=")[2]
    assert secret not in lead.content(), "the square shows it and nothing else does"
    assert lead.get_by_text("Телефон не дістанеться до цього штабу.").is_visible(), "it is served on 127.0.0.1"

    phone = desk.stranger(size="phone")
    sent: list[str] = []
    phone.on("request", lambda request: sent.append(request.url))
    phone.goto(link)
    phone.get_by_role("heading", name="Додати цей телефон").wait_for()
    assert phone.evaluate("location.href") == f"{desk.address}/crew/"
    assert phone.evaluate("history.length") <= 2
    phone.get_by_label("PIN для сторінок людей").fill(PIN)
    phone.get_by_label("Той самий ще раз").fill("402918")
    phone.get_by_role("button", name="Зберегти PIN").click()
    phone.get_by_text("Вони не однакові.").wait_for()
    keyed(phone)
    phone.get_by_text("Телефон додано. База знає його як phone-1.").wait_for(timeout=SLOW_MS)
    lead.get_by_text("phone-1 додано.").wait_for()
    assert lead.locator("[data-square]").count() == 0
    assert not [address for address in sent if secret in address]

    device = held_by(phone)
    assert (device["code"], device["organisation"]) == ("phone-1", desk.cast.order("liudmyla").who.organisation)
    kept = Device.objects.get(code="phone-1")
    assert kept.person is not None
    assert (len(bytes(kept.public_key)), kept.recipient[:4], kept.person.code) == (32, "age1", "stepan")
    assert asked_with(phone, device["token"]) == 200

    lead.goto("/more/people/")
    row = lead.get_by_role("row").filter(has_text="phone-1")
    row.get_by_text("Загубили").or_(row.locator("summary")).first.click()
    row.locator("input[name=reason]").fill("lost")
    row.locator("button.grave").click()
    row.locator(".chip").wait_for()
    assert asked_with(phone, device["token"]) == 401


def test_a_square_opens_once(desk: Desk) -> None:
    _, link = offered(desk, "phone-2")
    first, second = desk.stranger(size="phone"), desk.stranger(size="phone")
    for page in (first, second):
        page.goto(link)
        keyed(page)
        page.locator(".enrol [role=alert], .enrol [role=status]").wait_for(timeout=SLOW_MS)
    assert "База знає його як phone-2" in first.locator("#app").inner_text()
    assert "Цей квадратний код нічого не відкриває" in second.locator("#app").inner_text()
    assert held_by(second) is None


def test_where_the_base_does_not_answer_the_same_is_sent_again(desk: Desk) -> None:
    from openevac.store.models import Device

    _, link = offered(desk, "phone-3")
    phone = desk.stranger(size="phone")
    answers: list[int] = []

    def cut(route: Any) -> None:
        """Let the base hear the phone the first time, and the phone hear nothing."""
        answers.append(route.fetch().status)
        if len(answers) == 1:
            route.abort()
        else:
            route.continue_()

    phone.route("**/api/v1/enrol", cut)
    phone.goto(link)
    keyed(phone)
    phone.get_by_role("button", name="Спитати ще раз").click(timeout=SLOW_MS)
    phone.get_by_text("База знає його як phone-3").wait_for()
    assert Device.objects.filter(code="phone-3").count() == 1
    assert asked_with(phone, held_by(phone)["token"]) == 200


def test_the_app_s_own_camera_reads_the_square(desk: Desk, tmp_path: Path) -> None:
    """For phones whose camera opens no links; the page speaks English here."""
    _, link = offered(desk, "phone-4")
    path = shutil.which("chromium")
    assert path is not None, "the desk runs in it"
    film = film_of(desk, link, tmp_path / "square.y4m")
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    seeing = desk.browser.browser_type.launch(
        executable_path=path, args=[*CHROMIUM, *camera, f"--use-file-for-fake-video-capture={film}"]
    )
    try:
        phone = replace(desk, browser=seeing, _contexts=[]).stranger(size="phone")
        phone.context.grant_permissions(["camera"])
        phone.goto("/crew/")
        phone.get_by_role("button", name="English").click()
        phone.get_by_role("button", name="Read the square with the camera").click()
        phone.get_by_label("PIN for people pages, six digits").wait_for(timeout=SLOW_MS)
        assert until(phone, "document.documentElement.lang") == "en"
        assert phone.locator("video").count() == 0
    finally:
        seeing.close()

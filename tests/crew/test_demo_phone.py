"""`openevac demo --phone NAME`: a mission of the invented day, handed to a phone over the network by a square."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.crew.phone import playwright_here
from tests.crew.shell_served import PHONE
from tests.crew.test_enrol import keyed, square_of
from tests.desk.desk import CHROMIUM
from tests.pictures import take_picture

__all__ = ["playwright_here"]
pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "desk.local"
STEP_MS = 90_000
PROGRAM = """
import sys
from pathlib import Path
from openevac.cli.demo import training_region
from openevac.cli.demo_desk import let_phones_reach, prepare_desk, start_desk
from openevac.cli.session import open_session
from openevac.config import read_config
from openevac.reports.words import Words
session = open_session(Words("uk"), read_config())
region = training_region(session.config.home, lambda words, share: None)
home = Path(sys.argv[1]) / "record"
prepare_desk(session, region, home, "may")
let_phones_reach(session, home, sys.argv[3])
process, address = start_desk(session, home, int(sys.argv[2]), sys.argv[3])
print(address, flush=True)
sys.stdin.read()
process.terminate()
process.wait()
"""


@contextmanager
def served_for_phones(folder: Path) -> Iterator[str]:
    """Serve the invented day in May as `openevac demo --phone` does; gives the desk's address without its path."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(folder), str(port), NAME],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "OPENEVAC_HOME": str(folder)}, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert program.stdin is not None
    assert program.stdout is not None
    try:
        assert program.stdout.readline().strip() == f"https://{NAME}:{port}/demo/"
        yield f"https://{NAME}:{port}"
    finally:
        program.stdin.close()
        program.stdout.close()
        program.wait(30)


def trusting(folder: Path) -> list[str]:
    """Give what makes a browser find the name and trust this one certificate, as a phone that was told to."""
    made = x509.load_pem_x509_certificate((folder / "record" / "tls" / "pages.pem").read_bytes())
    key = sha256(made.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    trust = f"--ignore-certificate-errors-spki-list={b64encode(key).decode()}"
    return [*CHROMIUM, trust, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]


def test_the_demonstration_hands_a_mission_to_a_phone_by_a_square(playwright_here: Any, tmp_path: Path) -> None:
    with served_for_phones(tmp_path) as address:
        browser = playwright_here.chromium.launch(executable_path="/usr/bin/chromium", args=trusting(tmp_path))
        desk = browser.new_context(locale="uk-UA", base_url=address).new_page()
        phone = browser.new_context(
            locale="uk-UA", viewport=PHONE, has_touch=True, timezone_id="Europe/Kyiv"
        ).new_page()
        for page in (desk, phone):
            page.set_default_timeout(STEP_MS)
        mission = square_shown(desk)
        phone.goto(square_of(desk))
        keyed(phone)
        phone.get_by_role("button", name="Далі").click()
        phone.get_by_role("heading", name=mission).first.wait_for()
        desk.get_by_role("link", name="Дати йому його людей").click()
        desk.get_by_role("button", name="Дати людей на телефони").click()
        desk.locator("#packs").get_by_text("ще не забрав").wait_for()
        phone.get_by_text("Сторінка з людьми для кожної адреси").wait_for()
        told = phone.locator("#app").inner_text()
        assert "Годинник розходиться" not in told, "the phone lives on the invented day, as the desk does"
        take_picture(phone, "demo-phone-ready", full_page=True)
        say_we_are_here(phone, mission)
        desk.goto(f"/mission/{mission.split('-')[1]}/")
        desk.goto("/now/")
        desk.get_by_text(mission).first.wait_for()
        browser.close()


def square_shown(desk: Any) -> str:
    """Enter as the lead, choose the first mission, and let a phone of its crew in; gives the mission's code."""
    desk.goto("/demo/")
    lead = desk.locator("form", has=desk.get_by_role("heading", name="liudmyla"))
    lead.get_by_role("button", name="Увійти сюди").click()
    desk.get_by_role("button", name="імена відкриті").wait_for()
    desk.goto("/mission/1/")
    code: str = desk.locator("h1").first.inner_text().split()[0]
    desk.get_by_role("link", name="Додати телефон цього екіпажу").click()
    assert desk.get_by_label("У кого він буде").input_value() in {"stepan", "sashko"}
    assert desk.get_by_label("Кодове слово телефону").input_value() == "phone-bus-1"
    assert not desk.get_by_text("Телефон не дістанеться до цього штабу").count()
    desk.get_by_role("button", name="Показати квадратний код").click()
    desk.locator("[data-square] svg").wait_for()
    return code


def say_we_are_here(phone: Any, mission: str) -> None:
    """Drive off and say a word to the base; the base has it."""
    phone.get_by_role("region", name=mission).get_by_role("button", name="Їдемо").click()
    phone.get_by_role("button", name="На зв’язку").click()
    phone.get_by_role("button", name="Ми на зв’язку").click()
    phone.get_by_role("button", name="Ще").click()
    phone.get_by_role("button", name="Що записано").click()
    phone.get_by_text("база отримала о").first.wait_for()
    take_picture(phone, "demo-phone-sent")

"""Claims between organisations at the desk: shared from the browser, taken, given back; two vans in red."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openevac.vault.tags import claim_phone_tag, new_tag_key
from tests.desk.asked import posted, status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.services.cast import ORGANISATION

pytestmark = pytest.mark.browser
SEES, CLAIMS = {"olena", "kateryna", "liudmyla"}, {"kateryna", "liudmyla"}
PEOPLE = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia", "")
CREW = {"stepan", "sashko"}
"""A crew is told of what is not its own mission as if it were not there."""
PARTNER = "proliska"
PHONE = "+380670001122"
made: dict[str, str] = {}


def fill(desk: Desk) -> None:
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.keys.devices import DeskPhone, NewPartner, add_partner, keep_desk_phone
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind
    from tests.services.requests.world import CORNER, registered, tag

    cast = desk.cast
    add_partner(cast.order("liudmyla"), NewPartner(code=PARTNER, token_sha256="5a" * 32))
    keep_desk_phone(cast.order("liudmyla"), DeskPhone(code=PARTNER, phone="050 000 33 44"))
    household = HouseholdIdentity(asker="Вигадана Тітка", phones=(PHONE, "+380991112233"))
    sealed = seal_identity(cast.keys("olena"), RecordKind.HOUSEHOLD, household)
    made["untagged"] = registered(cast, position=CORNER, household=sealed, phone_tags=(tag("one"),)).receipt
    made["phoneless"] = registered(cast, position=CORNER, phone_tags=(tag("two"),)).receipt
    for name in ("shared", "theirs", "two vans"):
        made[name] = registered(
            cast, position=CORNER, phone_tags=(tag(f"phone of {name}"),), coalition_tags=(tag(name),)
        ).receipt
        made[f"tag of {name}"] = tag(name)
        offer(desk, name)
    for name in ("theirs", "two vans"):
        claimed_by_partner(desk, made[f"tag of {name}"])
    under_way("two vans")


def offer(desk: Desk, name: str) -> None:
    from openevac.services.requests.offer_request import OfferRequest, offer_request

    offer_request(desk.cast.order("kateryna"), OfferRequest(receipt=made[name]))


def claimed_by_partner(desk: Desk, tag: str) -> None:
    from dataclasses import replace

    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.requests.claim_request import ClaimRequest, claim_request

    who = Who(kind=WhoKind.PARTNER, organisation=ORGANISATION, code=PARTNER)
    claim_request(replace(desk.cast.order("kateryna"), who=who), ClaimRequest(tag=tag))


def under_way(name: str) -> None:
    from openevac.store.models import EvacuationRequest

    EvacuationRequest.objects.filter(receipt=made[name]).update(status="on_mission")


def line(page: Any, table: str, receipt: str) -> Any:
    return page.get_by_role("table", name=table).locator("tr", has_text=receipt)


def test_two_organisations_going_to_one_yard_is_said_in_red_with_whom_to_ring(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/more/claims/")
    said = page.locator(".refused", has_text=made["two vans"])
    assert "Дві організації їдуть в один двір" in said.inner_text()
    assert "proliska" in said.inner_text()
    assert said.get_by_role("link", name="+380500003344").get_attribute("href") == "tel:+380500003344"
    assert page.get_by_text("Дві організації їдуть в один двір").count() == 1, "a partner's claim alone is no dispute"
    assert page.get_by_role("button", name="Беремо ми").count() == 0, "an operator sees claims and makes none"


def test_a_shared_request_is_taken_prolonged_and_given_back(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/more/claims/")
    line(page, "Ще ніхто не взяв", made["shared"]).get_by_role("button", name="Беремо ми").click()
    line(page, "Забираємо ми", made["shared"]).get_by_role("button", name="Продовжити").click()
    page.get_by_text("48").first.wait_for()
    line(page, "Забираємо ми", made["shared"]).get_by_role("button", name="Віддати назад").click()
    line(page, "Ще ніхто не взяв", made["shared"]).wait_for()
    assert line(page, "Беруть партнери", made["theirs"]).get_by_role("button").count() == 0


def test_a_request_is_shared_with_a_tag_made_in_the_browser(desk: Desk, tmp_path: Path) -> None:
    from openevac.store.models import RequestTag

    key = new_tag_key()
    file = tmp_path / "coalition.key"
    file.write_text(key.hex() + "\n", encoding="ascii")
    page = desk.sit_down("kateryna", unlock=True)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto("/more/claims/")
    page.get_by_label("Номер заявки").fill(made["untagged"])
    page.get_by_label("Спільний ключ організацій, з носія").set_input_files(file)
    page.get_by_role("button", name="Поділитися").click()
    line(page, "Ще ніхто не взяв", made["untagged"]).wait_for()
    kept = RequestTag.objects.get(request__receipt=made["untagged"], kind="coalition")
    assert kept.tag == claim_phone_tag(key, PHONE)
    body = " ".join(sent)
    assert key.hex() not in body
    assert "670001122" not in body


def test_a_wrong_key_and_a_request_without_a_phone_are_said_in_words(desk: Desk, tmp_path: Path) -> None:
    wrong, right = tmp_path / "letter.txt", tmp_path / "coalition.key"
    wrong.write_text("no key at all", encoding="ascii")
    right.write_text(new_tag_key().hex(), encoding="ascii")
    page = desk.sit_down("kateryna", unlock=True)
    page.goto("/more/claims/")
    page.get_by_label("Номер заявки").fill(made["phoneless"])
    page.get_by_role("button", name="Поділитися").click()
    page.get_by_text("немає мітки під спільним ключем").first.wait_for()
    page.goto("/more/claims/")
    page.get_by_label("Номер заявки").fill(made["phoneless"])
    page.get_by_label("Спільний ключ організацій, з носія").set_input_files(wrong)
    page.get_by_role("button", name="Поділитися").click()
    page.get_by_text("У цьому файлі немає спільного ключа організацій").wait_for()
    page.get_by_label("Спільний ключ організацій, з носія").set_input_files(right)
    page.get_by_role("button", name="Поділитися").click()
    page.get_by_text("У цій заявці немає телефону").wait_for()


def test_the_lead_keeps_whom_to_ring(desk: Desk) -> None:
    page = desk.sit_down("liudmyla")
    page.goto("/more/people/")
    row = page.locator("tr", has_text=PARTNER)
    row.get_by_text("Куди дзвонимо").click()
    row.get_by_label("Телефон їхнього чергового").fill("067 555 00 11")
    row.get_by_role("button", name="Зберегти").click()
    page.get_by_text("Записано, куди дзвонити: proliska").wait_for()
    assert "+380675550011" in page.locator("tr", has_text=PARTNER).inner_text()


def _untold() -> dict[str, str]:
    """Give a request that cannot be shared, because it has no tag yet."""
    return {"receipt": made["phoneless"]}


def test_who_finds_the_page_and_who_may_claim(desk: Desk) -> None:
    assert {code for code in PEOPLE if status_of(desk, "/more/claims/", code) == 200} == SEES
    nobodys = {"tag": "0" * 32}
    for name, fields, done in (("take", nobodys, 404), ("give-back", nobodys, 404), ("offer", _untold(), 422)):
        answers = {code: posted(desk, f"/more/claims/{name}/", code, fields) for code in PEOPLE}
        assert answers == {
            code: 302 if not code else done if code in CLAIMS else 404 if code in CREW else 403 for code in PEOPLE
        }, name
    keeps = {code: posted(desk, "/more/people/desk-phone/", code, {"code": "nikoho"}) for code in PEOPLE}
    assert keeps == {code: 302 if not code else 404 if code in {"liudmyla"} | CREW else 403 for code in PEOPLE}


def test_the_page_can_be_read_by_everybody(desk: Desk) -> None:
    look_at(desk, "kateryna", "/more/claims/")
    look_at(desk, "liudmyla", "/more/people/")

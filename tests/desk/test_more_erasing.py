"""A person is erased at the desk: what goes is read first, the number is typed again, and nothing of them is left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest

from tests.desk.asked import posted, status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at

pytestmark = pytest.mark.browser
SEES = {"kateryna", "liudmyla"}
PEOPLE = ("olena", "kateryna", "liudmyla", "stepan", "sashko", "raisa", "dmytro", "zoia", "")
ASKER, PHONE = "Вигадана Стертенко", "+380670009988"
made: dict[str, str] = {}


def fill(desk: Desk) -> None:
    from openevac.services.records.erase_person import ErasePerson, erase_person
    from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
    from openevac.services.work.retention import run_retention
    from tests.services.requests.world import measured, registered, tag

    cast = desk.cast
    measured(cast)
    made["neighbour"] = registered(cast, phone_tags=(tag("neighbour"),)).receipt
    made["goes"] = registered(cast, phone_tags=(tag("goes"),), household=_sealed(desk)).receipt
    made["repeat"] = registered(cast, phone_tags=(tag("goes"),), household=_sealed(desk)).receipt
    link_duplicate(cast.order("olena"), LinkDuplicate(first=made["goes"], repeat=made["repeat"]))
    gone = registered(cast, phone_tags=(tag("gone before"),)).receipt
    erase_person(cast.order("kateryna"), ErasePerson(receipt=gone))
    run_retention(cast.worker())


def _sealed(desk: Desk) -> Any:
    from openevac.cli.client.sealing import seal_identity
    from openevac.vault.identities import HouseholdIdentity
    from openevac.vault.records import RecordKind

    identity = HouseholdIdentity(asker=ASKER, phones=(PHONE,), note="вигадана нотатка")
    return seal_identity(desk.cast.keys("olena"), RecordKind.HOUSEHOLD, identity)


def sealed_payloads(receipt: str) -> Iterator[bytes]:
    """Give the sealed bytes of a household as they lie in the database."""
    from openevac.store.models import EvacuationRequest

    identity = EvacuationRequest.objects.get(receipt=receipt).household.identity
    if identity is not None:
        yield bytes(identity.payload)
        for wrap in identity.wraps.all():
            yield bytes(wrap.wrap)


def everything_kept() -> str:
    """Give every row of every table that belongs to the record, as text and hex."""
    from django.apps import apps

    rows = [
        str(value.hex() if isinstance(value, bytes) else bytes(value).hex() if isinstance(value, memoryview) else value)
        for model in apps.get_app_config("store").get_models()
        for row in model._default_manager.values_list()
        for value in row
    ]
    return "\n".join(rows)


def answer_of(desk: Desk, address: str, code: str) -> int:
    """Give the status of an address that holds a number with its Cyrillic letter."""
    return status_of(desk, quote(address, safe="/?="), code)


def test_a_page_says_what_is_kept_for_what_until_when_and_when_it_last_went(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/more/retention/")
    row = page.locator("tr", has_text="заявки, родини й люди")
    assert "90 днів" in row.inner_text()
    assert "зашифроване: імена, номери, двері" in row.inner_text()
    assert "0 рядків на зараз" in page.locator("dl.facts").inner_text()
    assert "15 травня" in page.locator("dl.facts").inner_text()


def test_a_person_is_erased_and_every_page_knows_nothing_of_them(desk: Desk) -> None:
    receipt, repeat = made["goes"], made["repeat"]
    needles = [payload.hex() for one in (receipt, repeat) for payload in sealed_payloads(one)]
    assert needles
    assert all(one in everything_kept() for one in needles), "the needles must be there before they are looked for"
    page = desk.sit_down("kateryna")
    page.goto(f"/requests/{receipt}/")
    page.get_by_text("Стерти цих людей").click()
    page.get_by_role("link", name="Показати, що зникне").click()
    page.get_by_role("heading", name=f"Стерти {receipt}").wait_for()
    goes = page.locator(".card", has_text="Що зникне назавжди").inner_text()
    assert receipt in goes
    assert repeat in goes, "a repeated call is the same wish"
    page.get_by_label("хочуть самі").check()
    page.get_by_label("Введіть номер ще раз").fill(made["neighbour"])
    page.get_by_role("button", name="Стерти назавжди").click()
    page.get_by_text("Удруге введено інший номер. Нічого не стерто.").wait_for()
    page.goto(f"/more/erase/?of={receipt}")
    page.get_by_label("хочуть самі").check()
    page.get_by_label("Введіть номер ще раз").fill(receipt.lower())
    page.get_by_role("button", name="Стерти назавжди").click()
    page.get_by_text("Стерто: 2 заявки").wait_for()

    for one in (receipt, repeat):
        assert answer_of(desk, f"/requests/{one}/", "kateryna") == 404
        assert answer_of(desk, f"/requests/{one}/", "kateryna") == answer_of(desk, "/requests/К-417-289/", "kateryna")
        assert answer_of(desk, f"/more/erase/?of={one}", "kateryna") == 404
    for address in ("/requests/", f"/more/audit/?subject=request:{receipt}", "/more/audit/"):
        page.goto(address)
        said = page.locator("main").inner_text()
        assert receipt not in said, address
        assert repeat not in said, address
    assert made["neighbour"] in _list(page)
    page.goto("/more/audit/")
    line = page.locator("tbody tr", has_text="household:erased").first
    assert "kateryna" in line.inner_text(), "that somebody was erased, and by whose word, stays"
    kept = everything_kept()
    assert [one[:40] for one in needles if one in kept] == []
    assert receipt not in kept
    assert repeat not in kept


def _list(page: Any) -> str:
    page.goto("/requests/")
    return str(page.locator("main").inner_text())


def test_who_finds_the_pages_and_may_erase(desk: Desk) -> None:
    for address in ("/more/retention/", f"/more/erase/?of={made['neighbour']}"):
        assert {code for code in PEOPLE if answer_of(desk, address, code) == 200} == SEES, address
    fields = {"of": "К-417-289", "again": "К-417-289", "why": "wish"}
    answers = {code: posted(desk, "/more/erase/", code, fields) for code in PEOPLE}
    crew = {"stepan", "sashko"}
    assert answers == {
        code: 302 if not code else 404 if code in SEES | crew else 403 for code in PEOPLE
    }  # fmt: skip
    for why in ("age", "restored", "because", ""):
        fields = {"of": made["neighbour"], "again": made["neighbour"], "why": why}
        assert posted(desk, "/more/erase/", "kateryna", fields) == 422, why
    assert answer_of(desk, f"/requests/{made['neighbour']}/", "kateryna") == 200


def test_the_pages_can_be_read_by_everybody(desk: Desk) -> None:
    look_at(desk, "kateryna", "/more/retention/")
    look_at(desk, "kateryna", f"/more/erase/?of={made['neighbour']}", "more-erase")

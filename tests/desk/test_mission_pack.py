"""Giving the people of a mission to the phones of its crew, in a real browser; a phone's key opens what it must."""

from __future__ import annotations

import json
from typing import Any

import pytest

from openevac.domain.events import Channel, ConfirmationKind
from openevac.domain.needs import MobilityClass, Needs
from tests.desk.desk import Desk
from tests.services.cast import ORGANISATION
from tests.services.missions.country import PLACES, Town, country_files, settle
from tests.services.missions.phones import CrewPhoneOf, phone_of

pytestmark = pytest.mark.browser
HERE: dict[str, Any] = {}
SURNAME, PATRONYMIC, STREET, NUMBER = "Неймовірчук", "Тарасівна", "вул. Невигадана", "+380671230987"
PEOPLE = (f"{SURNAME} Ганна {PATRONYMIC}", f"Ганна {SURNAME}", f"Петро {SURNAME}", "Вигадана Особа")
NOTE = f"Другий під'їзд, код 14. Питати {SURNAME}а, дзвонити {NUMBER}, паспорт МТ 123456, 12.03.1948. Пес добрий."


def fill(desk: Desk) -> None:
    """Put a town, a household with sealed names, a planned and approved mission and two phones on record."""
    from openevac.store.models import Organisation

    town: Town = settle(desk.cast)
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    HERE["receipt"] = named(town)
    (HERE["mission"],) = town.planned()
    HERE["town"] = town
    HERE["phones"] = [phone_of(desk.cast), phone_of(desk.cast, "sashko")]


def named(town: Town) -> str:
    """Take in and confirm a household whose names, door and note are sealed, as a browser seals them."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.vault import identities
    from openevac.vault.records import RecordKind
    from tests.services.requests.world import registered, tag

    keys = town.cast.keys("olena")
    house = identities.HouseholdIdentity(
        asker=PEOPLE[0], phones=(NUMBER,), street=STREET, house="7а", flat="31", note=NOTE
    )
    people = tuple(
        NewEvacuee(
            mobility=MobilityClass.WALKS,
            identity=seal_identity(keys, RecordKind.EVACUEE, identities.EvacueeIdentity(name=name, health="серце")),
        )
        for name in PEOPLE
    )
    receipt = registered(
        town.cast, katottg=PLACES["hill"][0], position=PLACES["hill"][1], phone_tags=(tag("named"),),
        needs=Needs(walks=len(PEOPLE)), household=seal_identity(keys, RecordKind.HOUSEHOLD, house), people=people,
    ).receipt  # fmt: skip
    sign = Sign(kind=ConfirmationKind.CALL_BACK, source="call of the evening", channel=Channel.PHONE)
    confirm_request(town.cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
    return receipt


def address() -> str:
    return f"/mission/{HERE['mission'].split('-')[1]}/"


def approved(desk: Desk) -> None:
    from openevac.store.models import Mission, PackStop

    PackStop.objects.all().delete()
    if not Mission.objects.get(code=HERE["mission"]).approved_by:
        HERE["town"].approve(HERE["mission"])


def opened_by(phone: CrewPhoneOf) -> list[dict[str, Any]]:
    from openevac.store.models import PackStop

    rows = PackStop.objects.filter(device__code=phone.code).order_by("stop__code")
    return [json.loads(phone.open(bytes(row.sealed))) for row in rows]


def test_before_the_yes_nothing_is_offered(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto(address())
    page.get_by_role("heading", name="Два «так»").or_(page.locator("#yeses")).first.wait_for()
    assert page.locator("#packs").count() == 0


def test_the_desk_seals_and_a_phone_opens_exactly_what_a_crew_needs(desk: Desk) -> None:
    from openevac.store.models import Evacuee, LedgerBody, Stop

    approved(desk)
    seen: list[str] = []
    page = desk.sit_down("kateryna", unlock=True)
    page.on("request", lambda request: seen.append(request.post_data or ""))
    page.goto(address())
    part = page.locator("#packs")
    part.get_by_text("phone-stepan: бракує людей з адрес").wait_for()
    part.get_by_role("button", name="Дати людей на телефони").click()
    part.get_by_text("phone-sashko: ще не забрав людей з адрес").wait_for()
    assert part.get_by_role("button").count() == 0
    stop = Stop.objects.get(trip__mission__code=HERE["mission"])
    codes = list(Evacuee.objects.order_by("code").values_list("code", flat=True))
    for phone in HERE["phones"]:
        (plain,) = opened_by(phone)
        called = sorted(one.pop("call_name") for one in plain["people"])
        assert plain == {
            "v": 1, "stop": stop.code, "request": HERE["receipt"],
            "door": {
                "house": f"{STREET}, 7а", "flat": "31",
                "note": "Другий під'їзд, код 14. Питати …, дзвонити …, паспорт МТ …, …. Пес добрий.",
            },
            "phone_contact": "", "people": [{"code": code} for code in codes], "note": "",
        }  # fmt: skip
        assert called == ["В. О.", "Ганна Н.", "Ганна Н.", "Петро"]
    sent = "".join(seen)
    for secret in (SURNAME, PATRONYMIC, STREET, NUMBER, "Ганна", "серце"):
        assert secret not in page.content()
        assert secret not in sent
    openings = LedgerBody.objects.filter(action="open_identities", actor="kateryna")
    assert any(codes[0] in bytes(one.body).decode() for one in openings), "opening is written down"


def test_nobody_but_that_phone_opens_it_and_no_sealed_length_tells_who(desk: Desk) -> None:
    from openevac.domain.errors import InputError
    from openevac.store.models import PackStop

    stepan, sashko = HERE["phones"]
    (row,) = PackStop.objects.filter(device__code=stepan.code)
    with pytest.raises(InputError, match="sealed to other keys"):
        sashko.open(bytes(row.sealed))
    assert len(stepan.open(bytes(row.sealed))) in {512, 2048}


def test_with_names_closed_it_asks_first_and_goes_on_by_itself(desk: Desk) -> None:
    from tests.services.cast import PASSPHRASE

    approved(desk)
    page = desk.sit_down("kateryna", language="en")
    page.goto(address())
    part = page.locator("#packs")
    part.get_by_role("button", name="Give the people to the phones").click()
    page.locator("[data-passphrase]").fill(PASSPHRASE)
    page.locator("[data-passphrase]").press("Enter")
    part.get_by_text("phone-sashko has not fetched the people of").wait_for()


def test_who_rides_sees_what_is_missing_and_no_button(desk: Desk) -> None:
    approved(desk)
    page = desk.sit_down("stepan")
    page.goto(address())
    page.locator("#packs").get_by_text("phone-stepan: бракує людей з адрес").wait_for()
    assert page.locator("#packs").get_by_role("button").count() == 0


def test_the_page_says_when_everything_is_there(desk: Desk) -> None:
    from openevac.store.models import PackStop, Stop

    approved(desk)
    page = desk.sit_down("kateryna", unlock=True)
    page.goto(address())
    page.get_by_role("button", name="Дати людей на телефони").click()
    page.locator("#packs").get_by_text("ще не забрав").first.wait_for()
    stop = Stop.objects.get(trip__mission__code=HERE["mission"])
    for phone in HERE["phones"]:
        phone.fresh_key(holds=(stop.code,))
    page.goto(address())
    page.get_by_text("На телефонах цього екіпажу є люди з кожної адреси.").wait_for()
    assert not PackStop.objects.exclude(sealed=b"").exists()

"""Who may see requests, what stands on paper, how names are opened, and how the pages look."""

from __future__ import annotations

import subprocess
from pathlib import Path
from uuid import uuid4

import pytest

from openevac.domain.events import Asker, ConfirmationKind
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.receipts import receipt_of
from openevac.domain.records import HoldReason
from openevac.domain.requests import Priority
from openevac.vault import identities
from openevac.vault.records import RecordKind
from tests.desk.asked import posted, status_of
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.services.cast import PEOPLE, found_cast
from tests.services.missions.country import HILL, MILL, PLACES, country_files, settle
from tests.services.requests.world import call, registered, signed, tag

pytestmark = pytest.mark.browser
ASKER, PHONE, STREET, PERSON = "Одарка Невигадько", "+380671230987", "вул. Непроминальна", "Тарас Небудимир"
KEPT: dict[str, str] = {}
AT_DESK = {"olena", "oksana", "kateryna", "kyrylo", "liudmyla"}


def fill(desk: Desk) -> None:
    """Prepare a region, requests of every kind, one of them with names."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files
    from openevac.services.requests.hold import HoldRequest, hold
    from openevac.services.requests.new_request import NewEvacuee, Noticed

    cast = desk.cast
    settle(cast)
    name_planning_files(cast.order("kateryna"), PlanningFiles(**country_files()))
    keys = cast.keys("olena")
    house = identities.HouseholdIdentity(asker=ASKER, phones=(PHONE,), street=STREET, house="7", note="пес")
    person = identities.EvacueeIdentity(name=PERSON, health="інсулін")
    cast.clock.pass_time(days=-6)
    KEPT["named"] = registered(
        cast, katottg=HILL, position=PLACES["hill"][1], phone_tags=(tag("named"),), asker=Asker.RELATIVE, floor=9,
        lift=False, needs=Needs(stretchers=1, pets=1, belongings_kg=40, bulky=1), priority=Priority.URGENT,
        household=seal_identity(keys, RecordKind.HOUSEHOLD, house),
        people=(NewEvacuee(mobility=MobilityClass.LYING, identity=seal_identity(keys, RecordKind.EVACUEE, person)),),
    ).receipt  # fmt: skip
    cast.clock.pass_time(days=4)
    KEPT["bait"] = registered(
        cast, katottg=MILL, phone_tags=(tag("bait"),), noticed=Noticed(asked_route=True, asked_who_comes=True)
    ).receipt
    KEPT["sure"] = registered(
        cast, katottg=HILL, phone_tags=(tag("sure"),), needs=Needs(walks=3, walks_with_help=1)
    ).receipt
    KEPT["again"] = registered(cast, katottg=HILL, phone_tags=(tag("named"),), needs=Needs(stretchers=1)).receipt
    cast.clock.pass_time(days=2)
    signed(cast, KEPT["sure"], ConfirmationKind.CALL_BACK)
    held = HoldRequest(receipt=KEPT["named"], reason=HoldReason.ADDRESS_UNCLEAR, why="два будинки з цим номером")
    hold(cast.order("olena"), held)
    cast.clock.pass_time(minutes=40)
    # The first question loads the pages and, for the map, the region; nobody waits for that in a test.
    assert status_of(desk, "/requests/", "olena") == 200


def test_every_address_answers_each_role_as_it_should(desk: Desk) -> None:
    receipt = "%D0%9A" + KEPT["sure"][1:]
    reads = (
        "/requests/",
        f"/requests/find/?number={receipt}",
        "/requests/print/",
        f"/requests/{receipt}/",
        "/map/requests.json",
    )
    writes = [
        f"/requests/{receipt}/{what}/"
        for what in ("sign", "hold", "take", "release", "link", "apart", "change", "close", "open")
    ]
    told = {}
    for code in (*PEOPLE, ""):
        for address in reads:
            told[code, address] = status_of(desk, address, code)
    for (code, address), status in told.items():
        seen = {303} if "find" in address else {200}
        expected = seen if code in AT_DESK else {302} if not code else {403, 404}
        assert status in expected, (code, address, status)
    for code in PEOPLE.keys() - AT_DESK | {""}:
        fields = {
            "kind": "community_list", "source": "x", "reason": "address_unclear", "why": "x", "outcome": "x",
            "version": "1", "other": KEPT["again"], "end": "refused", "walks": "9",
        }  # fmt: skip
        for address in writes:
            status = posted(desk, address, code, fields)
            assert status in ({302} if not code else {403, 404, 422}), (code, address, status)
    for address in writes:
        assert status_of(desk, address, "olena") == 405


def test_what_was_refused_changed_nothing(desk: Desk) -> None:
    from openevac.services.requests.see_request import see_request

    for code in PEOPLE.keys() - AT_DESK:
        receipt = "%D0%9A" + KEPT["sure"][1:]
        posted(desk, f"/requests/{receipt}/close/", code, {"end": "refused", "reason": "x"})
        posted(desk, f"/requests/{receipt}/hold/", code, {"reason": "address_unclear", "why": "x"})
    seen = see_request(desk.cast.asking("kateryna"), KEPT["sure"])
    assert [one.action for one in seen.history] == ["register_request", "confirm_request"]


def test_another_organisations_request_is_not_there(desk: Desk) -> None:
    from openevac.services.kernel.command import Order
    from openevac.services.kernel.who import Who, WhoKind
    from openevac.services.requests.register_request import register_request

    found_cast("susidy", desk.cast.clock)
    who = Who(kind=WhoKind.PERSON, organisation="susidy", code="olena")
    theirs = [
        register_request(
            Order(who=who, command_id=uuid4(), clock=desk.cast.clock), call(phone_tags=(tag(f"theirs {n}"),))
        ).receipt
        for n in range(8)
    ]
    page = desk.sit_down("kateryna")
    told = []
    for receipt in (next(one for one in theirs if one not in KEPT.values()), receipt_of(77_777)):
        for address in (f"/requests/{receipt}/", f"/map/requests.json?number={receipt}"):
            answer = page.goto(address)
            assert answer is not None
            assert answer.status == 404
            told.append(page.locator(".refused").inner_text())
    assert len(set(told)) == 1


def test_the_paper_has_numbers_a_banner_and_no_names(desk: Desk, tmp_path: Path) -> None:
    page = desk.sit_down("olena")
    page.goto("/requests/print/?mobility=lying")
    page.locator(".square svg").wait_for()
    paper = tmp_path / "list.pdf"
    paper.write_bytes(page.pdf(format="A4"))
    text = subprocess.run(["pdftotext", "-layout", str(paper), "-"], capture_output=True, text=True, check=True).stdout
    assert KEPT["named"] in text
    assert KEPT["sure"] not in text
    assert text.count("Список людей під вогнем. Не пересилати. Знищити після рейсу") >= 2
    assert "знищити до" in text
    for secret in (ASKER, PHONE, STREET, PERSON, "інсулін", "пес", "Невигадько"):
        assert secret not in text
    assert "Друкувати" not in text


def test_names_are_opened_by_a_press_and_the_press_is_written_down(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    page.goto(f"/requests/{KEPT['named']}/")
    page.locator("html[data-awake]").wait_for(state="attached")
    assert ASKER not in page.content()
    page.locator('[data-part="names"]').click()
    page.locator("dl.facts", has_text=ASKER).wait_for()
    facts = page.locator("dl.facts").inner_text()
    for said in (ASKER, STREET, PHONE):
        assert said in facts
    assert PERSON in page.locator("table").inner_text()
    page.reload()
    assert (
        "відкрити особисті дані" in page.locator("ol.history").inner_text().lower()
        or "1 зашифрован" in page.locator("ol.history").inner_text()
        or "2 зашифрован" in page.locator("ol.history").inner_text()
    )
    assert ASKER not in page.content()


def test_the_phone_a_sign_came_over_leaves_the_browser_as_a_tag_only(desk: Desk) -> None:
    from openevac.services.requests.see_request import see_request

    page = desk.sit_down("olena", unlock=True)
    sent: list[str] = []
    page.on("request", lambda one: sent.append(f"{one.url} {one.post_data or ''}"))
    page.goto(f"/requests/{KEPT['again']}/")
    page.locator("html[data-awake]").wait_for(state="attached")
    form = page.locator('form[action$="/sign/"]').first
    form.locator('[value="another_household"]').check()
    form.get_by_label("З чиїх слів").fill("сусіди з будинку 9")
    form.locator('[data-identity="phone"]').fill("067 123 09 87")
    form.get_by_label("З чиїх слів").focus()
    form.locator("[data-told]", has_text="Порівняно за міткою").wait_for()
    form.get_by_role("button", name="Додати", exact=True).click()
    page.locator(".signs", has_text="сусіди з будинку 9").wait_for()
    (sign,) = see_request(desk.cast.asking("olena"), KEPT["again"]).signs
    assert len(sign.line_tag) == 32
    assert not [one for one in sent if "1230987" in one or "123+09+87" in one or "123%2009" in one]


def test_without_keys_everything_but_names_is_there(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto(f"/requests/{KEPT['named']}/")
    facts = page.locator("dl.facts").inner_text()
    assert "зашифровано" in facts
    assert "Горбок" in facts
    assert "без ліфта" in facts


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/requests/", "requests"),
        ("named", "request"),
        ("bait", "request-held"),
        ("/requests/print/", "requests-print"),
        ("/requests/?step=confirmed&mobility=walks", "requests-filtered"),
    ],
)
def test_the_pages_look_right_in_every_way(desk: Desk, address: str, name: str) -> None:
    look_at(desk, "kateryna", f"/requests/{KEPT[address]}/" if address in KEPT else address, name)

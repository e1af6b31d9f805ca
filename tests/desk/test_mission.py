"""The mission page in a real browser: build, judge, move, two yeses, papers."""

from __future__ import annotations

import re
import shutil
import subprocess
import urllib.parse
from datetime import time
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.events import Channel, ConfirmationKind
from openevac.domain.needs import MobilityClass, Needs
from openevac.domain.people import AgeBand
from tests.desk.desk import Desk
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION, PIN
from tests.services.missions.country import HILL, PLACES, Town, country_files, settle

pytestmark = pytest.mark.browser
TOWN: dict[str, Town] = {}
RECEIPTS: dict[str, str] = {}
NAME, STREET = "Тарас Небудимир", "вул. Непроминальна"


def fill(desk: Desk) -> None:
    """Put two vans, beds and four confirmed requests on record, and one that cannot be planned yet."""
    from openevac.services.missions.keep_fleet import FleetCrew, FleetVehicle, KeepFleet, keep_fleet
    from openevac.store.models import Organisation

    town = settle(desk.cast)
    TOWN["here"] = town
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    hours: dict[str, Any] = {"hours_from": time(5, 0), "hours_until": time(16, 0)}
    keep_fleet(
        desk.cast.order("kateryna"),
        KeepFleet(
            vehicles=(FleetVehicle(code="van-2", type="van", depot="base"),),
            crews=(FleetCrew(code="lastivka", vehicle="van-2", leader="roman", members=("zoia",), **hours),),
        ),
    )
    walks = {"mobility": MobilityClass.WALKS}
    people = ({**walks, "age_band": AgeBand.ADULT}, {**walks, "age_band": AgeBand.ELDER})
    RECEIPTS["pair"] = town.request("hill", walks=2, belongings_kg=60.0, belongings_l=200.0, people=people)
    RECEIPTS["named"] = named(town)
    RECEIPTS["lying"] = town.request("mill", walks=1, stretchers=1, belongings_kg=40.0)
    RECEIPTS["wheels"] = town.request("mill", wheelchairs=1, walks=1, pets=1)
    RECEIPTS["four"] = town.request("hill", walks=4)
    RECEIPTS["unconfirmed"] = town.request("hill", walks=3, confirmed=False)


def named(town: Town) -> str:
    """Take in and confirm a household whose names and street are sealed, as a browser seals them."""
    from openevac.cli.client.sealing import seal_identity
    from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
    from openevac.services.requests.new_request import NewEvacuee
    from openevac.vault import identities
    from openevac.vault.records import RecordKind
    from tests.services.requests.world import registered, tag

    cast = town.cast
    keys = cast.keys("olena")
    house = identities.HouseholdIdentity(asker=NAME, phones=("+380671230987",), street=STREET, house="7")
    person = identities.EvacueeIdentity(name=NAME)
    receipt = registered(
        cast, katottg=PLACES["mill"][0], position=PLACES["mill"][1], phone_tags=(tag("named"),), needs=Needs(walks=1),
        household=seal_identity(keys, RecordKind.HOUSEHOLD, house),
        people=(NewEvacuee(mobility=MobilityClass.WALKS, identity=seal_identity(keys, RecordKind.EVACUEE, person)),),
    ).receipt  # fmt: skip
    sign = Sign(kind=ConfirmationKind.CALL_BACK, source="call of the evening", channel=Channel.PHONE)
    confirm_request(cast.order("olena"), ConfirmRequest(receipt=receipt, sign=sign))
    return receipt


def work(desk: Desk) -> None:
    """Do every waiting job as the worker does."""
    from openevac.services.missions.do_job import do_job
    from openevac.services.work.jobs import claim_job

    while (job := claim_job("test", desk.cast.clock)) is not None:
        do_job(job.id, desk.cast.clock)


def built(desk: Desk) -> None:
    """Plan the day anew through the services, whatever tests before did with it."""
    from openevac.store.models import EvacuationRequest, Mission

    Mission.objects.exclude(status__in=("replaced", "refused", "closed")).update(status="replaced")
    EvacuationRequest.objects.filter(status="on_mission").update(status="open")
    desk.cast.clock.pass_time(seconds=1)
    TOWN["here"].planned()


def rides_with(receipt: str) -> Any:
    from openevac.store.models import Stop

    stops = Stop.objects.filter(request__receipt=receipt, trip__mission__status__in=("planned", "approved", "accepted"))
    return stops.select_related("trip__mission__vehicle").order_by("-trip__mission__version").first().trip  # type: ignore[union-attr]


def plan_address() -> str:
    from openevac.store.models import Mission

    return f"/mission/plan/{Mission.objects.filter(status='planned').order_by('-plan__made_at').first().plan_id}/"  # type: ignore[union-attr]


def test_building_tomorrow_leads_to_a_plan(desk: Desk) -> None:
    page = desk.sit_down("kateryna")
    page.goto("/mission/")
    page.get_by_role("link", name="Побудувати завтра").click()
    page.get_by_role("heading", name="Побудувати завтра").wait_for()
    page.get_by_text("1 заявка ще не йде в план").click()
    assert page.get_by_role("link", name=RECEIPTS["unconfirmed"]).is_visible()
    page.get_by_role("button", name="Побудувати план").click()
    page.wait_for_url("**/mission/job/**")
    work(desk)
    page.get_by_role("heading", name="План на 15 жовтня 2025").wait_for()
    assert page.locator("meter").count() >= 4
    assert page.get_by_text("найменш небезпечний з відомих").first.is_visible()
    assert page.get_by_text(f"Заявка {RECEIPTS['unconfirmed']} підтверджена недостатньо").is_visible()


def test_only_ticked_requests_are_taken(desk: Desk) -> None:
    from openevac.store.models import Job

    built(desk)
    page = desk.sit_down("kateryna")
    page.goto("/mission/build/")
    page.get_by_text("Побудувати завтра").first.wait_for()
    assert page.get_by_text("Усі підтверджені вже їдуть").is_visible()
    receipt = TOWN["here"].request("mill", walks=1)
    desk.cast.clock.pass_time(seconds=1)
    page.reload()
    page.get_by_label(f"Взяти {receipt}").check()
    page.get_by_text("Позначено: 1").wait_for()
    page.get_by_label("van-2").uncheck()
    page.get_by_role("button", name="Побудувати план").click()
    page.wait_for_url("**/mission/job/**")
    asked = Job.objects.order_by("-asked_at").first()
    assert asked is not None
    assert (asked.input["requests"], asked.input["vehicles"]) == ([receipt], ["van-1"])
    asked.delete()
    from openevac.store.models import EvacuationRequest

    EvacuationRequest.objects.filter(receipt=receipt).update(status="left_by_themselves")


def test_the_referee_refuses_an_overload_in_words_and_a_good_move_is_kept(desk: Desk) -> None:
    built(desk)
    four, lying = rides_with(RECEIPTS["four"]), rides_with(RECEIPTS["lying"])
    assert (four.mission.vehicle.code, four.number) != (lying.mission.vehicle.code, lying.number)
    page = desk.sit_down("kateryna")
    page.goto(plan_address())
    page.get_by_role("link", name=f"Пересунути {RECEIPTS['lying']}").click()
    where = page.get_by_label("Має їхати")
    where.select_option(f"{four.mission.vehicle.code}/{four.number}/{four.mission.wave}")
    page.get_by_role("button", name="Запитати перевірку").click()
    page.get_by_text("Перевірка проїжджає план ще раз").first.wait_for()
    work(desk)
    page.get_by_text("Перевірка не пропускає").wait_for()
    refused = page.locator("#referee .refused").inner_text()
    assert "сид" in refused, refused
    take_picture(page, "mission-move-refused")
    page.get_by_role("link", name="Інший рейс").click()
    # A new trip of the van that does not carry them: the plan may have given them a trip of their own already.
    other = {"van-1": "van-2", "van-2": "van-1"}[lying.mission.vehicle.code]
    offered = page.get_by_label("Має їхати").locator(f"option[value^='{other}/']")
    offered.first.wait_for(state="attached")
    newest = offered.evaluate_all("all => all.map(one => one.value).sort().at(-1)")
    page.get_by_label("Має їхати").select_option(newest)
    page.get_by_role("button", name="Запитати перевірку").click()
    page.get_by_text("Перевірка проїжджає план ще раз").first.wait_for()
    work(desk)
    page.get_by_text("Перевірка пропускає.").wait_for()
    take_picture(page, "mission-move-accepted")
    page.get_by_role("button", name="Зберегти змінений план").click()
    page.get_by_text("План змінено.").wait_for()
    assert rides_with(RECEIPTS["lying"]).mission.version == 2
    assert page.get_by_text("Нова версія, потрібні обидва «так»").is_visible()


def test_two_people_say_yes_and_the_van_leaves(desk: Desk) -> None:
    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    leader = {"van-1": "stepan", "van-2": "roman"}[mission.vehicle.code]
    number = mission.code[2:]
    page = desk.sit_down("kateryna")
    page.goto(f"/mission/{number}/")
    page.get_by_role("button", name="Перевірено: пальне").click()
    page.get_by_text("перевірено 1 із 9").wait_for()
    page.get_by_label("Ваші шість цифр").fill("111111")
    page.get_by_role("button", name="Випускаю").click()
    page.get_by_text("Це не ваші шість цифр").wait_for()
    desk.cast.clock.pass_time(minutes=10)
    page.goto(f"/mission/{number}/")
    page.get_by_label("Ваші шість цифр").fill(PIN)
    page.get_by_role("button", name="Випускаю").click()
    page.get_by_text("Старший екіпажу ще не сказав").first.wait_for()
    crew = desk.sit_down(leader, size="phone")
    crew.goto("/mission/")
    crew.get_by_text(mission.code).click()
    crew.get_by_label("Ваші шість цифр").fill(PIN)
    crew.get_by_role("button", name="Екіпаж готовий").click()
    crew.get_by_text("Обидва «так» є").wait_for()
    answer = page.request.get(f"/mission/{number}/crew-sheet.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    page.reload()
    page.get_by_role("button", name="Бус виїжджає").click()
    page.get_by_text(f"{mission.code} у дорозі. Наступного").wait_for()


def test_a_no_of_the_crew_stops_it_and_keeps_no_name(desk: Desk) -> None:
    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    leader = {"van-1": "stepan", "van-2": "roman"}[mission.vehicle.code]
    page = desk.sit_down(leader, size="phone")
    page.goto(f"/mission/{mission.code[2:]}/accept/")
    page.get_by_role("button", name="Не їдемо").click()
    page.get_by_text(f"{mission.code} зупинено").wait_for()
    assert leader not in page.locator("#told").inner_text()


def test_a_place_that_closes_after_the_yes_is_red_and_keeps_the_van(desk: Desk) -> None:
    from openevac.store.models import PlaceAccess

    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    leader = {"van-1": "stepan", "van-2": "roman"}[mission.vehicle.code]
    TOWN["here"].approve(mission.code)
    TOWN["here"].accept(mission.code, by=leader)
    shut = PlaceAccess.objects.create(
        organisation_id=ORGANISATION, katottg=HILL, access="closed", source="administration",
        since=desk.cast.clock.now(), set_by="kateryna",
    )  # fmt: skip
    try:
        page = desk.sit_down("kateryna")
        page.goto(f"/mission/{mission.code[2:]}/")
        red = page.locator("#checks .refused")
        assert "Горбок: в’їзд закрито" in red.inner_text()
        page.get_by_role("button", name="Бус виїжджає").click()
        page.get_by_role("alert").filter(has_text="для цієї машини зараз закрито").wait_for()
        mission.refresh_from_db()
        assert mission.status == "accepted"
    finally:
        shut.delete()


def test_a_solo_night_shows_its_sentence(desk: Desk) -> None:
    from openevac.store.models import CrewMember, Person

    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    kyrylo = Person.objects.get(code="kyrylo")
    before = list(kyrylo.roles)
    Person.objects.filter(code="kyrylo").update(roles=[*before, "crew_leader", "crew"])
    CrewMember.objects.filter(crew=mission.crew).update(leads=False)
    member = CrewMember.objects.create(organisation_id=ORGANISATION, crew=mission.crew, person=kyrylo, leads=True)
    try:
        page = desk.sit_down("kyrylo")
        page.goto(f"/mission/{mission.code[2:]}/")
        page.get_by_text("Я сам(а) на зміні").click()
        sentence = "Ніч, я сам на зміні, лежача людина без тепла, їду старшим екіпажу"
        page.get_by_label("Одне речення").fill(sentence)
        page.get_by_label("Ваші шість цифр").fill(PIN)
        page.get_by_role("button", name="Випускаю").click()
        page.get_by_text(sentence).wait_for()
        page.get_by_role("link", name="Екіпаж готовий").click()
        page.get_by_label("Ваші шість цифр").fill(PIN)
        page.get_by_role("button", name="Екіпаж готовий").click()
        page.get_by_text("Обидва «так» є").wait_for()
    finally:
        member.delete()
        Person.objects.filter(code="kyrylo").update(roles=before)
        CrewMember.objects.filter(crew=mission.crew, person__code__in=("stepan", "roman")).update(leads=True)


def text_of(body: bytes, tmp_path: Path) -> str:
    """Read a PDF as a stranger would."""
    (tmp_path / "paper.pdf").write_bytes(body)
    read = shutil.which("pdftotext")
    if read is None:
        pytest.skip("pdftotext is not installed: apt install poppler-utils")
    done = subprocess.run([read, "-layout", str(tmp_path / "paper.pdf"), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def test_papers_show_codes_and_pieces_and_no_names(desk: Desk, tmp_path: Path) -> None:
    from openevac.store.models import Evacuee

    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    codes = set(Evacuee.objects.filter(household__requests__receipt=RECEIPTS["pair"]).values_list("code", flat=True))
    assert len(codes) == 2
    page = desk.sit_down("kateryna")
    said = {}
    for paper in ("crew-sheet", "tags", "arrivals"):
        answer = page.request.get(f"/mission/{mission.code[2:]}/{paper}.pdf")
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"].startswith("inline")
        said[paper] = text_of(answer.body(), tmp_path)
        assert "Список людей під вогнем" in said[paper]
        assert RECEIPTS["pair"] in said[paper]
    # Two people, 60 kg: three pieces.
    assert {"1/3", "2/3", "3/3"} <= set(said["tags"].split())
    assert all(code in said["tags"] and code in said["arrivals"] for code in codes)
    blank = text_of(page.request.get("/mission/request-form.pdf").body(), tmp_path)
    assert "Бланк заявки" in blank
    assert "К-" not in blank


def test_names_are_opened_in_the_browser_and_nowhere_else(desk: Desk) -> None:
    built(desk)
    mission = rides_with(RECEIPTS["named"]).mission
    address = f"/mission/{mission.code[2:]}/people/"
    page = desk.sit_down("kateryna", unlock=True)
    page.goto(address)
    said = page.locator("main").inner_text()
    assert NAME not in said
    assert STREET not in said
    page.get_by_role("button", name="Відкрити всі імена").click()
    page.get_by_text(NAME).first.wait_for()
    assert page.get_by_text(STREET).first.is_visible()
    assert NAME not in page.request.get(address).text()
    for paper in ("crew-sheet", "tags", "arrivals"):
        assert NAME.encode() not in page.request.get(f"/mission/{mission.code[2:]}/{paper}.pdf").body()


def test_the_fleet_is_changed_by_forms(desk: Desk) -> None:
    from openevac.services.missions.see_fleet import see_fleet

    page = desk.sit_down("kateryna")
    page.goto("/mission/fleet/")
    page.get_by_text("Додати вид").click()
    form = page.locator("details[open] form")
    form.get_by_label("Кодове слово").fill("bronia")
    form.get_by_label("Сидінь", exact=True).fill("8")
    form.get_by_label("Ноші", exact=True).fill("2")
    form.get_by_label("броньований").check()
    form.get_by_role("button", name="Зберегти").click()
    page.get_by_text("bronia збережено").wait_for()
    kind = next(one for one in see_fleet(desk.cast.asking("kateryna")).types if one.holds.id == "bronia")
    assert (kind.holds.seats, kind.holds.stretchers, kind.road.armoured) == (8, 2, True)
    page.get_by_text("Додати машину").click()
    form = page.locator("details[open] form")
    form.get_by_label("Кодове слово").fill("koza")
    form.get_by_label("Вид").select_option("bronia")
    form.get_by_role("button", name="Зберегти").click()
    page.get_by_text("koza збережено").wait_for()
    page.goto("/mission/build/")
    assert page.get_by_label("koza").is_disabled(), "it has no crew yet"


ADDRESSES = (
    "/mission/", "/mission/build/", "/mission/fleet/", "/mission/{number}/", "/mission/{number}/accept/",
    "/mission/{number}/people/", "/mission/{number}/crew-sheet.pdf", "/mission/{number}/tags.pdf",
    "/mission/{number}/arrivals.pdf", "{plan}", "{plan}move/?request=x", "{plan}tags.pdf", "{plan}arrivals.pdf",
)  # fmt: skip
OF_A_CREW = frozenset({"/mission/"} | {one for one in ADDRESSES if "{number}" in one})


def test_each_role_gets_what_it_should(desk: Desk) -> None:
    """Coordinators see everything, a crew its own mission, others nothing; a stranger is led to the door."""
    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    own = {"van-1": "stepan", "van-2": "roman"}[mission.vehicle.code]
    other = {"stepan": "roman", "roman": "stepan"}[own]
    given = {"number": mission.code[2:], "plan": f"/mission/plan/{mission.plan_id}/"}
    for person in ("kateryna", "liudmyla", own, other, "olena", "raisa", "dmytro", "zoia"):
        asked = desk.sit_down(person).request
        for address in ADDRESSES:
            status = asked.get(address.format(**given), max_redirects=0).status
            is_let_in = person in {"kateryna", "liudmyla"}
            is_let_in |= person == own and address in OF_A_CREW
            is_let_in |= person == other and address == "/mission/"
            assert status in ({200} if is_let_in else {403, 404}), (person, address, status)
    stranger = desk.stranger().request
    for address in ADDRESSES:
        answer = stranger.get(address.format(**given), max_redirects=0)
        assert (answer.status, "/sign-in/" in answer.headers["location"]) == (302, True), address


SHOWN = {
    "list": "/mission/", "build": "/mission/build/", "fleet": "/mission/fleet/", "plan": "{plan}",
    "one": "/mission/{number}/", "people": "/mission/{number}/people/", "move": "{plan}move/?request={receipt}",
}  # fmt: skip


@pytest.mark.parametrize(("language", "theme", "size"), [("uk", "light", "desk"), ("en", "dark", "phone")])
def test_every_page_passes_axe(desk: Desk, language: str, theme: str, size: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    given = {
        "number": mission.code[2:], "plan": f"/mission/plan/{mission.plan_id}/",
        "receipt": urllib.parse.quote(RECEIPTS["pair"]),
    }  # fmt: skip
    page = desk.sit_down("kateryna", language=language, theme=theme, size=size)
    faults = []
    for name, address in SHOWN.items():
        page.goto(address.format(**given))
        take_picture(page, f"mission-{name}-{language}-{theme}-{size}", full_page=True)
        found = axe.Axe().run(page)
        if found.violations_count:
            faults.append(f"{name}: {found.generate_report()}")
        if language == "en":
            cyrillic = set(re.findall("[А-ЯІЇЄҐа-яіїєґ]*[а-яіїєґ]{3,}", page.locator("main").inner_text()))
            assert cyrillic <= {"Млинок", "Горбок"}, (name, cyrillic)
    assert not faults, "\n".join(faults)


def test_the_pages_of_a_crew_leader_on_a_phone(desk: Desk) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    built(desk)
    mission = rides_with(RECEIPTS["pair"]).mission
    leader = {"van-1": "stepan", "van-2": "roman"}[mission.vehicle.code]
    for language, theme in (("uk", "light"), ("en", "dark")):
        page = desk.sit_down(leader, language=language, theme=theme, size="phone")
        page.goto("/mission/")
        take_picture(page, f"mission-own-{language}-{theme}-phone", full_page=True)
        page.get_by_text(mission.code).click()
        button = page.get_by_role("button", name="Екіпаж готовий" if language == "uk" else "The crew is ready")
        button.wait_for()
        page.locator(".wide-button").first.wait_for()
        page.wait_for_timeout(500)
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 64, "gloves"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, "nothing runs out of the page"
        take_picture(page, f"mission-accept-{language}-{theme}-phone", full_page=True)
        found = axe.Axe().run(page)
        assert not found.violations_count, found.generate_report()

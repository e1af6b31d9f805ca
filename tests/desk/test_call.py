"""The call page: keys only, names sealed in the browser, repeats caught while typing, nothing typed is lost."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from openevac.domain.places import LonLat, coarse
from openevac.feeds.chat_links import find_positions
from openevac.web import static_files
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.pictures import take_picture
from tests.services.cast import PASSPHRASE
from tests.services.missions.country import HILL, Town, country_files

pytestmark = pytest.mark.browser
SECRETS = ("Вигадана", "Ковальчук", "0671234567", "067 123 45 67", "+380671234567", "37.123456", "ліки щодня")


def fill(desk: Desk) -> None:
    from openevac.services.planning_inputs import PlanningFiles, name_planning_files

    name_planning_files(desk.cast.order("kateryna"), PlanningFiles(**country_files()))
    Town(desk.cast).request("hill", walks=2, stretchers=1)


def row_of(receipt: str) -> Any:
    from openevac.store.models import EvacuationRequest

    return EvacuationRequest.objects.select_related("household").get(receipt=receipt)


class Keys:
    """Presses keys as an operator does, and counts them."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def type(self, text: str) -> None:
        self.count += len(text)
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def until(self, field: str) -> None:
        """Press Tab until a field has the focus."""
        for _ in range(60):
            if self.page.evaluate("document.activeElement.id") == field:
                return
            self.press("Tab")
        raise AssertionError(f"{field} cannot be reached by Tab")


def type_three(page: Any, *, place: str = "горбок", phone: str = "067 123 45 67", people: str = "2") -> Keys:
    keys = Keys(page)
    page.locator("#call-place").focus()
    keys.type(place)
    page.locator("#call-places [role=option]").first.wait_for()
    keys.press("Enter", "Enter")
    keys.type(phone)
    keys.press("Enter", "Enter")
    keys.type(people)
    return keys


def kept_number(page: Any) -> str:
    number = page.locator(".big-number")
    expect(page.locator(".kept [data-next]")).to_be_focused(timeout=15_000)
    assert re.fullmatch(r"К-\d{3}-\d{3}", number.inner_text())
    return str(number.inner_text())


def test_a_call_of_three_fields_is_kept_by_keys_and_its_number_is_spelled(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/")
    keys = type_three(page, place="horbok", phone="немає")
    keys.press("Control+Enter")
    receipt = kept_number(page)
    assert keys.count < 30
    kept = row_of(receipt)
    assert (kept.katottg, kept.walks, kept.registered_by) == (HILL, 2, "olena")
    assert page.locator(".spelled").inner_text().startswith("літера Ка – ")
    assert "Наступний крок" in page.locator(".kept").inner_text()
    page.keyboard.press("Enter")
    page.locator("#call-form").wait_for()
    assert page.locator("#call-place").input_value() == ""
    assert page.evaluate("document.activeElement.id") == "call-place"


def test_a_whole_call_takes_at_most_200_keys_and_no_mouse(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    keys = type_three(page, people="3")
    for field, text in {
        "call-street": "Вигадана", "call-house": "12а", "call-flat": "34", "call-floor": "7",
        "call-walks_with_help": "1", "call-stretchers": "+", "call-pets": "+", "call-bulky": "1",
        "call-asker": "Ковальчук", "call-note": "ліки щодня",
    }.items():  # fmt: skip
        keys.until(field)
        keys.type(text)
    keys.press("Control+Enter")
    kept = row_of(kept_number(page))
    assert keys.count <= 200, keys.count
    assert (kept.walks, kept.walks_with_help, kept.stretchers, kept.carry_floors) == (1, 1, 1, 7)
    assert (kept.pets, kept.bulky, kept.floor) == (1, 1, 7)
    assert kept.household.identity is not None


def test_nothing_that_is_somebodys_leaves_the_browser(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.url} {asked.headers} {asked.post_data or ''}"))
    page.goto("/call/")
    type_three(page, place="Горбок")
    page.locator("#call-place").fill("Горбок 49.44231, 37.123456")
    page.locator("#call-places [role=option]").first.wait_for()
    page.keyboard.press("Enter")
    for name, text in {"street": "Вигадана", "asker": "Ковальчук", "note": "ліки щодня"}.items():
        page.locator(f"[data-identity={name}]").fill(text)
    page.locator(".people summary").click()
    page.locator("[data-name]").first.fill("Ковальчук Вигадана")
    page.wait_for_timeout(2500)
    page.keyboard.press("Control+Enter")
    receipt = kept_number(page)
    everything = "\n".join(sent)
    assert "household_sealed" in everything
    for secret in SECRETS:
        assert secret not in everything, secret
    kept = row_of(receipt)
    assert (kept.lon, kept.lat) == coarse(LonLat(37.123456, 49.44231))
    opened = opened_household(desk, receipt)
    assert opened.phones == ("+380671234567",)
    assert opened.street == "Вигадана"
    assert opened.pin == (37.123456, 49.44231)
    assert "ліки щодня" in opened.note
    assert [one.identity is not None for one in kept.household.evacuees.order_by("code")].count(True) == 1


def opened_household(desk: Desk, receipt: str) -> Any:
    from openevac.cli.client.sealing import open_identity
    from openevac.services.requests.open_household import OpenHousehold, open_household
    from openevac.vault.identities import HouseholdIdentity

    sealed = open_household(desk.cast.order("olena"), OpenHousehold(receipt=receipt)).household
    assert sealed is not None
    return open_identity(desk.cast.keys("olena"), sealed, HouseholdIdentity)


def test_with_names_closed_the_phone_is_sealed_and_the_page_says_that_it_was_not_compared(desk: Desk) -> None:
    from openevac.store.models import RequestTag

    page = desk.sit_down("olena")
    page.goto("/call/")
    type_three(page, phone="093 765 43 21")
    page.get_by_text("порівняти його з попередніми дзвінками не можна").wait_for()
    page.keyboard.press("Control+Enter")
    receipt = kept_number(page)
    assert "не порівняно з попередніми дзвінками" in page.locator(".kept").inner_text()
    assert not RequestTag.objects.filter(request__receipt=receipt).exists()
    assert opened_household(desk, receipt).phones == ("+380937654321",)
    page.get_by_role("button", name="Відкрити імена й порівняти").click()
    page.get_by_text("Імена на цьому екрані закриті: відкрийте").wait_for()
    page.get_by_role("button", name="імена закриті").click()
    page.locator("[data-passphrase]").fill(PASSPHRASE)
    page.locator("[data-passphrase]").press("Enter")
    page.get_by_role("button", name="імена відкриті").wait_for()
    page.get_by_role("button", name="Відкрити імена й порівняти").click()
    page.get_by_text("іншої заявки з ним немає").wait_for()
    assert RequestTag.objects.filter(request__receipt=receipt, kind="phone").count() == 1


def test_what_was_sent_and_not_answered_is_noticed_by_these_tests(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    page.route("**/call/register/", lambda route: route.abort())
    type_three(page)
    with page.expect_event("requestfailed", lambda request: "/call/register/" in request.url):
        page.keyboard.press("Control+Enter")
    assert [one for one in desk.troubles if one.startswith("POST without an answer")]
    desk.stand_up()
    desk.troubles.clear()


def test_a_repeat_is_caught_while_typing_and_linked_with_one_key(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    type_three(page, phone="0501112233")
    page.keyboard.press("Control+Enter")
    first = kept_number(page)
    page.keyboard.press("Enter")
    page.locator("#call-form").wait_for()
    page.locator("#call-phone").focus()
    page.keyboard.type("+380 50 111-22-33")
    page.locator(f"[data-candidate='{first}']").wait_for()
    page.keyboard.press("F8")
    assert f"повторний до {first}" in page.locator("[data-repeat-told]").inner_text()
    assert page.locator("#call-place").input_value() == "Горбок"
    page.keyboard.press("Control+Enter")
    second = kept_number(page)
    assert f"повторний дзвінок до {first}" in page.locator(".kept").inner_text()
    assert row_of(second).linked_to.receipt == first


def test_what_three_fields_lack_is_said_beside_them(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/")
    page.locator("#call-form[data-ready]").wait_for()
    for told, field, text in (
        ("Де люди?", "call-place", "Млинок"),
        ("Напишіть телефон або позначте", "call-phone", "067 12"),
        ("Це не номер телефону", "call-phone", "немає"),
        ("Скільки людей їде?", "call-people", "1"),
    ):
        page.keyboard.press("Control+Enter")
        page.locator("[data-told-here]").get_by_text(told).wait_for()
        assert page.evaluate("document.activeElement.id") == field
        page.locator(f"#{field}").fill(text)
        if field == "call-place":
            page.locator("#call-places [role=option]").first.wait_for()
            page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    kept_number(page)


def test_a_refusal_keeps_what_was_typed_and_points_at_the_field(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/")
    type_three(page)
    page.locator("#call-floor").fill("99")
    page.locator("#call-asker").fill("Ковальчук")
    page.keyboard.press("Control+Enter")
    page.locator("#told").get_by_text("Будинків із такою кількістю поверхів немає").wait_for()
    expect(page.locator("#call-floor")).to_be_focused()
    page.wait_for_timeout(300)
    expect(page.locator("#call-floor")).to_be_focused()
    assert page.locator("#call-asker").input_value() == "Ковальчук"
    assert page.locator("#call-people").input_value() == "2"
    page.locator("#call-floor").fill("9")
    page.keyboard.press("Control+Enter")
    kept_number(page)


def test_a_half_finished_call_survives_a_reload_with_names_sealed(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    type_three(page)
    page.locator("#call-street").fill("Вигадана")
    page.locator("#call-stretchers").fill("1")
    page.wait_for_timeout(2500)
    kept = page.evaluate("JSON.stringify({...sessionStorage, ...localStorage})")
    assert "Горбок" in kept
    for secret in SECRETS:
        assert secret not in kept
    page.reload()
    page.wait_for_timeout(2000)
    assert page.locator("#call-place").input_value() == "Горбок"
    assert page.locator("#call-stretchers").input_value() == "1"
    assert page.locator("#call-street").input_value() == "Вигадана"
    assert page.locator("#call-phone").input_value() == "067 123 45 67"


def test_a_call_put_aside_waits_beside_the_next_one(desk: Desk) -> None:
    page = desk.sit_down("oksana")
    page.goto("/call/")
    type_three(page, place="млинок")
    page.locator("#call-asker").fill("Ковальчук")
    page.keyboard.press("F4")
    chip = page.locator("#call-drafts button").first
    chip.wait_for()
    assert chip.inner_text().startswith("Млинок ")
    assert page.locator("#call-asker").input_value() == ""
    chip.click()
    page.wait_for_timeout(500)
    assert page.locator("#call-asker").input_value() == "Ковальчук"
    assert page.locator("#call-people").input_value() == "2"


def test_whoever_is_to_be_rung_is_taken_with_one_key_and_their_number_shown(desk: Desk) -> None:
    from openevac.services.requests.ring_again import RingAgain, ring_again_at

    page = desk.sit_down("olena", unlock=True)
    page.goto("/call/")
    type_three(page, phone="0661112233")
    page.locator("#call-ring").select_option("30")
    page.keyboard.press("Control+Enter")
    receipt = kept_number(page)
    desk.cast.clock.pass_time(minutes=31)
    page.goto("/call/")
    page.locator("[data-take]").wait_for()
    page.locator("#call-form[data-ready]").wait_for()
    page.keyboard.press("F9")
    page.get_by_role("button", name="Показати номер").click()
    page.get_by_text("+380661112233").wait_for()
    take_picture(page, "call-taken", full_page=True)
    other = desk.sit_down("oksana")
    other.goto("/call/")
    assert receipt not in other.locator("#ring-queue").inner_text()
    page.get_by_role("button", name="Відповіли").click()
    page.locator("#ring-queue .told").wait_for()
    assert row_of(receipt).confirmations.filter(kind="call_back").count() == 1
    ring_again_at(desk.cast.order("olena"), RingAgain(receipt=receipt, at=None))


@pytest.mark.parametrize("code", ["olena", "oksana", "kateryna", "kyrylo", "liudmyla"])
def test_the_desk_sees_the_page(desk: Desk, code: str) -> None:
    assert seen(desk.sit_down(code), "/call/") == 200


@pytest.mark.parametrize("code", ["stepan", "sashko", "raisa", "dmytro", "zoia"])
def test_nobody_else_reads_or_sends_anything_here(desk: Desk, code: str) -> None:
    page = desk.sit_down(code)
    assert seen(page, "/call/") in {403, 404}
    for address in ("/call/similar/", "/call/register/", "/call/same/", "/call/take/", "/call/rang/", "/call/names/"):
        assert posted(page, address) in {403, 404, 422}, address


def test_a_stranger_sees_nothing_here(desk: Desk) -> None:
    page = desk.stranger()
    page.goto("/call/")
    assert "/sign-in/" in page.url
    for address in ("/call/similar/", "/call/register/", "/call/names/", "/places/search/"):
        answer = page.context.request.post(address, form={"receipt": "К-100-000"}, max_redirects=0)
        assert answer.status in {302, 403}, address


def seen(page: Any, address: str) -> int:
    return int(page.goto(address).status)


def posted(page: Any, address: str) -> int:
    token = next(one["value"] for one in page.context.cookies() if one["name"] == "openevac_form")
    form = {
        "csrfmiddlewaretoken": token, "command_id": "0b6f3c1e-6f0c-4f7e-9d55-111111111111", "receipt": "К-100-000",
        "first": "К-100-000", "repeat": "К-100-014", "version": "1", "katottg": HILL, "people": "1", "no_phone": "true",
    }  # fmt: skip
    return int(page.context.request.post(address, form=form, max_redirects=0).status)


def test_the_page_is_light(desk: Desk) -> None:
    """Bytes of a first visit as a browser may have them compressed, with all the worker with the keys loads; no map."""
    page = desk.sit_down("olena")
    answers: dict[str, Any] = {}
    page.on("response", lambda answer: answers.update({answer.url: answer}))
    page.goto("/call/")
    page.locator("#call-form[data-ready]").wait_for()
    page.wait_for_timeout(1000)
    sizes = {
        url: wire_size(url, answer.body())
        for url, answer in answers.items()
        if "/static/" in url or url.endswith("/call/")
    }
    static = Path(static_files.FOLDER)
    for file in loaded_by(static / "keeper" / "worker.js", set()):
        sizes[desk.address + static_files.static_address(file.relative_to(static).as_posix())] = wire_size(
            file.name, file.read_bytes()
        )
    assert len(sizes) > 30
    assert sum(sizes.values()) < 300_000


def wire_size(name: str, body: bytes) -> int:
    return len(body) if name.endswith(".woff2") else len(gzip.compress(body))


def loaded_by(file: Path, seen: set[Path]) -> set[Path]:
    """Give a script and all scripts it imports."""
    if file not in seen:
        seen.add(file)
        for name in re.findall(r'(?:from|import)\s*\(?"(\.{1,2}/[^"]+\.js)"', file.read_text("utf-8")):
            loaded_by((file.parent / name).resolve(), seen)
    return seen


def test_the_page_looks_right_in_eight_ways(desk: Desk) -> None:
    look_at(desk, "olena", "/call/")


PASTED = (
    "49.44231, 37.12345",
    "49,44231; 37,12345",
    "37.12345 49.44231",
    "https://www.google.com/maps/place/X/@49.44,37.12,17z/data=!3m1!4b1!4m5!3m4!1s0x0!8m2!3d49.44231!4d37.12345",
    "https://maps.google.com/?q=49.44231,37.12345",
    "https://www.openstreetmap.org/?mlat=49.44231&mlon=37.12345#map=16/49.4/37.1",
    "geo:49.44231,37.12345?z=17",
    "https://waze.com/ul?ll=49.44231%2C37.12345&navigate=yes",
    "https://maps.apple.com/?ll=49.44231,37.12345",
    "49°26'32.3\"N 37°07'24.4\"E",
    "https://www.openstreetmap.org/#map=15/49.44231/37.12345",
    "49.44231 пн.ш. 37.12345 сх.д.",
    "https://osm.org/go/0lBF1BL--",
    "https://maps.app.goo.gl/AbCdEf123",
    "48.85, 2.35",
    "Сумська 5, кв 12",
)


def test_positions_are_read_as_the_program_reads_them(desk: Desk) -> None:
    """The twin in the browser against the reader of chats: sixteen forms, and the rounding at 500 places."""
    from random import Random

    page = desk.sit_down("olena")
    page.goto("/call/")
    found = page.evaluate(
        """async (texts) => {
          const { findPositions } = await import(document.body.dataset.static + "desk/positions.js");
          return texts.map((text) => findPositions(text).map((one) => [one.lon, one.lat, one.fault]));
        }""",
        list(PASTED),
    )
    read = 0
    for text, ours in zip(PASTED, found, strict=True):
        theirs = find_positions(text)
        assert len(ours) == len(theirs), text
        for (lon, lat, fault), one in zip(ours, theirs, strict=True):
            assert bool(fault) == (one.position is None), text
            if one.position:
                assert (lon, lat) == pytest.approx(one.position, abs=1e-9), text
                read += 1
    assert read >= 12
    dice = Random(417)
    places = [(dice.uniform(22, 40.5), dice.uniform(44, 52.5)) for _ in range(500)]
    rough = page.evaluate(
        """async (places) => {
          const { coarse } = await import(document.body.dataset.static + "desk/positions.js");
          return places.map(([lon, lat]) => coarse(lon, lat)).map(({ lon, lat }) => [lon, lat]);
        }""",
        places,
    )
    assert [tuple(one) for one in rough] == [tuple(coarse(LonLat(*one))) for one in places]


@pytest.mark.parametrize("text", PASTED[:8])
def test_a_pasted_position_gives_the_nearest_place_and_keeps_the_pin_here(desk: Desk, text: str) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/")
    page.locator("#call-form[data-ready]").wait_for()
    page.locator("#call-place").fill(text)
    page.locator("#call-places [role=option]").first.wait_for()
    assert "Горбок" in page.locator("#call-place-told").inner_text()
    assert page.locator("[name=lat]").input_value() == str(coarse(LonLat(37.12345, 49.44231)).lat)
    page.locator("#call-place").press("Enter")
    assert page.locator("[name=katottg]").input_value() == HILL


def test_the_page_speaks_english(desk: Desk) -> None:
    page = desk.sit_down("olena", language="en")
    page.goto("/call/")
    type_three(page, phone="none")
    page.keyboard.press("Control+Enter")
    kept_number(page)
    assert page.locator(".spelled").inner_text().startswith("letter Ka – one zero zero")
    assert "Next step" in page.locator(".kept").inner_text()
    assert "Never said to anybody: the way, the vehicle" in page.locator("#what-is-said").inner_text()


def test_a_pin_is_set_on_the_map_by_keys_and_only_the_rounded_one_is_sent(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/call/")
    type_three(page, phone="немає")
    page.locator(".on-map summary").focus()
    page.keyboard.press("Enter")
    page.locator(".on-map .map[data-state=drawn]").wait_for(timeout=60_000)
    page.locator(".on-map .map canvas").first.focus()
    page.keyboard.press("Enter")
    page.locator("#call-place-told").get_by_text("Позначку поставлено").wait_for()
    take_picture(page, "call-map")
    lon, lat = (float(page.locator(f"[name={name}]").input_value()) for name in ("lon", "lat"))
    assert (lon, lat) == coarse(LonLat(lon, lat))
    page.keyboard.press("Control+Enter")
    kept = row_of(kept_number(page))
    assert (kept.katottg, kept.lon, kept.lat) == (HILL, lon, lat)

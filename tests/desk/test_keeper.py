"""The keeper of keys in a real browser: opening, sealing, sleeping, locking; and what never leaves it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.services.kernel.sealed import SealedIn, SealedOut
from openevac.vault import identities
from openevac.vault.records import RecordKind
from openevac.vault.shift import IDLE, Face
from openevac.web.sealed_forms import sealed_in, sealed_out
from tests.desk.desk import Desk
from tests.desk.looks import look_at
from tests.pictures import take_picture
from tests.services.cast import ORGANISATION, PASSPHRASE, PIN
from tests.services.requests.world import FAR_TOWN, registered, tag

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
NAMES = ("Одарка Невигадько", "Тарас Небудимир", "+380671230987", "вул. Непроминальна")
LOCKED_WITHIN_MS = 12_000
KEPT: dict[str, str] = {}


def fill(desk: Desk) -> None:
    """Keep one request whose household was sealed by an operator's client."""
    from openevac.cli.client.sealing import seal_identity

    keys = desk.cast.keys("olena")
    asker = identities.HouseholdIdentity(asker=NAMES[0], phones=(NAMES[2],), street=NAMES[3], house="7", note="пес")
    KEPT["request"] = registered(
        desk.cast, katottg=FAR_TOWN, household=seal_identity(keys, RecordKind.HOUSEHOLD, asker), phone_tags=(tag("k"),)
    ).receipt


def asks(page: Page, question: str, *given: Any) -> Any:
    """Ask the keeper as a page does; a refusal is given as its reason."""
    return page.evaluate(
        """async ([question, given]) => {
          const { keeper } = await import(document.body.dataset.static + "keeper/connection.js");
          try { return await keeper[question](...given); } catch (told) { return told.reason; }
        }""",
        [question, list(given)],
    )


def says(page: Page, words: str, within_ms: float = 15_000) -> None:
    """Wait until the button in the top bar says so."""
    page.get_by_role("button", name=words, exact=True).wait_for(timeout=within_ms)


def told(page: Page) -> str:
    return page.locator("dialog [data-told]").inner_text()


def tells(page: Page, words: str) -> None:
    page.locator("dialog [data-told]", has_text=words).wait_for()


def neighbour(page: Page, address: str = "/") -> Page:
    """Open one more tab of the same browser."""
    tab = page.context.new_page()
    tab.goto(address)
    return tab


def test_the_passphrase_opens_names_in_every_tab_and_a_wrong_one_says_so(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto("/")
    tab = neighbour(page)
    says(tab, "імена закриті")
    page.get_by_role("button", name="імена закриті").click()
    page.locator("[data-passphrase]").fill("не той вишневий сад")
    page.locator("[data-passphrase]").press("Enter")
    tells(page, "Парольна фраза неправильна")
    assert page.locator("[data-passphrase]").input_value() == ""
    page.locator("[data-passphrase]").fill(f"  {PASSPHRASE.upper()} ")
    page.get_by_role("button", name="Відкрити імена").click()
    says(page, "імена відкриті")
    says(tab, "імена відкриті")
    page.reload()
    says(page, "імена відкриті")
    page.get_by_role("button", name="English").click()
    says(page, "names open")


def test_what_the_browser_seals_python_opens_and_the_other_way_round(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    asker = {"asker": NAMES[1], "phones": [NAMES[2]], "street": "Сумська", "pin": [36.2, 49.9], "note": "з\r\nсобакою"}
    sealed = sealed_in(asks(page, "seal", "household", asker))
    assert {role.value for role in sealed.wraps} == {"operator", "coordinator"}
    for code in ("olena", "kateryna"):
        keyring = desk.cast.keys(code).keyring
        opened = keyring.open(sealed.kind, sealed.id.hex, sealed.payload, sealed.wraps)
        read, remarks = identities.decode(opened, identities.HouseholdIdentity)
        assert (read.asker, read.pin, read.note, remarks) == (NAMES[1], (36.2, 49.9), "з\nсобакою", ())
    from openevac.cli.client.sealing import seal_identity

    ours = seal_identity(desk.cast.keys("kateryna"), RecordKind.EVACUEE, identities.EvacueeIdentity(name=NAMES[1]))
    assert asks(page, "open", out_of(ours, Role.OPERATOR)) == {"name": NAMES[1], "health": ""}
    moved = out_of(ours, Role.OPERATOR) | {"id": "00000000-0000-4000-8000-000000000000"}
    assert asks(page, "open", moved) == "another_record"
    assert asks(page, "open", out_of(ours, Role.OPERATOR) | {"kind": "household"}) == "another_record"
    assert asks(page, "open", out_of(ours, Role.OPERATOR) | {"role": "coordinator"}) == "not_our_role"


def out_of(sealed: SealedIn, role: Role) -> dict[str, Any]:
    """Give a sealed record as the server hands it to one role."""
    return sealed_out(
        SealedOut(
            id=sealed.id, kind=sealed.kind, payload=sealed.payload, role=role,
            epoch=sealed.epochs[role], wrap=sealed.wraps[role],
        )
    )  # fmt: skip


def test_sealing_needs_no_open_names_and_every_kind_fits_its_readers(desk: Desk) -> None:
    page = desk.sit_down("raisa")
    page.goto("/")
    given: dict[str, dict[str, Any]] = {
        "household": {}, "evacuee": {"name": "Ґ"}, "relative": {"number": "+380671112233"},
        "registration": {"name": "Ї"}, "trace": {"side": "searches", "name": "Є"}, "incident": {"words": "…"},
        "crew_note": {}, "chat_line": {"words": "я"},
    }  # fmt: skip
    readers = {"raisa": Role.RECEPTION, "olena": Role.OPERATOR, "kateryna": Role.COORDINATOR, "dmytro": Role.DOCUMENTER}
    kinds = {record: kind for kind, record in identities.KIND_OF.items()}
    for kind, identity in given.items():
        sealed = sealed_in(asks(page, "seal", kind, identity))
        code = next(code for code, role in readers.items() if role in sealed.wraps)
        opened = desk.cast.keys(code).keyring.open(sealed.kind, sealed.id.hex, sealed.payload, sealed.wraps)
        identities.decode(opened, kinds[RecordKind(kind)])
    assert asks(page, "seal", "evacuee", {"name": "x" * 201}) == "too_long"
    assert asks(page, "seal", "evacuee", {"military": "x"}) == "unknown_field"
    assert asks(page, "seal", "everything", {}) == "unknown_kind"
    assert asks(page, "phoneTag", "0501234567") == "closed"


def test_tags_are_made_only_by_those_who_may(desk: Desk) -> None:
    operator, coordinator = desk.sit_down("olena", unlock=True), desk.sit_down("kateryna", unlock=True)
    keyring = desk.cast.keys("olena").keyring
    place = "UA63140030010016281"
    assert asks(operator, "phoneTag", "050 123-45-67") == keyring.phone_tag("+380501234567")
    assert asks(operator, "houseTag", place, "улица Сумская", "12-A", "кв. 5") == keyring.house_tag(
        place, "вул. Сумська", "12а", "5"
    )
    assert asks(operator, "nameTag", "Соловьёв", "Сергей") == keyring.name_sound_tag("Сергій", "Соловйов")
    assert asks(operator, "rowTag", "рядок") == keyring.row_tag("рядок")
    assert asks(operator, "phoneTag", "050 123") == "phone_too_short"
    assert asks(operator, "houseTag", place, "Сумська", "б/н") == "no_house_number"
    assert asks(coordinator, "phoneTag", "050 123-45-67") == "no_tag_key"
    assert asks(coordinator, "state")["roles"] == ["coordinator"]


def test_an_untouched_screen_falls_asleep_and_six_digits_wake_it(desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setitem(IDLE, Face.DESK, timedelta(seconds=3))
    page = desk.sit_down("olena", unlock=True)
    tab = neighbour(page)
    says(page, "екран спить")
    says(tab, "екран спить")
    sealed = asks(page, "seal", "evacuee", {"name": NAMES[0]})
    assert asks(page, "open", opened_as(sealed)) == "closed"
    page.get_by_role("button", name="екран спить").click()
    for digits, words in (("111111", "Не ті цифри"), ("222222", "Не ті цифри"), ("333333", "Не ті цифри")):
        page.locator("[data-pin]").fill(digits)
        page.locator("[data-pin]").press("Enter")
        tells(page, words)
        assert page.locator("[data-pin]").input_value() == ""
        page.locator("[data-pin]").fill("")
    page.locator("[data-pin]").fill(PIN)
    page.locator("[data-pin]").press("Enter")
    tells(page, "Зашвидко: зачекайте")
    page.wait_for_timeout(10_000)
    page.locator("[data-pin]").fill(PIN)
    page.locator("[data-pin]").press("Enter")
    says(page, "імена відкриті")
    assert asks(page, "open", opened_as(sealed))["name"] == NAMES[0]


def opened_as(sealed: str, role: str = "operator") -> dict[str, Any]:
    """Give what was sealed into a form as the server would hand it out."""
    given = json.loads(sealed)
    return {**given, "role": role, "epoch": given["epochs"][role], "wrap": given["wraps"][role]}


def test_five_wrong_tries_take_the_keys_away(desk: Desk) -> None:
    page = desk.sit_down("olena", unlock=True)
    asks(page, "sleep")
    waits = {2: 10_000, 3: 30_000}
    for number in range(4):
        assert asks(page, "wake", "000001") == "wrong_pin"
        assert asks(page, "state")["asleep"] is True
        page.wait_for_timeout(waits.get(number, 0) + 50)
    assert asks(page, "wake", "000001") == "five_wrong"
    says(page, "імена закриті")
    assert asks(page, "wake", PIN) == "closed"


def test_a_key_file_opens_names_too(desk: Desk, tmp_path: Any) -> None:
    from openevac.store.models import Person
    from openevac.vault.keys import new_key_file, open_personal_key, seal_personal_key, secret_of_key_file

    file = tmp_path / "openevac-key.txt"
    file.write_bytes(new_key_file())
    person = Person.objects.get(organisation=ORGANISATION, code="kyrylo")
    own = open_personal_key(bytes(person.sealed_key), PASSPHRASE)
    person.sealed_key = seal_personal_key(own, secret_of_key_file(file.read_bytes()))
    person.save(update_fields=("sealed_key",))
    page = desk.sit_down("kyrylo", language="en")
    page.goto("/")
    page.get_by_role("button", name="names closed").click()
    page.get_by_text("Or a key file from a USB stick").click()
    wrong = tmp_path / "photo.txt"
    wrong.write_text("no key")
    page.locator("[data-key-file]").set_input_files(wrong)
    page.get_by_role("button", name="Open names").click()
    tells(page, "This is not a key file of OpenEvac.")
    page.locator("[data-key-file]").set_input_files(file)
    page.get_by_role("button", name="Open names").click()
    says(page, "names open")


def test_locking_everything_closes_every_screen_and_the_lead_starts_again(desk: Desk) -> None:
    one, other = desk.sit_down("olena", unlock=True), desk.sit_down("kateryna", unlock=True)
    tab = neighbour(one)
    desk.cast.clock.pass_time(minutes=1)
    one.locator("summary", has_text="olena").click()
    one.get_by_role("button", name="Замкнути все", exact=True).click()
    one.get_by_role("button", name="Замкнути все зараз").click()
    one.get_by_text("Усе замкнено. Імена відкриються").wait_for()
    says(tab, "імена закриті", LOCKED_WITHIN_MS)
    says(other, "імена закриті", LOCKED_WITHIN_MS)
    assert asks(one, "unlock", {"passphrase": PASSPHRASE}) == "locked_by_lead"
    assert isinstance(sealed_in(asks(one, "seal", "evacuee", {"name": "Ї"})), SealedIn), "sealing goes on"
    desk.cast.clock.pass_time(minutes=1)
    desk.unlock(desk.sit_down("liudmyla"))
    from openevac.services.keys.shifts import see_shift

    assert see_shift(ORGANISATION).lead == "liudmyla"
    assert asks(one, "unlock", {"passphrase": PASSPHRASE})["open"] is True
    desk.cast.clock.pass_time(minutes=1)
    lead = desk.sit_down("liudmyla")
    lead.goto("/")
    lead.locator("summary", has_text="liudmyla").click()
    lead.get_by_role("button", name="Закінчити зміну").click()
    lead.get_by_text("Зміну закінчено").wait_for()
    says(one, "імена закриті", LOCKED_WITHIN_MS)


def test_signing_out_and_somebody_else_signing_in_take_the_keys(desk: Desk) -> None:
    from tests.desk.desk import session_of

    page = desk.sit_down("olena", unlock=True)
    page.context.add_cookies([{"name": "openevac", "value": session_of("oksana"), "url": desk.address}])
    page.goto("/")
    says(page, "імена закриті")
    assert asks(page, "state")["person"] == "oksana"
    desk.unlock(page)
    tab = neighbour(page)
    tab.locator("summary", has_text="oksana").click()
    tab.get_by_role("button", name="Вийти").click()
    tab.wait_for_url("**/sign-in/**")
    says(page, "імена закриті")


def test_keys_go_when_their_owner_is_revoked(desk: Desk) -> None:
    from openevac.services.keys.people import Leaving, revoke_person

    page = desk.sit_down("stepan", unlock=True)
    revoke_person(desk.cast.order("liudmyla"), Leaving(code="stepan", reason="left"))
    says(page, "імена закриті", LOCKED_WITHIN_MS)
    page.reload()
    assert "/sign-in/" in page.url


def test_names_of_a_household_are_shown_and_taken_off_again(desk: Desk) -> None:
    page = desk.sit_down("olena")
    page.goto(f"/requests/{KEPT['request']}/")
    page.get_by_role("button", name="Відкрити імена").first.click()
    page.locator("[data-passphrase]").fill(PASSPHRASE)
    page.locator("[data-passphrase]").press("Enter")
    page.get_by_text(NAMES[0]).first.wait_for()
    says(page, "імена відкриті")
    asks(page, "sleep")
    says(page, "екран спить")
    assert NAMES[0] not in page.content()
    assert NAMES[2] not in page.content()
    asks(page, "wake", PIN)
    page.locator("[data-part~='names']").click()
    page.get_by_text(NAMES[0]).first.wait_for()
    page.get_by_role("link", name="Дзвінок").click()
    page.wait_for_url("**/call/")
    page.go_back()
    page.locator("[data-part~='names']").wait_for()
    assert NAMES[0] not in page.content()


def test_only_the_keeper_may_compile_and_nothing_of_it_may_be_read_from_pages(desk: Desk) -> None:
    from openevac.web.static_files import static_prefix

    page = desk.sit_down("olena", unlock=True)
    worker = page.request.get(f"{static_prefix()}keeper/worker.js")
    assert "'wasm-unsafe-eval'" in worker.headers["content-security-policy"]
    assert "wasm" not in page.request.get("/").headers["content-security-policy"]
    stores = "[...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await indexedDB.databases()]"
    kept = page.evaluate(f"async () => {stores}")
    assert kept in ([], ["htmx-current-path-for-history"]), "no key, no name; the library keeps the page's address"
    assert asks(page, "state").keys() == {
        "open", "asleep", "person", "roles", "canTag", "why", "locked", "waitMs",
    }  # fmt: skip


def test_material_and_state_are_for_the_signed_in_only(desk: Desk) -> None:
    stranger = desk.stranger().request
    for address in ("/keys/material", "/keys/state"):
        answer = stranger.get(address)
        assert (answer.status, answer.json()) == (401, {"reason": "signed_out"})
    for address in ("/keys/lock-everything", "/keys/shift/start", "/keys/shift/end"):
        assert stranger.post(address).status in {302, 303, 403}
    page = desk.sit_down("zoia")
    page.goto("/")
    material = page.request.get("/keys/material").json()
    assert material["person"] == "zoia"
    assert material["keys"] == []
    assert material["tag_wraps"] == {}
    assert material["idle_s"] == {"desk": 600, "reception": 120}
    says(page, "імена закриті")
    assert asks(page, "unlock", {"passphrase": PASSPHRASE})["roles"] == []


def test_damaged_sealed_forms_are_refused_in_words() -> None:
    for text in ("", "{", "[]", '{"id": "x"}', "я" * 200_000, '{"payload": "\ud800"}'):
        with pytest.raises(InputError):
            sealed_in(text)
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode("{", type=SealedIn)


@pytest.mark.parametrize("form", ["closed", "asleep", "open", "lock"])
def test_the_dialogs_look_right(desk: Desk, form: str) -> None:
    """Pictures of the dialogs in all eight ways, checked by axe in two."""
    from axe_playwright_python.sync_playwright import Axe

    from tests.desk.looks import CHECKED, WAYS

    for language, theme, size in WAYS:
        page = desk.sit_down("olena", language=language, theme=theme, size=size)
        page.goto("/")
        page.locator("html[data-awake]").wait_for(state="attached")
        if form in {"asleep", "open"}:
            asks(page, "unlock", {"passphrase": PASSPHRASE})
        if form == "asleep":
            asks(page, "sleep")
        if form == "lock":
            page.locator("summary", has_text="olena").click()
            page.locator("[data-ask]").click()
        else:
            page.locator("[data-keys]").click()
        take_picture(page, f"keys-{form}-{language}-{theme}-{size}")
        if (language, theme, size) in CHECKED:
            assert [one["id"] for one in Axe().run(page).response["violations"]] == []
        page.context.close()


def test_the_first_page_looks_right(desk: Desk) -> None:
    look_at(desk, "liudmyla", "/", "home-lead")

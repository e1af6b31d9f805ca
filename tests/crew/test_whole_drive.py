"""One mission with the real program: let in, given its people, driven with the base dead, and told to it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.crew.cut_line import CutLine, cut_line
from tests.crew.shell_served import PHONE, until
from tests.crew.test_enrol import PIN, offered
from tests.desk.desk import CHROMIUM, Desk
from tests.desk.test_mission_pack import HERE, SURNAME, address, named
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town, country_files, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEP_MS = 90_000
HELD = "() => import(document.body.dataset.files + 'crew/keys/people.js').then((people) => people.state())"
SHIFTED = """(ahead) => {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() + ahead); }
    static now() { return Real.now() + ahead; }
  };
}"""
"""Moves the clock of a page or worker into the invented day."""


def fill(desk: Desk) -> None:
    """Put a town, a household with sealed names, and a planned mission on record."""
    from openevac.store.models import Organisation

    town: Town = settle(desk.cast)
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    HERE["receipt"] = named(town)
    (HERE["mission"],) = town.planned()
    HERE["town"] = town


@dataclass
class Pocket:
    """A phone in somebody's pocket: its browser can be ended and begun again, what it keeps stays."""

    browser: Any
    profile: Path
    line: CutLine
    ahead_ms: int

    @contextmanager
    def taken_out(self) -> Iterator[Any]:
        """Begin the browser and give its page; leaving ends it."""
        context = self.browser.browser_type.launch_persistent_context(
            str(self.profile), executable_path="/usr/bin/chromium", args=CHROMIUM, viewport=PHONE, has_touch=True,
            locale="uk-UA", timezone_id="Europe/Kyiv", base_url=self.line.address,
        )  # fmt: skip
        context.add_init_script(f"({SHIFTED})({self.ahead_ms})")
        page = context.pages[0]
        page.on("worker", lambda worker: worker.evaluate(SHIFTED, self.ahead_ms))
        page.set_default_timeout(STEP_MS)
        try:
            yield page
        finally:
            context.close()


def tap(page: Any, words: str, *, exact: bool = False) -> None:
    page.get_by_role("button", name=words, exact=exact).first.click()


def unlock(page: Any) -> None:
    """Type the PIN with the digits on the screen."""
    for digit in PIN:
        tap(page, digit, exact=True)
    tap(page, "OK", exact=True)


def ops_of(page: Any) -> list[dict[str, Any]]:
    """Give what the phone has recorded."""
    script = (
        "(mission) => import(document.body.dataset.files + 'crew/store/outbox.js').then((box) => box.opsOf(mission))"
    )
    found: list[dict[str, Any]] = page.evaluate(script, HERE["mission"])
    return found


def state_of(page: Any) -> str:
    """Give the phone's own fold of the mission, as canonical JSON."""
    script = """async (mission) => {
        const files = document.body.dataset.files + "crew/";
        const [box, folding, writing] = await Promise.all(
            ["store/outbox.js", "logic/fold.js", "logic/canonical.js"].map((name) => import(files + name)));
        return writing.canonicalJson(folding.fold(await box.opsOf(mission)));
    }"""
    text: str = page.evaluate(script, HERE["mission"])
    return text


def let_in(desk: Desk, page: Any, line: CutLine) -> str:
    """Let the phone in by the lead's square; gives its seven words, which somebody writes on paper."""
    _, link = offered(desk, "phone-1")
    page.goto(link.replace(desk.address, line.address))
    page.get_by_label("PIN для сторінок людей").fill(PIN)
    page.get_by_label("Той самий ще раз").fill(PIN)
    page.get_by_role("button", name="Зберегти PIN").click()
    paper = page.get_by_role("button", name="Записано на папері")
    paper.wait_for()
    words: str = page.locator("p.code").inner_text()
    paper.click()
    return words


def given_its_people(desk: Desk) -> None:
    """Let the coordinator give the people of the mission to the phones."""
    lead = desk.sit_down("kateryna", unlock=True)
    lead.goto(address())
    lead.get_by_role("button", name="Дати людей на телефони").click()
    lead.locator("#packs").get_by_text("ще не забрав").wait_for()


def grown(page: Any, people: list[str]) -> None:
    """Ask everybody at the door and write each yes down."""
    for code in people:
        page.locator(f"[data-key='yes-{code}']").click()
        page.locator(f"[data-key='yes-{code}'][aria-pressed=true]").wait_for()


def at_the_base(desk: Desk, page: Any, line: CutLine) -> str:
    """Let the phone in and give it its people, step by step until nothing of them is missing; gives the words."""
    words = let_in(desk, page, line)
    page.get_by_text("Телефон додано. База знає його як phone-1.").wait_for()
    tap(page, "Далі")
    page.get_by_role("heading", name=HERE["mission"]).wait_for()
    page.get_by_text("Черговий ще не підготував сторінки з людьми").wait_for()
    given_its_people(desk)
    page.get_by_text("Сторінка з людьми для кожної адреси").wait_for()
    return words


def to_the_door(page: Any, people: list[str]) -> None:
    """Drive out and begin at the door: names are there while the page lives, and closed when it was loaded anew."""
    tap(page, "Їдемо")
    page.get_by_role("button", name="Біля дверей").wait_for()
    assert not any(name in page.content() for name in ("Ганна", "Петро", SURNAME)), "the way holds nobody"
    tap(page, "Біля дверей")
    page.get_by_text("Петро").wait_for()
    page.reload()
    page.get_by_text("Імена й будинок замкнено: PIN").wait_for()
    grown(page, people)


def from_the_door(page: Any, words: str, asked: list[str], everybody: int) -> None:
    """Go on after the browser was begun anew: the words and the PIN open names; board, count heads, hand over."""
    page.goto("/crew/")
    tap(page, "Їдемо")
    page.locator("a, button").filter(has_text="1.1").first.click()
    tap(page, "Імена й будинок замкнено: PIN")
    unlock(page)
    page.get_by_text("Спершу сім слів").wait_for()
    page.locator("textarea").fill(words)
    tap(page, "Ось ці слова")
    page.get_by_text("Тепер PIN").wait_for()
    unlock(page)
    page.get_by_text("Петро").wait_for()
    grown(page, asked)
    tap(page, f"Забрали · {everybody}")
    tap(page, f"{everybody}: як записано, їдемо")
    tap(page, "У транзитному центрі")
    tap(page, f"{everybody}: як записано, передати")
    page.get_by_text(f"Передали: {everybody}").wait_for()


def heard_by_the_base() -> str:
    """Give the base's own fold of what phones sent, as canonical JSON."""
    from openevac.rules.fold import canonical_state
    from openevac.rules.fold_ops import canonical_json
    from openevac.services.missions.receive_ops import folded_ops

    return canonical_json(canonical_state(folded_ops(ORGANISATION, HERE["mission"])))


def test_a_mission_is_driven_with_the_base_dead_and_told_to_it_afterwards(desk: Desk, tmp_path: Path) -> None:
    from openevac.store.models import Boarding, DeviceOp, Evacuee, Mission, Stop, Trip

    town, code = HERE["town"], HERE["mission"]
    town.approve(code)
    ahead = Mission.objects.get(code=code).departs_at - datetime.now(UTC)
    people = list(Evacuee.objects.order_by("code").values_list("code", flat=True))
    with cut_line(desk.address) as line:
        pocket = Pocket(desk.browser, tmp_path / "profile", line, round(ahead.total_seconds() * 1000))
        with pocket.taken_out() as page:
            words = at_the_base(desk, page, line)
            town.on_the_road(code)
            line.cut()
            to_the_door(page, people[:2])
        with pocket.taken_out() as page:
            from_the_door(page, words, people[2:], len(people))
            held = page.evaluate(HELD)
            assert (held["open"], held["stops"]) == (True, 0), "who was driven from a door has no page on the phone"
            tap(page, "На місці виїзду")
            until(page, f"({HELD})().then((held) => !held.open)")
            recorded = {op["id"] for op in ops_of(page)}
            assert not DeviceOp.objects.exists(), "the base has heard nothing"
            desk.cast.clock.pass_time(hours=2)
            line.mend()
            until(page, "document.querySelector('#app').innerText.includes('не надіслано') === false", 60.0)
            assert heard_by_the_base() == state_of(page)
            assert {row.op for row in DeviceOp.objects.all()} == recorded
    rode = Boarding.objects.filter(boarded=True).values_list("evacuee__code", flat=True)
    assert sorted(rode) == people
    assert Stop.objects.get(trip__mission__code=code).outcome == "boarded"
    assert Trip.objects.get(mission__code=code).counted == len(people)

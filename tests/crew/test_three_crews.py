"""Three phones of one mission write different words about the same doors, unheard; then the base hears them all.

The real app records, each phone by itself with the line cut. What they signed then reaches fresh copies of the record
over HTTP in every order of the three outboxes, and chopped up: one merged state, and no disagreement hidden. The rows
(who rides) do hang on the order while phones disagree: the rules of care let in what fits when it comes, and the desk
is shown both.
"""

from __future__ import annotations

import itertools
import json
import shutil
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

import pytest

from openevac.domain.people import AgeBand
from tests.crew.base import HOLDERS, opened
from tests.crew.cut_line import CutLine, cut_line
from tests.crew.phones import Phone, enrolled
from tests.crew.shell_served import until
from tests.crew.test_whole_drive import SHIFTED, STEP_MS, grown, tap
from tests.databases import MakesDatabases, databases, point_at
from tests.desk.desk import Desk, served
from tests.services.cast import ORGANISATION
from tests.services.missions.country import Town, country_files, settle

pytestmark = [pytest.mark.browser, pytest.mark.slow]
HERE: dict[str, Any] = {}
KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
INTERLEAVINGS = 6
SEED = 20261124


def fill(desk: Desk) -> None:
    """Put a mission of two doors and a crew of three on the road."""
    from openevac.store.models import Crew, CrewMember, Evacuee, Organisation, Person, Stop

    town: Town = settle(desk.cast)
    Organisation.objects.filter(id=ORGANISATION).update(planning_files=country_files())
    town.request("hill", people=({"age_band": AgeBand.ADULT}, {"age_band": AgeBand.ELDER}), walks=2)
    town.request("mill", people=({"age_band": AgeBand.ADULT},), walks=1)
    (HERE["mission"],) = town.planned()
    crew, third = Crew.objects.get(code="burevisnyk"), Person.objects.get(code="roman")
    CrewMember.objects.create(organisation_id=ORGANISATION, crew=crew, person=third)
    town.on_the_road(HERE["mission"])
    town.cast.clock.pass_time(minutes=40)
    stops = list(Stop.objects.order_by("trip__number", "number").select_related("request"))
    HERE["stops"] = [stop.code for stop in stops]
    households = [stop.request.household for stop in stops if stop.request]
    HERE["people"] = [
        sorted(Evacuee.objects.filter(household=one).values_list("code", flat=True)) for one in households
    ]


def phone_of(desk: Desk, code: str, line: CutLine) -> Phone:
    """Give a phone that is let in and drives: its app stands on the way, kept for the time without a base."""
    context = desk.browser.new_context(
        base_url=line.address,
        viewport={"width": 360, "height": 640},
        has_touch=True,
        locale="uk-UA",
        timezone_id="Europe/Kyiv",
    )
    ahead = desk.cast.clock.now() - datetime.now(UTC)
    context.add_init_script(f"({SHIFTED})({round(ahead.total_seconds() * 1000)})")
    page = context.new_page()
    page.set_default_timeout(STEP_MS)
    phone = enrolled(opened(code, page), HOLDERS[code], desk)
    page.goto("/crew/")
    until(page, KEPT, 90.0)
    page.get_by_role("heading", name=HERE["mission"]).wait_for()
    tap(page, "Їдемо")
    page.get_by_role("button", name="Біля дверей").wait_for()
    return replace(phone, files=page.evaluate("document.body.dataset.files") + "crew/")


def at_door(page: Any, number: int) -> list[str]:
    """Come to a door by the list of points; gives who lives there."""
    code = HERE["stops"][number]
    page.get_by_role("button", name=f"Біля дверей {code.partition('.')[2]}").click()
    page.locator("#app[data-page=stop]").wait_for()
    people: list[str] = HERE["people"][number]
    page.get_by_text(people[0]).first.wait_for()
    return people


def boards(page: Any, people: list[str]) -> None:
    grown(page, people)
    tap(page, f"Забрали · {len(people)}")
    page.locator(".undo-bar").get_by_text(f"Забрали: {len(people)}").wait_for()


def nobody_there(page: Any, number: int) -> None:
    tap(page, "Не вийшли", exact=True)
    page.locator(".undo-bar").get_by_text(f"{HERE['stops'][number]}: не вийшли").wait_for()


def takes_back(page: Any) -> None:
    tap(page, "Скасувати")
    page.get_by_text("Скасовано").first.wait_for()
    page.get_by_role("button", name="Інше…").wait_for()


def to_the_way(page: Any) -> None:
    """Go back by the phone's own gesture: the page's button lies under the words of "Undo" for ten seconds."""
    page.go_back()
    page.locator("#app[data-page=drive]").wait_for()


def driver(page: Any) -> None:
    """Fetched both at the first door, found nobody at the second, turns back."""
    boards(page, at_door(page, 0))
    to_the_way(page)
    at_door(page, 1)
    nobody_there(page, 1)
    to_the_way(page)
    tap(page, "Розвертаємося")
    page.get_by_text("Розвертаємося").first.wait_for()


def medic(page: Any) -> None:
    """Found nobody, took that back, wrote down that they refused; nobody at the second door either."""
    at_door(page, 0)
    nobody_there(page, 0)
    takes_back(page)
    page.get_by_role("button", name="Інше…").click()
    tap(page, "передумали")
    to_the_way(page)
    at_door(page, 1)
    nobody_there(page, 1)
    to_the_way(page)


def leader(page: Any) -> None:
    """Fetched both, took it back, wrote that nobody came out; fetched the third at the second door, turns back."""
    boards(page, at_door(page, 0))
    takes_back(page)
    nobody_there(page, 0)
    to_the_way(page)
    boards(page, at_door(page, 1))
    to_the_way(page)
    tap(page, "Розвертаємося")
    page.get_by_text("Розвертаємося").first.wait_for()


def state_of_base() -> str:
    """Give the base's own fold of what phones sent, as canonical JSON."""
    from openevac.rules.fold import canonical_state
    from openevac.rules.fold_ops import canonical_json
    from openevac.services.missions.receive_ops import folded_ops

    return canonical_json(canonical_state(folded_ops(ORGANISATION, HERE["mission"])))


def conflicts_at_desk(desk: Desk) -> set[tuple[str, str, tuple[str, ...]]]:
    """Give what the desk is told that phones contradict each other about."""
    from openevac.services.missions.see_mission import see_mission

    seen = see_mission(desk.cast.asking("kateryna"), HERE["mission"])
    return {(one.subject, one.field, one.values) for one in seen.disagreements if not one.with_record}


@contextmanager
def fresh_record(made: MakesDatabases, before: Path, name: str) -> Iterator[str]:
    """Serve a copy of the record as it was before anything came; gives the address."""
    from django.db import connections

    config = made.config_of(name)
    shutil.copytree(before, config.home)
    point_at(config)
    try:
        with served() as address:
            yield address
    finally:
        connections.close_all()
        shutil.rmtree(config.home)
        point_at(made.config_of("desk_test_three_crews"))


def send(address: str, ops: list[dict[str, Any]]) -> None:
    """Hand signed operations in as the first of their phones; every one of them is taken."""
    asked = {"command_id": str(uuid4()), "mission": HERE["mission"], "ops": ops}
    token = f"token of {ops[0]['device']}"
    request = urllib.request.Request(  # noqa: S310 - the program of this test
        f"{address}/api/v1/ops", json.dumps(asked).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        outcomes = json.load(answer)["outcomes"]
    assert {one["outcome"] for one in outcomes} <= {"new", "known"}, outcomes


def ways_to_arrive(outboxes: list[list[dict[str, Any]]]) -> Iterator[list[list[dict[str, Any]]]]:
    """Give every order of whole outboxes, then outboxes chopped up, shuffled together and partly sent twice."""
    yield from ([*order] for order in itertools.permutations(outboxes))
    dice = Random(SEED)
    for _ in range(INTERLEAVINGS):
        parts = [box[at : at + 3] for box in outboxes for at in range(0, len(box), 3)]
        again = dice.choices(parts, k=3)
        dice.shuffle(parts)
        yield [*parts, *again]


@pytest.fixture(scope="module")
def driven(opened: Desk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[list[Phone], Path]]:
    """Let three phones drive with the base cut off, and hear them all; gives them, and the record of before."""
    from django.db import connection

    made: Any = databases()
    with cut_line(opened.address) as line:
        phones = [phone_of(opened, code, line) for code in HOLDERS]
        line.cut()
        for phone, drives in zip(phones, (driver, medic, leader), strict=True):
            drives(phone.page)
            assert phone.does("return (await outbox.unsent(given, 1)).length;", HERE["mission"]) > 0
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        before = tmp_path_factory.mktemp("before") / "home"
        shutil.copytree(made.config_of("desk_test_three_crews").home, before)
        opened.cast.clock.pass_time(hours=2)
        line.mend()
        for phone in phones:
            until(phone.page, "document.querySelector('#app').innerText.includes('не надіслано') === false", 90.0)
        yield phones, before
        for phone in phones:
            phone.page.context.close()


def test_they_said_different_things_about_the_same_doors(driven: tuple[list[Phone], Path]) -> None:
    from openevac.services.missions.receive_ops import folded_ops

    first, second = (f"stop:{code}" for code in HERE["stops"])
    fields = folded_ops(ORGANISATION, HERE["mission"]).fields
    assert sorted(fields[first, "outcome"].values) == ["boarded", "not_at_home", "refused"]
    assert sorted(fields[second, "outcome"].values) == ["boarded", "not_at_home", "not_at_home"]
    assert fields[f"mission:{HERE['mission']}", "turn_back"].status.value == "parallel"
    undone = [one for one in folded_ops(ORGANISATION, HERE["mission"]).fates.values() if one.state.value == "undone"]
    assert len(undone) == 1 + len(HERE["people"][0]) + 1, "one word of the medic; of the leader everybody and the door"


def test_every_order_of_arrival_ends_in_one_state_at_base_and_phones(
    driven: tuple[list[Phone], Path], opened: Desk, django_ready: MakesDatabases, record_property: Any
) -> None:
    phones, before = driven
    code = HERE["mission"]
    outboxes = [[op for op in phone.ops(code) if op["device"] == phone.code] for phone in phones]
    state, conflicts = state_of_base(), conflicts_at_desk(opened)
    tried = 0
    for number, arriving in enumerate(ways_to_arrive(outboxes)):
        with fresh_record(django_ready, before, f"three_{number}") as address:
            for part in arriving:
                send(address, part)
            assert state_of_base() == state, number
            assert conflicts_at_desk(opened) == conflicts, number
        tried += 1
    for phone, orders in zip(phones, itertools.permutations(outboxes), strict=False):
        for ops in orders:
            phone.hears(ops)
        assert phone.state(code) == state, phone.code
    assert tried == 6 + INTERLEAVINGS
    count = sum(map(len, outboxes))
    record_property(
        "counted", f"three crews: {count} ops of 3 phones, 6 orders and {INTERLEAVINGS} interleavings, 1 state"
    )


def test_every_disagreement_stands_in_words_on_each_phone_and_on_the_desk(
    driven: tuple[list[Phone], Path], desk: Desk
) -> None:
    first, second = HERE["stops"]
    sides = {"забрали", "не вийшли", "передумали"}
    phones, _ = driven
    for phone in phones:
        phone.page.get_by_role("button", name="Ще", exact=True).click()
        tap(phone.page, "Що записано")
        note = phone.page.get_by_text(f"розбіжність · {first} · що було за адресою").first
        note.wait_for()
        assert set(note.inner_text().rpartition(": ")[2].split(" / ")) == sides
        phone.page.get_by_text(f"розбіжність · {second} · що було за адресою").first.wait_for()
        phone.page.get_by_text(f"паралельний запис · {HERE['mission']} · розвертаємося: так").wait_for()
    lead = desk.sit_down("kateryna")
    lead.goto(f"/now/{HERE['mission'].split('-')[1]}/")
    card = lead.locator("section", has=lead.get_by_role("heading", name="Що сказано по-різному")).last
    card.wait_for()
    told = card.inner_text()
    said = next(row for row in told.splitlines() if f"{first} · що було за адресою" in row)
    assert all(side in said for side in sides)
    assert "розбіжність" in said
    assert f"{second} · що було за адресою" in told
    assert f"паралельний запис · {HERE['mission']} · розвертаємося: так" in told

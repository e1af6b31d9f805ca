"""Ten thousand ops over a line that tears, on phones that are killed: none is lost, each counts once."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from tests.crew.base import HOLDERS, at_ms, on_the_road, opened, phone_of
from tests.crew.phones import Phone, text_of
from tests.crew.torn_line import TornLine, torn_line
from tests.desk.desk import Desk
from tests.services.missions.test_door import Door
from tests.torture import examples

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OPS = examples(1_000, 10_000)
KILLS = examples(10, 500)
AT_ONCE = 25
SEED = 20261123
ALL_ANSWERED_WITHIN_S = examples(120, 1_200)
KEPT: dict[str, Any] = {}

RECORD = """
globalThis.sync ??= loop.startSync({ every_ms: 60, longest_ms: 60, most_at_once: given.at_once });
let last = null;
for (const [place, fact] of given.facts.entries()) {
  const undoes = fact.kind === "undo" ? last?.id : "";
  if (fact.kind === "undo" && !undoes) continue;
  const told = { mission: given.mission, ...fact, undoes, subject: undoes ? last.subject : fact.subject };
  const op = await outbox.record(told, given.at_ms + place * 1000);
  if (fact.kind !== "check_in" && fact.kind !== "hazard") last = fact.kind === "undo" ? null : op;
  await globalThis.acknowledged(op);
}
"""


def fill(desk: Desk) -> None:
    KEPT["door"] = on_the_road(desk)


class Crew:
    """Three phones on one torn line: they record, sync and are killed; what was acknowledged is remembered outside."""

    def __init__(self, desk: Desk, door: Door, line: TornLine) -> None:
        self.door, self.line, self.dice = door, line, Random(SEED)
        self.at_ms = at_ms(desk) - 7_200_000
        self.acknowledged: list[dict[str, Any]] = []
        self.killed = 0
        self.phones: dict[str, Phone] = {}
        for code in HOLDERS:
            phone = phone_of(desk, code, line.address)
            phone.page.context.expose_function("acknowledged", self.hear)
            self.phones[code] = opened(code, self._new_page(phone))

    def _new_page(self, phone: Phone) -> Page:
        page = phone.page.context.new_page()
        phone.page.close()
        return page

    def hear(self, op: dict[str, Any]) -> None:
        """Remember that a phone has said to whoever holds it: this is recorded."""
        self.acknowledged.append(op)

    def facts(self, count: int) -> list[dict[str, str]]:
        """Draw what a crew records at a door and on the road."""
        stop, mission = f"stop:{self.door.stop}", f"mission:{self.door.mission}"
        drawn = []
        for _ in range(count):
            person = f"evacuee:{self.dice.choice(self.door.everybody)}"
            drawn.append(
                self.dice.choice(
                    (
                        {
                            "kind": "check_in",
                            "subject": mission,
                            "value": self.dice.choice(("on_scene", "we_are_here")),
                        },
                        {"kind": "belongings_left", "subject": stop, "value": str(self.dice.randrange(9))},
                        {"kind": "own_yes", "subject": person, "value": "yes"},
                        {"kind": "boarded", "subject": person, "value": "van-1"},
                        {"kind": "not_boarded", "subject": person, "value": ""},
                        {"kind": "hazard", "subject": mission, "value": "drone/drone_seen/37.11/49.50"},
                        {"kind": "undo", "subject": "", "value": ""},
                    )
                )
            )
        return drawn

    def begins(self, phone: Phone, count: int) -> None:
        given = {"facts": self.facts(count), "mission": self.door.mission, "at_ms": self.at_ms, "at_once": AT_ONCE}
        phone.begins(RECORD, given)

    def drives(self, count: int, code_to_kill: str) -> None:
        """Let every phone record its part on a line of some badness, and kill one in the middle of its sync."""
        self.line.rate = self.dice.uniform(0.1, 0.9)
        for phone in self.phones.values():
            self.begins(phone, count)
        self.kill(self.phones[code_to_kill])
        for code, phone in self.phones.items():
            if code != code_to_kill:
                phone.page.evaluate("globalThis.ended")
        self.at_ms += 1000 * count

    def kill(self, phone: Phone) -> None:
        """End the app wherever it stands, now and then the whole process of its page, and open it again."""
        from playwright.sync_api import Error

        phone.page.wait_for_timeout(self.dice.uniform(0, 600))
        if self.dice.random() < 0.3:
            with suppress(Error):  # nobody is left to answer
                phone.page.goto("chrome://crash", timeout=5_000)
        self.killed += 1
        self.phones[phone.code] = opened(phone.code, self._new_page(phone))

    def all_answered(self) -> None:
        """Wait on a line that is whole again until nothing waits any more."""
        self.line.rate = 0.0
        for phone in self.phones.values():
            self.begins(phone, 0)
        ends = time.monotonic() + ALL_ANSWERED_WITHIN_S
        for phone in self.phones.values():
            while phone.does("return (await outbox.unsent(given, 1)).length;", self.door.mission):
                assert time.monotonic() < ends, "what waits never reached the base"
                phone.page.wait_for_timeout(100)

    def falls_silent(self) -> None:
        for phone in self.phones.values():
            phone.page.evaluate("globalThis.sync.stop()")

    def close(self) -> None:
        for phone in self.phones.values():
            phone.page.context.close()


@pytest.fixture(scope="module")
def driven(opened: Desk) -> Iterator[tuple[Crew, Counter[str]]]:
    """Give the crew after its day, and how many words and reports the record held before it."""
    before = rows_written()
    with torn_line(opened.address, SEED) as line:
        crew = Crew(opened, KEPT["door"], line)
        for number in range(KILLS):
            crew.drives(OPS // KILLS // len(HOLDERS), sorted(HOLDERS)[number % len(HOLDERS)])
        while len(crew.acknowledged) < OPS:
            crew.drives(min(60, OPS - len(crew.acknowledged)), sorted(HOLDERS)[crew.killed % len(HOLDERS)])
        crew.all_answered()
        crew.falls_silent()
    yield crew, before
    crew.close()


def rows_written() -> Counter[str]:
    """Count the rows of which each op of a kind makes one."""
    from openevac.store.models import CheckIn, HazardReport

    return Counter({"check_in": CheckIn.objects.count(), "hazard": HazardReport.objects.count()})


def bodies() -> Counter[str]:
    from openevac.store.models import DeviceOp

    return Counter(bytes(body).decode() for body in DeviceOp.objects.values_list("body", flat=True))


def test_the_line_tore_in_every_way_and_phones_were_killed(
    driven: tuple[Crew, Counter[str]], record_property: Callable[[str, object], None]
) -> None:
    crew, _ = driven
    torn = ", ".join(f"{fate} {count}" for fate, count in sorted(crew.line.suffered.items()))
    record_property("counted", f"chaos: {len(crew.acknowledged)} ops, killed {crew.killed} times; questions: {torn}")
    assert crew.killed >= KILLS
    assert len(crew.acknowledged) >= OPS
    for fate in ("lost", "unheard", "doubled", "delayed"):
        assert crew.line.suffered[fate] >= KILLS / 4, crew.line.suffered


def test_no_acknowledged_op_is_lost(driven: tuple[Crew, Counter[str]]) -> None:
    crew, _ = driven
    here = bodies()
    assert [op["id"] for op in crew.acknowledged if here[text_of(op)] != 1] == []


def test_every_op_of_every_phone_stands_once_in_the_record_and_nothing_else(driven: tuple[Crew, Counter[str]]) -> None:
    crew, _ = driven
    recorded = [op for phone in crew.phones.values() for op in phone.ops(crew.door.mission)]
    assert bodies() == Counter(text_of(op) for op in recorded)
    for phone in crew.phones.values():
        assert {told["state"] for told in phone.answers(crew.door.mission).values()} == {"taken"}
        counters = sorted(op["counter"] for op in recorded if op["device"] == phone.code)
        assert counters == list(range(1, len(counters) + 1)), "no counter twice, none left out"


def test_what_an_op_does_is_done_once(driven: tuple[Crew, Counter[str]]) -> None:
    crew, before = driven
    kinds = Counter(op["kind"] for phone in crew.phones.values() for op in phone.ops(crew.door.mission))
    assert rows_written() - before == Counter({kind: kinds[kind] for kind in ("check_in", "hazard")})


def test_phones_that_met_and_the_record_know_the_same(driven: tuple[Crew, Counter[str]]) -> None:
    from openevac.rules.fold import canonical_state
    from openevac.rules.fold_ops import canonical_json
    from openevac.services.missions.receive_ops import folded_ops
    from tests.services.cast import ORGANISATION

    crew, _ = driven
    phones = list(crew.phones.values())
    outboxes = [phone.ops(crew.door.mission) for phone in phones]
    for phone in phones:
        for ops in outboxes:
            phone.hears(ops)
    folded = folded_ops(ORGANISATION, crew.door.mission)
    assert {phone.state(crew.door.mission) for phone in phones} == {canonical_json(canonical_state(folded))}
    assert folded.conflicts()
    assert folded.gaps == {}
    assert folded.faults == ()

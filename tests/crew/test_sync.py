"""The loop with a real base: what the browser signed the base takes, and only what it really answered counts."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.crew.base import at_ms, on_the_road, opened, phone_of
from tests.crew.phones import Phone, text_of
from tests.desk.desk import Desk
from tests.services.missions.test_door import Door

pytestmark = pytest.mark.browser
KEPT: dict[str, Any] = {}
SYNC = """globalThis.sync = loop.startSync({ every_ms: 200, longest_ms: 200, now: () => given });"""
WITHIN_S = 20.0


def fill(desk: Desk) -> None:
    KEPT["door"] = on_the_road(desk)
    for code in ("phone-1", "phone-2", "phone-3"):
        KEPT[code] = phone_of(desk, code)


@pytest.fixture
def door(opened: Desk) -> Door:
    door: Door = KEPT["door"]
    return door


@pytest.fixture
def phone(opened: Desk) -> Iterator[Phone]:
    """Give the first phone, its app just opened; afterwards it is closed."""
    first: Phone = KEPT["phone-1"]
    page = first.page.context.new_page()
    page.goto("/")
    yield Phone(first.code, page, first.files)
    page.close()


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and give it."""
    ends = time.monotonic() + WITHIN_S
    while time.monotonic() < ends:
        found = holds()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError("it never came to pass")


def last(phone: Phone) -> Any:
    return phone.page.evaluate("globalThis.sync.last")


def kept(op: dict[str, Any]) -> list[bytes]:
    from openevac.store.models import DeviceOp

    return [bytes(body) for body in DeviceOp.objects.filter(op=op["id"]).values_list("body", flat=True)]


def test_the_base_takes_what_the_browser_signed_and_the_phone_says_when(desk: Desk, phone: Phone, door: Door) -> None:
    from openevac.store.models import CheckIn

    at, mission = at_ms(desk), f"mission:{door.mission}"
    before = CheckIn.objects.count()
    ops = phone.records(door.mission, [{"kind": "check_in", "subject": mission, "value": "on_scene"}], at - 60_000)
    phone.does(SYNC, at)
    until(lambda: phone.answers(door.mission)[ops[0]["id"]]["state"] == "taken")
    assert kept(ops[0]) == [text_of(ops[0]).encode()]
    assert CheckIn.objects.count() == before + 1
    assert phone.answers(door.mission)[ops[0]["id"]]["at"] == desk.cast.clock.now().isoformat(
        timespec="milliseconds"
    ).replace("+00:00", "Z")
    until(lambda: last(phone)["contact_at"] == at)
    (later,) = phone.records(
        door.mission, [{"kind": "check_in", "subject": mission, "value": "left_scene"}], at - 50_000
    )
    phone.page.evaluate("globalThis.sync.poke()")
    until(lambda: phone.answers(door.mission)[later["id"]]["state"] == "taken")


def test_missions_come_and_a_part_that_nobody_made_yet_is_no_trouble(phone: Phone, desk: Desk, door: Door) -> None:
    phone.does(SYNC, at_ms(desk))
    until(lambda: last(phone)["contact_at"])
    read = f'import("{phone.files}sync/reading.js").then(({{ readKept }}) => readKept("mission", "{door.mission}"))'
    mission = until(lambda: phone.page.evaluate(read))
    assert (mission["mission"], mission["crew"]) == (door.mission, "burevisnyk")
    until(lambda: last(phone)["problem"] is None)


def test_three_crews_merge_in_every_order_to_one_state_and_hide_no_disagreement(desk: Desk, door: Door) -> None:
    """Each records by itself for an hour; whoever hears whom first, all know the same, and so does the base."""
    from openevac.rules.fold import canonical_state
    from openevac.rules.fold_ops import canonical_json
    from openevac.services.missions.receive_ops import folded_ops
    from tests.services.cast import ORGANISATION

    phones: list[Phone] = [KEPT[f"phone-{number}"] for number in (1, 2, 3)]
    said: dict[str, list[str]] = {f"evacuee:T{number:02}": [] for number in range(20)}
    for place, phone in enumerate(phones):
        facts = [{"kind": kind, "subject": subject, "value": ""} for subject, kind in words_of(place, list(said))]
        phone.records(door.mission, facts, at_ms(desk) - 3_600_000)
        for subject, words in said.items():
            words.append(next(fact["kind"] for fact in reversed(facts) if fact["subject"] == subject))
    outboxes = [phone.ops(door.mission) for phone in phones]
    states = set()
    for order in itertools.permutations(range(3)):
        page = desk.browser.new_context(base_url=desk.address).new_page()
        fresh = opened("phone-of-nobody", page)
        for place in order:
            fresh.hears(outboxes[place])
        states.add(fresh.state(door.mission))
        page.context.close()
    for one, other in itertools.permutations(range(3), 2):
        phones[one].hears(outboxes[other])
    states |= {phone.state(door.mission) for phone in phones}
    phones[2].does(SYNC, at_ms(desk))
    until(lambda: all(told["state"] == "taken" for told in phones[2].answers(door.mission).values()))
    folded = folded_ops(ORGANISATION, door.mission)
    assert states == {canonical_json(canonical_state(folded))}
    for subject, words in said.items():
        field = folded.fields[subject, "aboard"]
        assert sorted(field.values) == sorted(words)
        assert field.status.value == ("parallel" if len(set(words)) == 1 else "conflict")
    assert {len(set(words)) for words in said.values()} == {1, 2}


def words_of(place: int, subjects: list[str]) -> list[tuple[str, str]]:
    """Give what one crew says of everybody, twice: the first words are replaced by its own second ones."""
    from random import Random

    dice = Random(place)
    return [(subject, dice.choice(("boarded", "not_boarded"))) for subject in (*subjects, *subjects)]


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "content_type": "text/html", "body": "<title>Wi-Fi</title>"},
        {"status": 200, "content_type": "application/json", "body": '{"mission": "В-1", "outcomes": []}'},
        {"status": 200, "content_type": "application/json", "body": "[]"},
        {"status": 302, "headers": {"Location": "/"}},
        {"status": 502, "content_type": "text/html", "body": "Bad Gateway"},
    ],
    ids=["a sign-in page", "another answer", "nothing", "sent elsewhere", "a proxy"],
)
def test_what_is_not_of_the_base_is_no_answer(phone: Phone, desk: Desk, door: Door, answer: dict[str, Any]) -> None:
    asked = []
    (op,) = phone.records(
        door.mission, [{"kind": "belongings_left", "subject": f"stop:{door.stop}", "value": "1"}], at_ms(desk)
    )

    def not_the_base(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(**answer)

    phone.page.route("**/api/v1/**", not_the_base)
    phone.does(
        "globalThis.changes = [];" + SYNC.replace("now:", "onChange: () => globalThis.changes.push(1), now:"),
        at_ms(desk) + 777,
    )
    until(lambda: phone.page.evaluate("globalThis.sync.last.problem") and len(asked) > 2)
    assert last(phone)["problem"]["kind"] == "silence"
    assert last(phone)["contact_at"] != at_ms(desk) + 777
    assert phone.answers(door.mission)[op["id"]]["state"] == "unsent"


def test_an_op_the_base_cannot_read_is_set_aside_and_the_others_go(phone: Phone, desk: Desk, door: Door) -> None:
    """What this app lets through and some base does not read: here a mission's op changed on the phone's own disk."""
    stop = f"stop:{door.stop}"
    ops = phone.records(
        door.mission, [{"kind": "belongings_left", "subject": stop, "value": str(n)} for n in range(5)], at_ms(desk)
    )
    phone.does(
        """await database.within(["ops"], "readwrite", async (store) => {
          for (const key of await database.asked(store("ops").getAllKeys())) {
            const row = await database.asked(store("ops").get(key));
            if (row.op.id === given) store("ops").put({ ...row, op: { ...row.op, happened_at: "noon" } }, key);
          }
        });""",
        ops[2]["id"],
    )
    phone.does(SYNC, at_ms(desk))
    until(lambda: all(phone.answers(door.mission)[op["id"]]["state"] != "unsent" for op in ops))
    told = phone.answers(door.mission)
    assert [told[op["id"]]["state"] for op in ops] == ["taken", "taken", "refused", "taken", "taken"]
    assert told[ops[2]["id"]]["reason"] == "Це не читається як те, що має бути тут."
    assert [len(kept(op)) for op in ops] == [1, 1, 0, 1, 1]


def test_a_refused_op_stays_with_its_reason_and_goes_once_the_reason_is_over(
    phone: Phone, desk: Desk, door: Door
) -> None:
    from openevac.store.models import Device

    other: Phone = KEPT["phone-2"]
    (op,) = other.records(
        door.mission, [{"kind": "belongings_left", "subject": f"stop:{door.stop}", "value": "3"}], at_ms(desk)
    )
    Device.objects.filter(code="phone-2").update(revoked_at=desk.cast.clock.now())
    assert phone.hears([op])["taken"] == 1
    phone.does(SYNC, at_ms(desk))
    until(lambda: phone.answers(door.mission)[op["id"]]["state"] == "refused")
    assert phone.answers(door.mission)[op["id"]]["reason"] == "Цей пристрій тут не допущено або його відключили."
    assert op in phone.ops(door.mission)
    other.does(SYNC, at_ms(desk))
    until(lambda: (last(other)["problem"] or {}).get("kind") == "not_let_in")
    assert other.answers(door.mission)[op["id"]]["state"] == "unsent"
    Device.objects.filter(code="phone-2").update(revoked_at=None)
    phone.page.evaluate("globalThis.sync.stop()")
    phone.does(SYNC, at_ms(desk))
    until(lambda: phone.answers(door.mission)[op["id"]]["state"] == "taken")
    assert len(kept(op)) == 1
    until(lambda: other.answers(door.mission)[op["id"]]["state"] == "taken")
    other.page.evaluate("globalThis.sync.stop()")

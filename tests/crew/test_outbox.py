"""The outbox without a base: places in the order that never go back, signatures, and what is heard from others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.crew.phones import Phone, text_of, without_signature

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AT_MS = 1_755_320_400_000
BOARDED = {"kind": "boarded", "subject": "evacuee:e1", "value": "van-1"}
MISSION = "В-12"

Makes = Callable[..., Phone]


@pytest.fixture
def make(browser: Any, files: str) -> Iterator[Makes]:
    """Make phones that are enrolled; `beside` opens another tab of one."""
    contexts = []

    def made(code: str = "phone-1", *, beside: Phone | None = None) -> Phone:
        if beside is None:
            contexts.append(browser.new_context(base_url=files))
        page: Page = beside.page.context.new_page() if beside else contexts[-1].new_page()
        page.goto("crew/logic/fold.js")
        phone = Phone(code, page, f"{files}crew/")
        if beside is None:
            phone.makes_key()
            phone.knows_itself()
        return phone

    yield made
    for context in contexts:
        context.close()


def key_of(phone: Phone) -> Ed25519PublicKey:
    raw = phone.does(
        """const pair = await database.read("device", ["key", given]);
        return [...new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey))];""",
        phone.code,
    )
    return Ed25519PublicKey.from_public_bytes(bytes(raw))


def signed_by(key: Ed25519PublicKey, op: dict[str, Any]) -> bool:
    from base64 import b64decode

    try:
        key.verify(b64decode(op["signature"]), text_of(op).encode())
    except InvalidSignature:
        return False
    return True


def test_a_fact_is_signed_and_has_its_place_and_moment(make: Makes) -> None:
    phone = make()
    first, second = phone.records(
        MISSION, [BOARDED, {"kind": "hand_over", "subject": "mission:В-12", "value": "2"}], AT_MS
    )
    assert (first["counter"], second["counter"]) == (1, 2)
    assert (first["device"], first["mission"], first["seen"], first["undoes"]) == ("phone-1", MISSION, {}, "")
    assert (first["happened_at"], second["happened_at"]) == ("2025-08-16T05:00:00.000Z", "2025-08-16T05:00:01.000Z")
    assert (first["clock"], second["clock"]) == ([AT_MS, 0], [AT_MS + 1000, 0])
    assert len({first["id"], second["id"]}) == 2
    assert all(signed_by(key_of(phone), op) for op in (first, second))
    assert not signed_by(key_of(phone), {**first, "value": "van-2"})
    assert phone.ops(MISSION) == [first, second]


def test_the_private_key_cannot_leave_the_browser(make: Makes) -> None:
    phone = make()
    told = phone.does(
        """const pair = await database.read("device", ["key", "phone-1"]);
        const out = (way) => crypto.subtle.exportKey(way, pair.privateKey).catch((no) => no.name);
        return [pair.privateKey.extractable, ...(await Promise.all(["raw", "pkcs8", "jwk"].map(out)))];"""
    )
    assert told[0] is False
    assert set(told[1:]) == {"InvalidAccessError"}


def test_neither_counter_nor_clock_goes_back_when_the_phones_clock_does(make: Makes) -> None:
    phone = make()
    (first,) = phone.records(MISSION, [BOARDED], AT_MS)
    (second,) = phone.records(MISSION, [BOARDED], AT_MS - 86_400_000)
    again = make(beside=phone)
    phone.page.close()
    (third,) = again.records(MISSION, [BOARDED], 0)
    (fourth,) = again.records(MISSION, [BOARDED], AT_MS + 1)
    assert [one["counter"] for one in (first, second, third, fourth)] == [1, 2, 3, 4]
    assert [one["clock"] for one in (second, third, fourth)] == [[AT_MS, 1], [AT_MS, 2], [AT_MS + 1, 0]]
    assert second["happened_at"] == "2025-08-15T05:00:00.000Z", "what the phone's clock said is kept as said"
    assert third["happened_at"] == "2000-01-01T00:00:00.000Z", "a clock that was lost writes what the base can read"


def test_two_tabs_at_once_never_use_one_counter_twice(make: Makes) -> None:
    one = make()
    other, third = make(beside=one), make(beside=one)
    script = """const fact = { mission: "В-12", kind: "check_in", subject: "mission:В-12", value: "on_scene" };
      const places = Array.from({ length: 40 }, (_, place) => given + place);
      globalThis.made = await Promise.all(places.map((at) => outbox.record(fact, at)));"""
    for tab in (one, other, third):
        tab.begins(script, AT_MS)
    ops = [
        op for tab in (one, other, third) for op in tab.page.evaluate("globalThis.ended.then(() => globalThis.made)")
    ]
    assert sorted(op["counter"] for op in ops) == list(range(1, 121))
    in_order = sorted(ops, key=lambda op: op["counter"])
    clocks = [op["clock"] for op in in_order]
    assert clocks == sorted(clocks)
    assert len({tuple(clock) for clock in clocks}) == 120
    assert {op["id"] for op in one.ops(MISSION)} == {op["id"] for op in ops}


def test_each_mission_counts_from_one_so_that_no_gap_is_seen_where_none_is(make: Makes) -> None:
    phone = make()
    phone.records(MISSION, [BOARDED] * 3, AT_MS)
    (op,) = phone.records("В-13", [BOARDED], AT_MS)
    assert op["counter"] == 1
    assert op["clock"] > [AT_MS + 2000, 0]
    assert '"gaps":{}' in phone.state("В-13")


def test_undo_takes_back_and_both_stay(make: Makes) -> None:
    phone = make()
    (op,) = phone.records(MISSION, [BOARDED], AT_MS)
    undo = phone.does("return outbox.undo(given);", op)
    assert (undo["kind"], undo["undoes"], undo["subject"], undo["counter"]) == ("undo", op["id"], "evacuee:e1", 2)
    assert '"aboard":{"counts_as":null,"status":"empty"' in phone.state(MISSION)
    assert len(phone.ops(MISSION)) == 2


def test_what_the_base_could_not_read_is_not_recorded_and_uses_no_counter(make: Makes) -> None:
    phone = make()
    told = phone.does(
        """const facts = [
          { kind: "flown", subject: "evacuee:e1" }, { kind: "boarded", subject: "e".repeat(101) },
          { kind: "boarded", subject: "evacuee:e1", value: "x".repeat(201) }, { kind: "undo", subject: "evacuee:e1" },
          { kind: "boarded", subject: "evacuee:\\ud800" },
        ];
        return Promise.all(facts.map((fact) => outbox.record({ mission: "В-12", ...fact }).catch((no) => no.name)));"""
    )
    assert told == ["RangeError"] * 5
    assert phone.records(MISSION, [BOARDED], AT_MS)[0]["counter"] == 1


def test_what_was_heard_is_seen_and_moves_the_clock(make: Makes) -> None:
    one, other = make("phone-1"), make("phone-2")
    heard = one.records(MISSION, [BOARDED, BOARDED], AT_MS + 60_000)
    assert other.hears(heard) == {"taken": 2, "known": 0, "unreadable": 0}
    assert other.hears([*heard, *heard]) == {"taken": 0, "known": 4, "unreadable": 0}
    (op,) = other.records(MISSION, [{**BOARDED, "kind": "not_boarded"}], AT_MS)
    assert op["seen"] == {"phone-1": 2}
    assert op["clock"] == [AT_MS + 61_000, 1]
    assert '"status":"settled","value":"not_boarded:van-1"' in other.state(MISSION)
    one.hears([op])
    assert one.state(MISSION) == other.state(MISSION)


def test_an_op_that_is_still_on_its_way_is_not_claimed_as_seen(make: Makes) -> None:
    """The second op came over and the first did not: what we record now must not hide the first when it comes."""
    one, other = make("phone-1"), make("phone-2")
    first, second = one.records(MISSION, [BOARDED, {"kind": "check_in", "subject": "mission:В-12"}], AT_MS)
    other.hears([second])
    (op,) = other.records(MISSION, [{**BOARDED, "kind": "not_boarded"}], AT_MS + 60_000)
    assert op["seen"] == {}
    other.hears([first])
    assert '"status":"conflict"' in other.state(MISSION)
    (later,) = other.records(MISSION, [{**BOARDED, "kind": "not_boarded"}], AT_MS + 61_000)
    assert later["seen"] == {"phone-1": 2}
    assert '"status":"conflict"' not in other.state(MISSION)


def test_ops_under_our_own_name_that_we_never_signed_are_left_out(make: Makes) -> None:
    phone = make()
    (op,) = phone.records(MISSION, [BOARDED], AT_MS)
    forged = {**op, "id": "forged", "counter": 2_000_000_000}
    assert phone.hears([forged]) == {"taken": 0, "known": 0, "unreadable": 1}
    assert phone.records(MISSION, [BOARDED], AT_MS)[0]["counter"] == 2
    assert phone.hears([op]) == {"taken": 0, "known": 1, "unreadable": 0}


def test_what_came_back_from_others_after_our_storage_was_an_older_copy_is_not_counted_again(make: Makes) -> None:
    phone, other = make(), make("phone-2")
    ops = phone.records(MISSION, [BOARDED] * 5, AT_MS)
    other.hears(ops)
    phone.does(
        """for (const name of ["ops", "marks"]) {
          await database.within([name], "readwrite", (store) => database.asked(store(name).clear()));
        }"""
    )
    assert phone.hears(other.ops(MISSION))["taken"] == 5
    (op,) = phone.records(MISSION, [BOARDED], 0)
    assert (op["counter"], op["clock"]) == (6, [AT_MS + 4000, 1])


NO_OPS: tuple[dict[str, Any], ...] = (
    {"signature": "AAAA"}, {"signature": None}, {"counter": 0}, {"counter": 1.5}, {"counter": 2**31},
    {"clock": [1]}, {"clock": [-1, 0]}, {"clock": [2**53, 0]}, {"seen": []}, {"seen": {"": 1}}, {"seen": {"a": -1}},
    {"seen": {str(number): 1 for number in range(101)}}, {"kind": "constructor"}, {"id": "a b"}, {"id": ""},
    {"device": "x" * 65}, {"happened_at": "2025-08-16T05:00:00Z"}, {"happened_at": "1999-01-01T00:00:00.000Z"},
    {"happened_at": "noon"}, {"undoes": "a#1"}, {"value": 7}, {"subject": "x" * 101},
)  # fmt: skip


def test_what_is_no_op_is_not_taken_in(make: Makes) -> None:
    one, other = make("phone-1"), make("phone-2")
    (op,) = one.records(MISSION, [BOARDED], AT_MS)
    for changed in NO_OPS:
        told = other.hears([{**op, **changed}, 7, None])  # type: ignore[list-item]  # what no phone sends
        assert told == {"taken": 0, "known": 0, "unreadable": 3}, changed
    assert other.hears([op])["taken"] == 1
    assert other.ops(MISSION) == [op]


def test_a_clock_beyond_belief_is_kept_and_not_followed(make: Makes) -> None:
    one, other = make("phone-1"), make("phone-2")
    (op,) = one.records(MISSION, [BOARDED], AT_MS)
    other.hears([{**op, "clock": [2**53 - 1, 2**53 - 1]}])
    (ours,) = other.records(MISSION, [BOARDED], AT_MS)
    assert ours["clock"] == [AT_MS, 0]


def test_an_app_that_was_killed_before_it_signed_signs_later(make: Makes) -> None:
    phone = make()
    (op,) = phone.records(MISSION, [BOARDED], AT_MS)
    phone.does(
        """await database.within(["ops"], "readwrite", async (store) => {
          const [key] = await database.asked(store("ops").getAllKeys());
          const row = await database.asked(store("ops").get(key));
          store("ops").put({ ...row, signature: "" }, key);
        });"""
    )
    assert [one["op"] for one in phone.does('return outbox.unsent("В-12");')] == [op]
    assert phone.ops(MISSION) == [op]


def test_only_answers_end_the_waiting_and_a_refused_op_stays_with_its_reason(make: Makes) -> None:
    phone = make()
    ops = phone.records(MISSION, [BOARDED] * 3, AT_MS)
    phone.does(
        """const [one, other] = await outbox.unsent("В-12");
        const refused = { key: other.key, outcome: "refused", reason: "Ні." };
        await outbox.markAnswered([{ key: one.key, outcome: "new" }, refused], given);""",
        AT_MS,
    )
    told = phone.answers(MISSION)
    assert [told[op["id"]]["state"] for op in ops] == ["taken", "refused", "unsent"]
    assert told[ops[0]["id"]]["at"] == "2025-08-16T05:00:00.000Z"
    assert told[ops[1]["id"]]["reason"] == "Ні."
    assert [one["op"]["id"] for one in phone.does('return outbox.unsent("В-12");')] == [ops[2]["id"]]
    phone.does('await outbox.askAgain("В-12");')
    assert [one["op"]["id"] for one in phone.does('return outbox.unsent("В-12");')] == [ops[1]["id"], ops[2]["id"]]
    assert phone.does('return outbox.forgetTaken("В-12");') == 2
    assert [without_signature(op) for op in phone.ops(MISSION)] == [without_signature(op) for op in ops[1:]]
    assert phone.records(MISSION, [BOARDED], AT_MS)[0]["counter"] == 4


def test_a_new_enrolment_keeps_the_old_key_for_what_waits(make: Makes) -> None:
    phone = make()
    old = key_of(phone)
    (op,) = phone.records(MISSION, [BOARDED], AT_MS)
    phone.makes_key()
    assert signed_by(old, phone.records(MISSION, [BOARDED], AT_MS)[0]), "a key that waits signs nothing"
    phone.code = "phone-9"
    phone.knows_itself()
    (later,) = phone.records(MISSION, [BOARDED], AT_MS)
    assert (later["device"], later["counter"], later["seen"]) == ("phone-9", 1, {"phone-1": 2})
    assert signed_by(key_of(phone), later)
    assert signed_by(old, op)
    phone.does("await signing.forgetDevice();")
    assert phone.does("return signing.device();") is None

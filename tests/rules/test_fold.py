"""The fold in small worlds: two phones in one van, one of them often without coverage."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from openevac.domain.errors import InputError
from openevac.domain.events import OpKind
from openevac.rules.fold import canonical_state, fold, merge
from openevac.rules.fold_ops import canonical_json, canonical_op
from openevac.rules.fold_state import Fault, FieldStatus, OpState
from tests.rules import fold_vectors
from tests.rules.fold_cases import A1, CASES, OFF, ON, UNDO
from tests.rules.road import op

ABOARD = ("evacuee:e1", "aboard")


def shown(case: str, key: tuple[str, str] = ABOARD) -> tuple[str, str | None, str | None]:
    """Give status, value and what it counts as."""
    field = fold(CASES[case]).fields[key]
    return field.status.value, field.value, field.counts_as


def fate(case: str, ref: str) -> tuple[str, str]:
    found = fold(CASES[case]).fates[ref]
    return found.state.value, found.by


def faults(case: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(found.fault.value, found.ops) for found in fold(CASES[case]).faults]


@pytest.mark.parametrize(
    ("case", "status", "value", "counts_as"),
    [
        ("one op", "settled", "boarded", "boarded"),
        ("the same op five times", "settled", "boarded", "boarded"),
        ("a later op that saw the first replaces it", "settled", "not_boarded", "not_boarded"),
        ("a phone replaces its own earlier op", "settled", "not_boarded", "not_boarded"),
        ("a later op that did not see the first is in conflict", "conflict", None, "not_boarded"),
        ("two phones say the same without having met", "parallel", "boarded", "boarded"),
        ("two vans claim one person", "conflict", None, "boarded"),
        ("three phones, two of one mind", "conflict", None, "not_boarded"),
        ("who has seen both sides settles the conflict", "settled", "boarded", "boarded"),
        ("who has seen one side only does not", "conflict", None, "not_boarded"),
        ("undo brings the earlier value back", "settled", "boarded", "boarded"),
        ("undo of the only op leaves the field empty", "empty", None, None),
        ("undo of an undo brings the op back", "settled", "boarded", "boarded"),
        ("two undos, one of them taken back", "empty", None, None),
        ("undo of a settlement brings the conflict back", "conflict", None, "not_boarded"),
        ("undo of what its writer had not seen", "settled", "boarded", "boarded"),
        ("undo of what is replaced already", "settled", "not_boarded", "not_boarded"),
        ("one id, two contents", "conflict", None, "not_boarded"),
        ("undo of an id with two contents", "conflict", None, "not_boarded"),
        ("one counter, two ids", "conflict", None, "not_boarded"),
        ("an op that saw the future", "conflict", None, "not_boarded"),
        ("two ops that claim to have seen each other", "conflict", None, "not_boarded"),
        ("a clock that was set back on one phone", "conflict", None, "not_boarded"),
        ("clocks apart by the counter only", "settled", "not_boarded", "not_boarded"),
    ],
)
def test_who_is_aboard(case, status, value, counts_as):
    assert shown(case) == (status, value, counts_as)


@pytest.mark.parametrize(
    ("case", "key", "status", "counts_as"),
    [
        ("outcomes of one door", ("stop:s1", "outcome"), "conflict", "not_at_home"),
        ("an outcome nobody has heard of", ("stop:s1", "outcome"), "conflict", None),
        ("a yes and a no", ("evacuee:e1", "own_yes"), "conflict", "no"),
        ("turned back or not", ("mission:m1", "turn_back"), "conflict", "yes"),
        ("two ends of silence", ("mission:m1", "silent_until"), "conflict", "2025-08-16T09:00:00Z"),
        ("an end of silence that is no time", ("mission:m1", "silent_until"), "conflict", None),
        ("two shelters", ("evacuee:e1", "hand_over"), "conflict", None),
        ("what befell a crew stands side by side", ("mission:m1", "crew_event"), "log", None),
        ("check-ins are all kept", ("mission:m1", "check_in"), "log", None),
        ("a log taken back whole is empty", ("hazard:h1", "hazard"), "empty", None),
    ],
)
def test_what_counts_until_a_person_has_settled_it(case, key, status, counts_as):
    assert shown(case, key) == (status, None, counts_as)


def test_every_side_of_a_conflict_stays_in_sight_in_the_order_of_clocks():
    field = fold(CASES["three phones, two of one mind"]).fields[ABOARD]
    assert field.visible == ("a1", "b1", "c1")
    assert field.values == ("boarded", "not_boarded", "boarded")
    assert fold(CASES["three phones, two of one mind"]).conflicts() == (ABOARD,)


def test_fields_and_conflicts_are_in_order_whatever_came_first():
    ops = [
        op(f"{device}1", kind, subject=f"evacuee:{name}") for name in "zam" for device, kind in (("b", ON), ("a", OFF))
    ]
    ops = [replace(one, id=f"o{place}", counter=place) for place, one in enumerate(ops, 1)]
    folded = fold(ops)
    assert folded.conflicts() == tuple((f"evacuee:{name}", "aboard") for name in "amz")
    assert list(folded.fields) == sorted(folded.fields)
    assert list(folded.fates) == list(folded.ops) == sorted(folded.ops)
    assert list(fold([op("b3", seen={"c": 1, "a": 1})]).gaps) == ["a", "b", "c"]


def test_which_van_is_said_with_the_boarding():
    assert fold(CASES["two vans claim one person"]).fields[ABOARD].values == ("boarded:van-1", "boarded:van-2")


def test_two_events_of_one_crew_do_not_replace_each_other_and_one_taken_back_goes():
    case = "what befell a crew stands side by side"
    assert fold(CASES[case]).fields["mission:m1", "crew_event"].values == ("vehicle_lost",)
    assert fate(case, "a1") == ("undone", "a3")
    assert fate(case, "a2") == ("visible", "")


def test_an_op_says_who_replaced_it_first():
    ops = (A1, op("a2", OFF), op("a3", ON), op("b1", OFF, at=9, seen={"a": 3}))
    assert {ref: (one.state.value, one.by) for ref, one in fold(ops).fates.items()} == {
        "a1": ("superseded", "a2"), "a2": ("superseded", "a3"), "a3": ("superseded", "b1"), "b1": ("visible", ""),
    }  # fmt: skip


def test_the_first_undo_by_clock_is_named():
    ops = (A1, op("a2", UNDO, undoes="a1", at=8), op("b1", UNDO, undoes="a1", at=3, seen={"a": 1}))
    assert fold(ops).fates["a1"].by == "b1"
    assert fold(ops).fates["a1"].state is OpState.UNDONE


def test_an_undo_that_waits_takes_hold_when_what_it_takes_back_arrives():
    waiting = fold(CASES["undo arrives before what it takes back"])
    assert [(found.fault, found.ops) for found in waiting.faults] == [(Fault.UNDOES_UNKNOWN, ("a2",))]
    assert waiting.gaps == {"a": ((1, 1),)}
    arrived = merge(waiting, fold([A1]))
    assert arrived.faults == ()
    assert arrived.fields[ABOARD].status is FieldStatus.EMPTY


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ("undo of what its writer had not seen", [("undoes_unseen", ("b1",))]),
        ("one id, two contents", [("same_id_differs", ("a1#1", "a1#2"))]),
        (
            "undo of an id with two contents",
            [("same_id_differs", ("a1#1", "a1#2")), ("undoes_unclear", ("a2",))],
        ),
        ("one counter, two ids", [("counter_used_twice", ("a1", "a1.copy"))]),
        ("an op that saw the future", [("sees_later", ("b1",))]),
        ("two ops that claim to have seen each other", [("sees_later", ("a1",)), ("sees_later", ("b1",))]),
        ("a clock that was set back on one phone", [("sees_later", ("a2",))]),
        ("a later op that did not see the first is in conflict", []),
        ("the same op five times", []),
    ],
)
def test_faults_are_named(case, named):
    assert faults(case) == named


def test_missing_ops_are_named_by_phone_and_range():
    assert fold(CASES["ops are missing"]).gaps == {"a": ((1, 2),), "b": ((2, 2),), "c": ((1, 1),)}
    assert fold(CASES["a seen beyond all measure"]).gaps == {"b": ((1, 9_007_199_254_740_991),)}


def test_the_same_moment_in_another_zone_is_the_same_op():
    kyiv = replace(A1, happened_at=A1.happened_at.astimezone(timezone(timedelta(hours=3))))
    assert fold([A1, kyiv]).faults == ()
    assert canonical_op(kyiv)["happened_at"] == "2025-08-16T05:00:01.000Z"


def test_ops_of_two_missions_are_not_mixed():
    with pytest.raises(InputError, match="Operations of 2 missions were mixed"):
        fold([A1, op("b1", OFF, mission="m2")])


def test_an_op_counts_from_one_and_an_undo_says_what_it_takes_back():
    with pytest.raises(InputError, match="0 is not above zero"):
        replace(A1, counter=0)
    with pytest.raises(InputError, match="undoes"):
        op("a1", UNDO)
    with pytest.raises(InputError, match="undoes"):
        op("a2", UNDO, undoes="a1#1")


def test_no_ops_fold_to_an_empty_state():
    assert canonical_json(canonical_state(fold([]))) == (
        '{"faults":[],"gaps":{},"mission":"","ops":{},"subjects":{},"v":1}'
    )
    assert merge() == fold([])


def test_every_kind_of_op_has_a_field_of_its_subject():
    for kind in OpKind:
        folded = fold([op("a1", kind, "1", undoes="a0" if kind is UNDO else "")])
        assert len(folded.fields) == (0 if kind is UNDO else 1)


def test_the_vector_file_is_current():
    assert fold_vectors.FILE.read_text(encoding="utf-8") == fold_vectors.text(), (
        "run python -m tests.rules.fold_vectors and look at the difference"
    )


def test_the_vector_file_reads_as_json_and_holds_every_case():
    plain = json.loads(fold_vectors.FILE.read_text(encoding="utf-8"))
    assert plain == fold_vectors.vectors()
    assert [case["name"] for case in plain["cases"]][: len(CASES)] == list(CASES)
    assert len(plain["cases"]) == len(CASES) + fold_vectors.RANDOM_ROADS

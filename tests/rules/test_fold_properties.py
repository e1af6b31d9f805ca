"""What holds of every fold, however the ops arrive and however broken they are."""

from __future__ import annotations

import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from openevac.domain.events import OpKind
from openevac.rules.fold import canonical_state, fold, merge
from openevac.rules.fold_fields import LOGS, field_of
from openevac.rules.fold_ops import canonical_json, canonical_op, supersedes
from openevac.rules.fold_state import Fault, FieldStatus, Folded, OpState
from tests.rules.fold_plain import fold_plain
from tests.rules.road import drive
from tests.torture import examples

COUNT = examples(1_000, 10_000)
FEWER = examples(300, 3_000)
"""For what is checked besides the twin and the order of ops."""


def text(folded: Folded) -> str:
    return canonical_json(canonical_state(folded))


def test_ten_thousand_roads_fold_as_the_plain_twin_says():
    differ = []
    for seed in range(COUNT):
        ops = drive(seed, steps=4 + seed % 17, broken=(0.0, 0.1, 0.5)[seed % 3])
        plain = fold_plain([canonical_op(one) for one in ops])
        if json.loads(text(fold(ops))) != json.loads(json.dumps(plain)):
            differ.append(seed)
    assert not differ


def test_the_roads_hold_every_status_state_and_fault():
    folded = [fold(drive(seed, steps=16, broken=(0.0, 0.3)[seed % 2])) for seed in range(400)]
    assert {field.status for one in folded for field in one.fields.values()} == set(FieldStatus)
    assert {fate.state for one in folded for fate in one.fates.values()} == set(OpState)
    assert {found.fault for one in folded for found in one.faults} == set(Fault)
    assert any(one.gaps for one in folded)
    redone = [
        1
        for one in folded
        for op in one.ops.values()
        if op.kind is OpKind.UNDO and one.fates.get(op.undoes) and one.ops[op.undoes].kind is OpKind.UNDO
    ]
    assert redone


def test_any_order_any_number_of_times_and_any_grouping_give_one_state():
    for seed in range(COUNT):
        ops = drive(seed, steps=14, broken=(0.0, 0.3)[seed % 2])
        dice = random.Random(seed)
        shuffled = dice.sample(ops, len(ops)) + dice.choices(ops, k=5) if ops else []
        cut, second = sorted((dice.randrange(len(ops) + 1), dice.randrange(len(ops) + 1)))
        one, other, third = fold(ops[:cut]), fold(ops[cut:second]), fold(ops[second:])
        whole = text(fold(ops))
        assert text(fold(shuffled)) == whole
        assert text(merge(one, merge(other, third))) == text(merge(merge(third, one), other)) == whole
        assert text(merge(fold(ops), fold(ops))) == text(merge(fold(ops))) == whole


def test_every_op_is_visible_replaced_by_a_later_one_or_taken_back():
    for seed in range(FEWER):
        ops = drive(seed, steps=20, broken=(0.0, 0.5)[seed % 2])
        folded = fold(ops)
        assert set(folded.fates) == set(folded.ops)
        assert {canonical_json(canonical_op(one)) for one in ops} == {
            canonical_json(canonical_op(one)) for one in folded.ops.values()
        }
        shown = {ref for field in folded.fields.values() for ref in field.visible}
        for ref, fate in folded.fates.items():
            check_fate(ref, fate.state, fate.by, folded, shown)


def check_fate(ref: str, state: OpState, by: str, folded: Folded, shown: set[str]) -> None:
    one = folded.ops[ref]
    if state is OpState.VISIBLE:
        assert not by
        assert (ref in shown) == (one.kind is not OpKind.UNDO)
        return
    assert ref not in shown
    later = folded.ops[by]
    assert folded.fates[by].state is not OpState.UNDONE
    assert supersedes(later, one)
    if state is OpState.UNDONE:
        assert (later.kind, later.undoes) == (OpKind.UNDO, one.id)
    else:
        assert (later.subject, field_of(later)) == (one.subject, field_of(one))
        assert field_of(one) not in LOGS


def test_a_field_that_was_recorded_and_not_taken_back_always_shows_something():
    for seed in range(FEWER):
        folded = fold(drive(seed, steps=20, broken=(0.2, 0.7)[seed % 2]))
        for (subject, field), one in folded.fields.items():
            alive = [
                ref
                for ref, op in folded.ops.items()
                if op.kind is not OpKind.UNDO
                and (op.subject, field_of(op)) == (subject, field)
                and folded.fates[ref].state is not OpState.UNDONE
            ]
            assert bool(one.visible) == bool(alive)
            assert (one.status is FieldStatus.EMPTY) == (not alive)


def test_without_broken_phones_nothing_is_faulty_and_nothing_missing():
    for seed in range(FEWER):
        folded = fold(drive(seed, steps=20))
        assert folded.faults == ()
        assert folded.gaps == {}


def test_a_lost_op_is_always_named_as_a_gap_once_a_later_one_of_its_phone_is_here():
    for seed in range(FEWER):
        ops = drive(seed, steps=16)
        by_device = {one.device: max(other.counter for other in ops if other.device == one.device) for one in ops}
        for lost in ops:
            if lost.counter < by_device[lost.device]:
                gaps = fold([one for one in ops if one is not lost]).gaps
                assert gaps == {lost.device: ((lost.counter, lost.counter),)}


@settings(max_examples=examples(200, 2_000), deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 19))
def test_a_conflict_of_boarding_is_never_shown_as_one_of_its_sides(seed, steps):
    folded = fold(drive(seed, steps=steps + 5))
    for key in folded.conflicts():
        assert folded.fields[key].value is None
        assert len(set(folded.fields[key].values)) > 1
    for (_, field), one in folded.fields.items():
        sides = {value.split(":")[0] for value in one.values}
        if field == "aboard" and len(sides) == 2:
            assert one.status is FieldStatus.CONFLICT
            assert one.counts_as == "not_boarded"

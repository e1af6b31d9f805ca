"""Small worlds of the fold by name: what two or three phones recorded. Vectors and readable tests share them."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.events import HybridTime, Op, OpKind
from tests.rules.road import op

ON, OFF, UNDO = OpKind.BOARDED, OpKind.NOT_BOARDED, OpKind.UNDO
A1 = op("a1", ON, at=1)

CASES: dict[str, tuple[Op, ...]] = {
    "nothing recorded": (),
    "one op": (A1,),
    "the same op five times": (A1,) * 5,
    "a later op that saw the first replaces it": (A1, op("b1", OFF, at=2, seen={"a": 1})),
    "a phone replaces its own earlier op": (A1, op("a2", OFF)),
    "a later op that did not see the first is in conflict": (A1, op("b1", OFF, at=2)),
    "two phones say the same without having met": (A1, op("b1", ON, at=2)),
    "two vans claim one person": (op("a1", ON, "van-1"), op("b1", ON, "van-2")),
    "three phones, two of one mind": (A1, op("b1", OFF, at=2), op("c1", ON, at=3)),
    "who has seen both sides settles the conflict": (
        A1,
        op("b1", OFF, at=2),
        op("c1", ON, at=9, seen={"a": 1, "b": 1}),
    ),
    "who has seen one side only does not": (A1, op("b1", OFF, at=2), op("c1", OFF, at=9, seen={"b": 1})),
    "undo brings the earlier value back": (A1, op("a2", OFF), op("a3", UNDO, undoes="a2")),
    "undo of the only op leaves the field empty": (A1, op("a2", UNDO, undoes="a1")),
    "undo of an undo brings the op back": (A1, op("a2", UNDO, undoes="a1"), op("a3", UNDO, undoes="a2")),
    "two undos, one of them taken back": (
        A1,
        op("a2", UNDO, undoes="a1"),
        op("b1", UNDO, undoes="a1", seen={"a": 1}, at=3),
        op("a3", UNDO, undoes="a2", at=4),
    ),
    "undo of a settlement brings the conflict back": (
        A1,
        op("b1", OFF, at=2),
        op("c1", ON, at=9, seen={"a": 1, "b": 1}),
        op("c2", UNDO, undoes="c1", at=10),
    ),
    "undo arrives before what it takes back": (op("a2", UNDO, undoes="a1"),),
    "undo of what its writer had not seen": (A1, op("b1", UNDO, undoes="a1", at=5)),
    "undo of what is replaced already": (A1, op("b1", OFF, at=2, seen={"a": 1}), op("a2", UNDO, undoes="a1", at=3)),
    "one id, two contents": (A1, replace(A1, kind=OFF)),
    "undo of an id with two contents": (A1, replace(A1, kind=OFF), op("a2", UNDO, undoes="a1")),
    "one counter, two ids": (A1, replace(A1, id="a1.copy", kind=OFF)),
    "ops are missing": (op("a3", ON, seen={"b": 2, "c": 1}), op("b1", OFF)),
    "a seen beyond all measure": (op("a1", ON, seen={"b": 9_007_199_254_740_991}),),
    "an op that saw the future": (op("a1", ON, at=9), op("b1", OFF, at=2, seen={"a": 1})),
    "two ops that claim to have seen each other": (
        op("a1", ON, at=2, seen={"b": 1}),
        op("b1", OFF, at=2, seen={"a": 1}),
    ),
    "a clock that was set back on one phone": (op("a1", ON, at=9), op("a2", OFF, at=2)),
    "clocks apart by the counter only": (A1, replace(op("a2", OFF, at=1), clock=HybridTime(1_000, 1))),
    "outcomes of one door": (
        op("a1", OpKind.STOP_OUTCOME, "boarded", subject="stop:s1"),
        op("b1", OpKind.STOP_OUTCOME, "refused", subject="stop:s1"),
        op("c1", OpKind.STOP_OUTCOME, "not_at_home", subject="stop:s1"),
    ),
    "an outcome nobody has heard of": (
        op("a1", OpKind.STOP_OUTCOME, "boarded", subject="stop:s1"),
        op("b1", OpKind.STOP_OUTCOME, "flown", subject="stop:s1"),
    ),
    "a yes and a no": (op("a1", OpKind.OWN_YES, "yes"), op("b1", OpKind.OWN_YES, "no")),
    "turned back or not": (
        op("a1", OpKind.TURN_BACK, "no", subject="mission:m1"),
        op("b1", OpKind.TURN_BACK, "yes", subject="mission:m1"),
    ),
    "two ends of silence": (
        op("a1", OpKind.SILENT_UNTIL, "2025-08-16T10:30:00Z", subject="mission:m1"),
        op("b1", OpKind.SILENT_UNTIL, "2025-08-16T09:00:00Z", subject="mission:m1"),
    ),
    "an end of silence that is no time": (
        op("a1", OpKind.SILENT_UNTIL, "2025-08-16T10:30:00Z", subject="mission:m1"),
        op("b1", OpKind.SILENT_UNTIL, "noon", subject="mission:m1"),
    ),
    "two shelters": (op("a1", OpKind.HAND_OVER, "shelter-1"), op("b1", OpKind.HAND_OVER, "shelter-2")),
    "what befell a crew stands side by side": (
        op("a1", OpKind.CREW_EVENT, "wounded", subject="mission:m1"),
        op("a2", OpKind.CREW_EVENT, "vehicle_lost", subject="mission:m1"),
        op("a3", UNDO, undoes="a1"),
    ),
    "check-ins are all kept": tuple(
        op(f"a{number}", OpKind.CHECK_IN, "we_are_here", subject="mission:m1") for number in (1, 2, 3)
    ),
    "a log taken back whole is empty": (
        op("a1", OpKind.HAZARD, "crater", subject="hazard:h1"),
        op("a2", UNDO, undoes="a1"),
    ),
    "fields of one subject do not touch each other": (
        A1,
        op("a2", OpKind.OWN_YES, "yes"),
        op("b1", OFF, subject="evacuee:e2"),
    ),
    "letters beyond the first plane are ordered by code point": (
        op("a1", OpKind.CREW_EVENT, "\U0001f691", subject="mission:\U0001f691"),
        op("a2", OpKind.CREW_EVENT, "\uff5e", subject="mission:\uff5e"),
    ),
}

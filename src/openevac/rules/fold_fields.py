"""Which field an op changes, how its value reads, and which value is the cautious one while devices disagree."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openevac.domain.events import Op, OpKind, StopOutcome

ABOARD = "aboard"
FIELDS = {
    OpKind.CHECK_IN: "check_in",
    OpKind.SILENT_UNTIL: "silent_until",
    OpKind.STOP_OUTCOME: "outcome",
    OpKind.OWN_YES: "own_yes",
    OpKind.BOARDED: ABOARD,
    OpKind.NOT_BOARDED: ABOARD,
    OpKind.BELONGINGS_LEFT: "belongings_left",
    OpKind.HAZARD: "hazard",
    OpKind.TURN_BACK: "turn_back",
    OpKind.HAND_OVER: "hand_over",
    OpKind.CREW_EVENT: "crew_event",
}
"""Which field of its subject each kind of op changes; an undo changes none, it takes an op back."""

LOGS = frozenset({"check_in", "hazard", "crew_event"})
"""Fields in which every op stands for itself: a wounded crew member is not replaced by a lost vehicle."""

NOT_BOARDED = OpKind.NOT_BOARDED.value
BOARDED = OpKind.BOARDED.value
CAUTIOUS_FIRST = {
    "outcome": (
        StopOutcome.NOT_AT_HOME,
        StopOutcome.WRONG_ADDRESS,
        StopOutcome.REFERRED,
        StopOutcome.LEFT_BY_THEMSELVES,
        StopOutcome.TAKEN_BY_ANOTHER,
        StopOutcome.REFUSED,
        StopOutcome.WALK_UP,
        StopOutcome.BOARDED,
    ),
    "own_yes": ("no", "yes"),
    "turn_back": ("yes", "no"),
}
"""Values by caution: what keeps people looking for somebody comes before what lets them stop."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")


def field_of(op: Op) -> str:
    """Name the field of its subject that an op changes."""
    return FIELDS[op.kind]


def value_of(op: Op) -> str:
    """Give the value an op sets. Of boarding it says which way, then the vehicle or place, if one was given."""
    if field_of(op) != ABOARD:
        return op.value
    return f"{op.kind.value}:{op.value}" if op.value else op.kind.value


def counts_as(field: str, values: Sequence[str]) -> str | None:
    """Give the value that lists and alarms reckon with while devices disagree; None where no value is cautious.

    Aboard or not: not aboard, so somebody looks again before the door is left. Silence: the earliest end, so the
    alarm comes sooner. Own yes: the no. Turning back: that the crew turned back.
    """
    if field == ABOARD:
        missing = any(value.split(":")[0] == NOT_BOARDED for value in values)
        return NOT_BOARDED if missing else BOARDED
    if field == "silent_until":
        return min(values) if all(_MOMENT.fullmatch(value) for value in values) else None
    known = CAUTIOUS_FIRST.get(field, ())
    if not set(values) <= set(known):
        return None
    return next(str(value) for value in known if value in values)

"""What a fold gives: the fields of every subject, the fate of every op, what is missing and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.events import Op
from openevac.rules.fold_gaps import Gaps


class FieldStatus(StrEnum):
    """How much the devices agree about one field of one subject. `EMPTY`: everything recorded was taken back."""

    SETTLED = "settled"
    PARALLEL = "parallel"
    CONFLICT = "conflict"
    LOG = "log"
    EMPTY = "empty"


class OpState(StrEnum):
    """What became of an op: it counts, a later one replaced it, or it was taken back."""

    VISIBLE = "visible"
    SUPERSEDED = "superseded"
    UNDONE = "undone"


class Fault(StrEnum):
    """What is wrong with ops that were sent. A fault is shown; it never drops an op.

    `SAME_ID_DIFFERS`: one id, several contents. `COUNTER_USED_TWICE`: one counter of a device, several ids (a phone
    restored from a copy). `SEES_LATER`: an op claims to have seen one whose clock is not earlier. `UNDOES_UNKNOWN`,
    `UNDOES_UNSEEN`, `UNDOES_UNCLEAR`: an undo of an op that is not here, that its writer had not seen, or whose id
    stands for several contents; such an undo has no effect.
    """

    SAME_ID_DIFFERS = "same_id_differs"
    COUNTER_USED_TWICE = "counter_used_twice"
    SEES_LATER = "sees_later"
    UNDOES_UNKNOWN = "undoes_unknown"
    UNDOES_UNSEEN = "undoes_unseen"
    UNDOES_UNCLEAR = "undoes_unclear"


@dataclass(frozen=True, slots=True)
class FaultFound:
    """One fault and the references of the ops it lies in."""

    fault: Fault
    ops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an op, and the first op (by clock, then reference) that replaced it or took it back."""

    state: OpState
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoldedField:
    """One field of one subject as all devices together know it.

    `value` is there when the field is settled or parallel, else None. `counts_as`: what lists and alarms reckon
    with until a person has settled a conflict; None where no value is the cautious one. `visible`: references of
    the ops that count, by clock and then reference; `values`: their values in the same order.
    """

    status: FieldStatus
    value: str | None
    counts_as: str | None
    visible: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """The state of one mission: fields by (subject, field), the fate of every op, what is missing, what is wrong.

    `ops`: every distinct op by its reference, in order of references. `gaps`: for each device the ranges of
    counters (first, last) that somebody has seen but that are not here.
    """

    mission: str
    fields: dict[tuple[str, str], FoldedField]
    fates: dict[str, Fate]
    gaps: Gaps
    faults: tuple[FaultFound, ...]
    ops: dict[str, Op]

    def conflicts(self) -> tuple[tuple[str, str], ...]:
        """Give the (subject, field) of every conflict, in order."""
        return tuple(key for key, folded in self.fields.items() if folded.status is FieldStatus.CONFLICT)

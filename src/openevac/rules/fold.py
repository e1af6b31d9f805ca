"""The merge of what many devices recorded on one mission, in any order and any number of times.

Nothing is decided by who came last. An op is replaced only by one whose writer had seen it; ops that have not seen
each other all stay visible: with one value as a parallel update, with different values as a conflict that a person
settles by a new op. docs/sync.md says the same rules exactly enough for a second implementation.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.events import HybridTime, Op, OpKind
from openevac.domain.units import to_utc
from openevac.rules.fold_fields import LOGS, counts_as, field_of, value_of
from openevac.rules.fold_gaps import Gaps, gaps_of


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


def fold(ops: Iterable[Op]) -> Folded:
    """Merge the ops of one mission; order and repetition make no difference. InputError when missions are mixed."""
    known = _references(ops)
    missions = sorted({op.mission for op in known.values()})
    if len(missions) > 1:
        raise InputError(
            "Operations of {count} missions were mixed.",
            "Merge the operations of each mission by themselves.",
            field="mission",
            count=len(missions),
        )
    undone, undo_faults = _undone(known)
    fates = {ref: Fate(OpState.UNDONE, undone[ref]) if ref in undone else Fate(OpState.VISIBLE) for ref in known}
    fields: dict[tuple[str, str], FoldedField] = {}
    for key, refs in sorted(_by_field(known).items()):
        alive = [ref for ref in refs if ref not in undone]
        replaced = {} if key[1] in LOGS else _superseded(alive, known)
        fates.update({ref: Fate(OpState.SUPERSEDED, by) for ref, by in replaced.items()})
        fields[key] = _folded(key[1], [ref for ref in alive if ref not in replaced], known)
    return Folded(
        mission=missions[0] if missions else "",
        fields=fields,
        fates=fates,
        gaps=gaps_of(known.values()),
        faults=_sorted_faults([*_faults(known), *undo_faults]),
        ops=known,
    )


def merge(*states: Folded) -> Folded:
    """Merge what several places already merged: the same as folding all their ops together."""
    return fold(op for state in states for op in state.ops.values())


def sees(later: Op, earlier: Op) -> bool:
    """Tell whether the writer of one op had merged the other: by counter; its own earlier ops are always seen."""
    if later.device == earlier.device:
        return later.counter > earlier.counter
    return later.seen.get(earlier.device, 0) >= earlier.counter


def supersedes(later: Op, earlier: Op) -> bool:
    """Tell whether one op may replace the other: it has seen it and its clock is later.

    The clock keeps forged or broken `seen` maps from forming a circle in which every op replaces another and none
    is left to see.
    """
    return sees(later, earlier) and later.clock > earlier.clock


def canonical_op(op: Op) -> dict[str, Any]:
    """Give the plain form of an op: what is compared, stored in vectors and sent. Times as JavaScript writes them."""
    return {
        "clock": list(op.clock),
        "counter": op.counter,
        "device": op.device,
        "happened_at": to_utc(op.happened_at).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "id": op.id,
        "kind": op.kind.value,
        "mission": op.mission,
        "seen": dict(op.seen),
        "subject": op.subject,
        "undoes": op.undoes,
        "value": op.value,
    }


def canonical_state(folded: Folded) -> dict[str, Any]:
    """Give the plain form of a folded state, the same in every implementation (see docs/sync.md)."""
    subjects: dict[str, dict[str, Any]] = {}
    for (subject, field), one in folded.fields.items():
        subjects.setdefault(subject, {})[field] = {
            "status": one.status.value,
            "value": one.value,
            "counts_as": one.counts_as,
            "visible": list(one.visible),
            "values": list(one.values),
        }
    return {
        "v": 1,
        "mission": folded.mission,
        "subjects": subjects,
        "ops": {ref: {"state": fate.state.value, "by": fate.by} for ref, fate in folded.fates.items()},
        "gaps": {device: [list(gap) for gap in gaps] for device, gaps in folded.gaps.items()},
        "faults": [{"fault": one.fault.value, "ops": list(one.ops)} for one in folded.faults],
    }


def canonical_json(plain: Mapping[str, Any]) -> str:
    """Write a plain form as one line: keys in order of code points, no blanks, letters as they are."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _references(ops: Iterable[Op]) -> dict[str, Op]:
    """Name every distinct op: by its id, or "id#1", "id#2" ... (in order of their texts) where an id was used twice."""
    contents: dict[str, dict[str, Op]] = defaultdict(dict)
    for op in ops:
        contents[op.id].setdefault(canonical_json(canonical_op(op)), op)
    known: dict[str, Op] = {}
    for name, variants in contents.items():
        texts = sorted(variants)
        for number, text in enumerate(texts, 1):
            known[name if len(texts) == 1 else f"{name}#{number}"] = variants[text]
    return dict(sorted(known.items()))


def _by_field(known: Mapping[str, Op]) -> dict[tuple[str, str], list[str]]:
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for ref, op in known.items():
        if op.kind is not OpKind.UNDO:
            keys[(op.subject, field_of(op))].append(ref)
    return {key: _by_clock(refs, known) for key, refs in keys.items()}


def _by_clock(refs: Iterable[str], known: Mapping[str, Op]) -> list[str]:
    return sorted(refs, key=lambda ref: (known[ref].clock, ref))


def _superseded(alive: Sequence[str], known: Mapping[str, Op]) -> dict[str, str]:
    """Give the replaced ops of one field, each with the first op (by clock, then reference) that replaces it."""
    replaced: dict[str, str] = {}
    for place, ref in enumerate(alive):
        by = next((later for later in alive[place + 1 :] if supersedes(known[later], known[ref])), None)
        if by is not None:
            replaced[ref] = by
    return replaced


def _folded(field: str, visible: Sequence[str], known: Mapping[str, Op]) -> FoldedField:
    values = tuple(value_of(known[ref]) for ref in visible)
    agreed = len(set(values)) == 1
    if field in LOGS and values:
        status = FieldStatus.LOG
    elif not values:
        status = FieldStatus.EMPTY
    elif len(values) == 1:
        status = FieldStatus.SETTLED
    else:
        status = FieldStatus.PARALLEL if agreed else FieldStatus.CONFLICT
    settled = values[0] if status in {FieldStatus.SETTLED, FieldStatus.PARALLEL} else None
    return FoldedField(
        status=status,
        value=settled,
        counts_as=counts_as(field, values) if status is FieldStatus.CONFLICT else settled,
        visible=tuple(visible),
        values=values,
    )


def _undone(known: Mapping[str, Op]) -> tuple[dict[str, str], list[FaultFound]]:
    """Give the ops that were taken back, each with the first undo that holds, and the undos that cannot.

    An undo is later than what it takes back, so going from the newest to the oldest settles first whether the undo
    itself was taken back: undoing an undo brings the op back.
    """
    faults: list[FaultFound] = []
    undos: dict[str, list[str]] = defaultdict(list)
    for ref, op in known.items():
        if op.kind is not OpKind.UNDO:
            continue
        fault = _undo_fault(op, known)
        if fault is None:
            undos[op.undoes].append(ref)
        else:
            faults.append(FaultFound(fault, (ref,)))
    undone: dict[str, str] = {}
    for ref in reversed(_by_clock(known, known)):
        by = next((undo for undo in _by_clock(undos.get(ref, ()), known) if undo not in undone), None)
        if by is not None:
            undone[ref] = by
    return undone, faults


def _undo_fault(undo: Op, known: Mapping[str, Op]) -> Fault | None:
    if f"{undo.undoes}#1" in known:
        return Fault.UNDOES_UNCLEAR
    taken_back = known.get(undo.undoes)
    if taken_back is None:
        return Fault.UNDOES_UNKNOWN
    return None if supersedes(undo, taken_back) else Fault.UNDOES_UNSEEN


def _faults(known: Mapping[str, Op]) -> Iterable[FaultFound]:
    variants: dict[str, list[str]] = defaultdict(list)
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    for ref, op in known.items():
        variants[op.id].append(ref)
        places[(op.device, op.counter)].append(ref)
    yield from (FaultFound(Fault.SAME_ID_DIFFERS, tuple(refs)) for refs in variants.values() if len(refs) > 1)
    for refs in places.values():
        if len({known[ref].id for ref in refs}) > 1:
            yield FaultFound(Fault.COUNTER_USED_TWICE, tuple(refs))
    latest = _latest_clocks(known.values())
    for ref, op in known.items():
        if any(_clock_seen(op, device, *clocks) >= op.clock for device, clocks in latest.items()):
            yield FaultFound(Fault.SEES_LATER, (ref,))


def _latest_clocks(ops: Iterable[Op]) -> dict[str, tuple[list[int], list[HybridTime]]]:
    """Give, for each device, its counters in order and the latest clock up to each."""
    written: dict[str, list[tuple[int, HybridTime]]] = defaultdict(list)
    for op in ops:
        written[op.device].append((op.counter, op.clock))
    return {
        device: (
            [counter for counter, _ in sorted(pairs)],
            list(accumulate((clock for _, clock in sorted(pairs)), max)),
        )
        for device, pairs in written.items()
    }


def _clock_seen(op: Op, device: str, counters: list[int], latest: list[HybridTime]) -> HybridTime:
    """Give the latest clock among a device's ops that `op` claims to have seen."""
    upto = op.counter - 1 if device == op.device else op.seen.get(device, 0)
    place = bisect_right(counters, upto)
    return latest[place - 1] if place else HybridTime(-1, 0)


def _sorted_faults(faults: Iterable[FaultFound]) -> tuple[FaultFound, ...]:
    return tuple(sorted(faults, key=lambda one: (one.fault.value, one.ops)))

"""What is taken back, and what is wrong with ops as they came: named, never dropped."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate

from openevac.domain.events import HybridTime, Op, OpKind
from openevac.rules.fold_ops import by_clock, supersedes
from openevac.rules.fold_state import Fault, FaultFound


def undone_ops(known: Mapping[str, Op]) -> tuple[dict[str, str], list[FaultFound]]:
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
    for ref in reversed(by_clock(known, known)):
        by = next((undo for undo in by_clock(undos.get(ref, ()), known) if undo not in undone), None)
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


def faults_of(known: Mapping[str, Op]) -> Iterable[FaultFound]:
    """Give every fault that does not lie in an undo."""
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


def sorted_faults(faults: Iterable[FaultFound]) -> tuple[FaultFound, ...]:
    """Give faults by name and then references."""
    return tuple(sorted(faults, key=lambda one: (one.fault.value, one.ops)))

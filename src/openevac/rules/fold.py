"""The merge of what many devices recorded on one mission, in any order and any number of times.

Nothing is decided by who came last. An op is replaced only by one whose writer had seen it; ops that have not seen
each other all stay visible: with one value as a parallel update, with different values as a conflict that a person
settles by a new op. docs/sync.md says the same rules exactly enough for a second implementation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.events import Op, OpKind
from openevac.rules.fold_faults import faults_of, sorted_faults, undone_ops
from openevac.rules.fold_fields import LOGS, counts_as, field_of, value_of
from openevac.rules.fold_gaps import gaps_of
from openevac.rules.fold_ops import by_clock, references, supersedes
from openevac.rules.fold_state import Fate, FieldStatus, Folded, FoldedField, OpState


def fold(ops: Iterable[Op]) -> Folded:
    """Merge the ops of one mission; order and repetition make no difference. InputError when missions are mixed."""
    known = references(ops)
    missions = sorted({op.mission for op in known.values()})
    if len(missions) > 1:
        raise InputError(
            "Operations of {count} missions were mixed.",
            "Merge the operations of each mission by themselves.",
            field="mission",
            count=len(missions),
        )
    undone, undo_faults = undone_ops(known)
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
        faults=sorted_faults([*faults_of(known), *undo_faults]),
        ops=known,
    )


def merge(*states: Folded) -> Folded:
    """Merge what several places already merged: the same as folding all their ops together."""
    return fold(op for state in states for op in state.ops.values())


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


def _by_field(known: Mapping[str, Op]) -> dict[tuple[str, str], list[str]]:
    keys: dict[tuple[str, str], list[str]] = defaultdict(list)
    for ref, op in known.items():
        if op.kind is not OpKind.UNDO:
            keys[(op.subject, field_of(op))].append(ref)
    return {key: by_clock(refs, known) for key, refs in keys.items()}


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

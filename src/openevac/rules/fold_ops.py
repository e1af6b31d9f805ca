"""Ops by themselves: which has seen which, how each is written down, and what each is called."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from openevac.domain.events import Op
from openevac.domain.units import to_utc


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


def canonical_json(plain: Mapping[str, Any]) -> str:
    """Write a plain form as one line: keys in order of code points, no blanks, letters as they are."""
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def references(ops: Iterable[Op]) -> dict[str, Op]:
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


def by_clock(refs: Iterable[str], known: Mapping[str, Op]) -> list[str]:
    """Give references in the order of their clocks, equal clocks by reference."""
    return sorted(refs, key=lambda ref: (known[ref].clock, ref))

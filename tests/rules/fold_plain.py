"""The fold once more, written from docs/sync.md on plain data and without any thought of speed; tests compare both."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

Plain = dict[str, Any]

FIELDS = {
    "check_in": "check_in", "silent_until": "silent_until", "stop_outcome": "outcome", "own_yes": "own_yes",
    "boarded": "aboard", "not_boarded": "aboard", "belongings_left": "belongings_left", "hazard": "hazard",
    "turn_back": "turn_back", "hand_over": "hand_over", "crew_event": "crew_event",
}  # fmt: skip
LOGS = ("check_in", "hazard", "crew_event")
CAUTIOUS = {
    "outcome": [
        "not_at_home", "wrong_address", "referred", "left_by_themselves", "taken_by_another", "refused", "walk_up",
        "boarded",
    ],
    "own_yes": ["no", "yes"],
    "turn_back": ["yes", "no"],
}  # fmt: skip


def fold_plain(ops: list[Plain]) -> Plain:
    """Fold plain ops into the plain state."""
    known = name_all(ops)
    undo_faults = {ref: undo_fault(one, known) for ref, one in known.items() if one["kind"] == "undo"}
    states: Plain = {}
    for ref in known:
        by = sorted(
            (known[undo]["clock"], undo)
            for undo, fault in undo_faults.items()
            if not fault and known[undo]["undoes"] == ref and not is_undone(undo, known, undo_faults)
        )
        states[ref] = {"state": "undone", "by": by[0][1]} if by else {"state": "visible", "by": ""}
    subjects: Plain = defaultdict(dict)
    for one in known.values():
        if one["kind"] != "undo":
            subjects[one["subject"]][FIELDS[one["kind"]]] = None
    for subject, fields in subjects.items():
        for field in fields:
            fields[field] = fold_field(subject, field, known, states)
    return {
        "v": 1, "mission": next(iter(known.values()))["mission"] if known else "", "subjects": subjects,
        "ops": states, "gaps": gaps(known), "faults": faults(known, undo_faults),
    }  # fmt: skip


def name_all(ops: list[Plain]) -> Plain:
    texts = sorted({json.dumps(one, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for one in ops})
    known: Plain = {}
    for text in texts:
        name = json.loads(text)["id"]
        same = [one for one in texts if json.loads(one)["id"] == name]
        known[name if len(same) == 1 else f"{name}#{same.index(text) + 1}"] = json.loads(text)
    return known


def sees(later: Plain, earlier: Plain) -> bool:
    upto = later["counter"] - 1 if later["device"] == earlier["device"] else later["seen"].get(earlier["device"], 0)
    return bool(earlier["counter"] <= upto)


def replaces(later: Plain, earlier: Plain) -> bool:
    return sees(later, earlier) and later["clock"] > earlier["clock"]


def undo_fault(undo: Plain, known: Plain) -> str:
    if undo["undoes"] + "#1" in known:
        return "undoes_unclear"
    if undo["undoes"] not in known:
        return "undoes_unknown"
    return "" if replaces(undo, known[undo["undoes"]]) else "undoes_unseen"


def is_undone(ref: str, known: Plain, undo_faults: dict[str, str]) -> bool:
    return any(
        known[undo]["undoes"] == ref and not fault and not is_undone(undo, known, undo_faults)
        for undo, fault in undo_faults.items()
    )


def value(one: Plain) -> str:
    if one["kind"] in {"boarded", "not_boarded"}:
        return str(one["kind"] + (":" + one["value"] if one["value"] else ""))
    return str(one["value"])


def fold_field(subject: str, field: str, known: Plain, states: Plain) -> Plain:
    of_field = [r for r, one in known.items() if one["subject"] == subject and FIELDS.get(one["kind"]) == field]
    alive = sorted((r for r in of_field if states[r]["state"] != "undone"), key=lambda r: (known[r]["clock"], r))
    visible = []
    for ref in alive:
        by = [later for later in alive if field not in LOGS and replaces(known[later], known[ref])]
        if by:
            states[ref] = {"state": "superseded", "by": by[0]}
        else:
            visible.append(ref)
    values = [value(known[ref]) for ref in visible]
    status = "empty" if not values else "log" if field in LOGS else "settled" if len(values) == 1 else "parallel"
    if status == "parallel" and len(set(values)) > 1:
        status = "conflict"
    agreed = values[0] if status in {"settled", "parallel"} else None
    return {
        "status": status, "value": agreed, "visible": visible, "values": values,
        "counts_as": cautious(field, values) if status == "conflict" else agreed,
    }  # fmt: skip


def cautious(field: str, values: list[str]) -> str | None:
    if field == "aboard":
        return "not_boarded" if any(one.startswith("not_boarded") for one in values) else "boarded"
    if field == "silent_until":
        written = all(len(one) == 20 and one[4] + one[7] + one[10] + one[13] + one[16] + one[19] == "--T::Z"
                      and (one[:4] + one[5:7] + one[8:10] + one[11:13] + one[14:16] + one[17:19]).isdecimal()
                      for one in values)  # fmt: skip
        return min(values) if written else None
    order = CAUTIOUS.get(field, [])
    return next((one for one in order if one in values), None) if all(one in order for one in values) else None


def gaps(known: Plain) -> Plain:
    devices = {one["device"] for one in known.values()} | {d for one in known.values() for d in one["seen"]}
    found = {}
    for device in devices:
        have = {one["counter"] for one in known.values() if one["device"] == device}
        upto = max(have | {one["seen"].get(device, 0) for one in known.values()})
        edges = sorted({c for one in have for c in (one - 1, one + 1) if 1 <= c <= upto} | {1, upto} if upto else set())
        missing = [c for c in edges if c not in have]
        ranges: list[list[int]] = []
        for counter in missing:
            joined = ranges and not any(ranges[-1][0] < one < counter for one in have)
            if joined:
                ranges[-1][1] = counter
            else:
                ranges.append([counter, counter])
        if ranges:
            found[device] = ranges
    return found


def faults(known: Plain, undo_faults: dict[str, str]) -> list[Plain]:
    found = [(fault, [ref]) for ref, fault in undo_faults.items() if fault]
    for name in {one["id"] for one in known.values()}:
        same = sorted(ref for ref, one in known.items() if one["id"] == name)
        if len(same) > 1:
            found.append(("same_id_differs", same))
    for place in {(one["device"], one["counter"]) for one in known.values()}:
        same = sorted(ref for ref, one in known.items() if (one["device"], one["counter"]) == place)
        if len({known[ref]["id"] for ref in same}) > 1:
            found.append(("counter_used_twice", same))
    for ref, one in known.items():
        if any(sees(one, other) and other["clock"] >= one["clock"] for other in known.values()):
            found.append(("sees_later", [ref]))
    return [{"fault": fault, "ops": refs} for fault, refs in sorted(found)]

"""What can be wrong with a log, each fault with a name, the entries it touches and a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from openevac.domain.remarks import Fact, Remark


class FaultKind(StrEnum):
    """The faults that checking a log can find."""

    UNREADABLE = "unreadable"
    ENTRY_CHANGED = "entry_changed"
    BODY_CHANGED = "body_changed"
    SWAPPED = "swapped"
    MISSING = "missing"
    DUPLICATED = "duplicated"
    INSERTED = "inserted"
    REWRITTEN = "rewritten"
    REWRITTEN_WITNESSED = "rewritten_witnessed"
    TAIL_CUT = "tail_cut"
    TAIL_CUT_WITNESSED = "tail_cut_witnessed"
    UNSIGNED_TAIL = "unsigned_tail"
    BAD_CHECKPOINT = "bad_checkpoint"
    UNKNOWN_SIGNATURE = "unknown_signature"
    FORK = "fork"


_SAID = {
    FaultKind.UNREADABLE: "Line {line} of the export cannot be read.",
    FaultKind.ENTRY_CHANGED: "Entry {first} is not what was hashed when it was written.",
    FaultKind.BODY_CHANGED: "The body of entry {first} is not the one the log commits to.",
    FaultKind.SWAPPED: "Entries {first} and {last} stand in each other's place.",
    FaultKind.MISSING: "Entries {first} to {last} are missing.",
    FaultKind.DUPLICATED: "Entry {first} stands again as entry {last}.",
    FaultKind.INSERTED: "Entry {first} was put in later.",
    FaultKind.REWRITTEN: "Something among entries {first} to {last} is not what the log signed.",
    FaultKind.REWRITTEN_WITNESSED: "Something among entries {first} to {last} is not what a witness saw.",
    FaultKind.TAIL_CUT: "The log signed {size} entries; from {first} on they are gone.",
    FaultKind.TAIL_CUT_WITNESSED: "A witness saw {size} entries; from {first} on they are gone.",
    FaultKind.UNSIGNED_TAIL: "No checkpoint covers the entries {first} to {last}.",
    FaultKind.BAD_CHECKPOINT: "Checkpoint {number} is not a checkpoint that this log signed, or a signature is wrong.",
    FaultKind.UNKNOWN_SIGNATURE: "Checkpoint {number} carries a signature of a key that nobody named.",
    FaultKind.FORK: "The log has signed two different trees of {size} entries.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, the first and last entry it touches (-1: none in particular), and the sentence."""

    kind: FaultKind
    first: int
    last: int
    remark: Remark


def fault(kind: FaultKind, first: int = -1, last: int | None = None, **facts: Fact) -> Fault:
    """Make a fault; `facts` are what its sentence tells besides the entries."""
    until = first if last is None else last
    told: dict[str, Fact] = {"first": first, "last": until, **facts}
    named = {name: value for name, value in told.items() if f"{{{name}}}" in _SAID[kind]}
    return Fault(kind, first, until, Remark(text=_SAID[kind], facts=named))

"""What a witness decides: a checkpoint that continues what it has seen gets its signature, any other a named refusal.

Requests and answers are the texts of c2sp.org/tlog-witness, so they travel through any file, pipe or stick. Whoever
runs a witness records the new state durably before the signature leaves the house (`witness_file`).
One thing differs from C2SP: the newest checkpoint asked for again is signed again whatever `old` says. Nothing new is
said by it, and an answer that was lost on the way costs no second journey.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from openevac.domain.errors import InputError
from openevac.domain.remarks import Fact, Remark
from openevac.ledger.checkpoint import Checkpoint, cosign, open_checkpoint, parse_checkpoint
from openevac.ledger.evidence import misbehaviour
from openevac.ledger.log import EMPTY_ROOT, HASH_BYTES, verify_consistency
from openevac.ledger.note import Note, SignatureLine, SigningKey, VerifierKey, from_base64, parse_note, to_base64

MAX_PROOF_LINES = 63
_OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Refusal(StrEnum):
    """Why a witness does not sign."""

    MALFORMED = "malformed"
    UNKNOWN_LOG = "unknown_log"
    BAD_SIGNATURE = "bad_signature"
    OLD_TOO_LARGE = "old_too_large"
    SMALLER = "smaller"
    FORK = "fork"
    OTHER_OLD_SIZE = "other_old_size"
    BAD_PROOF = "bad_proof"


STATUS = {
    Refusal.MALFORMED: 400,
    Refusal.UNKNOWN_LOG: 404,
    Refusal.BAD_SIGNATURE: 403,
    Refusal.OLD_TOO_LARGE: 400,
    Refusal.SMALLER: 409,
    Refusal.FORK: 409,
    Refusal.OTHER_OLD_SIZE: 409,
    Refusal.BAD_PROOF: 422,
}
"""The status that c2sp.org/tlog-witness gives each refusal over HTTP."""

_SAID = {
    Refusal.MALFORMED: "This is not a request to a witness.",
    Refusal.UNKNOWN_LOG: "This witness does not know the log.",
    Refusal.BAD_SIGNATURE: "The checkpoint is not signed with the key this witness knows of the log.",
    Refusal.OLD_TOO_LARGE: "The request begins at {old} entries, after the end of its own checkpoint.",
    Refusal.SMALLER: "The log shows {size} entries and has shown {seen} before: its end was cut off or is old.",
    Refusal.FORK: "The log has signed two different trees of {size} entries: its past was rewritten.",
    Refusal.OTHER_OLD_SIZE: "This witness has last seen {seen} entries; the proof has to begin there.",
    Refusal.BAD_PROOF: "The log of {size} entries does not continue the {seen} that this witness has seen.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A checkpoint, and the proof that it continues the log of `old` entries."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: str

    def text(self) -> str:
        """Write the request as it travels."""
        return f"old {self.old}\n{''.join(to_base64(one) + chr(10) for one in self.proof)}\n{self.checkpoint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownLog:
    """A log that a witness watches: its key, and the newest checkpoint it signed, with its own word under it."""

    key: VerifierKey
    checkpoint: str = ""

    @property
    def seen(self) -> Checkpoint:
        """Give what was seen last; the empty tree before the first time."""
        if not self.checkpoint:
            return Checkpoint(origin=self.key.name, size=0, root=EMPTY_ROOT)
        return parse_checkpoint(parse_note(self.checkpoint).body)


@dataclass(frozen=True, slots=True)
class WitnessState:
    """Everything a witness remembers: its logs by origin."""

    logs: Mapping[str, KnownLog]

    def knowing(self, key: VerifierKey) -> WitnessState:
        """Give the state with one more log to watch; a log known under another key is not replaced."""
        known = self.logs.get(key.name)
        if known is not None and known.key != key:
            raise InputError(
                "The log {origin} is known here under another key.",
                "Ask those who run the log in person why its key changed; then begin with a new witness.",
                field="log", origin=key.name,
            )  # fmt: skip
        return WitnessState({key.name: KnownLog(key=key), **self.logs})


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosigned:
    """A signature, and the state that must be on the disk before anybody gets it. `checkpoint` has both signatures."""

    state: WitnessState
    line: SignatureLine
    checkpoint: str

    def text(self) -> str:
        """Write the answer as it travels."""
        return self.line.text()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A refusal; `seen` is the size the next proof has to begin at; `evidence` convicts the log before anybody."""

    reason: Refusal
    remark: Remark
    seen: int | None = None
    evidence: str = ""

    def text(self) -> str:
        """Write the answer as it travels: status and name, the size seen last, and a sentence."""
        size = "" if self.seen is None else f"size {self.seen}\n"
        return f"refused {STATUS[self.reason]} {self.reason}\n{size}\n{self.remark.in_english()}\n"


def decide(state: WitnessState, text: str, key: SigningKey, now: datetime) -> Cosigned | Refused:
    """Decide on a request. Changes nothing: the new state is part of the answer."""
    try:
        request = parse_request(text)
        checkpoint = parse_checkpoint(parse_note(request.checkpoint).body)
    except InputError:
        return _refuse(Refusal.MALFORMED)
    known = state.logs.get(checkpoint.origin)
    if known is None:
        return _refuse(Refusal.UNKNOWN_LOG)
    try:
        _, note = open_checkpoint(request.checkpoint, known.key)
    except InputError:
        return _refuse(Refusal.BAD_SIGNATURE)
    fault = _fault(request, checkpoint, known.seen)
    if fault is not None:
        return _refuse_known(fault, request, checkpoint, known)
    return _sign(state, known, _only_by(note, known.key), key, now)


def parse_request(text: str) -> Request:
    """Read a request; InputError where the text is none."""
    head, blank, checkpoint = text.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    proof = [from_base64(line) for line in lines]
    hashes = tuple(one for one in proof if one is not None and len(one) == HASH_BYTES)
    if not blank or old is None or len(hashes) != len(proof) or len(proof) > MAX_PROOF_LINES:
        raise InputError("This is not a request to a witness.", "Make it again with `openevac ledger checkpoint`.")
    return Request(old=int(old[1]), proof=hashes, checkpoint=checkpoint)


def _fault(request: Request, new: Checkpoint, seen: Checkpoint) -> Refusal | None:
    """Tell what is wrong with a checkpoint that its log has signed."""
    if request.old > new.size:
        return Refusal.OLD_TOO_LARGE
    if new.size < seen.size:
        return Refusal.SMALLER
    if new.size == seen.size > 0:
        return None if new.root == seen.root else Refusal.FORK
    if request.old != seen.size:
        return Refusal.OTHER_OLD_SIZE
    if not verify_consistency(seen.size, seen.root, new.size, new.root, request.proof):
        return Refusal.BAD_PROOF
    return None


def _sign(state: WitnessState, known: KnownLog, note: Note, key: SigningKey, now: datetime) -> Cosigned:
    line = cosign(note, key, now)
    newer = replace(known, checkpoint=note.with_lines([line]).text())
    state = WitnessState({**state.logs, known.key.name: newer})
    return Cosigned(state=state, line=line, checkpoint=newer.checkpoint)


def _only_by(note: Note, key: VerifierKey) -> Note:
    """Leave out signatures of others: a witness keeps nothing it has not checked."""
    return Note(note.body, tuple(line for line in note.lines if line.is_of(key)))


def _refuse(reason: Refusal) -> Refused:
    return Refused(reason=reason, remark=Remark(text=_SAID[reason]))


def _refuse_known(reason: Refusal, request: Request, new: Checkpoint, known: KnownLog) -> Refused:
    evidence = misbehaviour(known.key, known.checkpoint, request.checkpoint) if reason is Refusal.FORK else ""
    seen = known.seen.size
    facts: dict[str, Fact] = {"old": request.old, "size": new.size, "seen": seen}
    named = {name: value for name, value in facts.items() if f"{{{name}}}" in _SAID[reason]}
    return Refused(reason=reason, remark=Remark(text=_SAID[reason], facts=named), seen=seen, evidence=evidence)

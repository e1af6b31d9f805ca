"""Custody of originals: hashed when taken, each touch an entry of the log, and an export compared with both.

The ledger holds the hash of an original, never the original. A custody step is the body of one entry, so that it is
committed to, can be proven alone (`proof`), and shows nothing of a person: codes of those who acted, no names.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

from openevac.domain.errors import InputError
from openevac.domain.ids import require_id
from openevac.domain.incidents import CustodyStep, Exhibit
from openevac.domain.remarks import Fact, Remark
from openevac.domain.units import to_utc
from openevac.ledger.entries import canonical_json, opens
from openevac.ledger.proof import Proven

KIND = "custody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """One step in the custody of an original: what was done, when, by whom (a code), with what came of it.

    `copy_sha256` is the hash of what was made, where a step made something: a copy, an exported file.
    """

    incident: str
    exhibit: Exhibit
    step: CustodyStep
    at: datetime
    by: str
    copy_sha256: str = ""

    def __post_init__(self) -> None:
        require_id("incident", self.incident)
        require_id("by", self.by)
        to_utc(self.at)
        if self.copy_sha256:
            Exhibit(id=self.exhibit.id, sha256=self.copy_sha256, size_bytes=0, media_type=self.exhibit.media_type)

    def body(self) -> bytes:
        """Give the body that its entry commits to."""
        return canonical_json({
            "kind": KIND, "incident": self.incident, "exhibit": self.exhibit.id, "sha256": self.exhibit.sha256,
            "size_bytes": self.exhibit.size_bytes, "media_type": self.exhibit.media_type, "step": self.step.value,
            "at": to_utc(self.at).isoformat(), "by": self.by, "copy_sha256": self.copy_sha256,
        })  # fmt: skip


def record_digest(record: bytes) -> str:
    """Give the hash by which the ledger knows a record of an incident, from its JSON as it stands in a bag.

    Exhibits come later and have entries of their own, so they are left out. This one function makes what the ledger
    commits to when a record is written, and what is compared when it is handed over; `offline.py` says it again.
    """
    told = {name: value for name, value in json.loads(record).items() if name != "exhibits"}
    return sha256(canonical_json(told)).hexdigest()


class CustodyFault(StrEnum):
    """What can be wrong with an exported exhibit."""

    NOT_THE_ORIGINAL = "not_the_original"
    NO_BEGINNING = "no_beginning"
    ANOTHER_EXHIBIT = "another_exhibit"
    OUT_OF_ORDER = "out_of_order"
    NOT_COMMITTED = "not_committed"
    NOT_EXPORTED = "not_exported"


_SAID = {
    CustodyFault.NOT_THE_ORIGINAL: "The file is not the one that was taken: its hash or size is another.",
    CustodyFault.NO_BEGINNING: "The custody does not begin with taking or receiving the original.",
    CustodyFault.ANOTHER_EXHIBIT: "Step {step} is about another original.",
    CustodyFault.OUT_OF_ORDER: "Step {step} stands in the log before the step it follows, or bears an earlier time.",
    CustodyFault.NOT_COMMITTED: "The ledger does not commit to step {step}.",
    CustodyFault.NOT_EXPORTED: "The last step is not the export of this file.",
}


def hash_original(chunks: Iterable[bytes]) -> tuple[str, int]:
    """Give SHA-256 and size of a file read piece by piece, at the moment it is taken."""
    digest, size = sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def take_exhibit(id: str, media_type: str, chunks: Iterable[bytes]) -> Exhibit:  # noqa: A002 - the field's name
    """Make the record of an original from its bytes."""
    digest, size = hash_original(chunks)
    return Exhibit(id=id, sha256=digest, size_bytes=size, media_type=media_type)


def parse_touch(body: bytes) -> Touch:
    """Read a custody step from the body of its entry; InputError where it is none."""
    try:
        told: dict[str, Any] = json.loads(body)
        touch = Touch(
            incident=told["incident"],
            exhibit=Exhibit(
                id=told["exhibit"], sha256=told["sha256"], size_bytes=told["size_bytes"], media_type=told["media_type"]
            ),
            step=CustodyStep(told["step"]),
            at=datetime.fromisoformat(told["at"]),
            by=told["by"],
            copy_sha256=told["copy_sha256"],
        )
        if touch.body() == body:
            return touch
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _no_step() from None
    raise _no_step()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyStanding:
    """A custody step with the proof of its entry, as an export carries it."""

    body: bytes
    salt: bytes
    proven: Proven


def check_custody(chunks: Iterable[bytes], steps: Sequence[CustodyStanding]) -> tuple[Remark, ...]:
    """Compare an exported file and its custody with what the log commits to; nothing to say means that all is right.

    `steps` come in the order of custody, their proofs checked by `proof.check_proof` already.
    """
    return tuple(_faults(hash_original(chunks), steps))


def _faults(file: tuple[str, int], steps: Sequence[CustodyStanding]) -> Iterator[Remark]:
    touches = [parse_touch(step.body) for step in steps]
    if not touches or touches[0].step not in {CustodyStep.TAKEN, CustodyStep.RECEIVED}:
        yield _say(CustodyFault.NO_BEGINNING)
        return
    original = touches[0].exhibit
    if file != (original.sha256, original.size_bytes):
        yield _say(CustodyFault.NOT_THE_ORIGINAL)
    for number, (touch, standing) in enumerate(zip(touches, steps, strict=True), 1):
        if (touch.exhibit, touch.incident) != (original, touches[0].incident):
            yield _say(CustodyFault.ANOTHER_EXHIBIT, step=number)
        if not opens(standing.proven.entry, standing.body, standing.salt):
            yield _say(CustodyFault.NOT_COMMITTED, step=number)
    for number in range(1, len(steps)):
        before, after = steps[number - 1].proven.index, steps[number].proven.index
        if after <= before or touches[number].at < touches[number - 1].at:
            yield _say(CustodyFault.OUT_OF_ORDER, step=number + 1)
    if touches[-1].step is not CustodyStep.EXPORTED or touches[-1].copy_sha256 != file[0]:
        yield _say(CustodyFault.NOT_EXPORTED)


def _say(found: CustodyFault, **facts: Fact) -> Remark:
    return Remark(text=_SAID[found], facts=facts)


def _no_step() -> InputError:
    return InputError(
        "This is not a step of custody.", "Take the body from the export again, byte for byte.", field="body"
    )

"""Checkpoints: the log's signed word about its size and root, and what witnesses sign under it with the time.

Source: c2sp.org/tlog-checkpoint and c2sp.org/tlog-cosignature (`cosignature/v1`, Ed25519).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from openevac.domain.errors import InputError
from openevac.domain.units import to_utc
from openevac.ledger.log import HASH_BYTES, MAX_SIZE
from openevac.ledger.note import (
    KeyKind,
    Note,
    SignatureLine,
    SigningKey,
    VerifierKey,
    from_base64,
    parse_note,
    to_base64,
)

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_TIME_BYTES = 8
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LAST_SECOND = int((datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """What a log says of itself: its origin (the name of its key), its size and the root of its tree."""

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not self.origin or "\n" in self.origin or not 0 <= self.size <= MAX_SIZE or len(self.root) != HASH_BYTES:
            raise _unfit()

    def body(self) -> str:
        """Write the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Cosignature:
    """A witness's word that this was the largest consistent tree it had seen of the log at that time."""

    witness: str
    at: datetime


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> Note:
    """Sign a checkpoint with the key of its log."""
    if key.kind is not KeyKind.NOTE or key.name != checkpoint.origin:
        raise InputError(
            "The key does not belong to this log.", "Sign with the key whose name is the origin of the log.",
            field="key",
        )  # fmt: skip
    body = checkpoint.body()
    line = SignatureLine(key.name, key.verifier.key_id, key.sign(body.encode("utf-8")))
    return Note(body, (line,))


def parse_checkpoint(body: str) -> Checkpoint:
    """Read the text of a checkpoint. Lines beyond the third are refused: nobody could audit them."""
    lines = body.split("\n")
    if len(lines) != 4 or lines[3] or not _NUMBER.fullmatch(lines[1]):
        raise _unfit()
    root = from_base64(lines[2])
    if root is None:
        raise _unfit()
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def open_checkpoint(text: str, log_key: VerifierKey) -> tuple[Checkpoint, Note]:
    """Read a checkpoint that a log signed; InputError where another log did, or nobody."""
    note = parse_note(text)
    checkpoint = parse_checkpoint(note.body)
    if checkpoint.origin != log_key.name or not note.signed_by(log_key):
        raise InputError(
            "The checkpoint is not signed by the log {origin}.",
            "Ask for the key of the log again, or take the checkpoint from another copy.",
            field="signature", origin=log_key.name,
        )  # fmt: skip
    return checkpoint, note


def cosign(note: Note, key: SigningKey, at: datetime) -> SignatureLine:
    """Sign a checkpoint as a witness, with the time in whole seconds."""
    if key.kind is not KeyKind.COSIGNATURE:
        raise InputError("This is not the key of a witness.", "Make one with `openevac ledger witness --name`.")
    seconds = int((to_utc(at) - _EPOCH).total_seconds())
    if seconds < 0:
        raise InputError("The clock stands before 1970.", "Set the clock of this computer.", field="at")
    signed = seconds.to_bytes(_TIME_BYTES, "big") + key.sign(_cosigned(note, seconds))
    return SignatureLine(key.name, key.verifier.key_id, signed)


def cosignatures(note: Note, witnesses: Iterable[VerifierKey]) -> tuple[Cosignature, ...]:
    """Give the words of known witnesses under a checkpoint; InputError where a line of theirs is wrong."""
    claimed = ((key, line) for key in witnesses for line in note.lines if line.is_of(key))
    return tuple(Cosignature(key.name, _cosigned_at(note, line, key)) for key, line in claimed)


def _cosigned_at(note: Note, line: SignatureLine, key: VerifierKey) -> datetime:
    seconds = int.from_bytes(line.signature[:_TIME_BYTES], "big")
    if (
        key.kind is not KeyKind.COSIGNATURE
        or seconds > _LAST_SECOND
        or not key.verify(line.signature[_TIME_BYTES:], _cosigned(note, seconds))
    ):
        raise InputError(
            "The signature of {name} is wrong.", "Somebody changed this note; take it from another copy.",
            field="signature", name=key.name,
        )  # fmt: skip
    return _EPOCH + timedelta(seconds=seconds)


def _cosigned(note: Note, seconds: int) -> bytes:
    """Give the bytes a witness signs."""
    return f"cosignature/v1\ntime {seconds}\n{note.body}".encode()


def _unfit() -> InputError:
    return InputError(
        "This is not a checkpoint of a log.",
        "A checkpoint has three lines: origin, size and root; take it from another copy.",
        field="checkpoint",
    )

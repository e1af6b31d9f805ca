"""A proof that an entry stands in the log, as one text file that needs no server: c2sp.org/tlog-proof@v1.

The extra line carries what a stranger needs besides the body: the leaf as it stands in the log, and the salt. It is
not signed itself; the leaf is proven by its hashes, the salt by the commitment in the leaf.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.ledger.checkpoint import Checkpoint, Cosignature, cosignatures, open_checkpoint, parse_checkpoint
from openevac.ledger.entries import Entry, canonical_json, opens, parse_entry
from openevac.ledger.log import HASH_BYTES, NodeOf, inclusion_proof, leaf_hash, verify_inclusion
from openevac.ledger.note import Note, VerifierKey, from_base64, parse_note, to_base64

HEADER = "c2sp.org/tlog-proof@v1"
MAX_HASHES = 63
FILE_ENDING = ".tlog-proof"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The number of an entry, the hashes up to the root, the signed checkpoint, and what is told besides."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""

    def text(self) -> str:
        """Write it as a file."""
        extra = f"extra {to_base64(self.extra)}\n" if self.extra else ""
        hashes = "".join(f"{to_base64(one)}\n" for one in self.hashes)
        return f"{HEADER}\n{extra}index {self.index}\n{hashes}\n{self.checkpoint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """What a proof has shown: the entry, where it stands, under which checkpoint, and who witnessed that."""

    entry: Entry
    index: int
    checkpoint: Checkpoint
    cosignatures: tuple[Cosignature, ...]


def make_proof(index: int, entry: Entry, salt: bytes | None, note: Note, node_of: NodeOf) -> Proof:
    """Prove entry `index` under a signed checkpoint. `salt` is None where the body has been erased."""
    told = {"leaf": entry.leaf().decode("utf-8")}
    if salt is not None:
        told["salt"] = salt.hex()
    size = parse_checkpoint(note.body).size
    return Proof(
        index=index,
        hashes=inclusion_proof(index, size, node_of),
        checkpoint=note.text(),
        extra=canonical_json(told),
    )


def parse_proof(text: str) -> Proof:
    """Read a proof; InputError where the text is none."""
    head, blank, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != HEADER or not lines:
        raise _unfit()
    extra: bytes | None = b""
    if lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra ")) or None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    hashes = tuple(from_base64(line) for line in lines)
    if extra is None or index is None or len(hashes) > MAX_HASHES:
        raise _unfit()
    parse_checkpoint(parse_note(checkpoint).body)
    return Proof(index=int(index[1]), hashes=_all_hashes(hashes), checkpoint=checkpoint, extra=extra)


def check_proof(
    proof: Proof, log_key: VerifierKey, witnesses: Iterable[VerifierKey] = (), body: bytes | None = None
) -> Proven:
    """Check a proof, and that `body` is what its entry commits to; InputError says what does not hold.

    How many witnesses are enough is for the one who asks: they stand in the answer.
    """
    checkpoint, note = open_checkpoint(proof.checkpoint, log_key)
    leaf, salt = told_besides(proof)
    entry = parse_entry(leaf)
    if not verify_inclusion(leaf_hash(leaf), proof.index, checkpoint.size, proof.hashes, checkpoint.root):
        raise InputError(
            "The proof does not lead from entry {index} to the signed root.",
            "The entry or the proof was changed; take both from another copy.",
            field="proof", index=proof.index,
        )  # fmt: skip
    if body is not None and (salt is None or not opens(entry, body, salt)):
        raise InputError(
            "The body is not the one that entry {index} commits to.",
            "Take body and proof from the same export, byte for byte.",
            field="body", index=proof.index,
        )  # fmt: skip
    return Proven(entry=entry, index=proof.index, checkpoint=checkpoint, cosignatures=cosignatures(note, witnesses))


def told_besides(proof: Proof) -> tuple[bytes, bytes | None]:
    """Give the leaf and the salt that a proof of ours carries in its extra line; they have one way of being written."""
    try:
        told = json.loads(proof.extra)
        leaf, coded = told["leaf"].encode("utf-8"), told.get("salt")
        salt = None if coded is None else bytes.fromhex(coded)
        again = {"leaf": told["leaf"]} if salt is None else {"leaf": told["leaf"], "salt": salt.hex()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unfit() from None
    if canonical_json(again) != proof.extra:
        raise _unfit()
    return leaf, salt


def _all_hashes(read: tuple[bytes | None, ...]) -> tuple[bytes, ...]:
    hashes = tuple(one for one in read if one is not None and len(one) == HASH_BYTES)
    if len(hashes) != len(read):
        raise _unfit()
    return hashes


def _unfit() -> InputError:
    return InputError(
        "This is not a proof of an OpenEvac ledger.",
        "A proof begins with the line c2sp.org/tlog-proof@v1; take the whole file again.",
        field="proof",
    )

"""Phones as witnesses: the newest checkpoint with the proof that it continues what they saw, and their signature."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.log import consistency_proof
from openevac.ledger.note import parse_lines, to_base64
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import Conflict, not_found
from openevac.services.log.tree import node_of
from openevac.services.log.witnesses import keep_cosignature
from openevac.store.models import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSeen:
    """The newest checkpoint with every signature under it, and the proof from the `old` entries the asker has seen."""

    old: int
    size: int
    note: str
    proof: tuple[str, ...]


def see_checkpoint(asking: Asking, old: int = 0) -> CheckpointSeen:
    """Give the newest checkpoint; Conflict where it is smaller than what the asker has seen: the end was cut off."""
    allow_question(asking, Action.WITNESS_LEDGER, _ledger(asking))
    newest = Checkpoint.objects.order_by("-size").first()
    if newest is None:
        raise not_found("checkpoint", "0")
    if old > newest.size:
        raise Conflict(
            "You have seen {old} entries, and {size} are here: the end of the ledger was cut off or is old.",
            "Keep the checkpoint you have, it proves it; ring the shift lead.",
            old=old,
            size=newest.size,
        )
    proof = consistency_proof(old, newest.size, node_of) if old else ()
    lines = "".join(newest.cosignatures.order_by("witness").values_list("line", flat=True))
    return CheckpointSeen(
        old=old, size=newest.size, note=newest.note + lines, proof=tuple(to_base64(one) for one in proof)
    )


def keep_phone_cosignature(asking: Asking, witness: str, size: int, line: str) -> bool:
    """Keep a witness's one line under a checkpoint after checking it; False where it was here already."""
    allow_question(asking, Action.WITNESS_LEDGER, _ledger(asking))
    text = line if line.endswith("\n") else f"{line}\n"
    if len(parse_lines(text)) != 1:
        raise InputError("This is not one signature of a ledger witness.", "Send one line.", field="line")
    return keep_cosignature(witness, size, text, asking.clock)


def _ledger(asking: Asking) -> Resource:
    return Resource(kind=ResourceKind.LEDGER, organisation=asking.who.organisation)

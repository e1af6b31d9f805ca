"""Witnesses: who they are, what each is asked, and keeping what they answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.checkpoint import cosignatures
from openevac.ledger.log import consistency_proof
from openevac.ledger.note import VerifierKey, parse_note, parse_verifier_key
from openevac.ledger.witness import Request
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.log.tree import node_of
from openevac.store.models import Checkpoint, Cosignature, Witness


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWitness:
    """The public key of somebody outside who will remember our checkpoints."""

    vkey: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessKept:
    """The name a witness is known by."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WitnessState:
    """One witness, and the newest checkpoint it has signed."""

    name: str
    vkey: str
    size: int
    signed_at: datetime | None


def keep_witness(order: Order, asked: NewWitness) -> WitnessKept:
    """Add a witness by its public key, as it was read out or scanned from its screen."""
    return carry_out(order, Action.KEEP_WITNESSES, asked, WitnessKept, _keep)


def _keep(doing: Doing, asked: NewWitness) -> WitnessKept:
    doing.require(Resource(kind=ResourceKind.LEDGER, organisation=doing.organisation.id))
    key = parse_verifier_key(asked.vkey)
    Witness.objects.update_or_create(name=key.name, defaults={"vkey": asked.vkey, "added_at": doing.now})
    doing.say(f"witness:{key.name}", vkey=asked.vkey)
    return WitnessKept(name=key.name)


def see_witnesses() -> tuple[WitnessState, ...]:
    """Give every witness and how far it has come."""
    return tuple(_state(one) for one in Witness.objects.order_by("name"))


def _state(witness: Witness) -> WitnessState:
    newest = witness.cosignatures.select_related("checkpoint").order_by("-checkpoint__size").first()
    return WitnessState(
        name=witness.name,
        vkey=witness.vkey,
        size=newest.checkpoint.size if newest else 0,
        signed_at=newest.checkpoint.signed_at if newest else None,
    )


def request_for(witness: str, size: int) -> str | None:
    """Write what a witness is asked about the checkpoint of `size`; None where it has signed that one already."""
    state = next((one for one in see_witnesses() if one.name == witness), None)
    found = Checkpoint.objects.filter(size=size).first()
    if state is None or found is None:
        raise not_found("witness", witness)
    if state.size >= size:
        return None
    proof = consistency_proof(state.size, size, node_of) if state.size else ()
    return Request(old=state.size, proof=proof, checkpoint=found.note).text()


def keep_cosignature(witness: str, size: int, answer: str, clock: Clock) -> bool:
    """Keep a witness's signature after checking it; False where it was here already."""
    found = Witness.objects.filter(name=witness).first()
    checkpoint = Checkpoint.objects.filter(size=size).first()
    if found is None or checkpoint is None:
        raise not_found("witness", witness)
    signed = parse_note(checkpoint.note + answer)
    key: VerifierKey = parse_verifier_key(found.vkey)
    if not cosignatures(signed, [key]):
        raise InputError(
            "The answer of the ledger witness {witness} does not hold: it is not its signature under this checkpoint.",
            "Ask it again; if it stays so, ring those who run it.",
            field="answer",
            witness=witness,
        )
    with transaction.atomic():
        _, made = Cosignature.objects.get_or_create(
            checkpoint=checkpoint, witness=found, defaults={"line": answer, "received_at": clock.now()}
        )
    return made

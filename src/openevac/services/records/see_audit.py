"""Who did what, when and why, from the ledger's bodies; and the proof of one entry for a stranger."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger.entries import parse_entry
from openevac.ledger.note import Note, parse_note
from openevac.ledger.proof import make_proof
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.log.tree import node_of
from openevac.services.records.custody import subject_of
from openevac.store.models import Checkpoint, LedgerBody, LedgerEntry

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that was done; empty where it was erased since."""

    index: int
    at: datetime
    actor: str
    action: Action
    subject: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryProof:
    """The proof of one entry, and the body it commits to; empty where it was erased."""

    index: int
    proof: str
    body: bytes = field(repr=False)


def see_audit(
    asking: Asking, *, subject: str = "", actor: str = "", before: int | None = None, most: int = MOST
) -> tuple[AuditLine, ...]:
    """Show the newest entries first, of one subject or one person if asked; go on with `before` the last index."""
    _allow(asking)
    rows = LedgerBody.objects.filter(organisation=asking.who.organisation)
    if subject:
        rows = rows.filter(subject=subject)
    if actor:
        rows = rows.filter(actor=actor)
    if before is not None:
        rows = rows.filter(entry_id__lt=before)
    return tuple(
        AuditLine(
            index=row.entry_id,
            at=row.at,
            actor=row.actor,
            action=Action(row.action),
            subject=row.subject,
            reason=row.reason,
        )
        for row in rows.order_by("-entry_id")[: min(most, MOST)]
    )


def prove_entry(asking: Asking, index: int) -> EntryProof:
    """Prove one entry of this organisation under the newest checkpoint that covers it, with its witnesses' words."""
    _allow(asking)
    return _prove(asking.who.organisation, index)


def prove_custody(asking: Asking, exhibit: UUID) -> tuple[EntryProof, ...]:
    """Prove every step of an exhibit's custody, in order, for the documenter who hands it over."""
    return _prove_subject(asking, subject_of(exhibit))


def prove_incident(asking: Asking, code: str) -> tuple[EntryProof, ...]:
    """Prove the entry by which a record was written: its body holds the hash of the record as it is handed over."""
    return _prove_subject(asking, f"incident:{code}")


def _prove_subject(asking: Asking, subject: str) -> tuple[EntryProof, ...]:
    organisation = asking.who.organisation
    allow_question(asking, Action.SEE_INCIDENTS, Resource(kind=ResourceKind.INCIDENT, organisation=organisation))
    steps = LedgerBody.objects.filter(organisation=organisation, subject=subject).order_by("entry_id")
    return tuple(_prove(organisation, index) for index in steps.values_list("entry_id", flat=True))


def _prove(organisation: str, index: int) -> EntryProof:
    body = LedgerBody.objects.filter(organisation=organisation, entry_id=index).first()
    entry = LedgerEntry.objects.filter(index=index).first()
    if body is None or entry is None:
        raise not_found("entry", str(index))
    covering = Checkpoint.objects.filter(size__gt=index)
    witnessed = covering.filter(cosignatures__isnull=False).order_by("size").first()
    checkpoint = witnessed or covering.order_by("size").first()
    if checkpoint is None:
        raise not_found("checkpoint", str(index))
    salt = bytes(body.salt) or None
    proof = make_proof(index, parse_entry(bytes(entry.leaf)), salt, note_of(checkpoint), node_of)
    return EntryProof(index=index, proof=proof.text(), body=bytes(body.body))


def note_of(checkpoint: Checkpoint) -> Note:
    """Give a checkpoint with every witness's signature under it."""
    lines = "".join(checkpoint.cosignatures.order_by("witness").values_list("line", flat=True))
    return parse_note(checkpoint.note + lines)


def _allow(asking: Asking) -> None:
    whole = Resource(kind=ResourceKind.LEDGER, organisation=asking.who.organisation)
    allow_question(asking, Action.SEE_AUDIT, whole)

"""Originals and their custody: every touch is one command, one row and one entry that a stranger can check."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from openevac.domain import incidents as domain
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.ledger.exhibits import Touch
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, Refused, not_found
from openevac.services.kernel.sealed import SealedIn, SealedOut, keep_sealed, sealed_for
from openevac.services.requests.typed import require_reason
from openevac.store.models import CustodyStep, Exhibit, ExportRequest, Incident
from openevac.vault.records import RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeExhibit:
    """An original: its hash and size at capture, and its bytes, sealed. `received`: handed to us by somebody else."""

    incident: str
    sha256: str
    size_bytes: int
    media_type: str
    original: SealedIn
    received: bool = False

    def __post_init__(self) -> None:
        domain.Exhibit(id="x", sha256=self.sha256, size_bytes=self.size_bytes, media_type=self.media_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenExhibit:
    """Hand out an original to be looked at, with the reason."""

    exhibit: UUID
    reason: str

    def __post_init__(self) -> None:
        require_reason("reason", self.reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportExhibit:
    """Hand out an original for an export that two people asked for; `sha256` of the file that leaves."""

    exhibit: UUID
    export: UUID
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """The exhibit and what was done with it."""

    exhibit: UUID
    step: domain.CustodyStep


def take_exhibit(order: Order, asked: TakeExhibit) -> Touched:
    """Keep an original: sealed, never changed."""
    return carry_out(order, Action.RECORD_INCIDENT, asked, Touched, _take)


def open_exhibit(order: Order, asked: OpenExhibit) -> SealedOut:
    """Hand out an original to a documenter; the opening is a step of its custody."""
    return carry_out(order, Action.OPEN_IDENTITIES, asked, SealedOut, _open)


def export_exhibit(order: Order, asked: ExportExhibit) -> SealedOut:
    """Hand out an original for an export; the file that leaves must be the original."""
    return carry_out(order, Action.EXPORT_INCIDENTS, asked, SealedOut, _export)


def _take(doing: Doing, asked: TakeExhibit) -> Touched:
    doing.require(Resource(kind=ResourceKind.INCIDENT, organisation=doing.organisation.id, id=asked.incident))
    incident = Incident.objects.filter(organisation=doing.organisation, code=asked.incident).first()
    if incident is None:
        raise not_found("incident", asked.incident[:40])
    if Exhibit.objects.filter(organisation=doing.organisation, incident=incident, sha256=asked.sha256).exists():
        raise Conflict("This file is kept with this record already.", "Nothing more is to be done.", field="sha256")
    row = Exhibit.objects.create(
        organisation=doing.organisation,
        incident=incident,
        sha256=asked.sha256,
        size_bytes=asked.size_bytes,
        media_type=asked.media_type,
        original=keep_sealed(doing, asked.original, RecordKind.EXHIBIT),
    )
    step = domain.CustodyStep.RECEIVED if asked.received else domain.CustodyStep.TAKEN
    return _touch(doing, row, step, "")


def _open(doing: Doing, asked: OpenExhibit) -> SealedOut:
    row = _load(doing, asked.exhibit)
    _touch(doing, row, domain.CustodyStep.OPENED, asked.reason)
    return _sealed(row)


def _export(doing: Doing, asked: ExportExhibit) -> SealedOut:
    row = _load(doing, asked.exhibit)
    _require_approved(doing, asked.export)
    if domain.MayUse(row.incident.may_use) is domain.MayUse.NOBODY_YET:
        raise Refused(
            "Nobody has said who may use the record {incident}.",
            "Ask the one who told it, or leave it out.",
            incident=row.incident.code,
        )
    if asked.sha256 != row.sha256:
        raise Refused(
            "The exhibit {exhibit} is not the file that was taken: its hash differs.",
            "Take the sealed original out of the store again.",
            exhibit=row.id.hex,
        )
    _touch(doing, row, domain.CustodyStep.EXPORTED, "", copy_sha256=asked.sha256)
    return _sealed(row)


def _require_approved(doing: Doing, export: UUID) -> None:
    found = ExportRequest.objects.filter(organisation=doing.organisation, id=export, what="incidents").first()
    if found is None:
        raise not_found("export", export.hex)
    if not found.approved_by or found.done_at is not None:
        raise Refused(
            "This export was not approved by a second person, or is done.", "Ask for it, and let another approve it."
        )


def _load(doing: Doing, exhibit: UUID) -> Exhibit:
    row = (
        Exhibit.objects.select_related("incident", "original")
        .filter(organisation=doing.organisation, id=exhibit)
        .first()
    )
    doing.require(Resource(kind=ResourceKind.INCIDENT, organisation=doing.organisation.id))
    if row is None:
        raise not_found("exhibit", exhibit.hex)
    return row


def _touch(doing: Doing, row: Exhibit, step: domain.CustodyStep, reason: str, *, copy_sha256: str = "") -> Touched:
    CustodyStep.objects.create(
        organisation=doing.organisation,
        exhibit=row,
        step=step.value,
        at=doing.now,
        by=doing.actor.person,
        reason=reason,
    )
    original = domain.Exhibit(id=row.id.hex, sha256=row.sha256, size_bytes=row.size_bytes, media_type=row.media_type)
    touch = Touch(
        incident=row.incident.code,
        exhibit=original,
        step=step,
        at=doing.now,
        by=doing.actor.person,
        copy_sha256=copy_sha256,
    )
    doing.say_body(subject_of(row.id), touch.body())
    return Touched(exhibit=row.id, step=step)


def subject_of(exhibit: UUID) -> str:
    """Name an exhibit as the ledger does."""
    return f"exhibit:{exhibit.hex}"


def _sealed(row: Exhibit) -> SealedOut:
    if row.original is None:
        raise not_found("exhibit", row.id.hex)
    return sealed_for(row.original, Role.DOCUMENTER)

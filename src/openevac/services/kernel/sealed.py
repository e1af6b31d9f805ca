"""Sealed bytes in and out: services pass them on and check their outside; they never open them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.roles import Role
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import Conflict
from openevac.store.models import RecordWrap, RoleKey, SealedRecord
from openevac.vault.records import LARGEST_BYTES, READERS, SIZES, RecordKind

# An age file adds its header and one tag for every 64 KiB to what it seals.
_AGE_OVERHEAD_BYTES = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedIn:
    """A record as a client sealed it: its own id (bound inside the seal), payload, and one wrap for each reader."""

    id: UUID
    kind: RecordKind
    recipient: str
    payload: bytes
    wraps: dict[Role, bytes]
    epochs: dict[Role, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedOut:
    """A record for one reader: payload and the one wrap that reader's role opens."""

    id: UUID
    kind: RecordKind
    payload: bytes
    role: Role
    epoch: int
    wrap: bytes


def keep_sealed(doing: Doing, given: SealedIn, kind: RecordKind) -> SealedRecord:
    """Keep a sealed record after checking what can be seen from outside: kind, size, readers, current keys."""
    return keep_all_sealed(doing, [given], kind)[given.id]


def keep_all_sealed(doing: Doing, given: Sequence[SealedIn], kind: RecordKind) -> dict[UUID, SealedRecord]:
    """Keep sealed records of one kind, each checked as `keep_sealed` says, and give them by their ids."""
    if not given:
        return {}
    for one in given:
        _require_outside(one, kind)
    _require_current(doing, given)
    ids = {one.id for one in given}
    if len(ids) < len(given) or SealedRecord.objects.filter(id__in=ids).exists():
        raise Conflict("A sealed record of this id is here already.", "Seal it again with a new id.", field="sealed")
    records = {one.id: _record(doing, one) for one in given}
    SealedRecord.objects.bulk_create(records.values())
    RecordWrap.objects.bulk_create(
        [
            RecordWrap(record=records[one.id], role=role.value, epoch=one.epochs[role], wrap=wrap)
            for one in given
            for role, wrap in one.wraps.items()
        ]
    )
    return records


def _record(doing: Doing, given: SealedIn) -> SealedRecord:
    return SealedRecord(
        id=given.id,
        organisation=doing.organisation,
        kind=given.kind.value,
        recipient=given.recipient,
        payload=given.payload,
        sealed_at=doing.now,
    )


def sealed_for(record: SealedRecord, role: Role) -> SealedOut:
    """Give a record and the newest wrap for one role; Refused where that role has none."""
    wrap = record.wraps.filter(role=role.value).order_by("-epoch").first()
    if wrap is None:
        raise Conflict(
            "This record has no key for the role {role}; it was erased or sealed to others.",
            "Ask somebody who wrote it down.",
            role=role.value,
        )
    return SealedOut(
        id=record.id,
        kind=RecordKind(record.kind),
        payload=bytes(record.payload),
        role=role,
        epoch=wrap.epoch,
        wrap=bytes(wrap.wrap),
    )


def _require_outside(given: SealedIn, kind: RecordKind) -> None:
    if given.kind is not kind:
        raise InputError("A sealed record of another kind was given.", "Seal it as {kind}.", field="sealed", kind=kind)
    if set(given.wraps) != set(READERS[kind]) or set(given.epochs) != set(given.wraps):
        raise InputError(
            "The sealed record is not wrapped to exactly the roles that read this kind.",
            "Wrap its key to: {roles}.",
            field="sealed",
            roles=", ".join(role.value for role in READERS[kind]),
        )
    most = LARGEST_BYTES.get(kind, SIZES[-1]) + _AGE_OVERHEAD_BYTES
    if len(given.payload) > most or any(len(wrap) > _AGE_OVERHEAD_BYTES for wrap in given.wraps.values()):
        raise InputError(
            "The sealed record is too large: at most {most_bytes} bytes.",
            "Shorten the note.",
            field="sealed",
            most_bytes=most,
        )


def _require_current(doing: Doing, given: Sequence[SealedIn]) -> None:
    current = dict(
        RoleKey.objects.filter(organisation=doing.organisation, retired_at=None).values_list("role", "epoch")
    )
    for role, epoch in (pair for one in given for pair in one.epochs.items()):
        if current.get(role.value) != epoch:
            raise Conflict(
                "The key of the role {role} was changed since this client opened it.",
                "Start the shift again on this workstation, then repeat.",
                role=role.value,
            )

"""Sealing what people said before it reaches any service, and opening it again for those who may."""

from __future__ import annotations

from typing import TypeVar
from uuid import uuid4

from openevac.cli.client.unlocking import Unlocked
from openevac.services.kernel.sealed import SealedIn, SealedOut
from openevac.vault.identities import Identity, decode, encode
from openevac.vault.records import RecordKind

AnyIdentity = TypeVar("AnyIdentity", bound=Identity)


def seal_identity(unlocked: Unlocked, kind: RecordKind, identity: Identity) -> SealedIn:
    """Seal an identity to the roles that read its kind."""
    record = uuid4()
    sealed = unlocked.keyring.seal(kind, record.hex, encode(identity))
    return SealedIn(
        id=record,
        kind=kind,
        recipient=sealed.recipient,
        payload=sealed.payload,
        wraps=dict(sealed.wraps),
        epochs={role: unlocked.epochs[role] for role in sealed.wraps},
    )


def open_identity(unlocked: Unlocked, sealed: SealedOut, kind: type[AnyIdentity]) -> AnyIdentity:
    """Open a sealed record; InputError where the keys do not fit or the bytes were changed."""
    opened = unlocked.keyring.open(sealed.kind, sealed.id.hex, sealed.payload, {sealed.role: sealed.wrap})
    return decode(opened, kind)[0]

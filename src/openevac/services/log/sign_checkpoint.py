"""Signing a checkpoint: the worker says how many entries there are and what their root is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.ledger import checkpoint as notes
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import require_allowed
from openevac.services.kernel.who import Who, load_actor
from openevac.services.log.tree import frontier, signing_key
from openevac.store.models import Checkpoint


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedCheckpoint:
    """A signed statement of the log's size and root."""

    size: int
    root: bytes
    note: str
    signed_at: datetime


def sign_checkpoint(who: Who, clock: Clock) -> SignedCheckpoint:
    """Sign the log as it stands; the newest checkpoint again where nothing was added.

    It is no command: it changes nothing that the ledger speaks of, and an entry for each checkpoint would ask for
    the next one.
    """
    now = clock.now()
    require_allowed(
        load_actor(who, now), Action.SIGN_CHECKPOINT, Resource(kind=ResourceKind.LEDGER, organisation=who.organisation)
    )
    with transaction.atomic():
        tree = frontier()
        found = Checkpoint.objects.filter(size=tree.size).first()
        if found is None:
            key = signing_key()
            statement = notes.Checkpoint(origin=key.name, size=tree.size, root=tree.root())
            note = notes.sign_checkpoint(statement, key).text()
            found = Checkpoint.objects.create(size=tree.size, root=tree.root(), note=note, signed_at=now)
    return SignedCheckpoint(size=found.size, root=bytes(found.root), note=found.note, signed_at=found.signed_at)


def newest_checkpoint() -> SignedCheckpoint | None:
    """Give the newest signed checkpoint, None before the first."""
    found = Checkpoint.objects.order_by("-size").first()
    if found is None:
        return None
    return SignedCheckpoint(size=found.size, root=bytes(found.root), note=found.note, signed_at=found.signed_at)

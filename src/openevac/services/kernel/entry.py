"""One entry in the ledger: written last, under the lock of the one head row, inside the command's transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from openevac.domain.roles import Action
from openevac.ledger.entries import SALT_BYTES, canonical_json, make_entry
from openevac.ledger.log import Frontier
from openevac.store.models import LedgerBody, LedgerEntry, LedgerNode, LogHead


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command tells the ledger: codes and states, never a name, a number or a door."""

    organisation: str
    actor: str
    action: Action
    at: datetime
    subject: str
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    household: UUID | None = None
    body: bytes | None = None

    def body_bytes(self) -> bytes:
        """Give what the entry commits to: canonical JSON of what was said, or the body a record brings with it."""
        if self.body is not None:
            return self.body
        return canonical_json(
            {
                "action": self.action.value,
                "actor": self.actor,
                "at": self.at.isoformat(),
                "facts": self.facts,
                "organisation": self.organisation,
                "reason": self.reason,
                "subject": self.subject,
            }
        )


def append_entry(said: Said) -> int:
    """Append one entry and give its index; the head row stays locked until the transaction ends.

    The change must have been made before: whoever holds the head lock waits for nobody.
    """
    head = LogHead.objects.select_for_update().get(id=1)
    frontier = Frontier.from_bytes(bytes(head.frontier))
    body = said.body_bytes()
    salt = secrets.token_bytes(SALT_BYTES)
    entry = make_entry(said.at, said.action.value, body, salt)
    index = frontier.size
    grown, nodes = frontier.append(entry.leaf_hash())
    LedgerEntry.objects.create(index=index, leaf=entry.leaf())
    LedgerBody.objects.create(
        entry_id=index,
        organisation_id=said.organisation,
        household=said.household,
        at=said.at,
        action=said.action.value,
        actor=said.actor,
        subject=said.subject,
        reason=said.reason,
        salt=salt,
        body=body,
    )
    LedgerNode.objects.bulk_create(
        [LedgerNode(level=level, place=place, hash=digest) for level, place, digest in nodes]
    )
    head.size, head.frontier = grown.size, grown.to_bytes()
    head.save(update_fields=("size", "frontier"))
    return index

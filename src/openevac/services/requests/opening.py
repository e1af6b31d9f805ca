"""Handing out sealed identities: every opening is an entry that names codes, and many in an hour raise an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import msgspec

from openevac.domain.records import DeliveryKind
from openevac.domain.roles import Action, Actor, Resource, Role
from openevac.rules.openings import MOST_PER_HOUR
from openevac.services.kernel.command import Doing, Order, require_allowed
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.kernel.refusals import Conflict
from openevac.services.kernel.sealed import SealedOut, sealed_for
from openevac.services.kernel.who import load_actor
from openevac.store.models import LedgerBody, SealedRecord
from openevac.vault.records import READERS, RecordKind

WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What was recorded of an opening: codes only.

    The sealed bytes are read anew each time: a recorded answer must not keep alive what was erased meanwhile.
    """

    codes: tuple[str, ...]
    alarmed: bool


def record_opening(doing: Doing, subject: str, codes: Sequence[str], household: UUID | None = None) -> Opened:
    """Write the entry of an opening, and queue the alarm where one person opened too many within an hour."""
    before = _opened_within_an_hour(doing)
    alarmed = before + len(codes) > MOST_PER_HOUR
    if alarmed:
        # One alarm an hour for each person: the second would not say more than the first.
        key = f"many_opened:{doing.actor.person}:{doing.now.strftime('%Y-%m-%dT%H')}"
        queue_delivery(
            doing, DeliveryKind.MANY_OPENED, f"person:{doing.actor.person}"[:64], key=key[:128], due_at=doing.now
        )
    doing.say(subject, household=household, codes=list(codes))
    return Opened(codes=tuple(codes), alarmed=alarmed)


def require_still_allowed(order: Order, resource: Resource) -> Actor:
    """Ask for permission at the moment of handing out: a recorded answer says nothing of who left since."""
    actor = load_actor(order.who, order.clock.now())
    require_allowed(actor, Action.OPEN_IDENTITIES, resource)
    return actor


def hand_out(record: SealedRecord, actor: Actor) -> SealedOut:
    """Give a sealed record with the wrap of the first of the actor's roles that reads its kind."""
    return sealed_for(record, reading_role(actor, RecordKind(record.kind)))


def reading_role(actor: Actor, kind: RecordKind) -> Role:
    """Give the role by which somebody reads a kind of record."""
    role = next((role for role in READERS[kind] if role in actor.roles), None)
    if role is None:
        raise Conflict(
            "None of your roles has a key for this kind of record.", "Ask somebody whose work it is.", field="role"
        )
    return role


def _opened_within_an_hour(doing: Doing) -> int:
    """Count what this person opened in the last hour, by the ledger."""
    bodies = LedgerBody.objects.filter(
        organisation=doing.organisation,
        at__gt=doing.now - WINDOW,
        action=Action.OPEN_IDENTITIES.value,
        actor=doing.actor.person,
    )
    facts = (msgspec.json.decode(bytes(body))["facts"] for body in bodies.values_list("body", flat=True) if body)
    return sum(len(one.get("codes", ())) for one in facts)

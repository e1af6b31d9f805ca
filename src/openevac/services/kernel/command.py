"""How a command is carried out: one short transaction, one permission, one entry, the same answer twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeVar
from uuid import UUID

import msgspec
from django.db import IntegrityError, transaction

from openevac.domain.roles import Action, Actor, Resource
from openevac.rules.permissions import decide
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.entry import Said, append_entry
from openevac.services.kernel.refusals import Conflict, NotAllowed, NotFound, refuse
from openevac.services.kernel.who import Who, load_actor
from openevac.store.models import CommandRecord, Organisation

UNNAMED = "unnamed"
"""Stands in ledger and command record where nobody may ever learn who asked: a crew member's no."""

HANDS_OUT_IDENTITIES = frozenset({Action.OPEN_IDENTITIES, Action.EXPORT_INCIDENTS})
"""Their answers carry sealed records. Kept answers would outlive an erasure, so none is kept: asking again is a new
opening with an entry of its own."""

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Who asks, with the id their client made for this one command, and by which clock."""

    who: Who
    command_id: UUID
    clock: Clock


@dataclass(slots=True, kw_only=True)
class Doing:
    """A command while it is carried out: it must ask for permission, and say one thing to the ledger."""

    actor: Actor
    action: Action
    now: datetime
    organisation: Organisation
    unnamed: bool = False
    allowed: bool = False
    said: Said | None = field(default=None)

    def require(self, resource: Resource) -> None:
        """Go on only if the actor may do this to `resource`; call it before anything is changed."""
        require_allowed(self.actor, self.action, resource)
        self.allowed = True

    def say(self, subject: str, /, *, household: UUID | None = None, reason: str = "", **facts: Any) -> None:
        """Say what was done: `subject` is kind and code ("request:К-417-286"); facts are codes, states, numbers."""
        self.said = replace(self._said(subject), household=household, reason=reason, facts=facts)

    def _said(self, subject: str) -> Said:
        return Said(
            organisation=self.organisation.id,
            actor=UNNAMED if self.unnamed else self.actor.person,
            action=self.action,
            at=self.now,
            subject=subject,
        )

    def say_body(self, subject: str, body: bytes) -> None:
        """Say what was done in a body of its own form: a step of custody, which a stranger can check."""
        self.said = replace(self._said(subject), body=body)


def require_allowed(actor: Actor, action: Action, resource: Resource) -> None:
    """Raise NotFound where the actor may not even know of the thing, NotAllowed where the table says no."""
    decision = decide(actor, action, resource)
    if decision.allowed:
        return
    if decision.hidden:
        raise refuse(decision.reason, "Check the number and the organisation.", NotFound)
    raise refuse(decision.reason, "Ask somebody whose work it is; the shift lead knows who.", NotAllowed)


def carry_out(
    order: Order,
    action: Action,
    asked: Asked,
    answer_type: type[Answer],
    change: Callable[[Doing, Asked], Answer],
    *,
    unnamed: bool = False,
) -> Answer:
    """Carry out one command and give its answer; the same command id again gives the recorded answer.

    `change` runs inside the transaction: it asks for permission, changes rows, and says one thing to the ledger.
    `unnamed`: permission is asked for as always, but nothing that is kept leads to who asked, not even a hash.
    Raises Refused (nothing was changed), or what the database raises when it cannot keep its promise.
    """
    who = order.who.organisation if unnamed else order.who
    request_hash = sha256(msgspec.json.encode([action.value, who, asked], order="deterministic")).hexdigest()
    try:
        with transaction.atomic():
            return _carry_out_once(order, action, asked, answer_type, change, request_hash, unnamed=unnamed)
    except IntegrityError:
        # Two copies of one command at the same moment: the other one was first, and its answer is ours.
        recorded = _recorded(order, request_hash, answer_type)
        if recorded is None:
            raise
        return recorded


def _carry_out_once(
    order: Order,
    action: Action,
    asked: Asked,
    answer_type: type[Answer],
    change: Callable[[Doing, Asked], Answer],
    request_hash: str,
    *,
    unnamed: bool,
) -> Answer:
    recorded = _recorded(order, request_hash, answer_type)
    if recorded is not None:
        return recorded
    now = order.clock.now()
    actor = load_actor(order.who, now)
    organisation = Organisation.objects.get(id=order.who.organisation)
    doing = Doing(actor=actor, action=action, now=now, organisation=organisation, unnamed=unnamed)
    answer = change(doing, asked)
    if not doing.allowed or doing.said is None:
        raise AssertionError(f"{action} asked for no permission or told the ledger nothing")
    index = append_entry(doing.said)
    if action in HANDS_OUT_IDENTITIES:
        return answer
    CommandRecord.objects.create(
        id=order.command_id,
        organisation=organisation.id,
        action=action.value,
        actor=UNNAMED if unnamed else actor.person,
        request_hash=request_hash,
        entry=index,
        answer=msgspec.json.encode(answer),
        at=now,
    )
    return answer


def _recorded(order: Order, request_hash: str, answer_type: type[Answer]) -> Answer | None:
    found = CommandRecord.objects.filter(id=order.command_id).first()
    if found is None:
        return None
    if found.request_hash != request_hash:
        raise Conflict(
            "This command id was used for something else.",
            "Send the command again with a new id.",
            field="command_id",
        )
    return msgspec.json.decode(bytes(found.answer), type=answer_type)

"""Telling people what was recorded: claimed once, told after the commit, tried again, given up with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from openevac.domain.records import DeliveryKind, DeliveryState
from openevac.services.kernel.clock import Clock
from openevac.store.models import Delivery

CLAIM_LASTS = timedelta(minutes=2)
"""A claim older than this belonged to a worker that died while telling: it is told again, since a message twice
harms less than an alarm never."""
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))


class CannotTell(Exception):  # noqa: N818 - it says what happened, not that the program is wrong
    """A message could not be told. `permanent`: trying again would not help. `word`: a code without personal data."""

    def __init__(self, word: str, *, permanent: bool) -> None:
        super().__init__(word)
        self.word = word
        self.permanent = permanent


@dataclass(frozen=True, slots=True, kw_only=True)
class ToTell:
    """One claimed message: what happened and about what; who is rung is looked up by the teller."""

    id: UUID
    organisation: str
    kind: DeliveryKind
    subject: str
    attempts: int


class Teller(Protocol):
    """Tells one kind of message; raises CannotTell."""

    def tell(self, message: ToTell) -> None:
        """Tell it; when this returns, the message counts as told."""
        ...


def claim_due(worker: str, clock: Clock, most: int = 20) -> tuple[ToTell, ...]:
    """Claim messages that are due; each is claimed by exactly one worker."""
    now = clock.now()
    _let_go_of_dead_claims(now)
    due = Delivery.objects.filter(state=DeliveryState.WAITING, due_at__lte=now).order_by("due_at")
    ids = list(due.values_list("id", flat=True)[:most])
    return tuple(message for one in ids if (message := _claim(one, worker, now)) is not None)


def tell_due(worker: str, clock: Clock, tellers: Mapping[DeliveryKind, Teller]) -> int:
    """Tell everything that is due; gives how many were told."""
    told = 0
    for message in claim_due(worker, clock):
        try:
            tellers.get(message.kind, _NOBODY).tell(message)
        except CannotTell as fault:
            _put_back(message, fault, clock.now())
        else:
            Delivery.objects.filter(id=message.id).update(
                state=DeliveryState.TOLD, told_at=clock.now(), attempts=message.attempts + 1, fault=""
            )
            told += 1
    return told


class _NoTeller:
    """Stands where nobody tells a kind of message yet: it waits and shows why."""

    def tell(self, message: ToTell) -> None:  # noqa: ARG002 - a teller is asked like this
        raise CannotTell("no_teller", permanent=False)


_NOBODY = _NoTeller()


def _claim(delivery: UUID, worker: str, now: datetime) -> ToTell | None:
    taken = Delivery.objects.filter(id=delivery, state=DeliveryState.WAITING).update(
        state=DeliveryState.CLAIMED, claimed_at=now, claim=worker
    )
    if not taken:
        return None
    row = Delivery.objects.get(id=delivery)
    return ToTell(
        id=row.id,
        organisation=row.organisation_id,
        kind=DeliveryKind(row.kind),
        subject=row.subject,
        attempts=row.attempts,
    )


def _put_back(message: ToTell, fault: CannotTell, now: datetime) -> None:
    tried = message.attempts + 1
    if fault.permanent or tried > len(WAITS):
        Delivery.objects.filter(id=message.id).update(state=DeliveryState.FAILED, attempts=tried, fault=fault.word)
        return
    Delivery.objects.filter(id=message.id).update(
        state=DeliveryState.WAITING, attempts=tried, fault=fault.word, due_at=now + WAITS[tried - 1], claim=""
    )


def _let_go_of_dead_claims(now: datetime) -> None:
    Delivery.objects.filter(state=DeliveryState.CLAIMED, claimed_at__lt=now - CLAIM_LASTS).update(
        state=DeliveryState.WAITING, claim=""
    )

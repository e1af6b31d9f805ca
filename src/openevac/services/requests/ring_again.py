"""The call-back queue: when somebody is to be rung again, told by one delivery at that time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.records import DeliveryKind, DeliveryState
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.deliveries import queue_delivery
from openevac.services.requests.finding import load_to_change, subject_of, touch
from openevac.store.models import Delivery, EvacuationRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class RingAgain:
    """Ring again at a time, or not any more (None)."""

    receipt: str
    at: datetime | None
    version: int | None = None

    def __post_init__(self) -> None:
        require_aware("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class RingsAgain:
    """When the request comes up in the call-back queue."""

    receipt: str
    version: int
    at: datetime | None


def ring_again_at(order: Order, asked: RingAgain) -> RingsAgain:
    """Put a request into the call-back queue, move it there, or take it out."""
    return carry_out(order, Action.CHANGE_REQUEST, asked, RingsAgain, _change)


def queue_ring(doing: Doing, request: EvacuationRequest) -> None:
    """Queue the reminder of the request's time, and let go of earlier ones that nobody told yet."""
    subject = subject_of(request)
    Delivery.objects.filter(
        organisation=doing.organisation,
        kind=DeliveryKind.RING_AGAIN.value,
        subject=subject,
        state=DeliveryState.WAITING.value,
    ).delete()
    if request.ring_again_at is not None:
        key = f"ring_again:{request.receipt}:{request.ring_again_at.isoformat()}"
        queue_delivery(doing, DeliveryKind.RING_AGAIN, subject, key=key, due_at=request.ring_again_at)


def _change(doing: Doing, asked: RingAgain) -> RingsAgain:
    request = load_to_change(doing, asked.receipt, asked.version)
    if asked.at is not None and asked.at < doing.now:
        raise InputError("This time is past.", "Give a time to come.", field="at")
    request.ring_again_at = asked.at
    touch(request, doing, "ring_again_at")
    queue_ring(doing, request)
    doing.say(
        subject_of(request),
        household=request.household_id,
        ring_again_at=asked.at.isoformat() if asked.at else "",
    )
    return RingsAgain(receipt=request.receipt, version=request.version, at=request.ring_again_at)

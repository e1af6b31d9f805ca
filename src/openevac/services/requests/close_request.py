"""Ending a request that no van brings out: they left, were taken, refused, were referred, or never lived there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus
from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action
from openevac.domain.units import require_aware
from openevac.rules.care import ring_again
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict
from openevac.services.requests.finding import load_to_change, require_waiting, subject_of, touch
from openevac.services.requests.holding import release_all
from openevac.services.requests.ring_again import queue_ring
from openevac.services.requests.typed import require_reason
from openevac.store.models import EvacuationRequest, Evacuee

ENDS: dict[RequestStatus, EvacueeStatus] = {
    RequestStatus.REFUSED: EvacueeStatus.REFUSED,
    RequestStatus.LEFT_BY_THEMSELVES: EvacueeStatus.LEFT_BY_THEMSELVES,
    RequestStatus.TAKEN_BY_ANOTHER: EvacueeStatus.TAKEN_BY_ANOTHER,
    RequestStatus.WRONG_ADDRESS: EvacueeStatus.NOT_AT_HOME,
    RequestStatus.REFERRED: EvacueeStatus.REFERRED,
}
"""How the desk can end a request, and where that leaves its people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRequest:
    """End a request: how, in which words, and after a no when they asked to be rung again."""

    receipt: str
    end: RequestStatus
    reason: str
    ring_again_at: datetime | None = None
    version: int | None = None

    def __post_init__(self) -> None:
        require_reason("reason", self.reason)
        require_aware("ring_again_at", self.ring_again_at)
        if self.end not in ENDS:
            raise InputError(
                "The desk cannot end a request like this: {request_status}.",
                "Choose one of: {request_statuses}.",
                field="end",
                request_status=self.end.value,
                request_statuses=", ".join(end.value for end in ENDS),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """How the request ended; after a no, when they are rung again."""

    receipt: str
    version: int
    status: RequestStatus
    ring_again_at: datetime | None


def close_request(order: Order, asked: CloseRequest) -> Closed:
    """End a request. A no costs nothing and gets a day to be rung again."""
    return carry_out(order, Action.CLOSE_REQUEST, asked, Closed, _change)


def _change(doing: Doing, asked: CloseRequest) -> Closed:
    request = load_to_change(doing, asked.receipt, asked.version)
    require_waiting(request)
    if RequestStatus(request.status) is RequestStatus.ON_MISSION:
        raise Conflict(
            "A mission is planned or on its way for this request.",
            "Take the stop off the mission first, or let the crew record what they found.",
            field="receipt",
        )
    request.status = asked.end.value
    request.closed_at = doing.now
    request.ring_again_at = None
    if asked.end is RequestStatus.REFUSED:
        request.ring_again_at = ring_again(doing.now, asked.ring_again_at)
    touch(request, doing, "status", "closed_at", "ring_again_at")
    queue_ring(doing, request)
    EvacuationRequest.objects.filter(linked_to=request, closed_at=None).update(closed_at=doing.now)
    households = [request.household_id, *request.repeats.values_list("household_id", flat=True)]
    Evacuee.objects.filter(household__in=households, status=EvacueeStatus.WAITING.value).update(
        status=ENDS[asked.end].value
    )
    release_all(doing, request, asked.end.value)
    doing.say(subject_of(request), household=request.household_id, reason=asked.reason, status=asked.end.value)
    return Closed(
        receipt=request.receipt, version=request.version, status=asked.end, ring_again_at=request.ring_again_at
    )

"""What an outcome at a door does to request and people: who rides, who is rung again, who waits on."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from openevac.domain.events import RequestStatus, StopOutcome
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import EvacueeStatus
from openevac.domain.records import DeliveryKind
from openevac.rules.care import ring_again
from openevac.rules.mission_stops import STATUS_AFTER
from openevac.services.kernel.command import Doing
from openevac.services.kernel.deliveries import queue_delivery
from openevac.store.models import EvacuationRequest, Evacuee, Stop

PERSON_AFTER: dict[StopOutcome, EvacueeStatus] = {
    StopOutcome.REFUSED: EvacueeStatus.REFUSED,
    StopOutcome.NOT_AT_HOME: EvacueeStatus.NOT_AT_HOME,
    StopOutcome.WRONG_ADDRESS: EvacueeStatus.WAITING,
    StopOutcome.LEFT_BY_THEMSELVES: EvacueeStatus.LEFT_BY_THEMSELVES,
    StopOutcome.TAKEN_BY_ANOTHER: EvacueeStatus.TAKEN_BY_ANOTHER,
    StopOutcome.REFERRED: EvacueeStatus.REFERRED,
}
"""Where the people of a household stand whom nobody took aboard."""

RIDING = frozenset({StopOutcome.BOARDED, StopOutcome.WALK_UP})
_GOES_ON = frozenset({RequestStatus.OPEN, RequestStatus.ON_MISSION, RequestStatus.ABOARD, RequestStatus.HANDED_OVER})
_OUT = frozenset(
    {EvacueeStatus.HANDED_OVER, EvacueeStatus.ARRIVED, EvacueeStatus.HOUSED, EvacueeStatus.LEFT_ONWARD,
     EvacueeStatus.LEFT_BY_THEMSELVES, EvacueeStatus.TAKEN_BY_ANOTHER, EvacueeStatus.REFERRED, EvacueeStatus.DEAD}
)  # fmt: skip

_ON_THE_WAY = frozenset({EvacueeStatus.ABOARD.value, EvacueeStatus.AT_RELAY.value})
_NOT_AT_THE_DOOR = frozenset(
    {EvacueeStatus.ABOARD.value, EvacueeStatus.AT_RELAY.value, EvacueeStatus.HANDED_OVER.value,
     EvacueeStatus.ARRIVED.value, EvacueeStatus.HOUSED.value, EvacueeStatus.LEFT_ONWARD.value,
     EvacueeStatus.DEAD.value}
)  # fmt: skip


NOT_AT_A_RELAY = frozenset({StopOutcome.NOT_AT_HOME, StopOutcome.WRONG_ADDRESS, StopOutcome.WALK_UP})
"""What is never said of people whom another vehicle brought to a relay: it would send them home on paper."""


def still_there(row: Evacuee, stop: Stop) -> bool:
    """Tell whether what happened at a stop can be about this person.

    Who was handed over, has arrived or rides already keeps that: a household may be fetched in two parts, and what
    the second van finds says nothing of those who went with the first. At a relay it is about who waits there.
    """
    return row.status == EvacueeStatus.AT_RELAY.value if stop.relay else row.status not in _NOT_AT_THE_DOOR


def before_boarding(stop: Stop) -> EvacueeStatus:
    """Give where somebody stands whose boarding is taken back: at home, or at the relay they were brought to."""
    return EvacueeStatus.AT_RELAY if stop.relay else EvacueeStatus.WAITING


def close_door(
    doing: Doing, stop: Stop, outcome: StopOutcome, at: datetime, reason: str = "", ask_again: datetime | None = None
) -> datetime | None:
    """Write an outcome into stop and request; gives when they are rung again, None where they are not."""
    stop.outcome, stop.outcome_at, stop.outcome_reason = outcome.value, at, reason
    stop.save(update_fields=("outcome", "outcome_at", "outcome_reason"))
    request = stop.request
    if request is None:
        return None
    return keep_status(doing, request, STATUS_AFTER[outcome], at, ask_again)


def keep_status(
    doing: Doing, request: EvacuationRequest, status: RequestStatus, at: datetime, ask_again: datetime | None = None
) -> datetime | None:
    """Write where a request stands; a no is rung again, what came to an end is closed."""
    request.status = status.value
    request.ring_again_at = None
    if status is RequestStatus.REFUSED:
        request.ring_again_at = ring_again(at, ask_again)
        key = f"ring_again:{request.receipt}:{request.ring_again_at.isoformat()}"
        queue_delivery(
            doing, DeliveryKind.RING_AGAIN, f"request:{request.receipt}", key=key, due_at=request.ring_again_at
        )
    request.closed_at = None if status in _GOES_ON else doing.now
    request.version += 1
    request.changed_at = doing.now
    request.save()
    return request.ring_again_at


def after_hand_over(doing: Doing, request: EvacuationRequest, at: datetime) -> RequestStatus:
    """Say where a request stands once some of its people were handed over: who stayed is never lost with it.

    The request then counts only who is still there: it waits again, or is rung again where all who stayed said no.
    """
    left = [
        row for row in Evacuee.objects.filter(household=request.household_id) if EvacueeStatus(row.status) not in _OUT
    ]
    aboard = [row for row in left if row.status in _ON_THE_WAY]
    if aboard:
        return RequestStatus.ABOARD
    if not left:
        keep_status(doing, request, RequestStatus.HANDED_OVER, at)
        return RequestStatus.HANDED_OVER
    _count_only(request, left)
    all_said_no = all(row.status == EvacueeStatus.REFUSED.value for row in left)
    status = RequestStatus.REFUSED if all_said_no else RequestStatus.OPEN
    keep_status(doing, request, status, at)
    return status


def _count_only(request: EvacuationRequest, left: list[Evacuee]) -> None:
    moves = Counter(row.mobility for row in left)
    beds = Counter(row.bed for row in left)
    request.walks = moves[MobilityClass.WALKS.value]
    request.walks_with_help = moves[MobilityClass.WALKS_WITH_HELP.value]
    request.wheelchairs = moves[MobilityClass.WHEELCHAIR.value]
    request.stretchers = moves[MobilityClass.LYING.value]
    request.over_100_kg = min(request.over_100_kg, request.wheelchairs + request.stretchers)
    request.needs_care = beds[BedKind.CARE.value]
    request.needs_no_stairs = beds[BedKind.NO_STAIRS.value]

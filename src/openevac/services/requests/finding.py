"""Finding one request by its number, in one's own organisation, and locking it for a decision."""

from __future__ import annotations

from openevac.domain.errors import InputError
from openevac.domain.events import RequestStatus
from openevac.domain.receipts import parse_receipt
from openevac.domain.roles import Resource, ResourceKind
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import Conflict, changed_meanwhile, not_found
from openevac.services.kernel.who import OPEN_MISSIONS
from openevac.store.models import EvacuationRequest, Stop

WAITING = frozenset({RequestStatus.OPEN, RequestStatus.ON_MISSION})
"""The request is still to be brought out: it can be confirmed, held, changed."""


def load_request(organisation: str, receipt: str) -> EvacuationRequest:
    """Give a request by its number as people type it; NotFound also for another organisation's."""
    found = find_request(organisation, receipt)
    if found is None:
        raise not_found("receipt", receipt if len(receipt) <= _LONGEST else "")
    return found


def find_request(organisation: str, receipt: str) -> EvacuationRequest | None:
    """Give a request by its number, or None; for who must ask for permission before telling either."""
    return EvacuationRequest.objects.filter(organisation=organisation, receipt=_read(receipt)).first()


def load_to_change(doing: Doing, receipt: str, version: int | None = None) -> EvacuationRequest:
    """Lock a request, ask for permission, and refuse if somebody changed it since `version` was read."""
    rows = EvacuationRequest.objects.select_for_update(no_key=True)
    found = rows.filter(organisation=doing.organisation, receipt=_read(receipt)).first()
    doing.require(resource_of(doing.organisation.id, found))
    if found is None:
        raise not_found("receipt", receipt if len(receipt) <= _LONGEST else "")
    if version is not None and found.version != version:
        raise changed_meanwhile()
    return found


def resource_of(organisation: str, request: EvacuationRequest | None) -> Resource:
    """Give a request as the table of permissions knows it, with the open mission it belongs to."""
    if request is None:
        return Resource(kind=ResourceKind.REQUEST, organisation=organisation)
    stops = Stop.objects.filter(request=request, trip__mission__status__in=OPEN_MISSIONS)
    # Of two missions, one bringing them to a relay and one going on, it belongs to the one that has yet to board them.
    mission = stops.order_by("outcome", "relay").values_list("trip__mission__code", flat=True).first()
    return Resource(kind=ResourceKind.REQUEST, organisation=organisation, id=request.receipt, mission=mission or "")


def require_waiting(request: EvacuationRequest) -> None:
    """Refuse to go on with a request that has come to an end, or that is another request's repeat."""
    if RequestStatus(request.status) is RequestStatus.LINKED:
        raise Conflict(
            "This request was linked to an earlier one.",
            "Go on with {receipt}.",
            field="receipt",
            receipt=request.linked_to.receipt if request.linked_to else "",
        )
    if RequestStatus(request.status) not in WAITING:
        raise Conflict(
            "This request has come to an end: {request_status}.",
            "Register a new one if they ask again.",
            field="receipt",
            request_status=request.status,
        )


def touch(request: EvacuationRequest, doing: Doing, *fields: str) -> None:
    """Save the named fields, and count the change so that two who change at once are told."""
    request.version += 1
    request.changed_at = doing.now
    request.save(update_fields=(*fields, "version", "changed_at"))


def subject_of(request: EvacuationRequest) -> str:
    """Name a request as the ledger does."""
    return f"request:{request.receipt}"


_LONGEST = 20


def _read(receipt: str) -> str:
    if len(receipt) > _LONGEST:
        raise InputError(
            "This is not a request number.", "It is one letter and six digits, for example К-417-289.", field="receipt"
        )
    return parse_receipt(receipt)

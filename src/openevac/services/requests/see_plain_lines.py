"""Short lists beside a call: who is to be rung, who waits in a place, which request a number means; a look-up each."""

from __future__ import annotations

from collections.abc import Iterable

from openevac.domain.events import RequestStatus
from openevac.domain.receipts import parse_receipt
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.plain_lines import PlainLine, PlainRow, plain_line_of
from openevac.services.requests.see_requests import MOST_ROWS, RequestFilter, rows_wanted
from openevac.store.models import EvacuationRequest

MOST_WAITING = 50


def see_to_ring(asking: Asking) -> tuple[PlainLine, ...]:
    """Give at most 200 open requests that are to be rung again by now, longest waiting first."""
    return _open(asking, RequestFilter(ring_again=True), MOST_ROWS)


def see_waiting_at(asking: Asking, katottg: str) -> tuple[PlainLine, ...]:
    """Give at most 50 open requests of a place, longest waiting first."""
    return _open(asking, RequestFilter(katottg=katottg), MOST_WAITING)


def see_by_number(asking: Asking, receipts: Iterable[str]) -> dict[str, PlainLine]:
    """Give requests by their numbers; NotFound where one of them is not here."""
    wanted = [parse_receipt(one) for one in receipts]
    _allow(asking)
    rows = EvacuationRequest.objects.filter(organisation=asking.who.organisation, receipt__in=wanted)
    # Without a number nothing is asked: Django knows that nothing is in an empty list.
    found = {row.receipt: plain_line_of(row) for row in map(PlainRow._make, rows.values_list(*PlainRow._fields))}
    for receipt in wanted:
        if receipt not in found:
            raise not_found("receipt", receipt)
    return found


def _open(asking: Asking, wanted: RequestFilter, most: int) -> tuple[PlainLine, ...]:
    _allow(asking)
    rows = rows_wanted(asking.who.organisation, wanted, asking.clock.now()).filter(status=RequestStatus.OPEN.value)
    first = rows.order_by("received_at", "id").values_list(*PlainRow._fields)[:most]
    return tuple(map(plain_line_of, map(PlainRow._make, first)))


def _allow(asking: Asking) -> None:
    allow_question(
        asking, Action.SEE_REQUESTS, Resource(kind=ResourceKind.REQUEST, organisation=asking.who.organisation)
    )

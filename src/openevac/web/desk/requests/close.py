"""Ending a request that no van brings out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.events import RequestStatus
from openevac.domain.remarks import Remark
from openevac.services.requests.close_request import CloseRequest, close_request
from openevac.web.asking import order, signed_in
from openevac.web.desk.requests.leading import done
from openevac.web.typed import local_moment, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseForm:
    """How it ends, in which words, and after a no when they asked to be rung again."""

    end: RequestStatus
    reason: str = ""
    ring_again_at: str = ""
    version: int | None = None


@require_POST
@signed_in
def close(request: HttpRequest, receipt: str) -> HttpResponse:
    """End the request and say when they are rung again."""
    form = read_form(request, CloseForm)
    again = local_moment(request, "ring_again_at", form.ring_again_at)
    asked = CloseRequest(receipt=receipt, end=form.end, reason=form.reason, ring_again_at=again, version=form.version)
    closed = close_request(order(request), asked)
    facts: dict[str, str | int | float] = {"request_status": closed.status.value}
    said = [Remark(text="The request has ended: {request_status}.", facts=facts)]
    if closed.ring_again_at is not None:
        said.append(Remark(text="They are rung again {at}.", facts={"at": closed.ring_again_at.isoformat()}))
    return done(request, closed.receipt, *said)

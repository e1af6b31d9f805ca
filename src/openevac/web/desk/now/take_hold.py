"""Taking over a hold that rings."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.records import HoldReason
from openevac.domain.remarks import Fact, Remark
from openevac.services.requests.hold import TakeHold, take_hold
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeForm:
    """Which hold of the request."""

    reason: HoldReason


@require_POST
@signed_in
def take(request: HttpRequest, receipt: str) -> HttpResponse:
    """Answer it: it is yours and rings you in two hours."""
    held = take_hold(order(request), TakeHold(receipt=receipt, reason=read_form(request, TakeForm).reason))
    facts: dict[str, Fact] = {"request": held.receipt, "at": held.rings_at.isoformat()}
    return answered(request, 0, Remark(text=_YOURS.text, facts=facts))


_YOURS = Remark(text="{request} is yours: it rings you again {at}.")

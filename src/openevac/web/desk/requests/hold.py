"""Putting a request on hold, taking a hold over, and ending it with a decision in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.records import HoldReason
from openevac.domain.remarks import Remark
from openevac.services.requests.hold import HoldRequest, TakeHold, hold, take_hold
from openevac.services.requests.release_hold import ReleaseHold, release_hold
from openevac.web.asking import order, signed_in
from openevac.web.desk.requests.leading import done
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldForm:
    """Why, in which words, and who answers for it; without a name the coordinator on shift does."""

    reason: HoldReason
    why: str = ""
    owner: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseForm:
    """Which hold ends, and what was decided."""

    reason: HoldReason
    outcome: str = ""
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeForm:
    """Which hold somebody answers for from now on."""

    reason: HoldReason


@require_POST
@signed_in
def put_on_hold(request: HttpRequest, receipt: str) -> HttpResponse:
    """Put on hold and say who is rung when."""
    form = read_form(request, HoldForm)
    asked = HoldRequest(receipt=receipt, reason=form.reason, why=form.why, owner=form.owner, version=form.version)
    held = hold(order(request), asked)
    return done(request, held.receipt, _rings(held.owner, held.rings_at.isoformat()))


@require_POST
@signed_in
def take(request: HttpRequest, receipt: str) -> HttpResponse:
    """Let the one who says "I have it" answer for the hold."""
    form = read_form(request, TakeForm)
    held = take_hold(order(request), TakeHold(receipt=receipt, reason=form.reason))
    return done(request, held.receipt, _rings(held.owner, held.rings_at.isoformat()))


@require_POST
@signed_in
def release(request: HttpRequest, receipt: str) -> HttpResponse:
    """End a hold."""
    form = read_form(request, ReleaseForm)
    asked = ReleaseHold(receipt=receipt, reason=form.reason, outcome=form.outcome, version=form.version)
    released = release_hold(order(request), asked)
    return done(request, released.receipt, _STILL if released.still_held else _FREE)


def _rings(owner: str, at: str) -> Remark:
    return Remark(text="On hold. {owner} answers for it and is rung {at}.", facts={"owner": owner, "at": at})


_FREE = Remark(text="The hold has ended; the request stands in its turn.")
_STILL = Remark(text="This hold has ended; the request is still held for another reason.")

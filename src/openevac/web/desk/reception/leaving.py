"""Travelling on to an oblast or a country, and going back: for the ticked people of a household."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.services.kernel.command import Order
from openevac.services.reception.depart_onward import DepartOnward, RecordReturn, depart_onward, record_return
from openevac.web.asking import order, signed_in
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import household_of, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardForm:
    """Where to: an oblast or a country."""

    to: str = ""


@require_POST
@signed_in
def onward(request: HttpRequest, shelter: str) -> HttpResponse:
    """Record that they travelled on; their beds are free."""
    to = read_form(request, OnwardForm).to
    if not to.strip():
        raise InputError("Nothing says where they travel on to.", "Name the oblast or the country.", field="to")
    count = _each(request, lambda one, code: depart_onward(one, DepartOnward(code=code, to=to)))
    said = Remark(
        text="{count} {count|person has|people have} travelled on; the beds are free.", facts={"count": count}
    )
    return done(request, shelter, said, household=household_of(request.POST.dict()))


@require_POST
@signed_in
def returned(request: HttpRequest, shelter: str) -> HttpResponse:
    """Record that they went back; nothing follows from it for a later request."""
    count = _each(request, lambda one, code: record_return(one, RecordReturn(code=code.partition("/")[0])))
    said = Remark(text="{count} {count|person has|people have} gone back; the beds are free.", facts={"count": count})
    return done(request, shelter, said, household=household_of(request.POST.dict()))


def _each(request: HttpRequest, leave: Callable[[Order, str], object]) -> int:
    codes = request.POST.getlist("code")
    if not codes:
        raise InputError("Nobody is ticked.", "Tick who leaves.", field="code")
    whole = order(request)
    for code in codes:
        leave(replace(whole, command_id=uuid5(whole.command_id, code)), code)
    return len(codes)

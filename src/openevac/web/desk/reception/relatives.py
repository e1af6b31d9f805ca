"""Somebody who arrived names whom to tell: one number and one language, sealed before they are sent."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.reception.notify_relative import NameRelative, name_relative
from openevac.web.asking import order, signed_in
from openevac.web.desk.reception.hall import done
from openevac.web.desk.reception.typed import household_of, read_form
from openevac.web.sealed_forms import sealed_in


@dataclass(frozen=True, slots=True, kw_only=True)
class RelativeForm:
    """Who names them, and the sealed contact."""

    code: str
    contact_sealed: str = ""


@require_POST
@signed_in
def name_one(request: HttpRequest, shelter: str) -> HttpResponse:
    """Queue the relative; an operator rings them."""
    form = read_form(request, RelativeForm)
    name_relative(order(request), NameRelative(code=form.code, contact=sealed_in(form.contact_sealed)))
    said = Remark(text="Noted. An operator rings them and says one neutral sentence.")
    return done(request, shelter, said, household=household_of(request.POST.dict()))

"""Saying that two similar requests are different."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.services.requests.keep_apart import KeepApart, keep_apart
from openevac.web.asking import order, signed_in
from openevac.web.desk.requests.leading import done
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class ApartForm:
    """The other number, and how it is known that they are two."""

    other: str = ""
    reason: str = ""


@require_POST
@signed_in
def apart(request: HttpRequest, receipt: str) -> HttpResponse:
    """Keep two requests apart; nobody is asked about them again, and a link between them is undone."""
    form = read_form(request, ApartForm)
    if not form.other:
        raise InputError(
            "The number of the other request is missing.", "Type it or read it in the list.", field="other"
        )
    kept = keep_apart(order(request), KeepApart(one=receipt, other=form.other, reason=form.reason))
    said = Remark(text="{one} and {other} are two requests.", facts={"one": kept.one, "other": kept.other})
    return done(request, receipt, said, *([_UNLINKED] if kept.unlinked else []))


_UNLINKED = Remark(text="The link was undone; the repeat is open again.")

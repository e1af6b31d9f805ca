"""Saying that two requests are one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark
from openevac.services.requests.link_duplicate import LinkDuplicate, link_duplicate
from openevac.services.requests.see_request import see_request
from openevac.web.asking import asking, order, signed_in
from openevac.web.desk.requests.leading import done
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkForm:
    """The other number; the one that came first stays, whichever page the form was on."""

    other: str = ""
    version: int | None = None


@require_POST
@signed_in
def link(request: HttpRequest, receipt: str) -> HttpResponse:
    """Link the later of two calls to the earlier one and show that."""
    form = read_form(request, LinkForm)
    if not form.other:
        raise InputError(
            "The number of the other request is missing.", "Type it or read it in the list.", field="other"
        )
    question = asking(request)
    here, other = (see_request(question, one).line for one in (receipt, form.other))
    first, repeat = sorted((here, other), key=lambda line: (line.received_at, line.receipt))
    versions = {here.receipt: form.version}
    asked = LinkDuplicate(
        first=first.receipt,
        repeat=repeat.receipt,
        first_version=versions.get(first.receipt),
        repeat_version=versions.get(repeat.receipt),
    )
    linked = link_duplicate(order(request), asked)
    said = Remark(
        text="{repeat} is a repeat of {first} now. Both numbers stay good.",
        facts={"repeat": linked.repeat, "first": linked.first},
    )
    return done(request, linked.first, said, *linked.say)

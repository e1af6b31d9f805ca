"""Adding a sign that a request is true, or saying that no further sign can be had."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.errors import InputError
from openevac.domain.events import Channel, ConfirmationKind
from openevac.services.requests.confirm_request import ConfirmRequest, Sign, confirm_request
from openevac.web.asking import order, signed_in
from openevac.web.desk.requests.leading import done
from openevac.web.typed import local_moment, read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class SignForm:
    """What stands in the form. `kind` is "none" where no further sign can be had."""

    kind: ConfirmationKind | None = None
    none: bool = False
    source: str = ""
    channel: Channel = Channel.PHONE
    at: str = ""
    line_tag: str = ""
    version: int | None = None


@require_POST
@signed_in
def add_sign(request: HttpRequest, receipt: str) -> HttpResponse:
    """Add the sign and say what the ladder makes of it."""
    form = read_form(request, SignForm)
    if form.kind is None and not form.none:
        raise InputError("No kind of sign is chosen.", "Choose what was found out.", field="kind")
    sign = None
    if form.kind is not None:
        at = local_moment(request, "at", form.at)
        sign = Sign(kind=form.kind, source=form.source, channel=form.channel, at=at, line_tag=form.line_tag)
    asked = ConfirmRequest(receipt=receipt, sign=sign, no_more_possible=form.none, version=form.version)
    judged = confirm_request(order(request), asked)
    return done(request, judged.receipt, judged.say)

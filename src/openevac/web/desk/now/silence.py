"""A silence that was agreed on: no word is expected until then."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.declare_silence import DeclareSilence, declare_silence
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_ahead, hour_past
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceForm:
    """Until when, and when the crew said so where that was not now."""

    until: str
    said_at: str = ""


@require_POST
@signed_in
def silence(request: HttpRequest, number: int) -> HttpResponse:
    """Record it."""
    form, command = read_form(request, SilenceForm), order(request)
    now, zone = command.clock.now(), words_for(request).zone
    until = hour_ahead(form.until, "until", now, zone)
    asked = DeclareSilence(mission=str(number), until=until, at=hour_past(form.said_at, "said_at", now, zone))
    heard = declare_silence(command, asked)
    return answered(
        request, number, Remark(text=_SILENT.text, facts={"mission": heard.mission, "at": until.isoformat()})
    )


_SILENT = Remark(text="{mission} is silent until {at}; the alarm rings after that.")

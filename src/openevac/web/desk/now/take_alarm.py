"""Taking an alarm on: others see who rings, and the sound stops until it grows worse."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.raise_overdue import RaiseOverdue, TakeAlarm, raise_overdue, take_alarm
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered


@require_POST
@signed_in
def alarm(request: HttpRequest, number: int) -> HttpResponse:
    """Take it. What no worker has raised yet is raised first, so that somebody has it even while none runs."""
    command = order(request)
    raise_overdue(replace(command, command_id=uuid5(command.command_id, "raise")), RaiseOverdue(mission=str(number)))
    taken = take_alarm(command, TakeAlarm(mission=str(number)))
    return answered(request, number, Remark(text=_YOURS.text, facts={"mission": taken.mission}))


_YOURS = Remark(text="The alarm of {mission} is yours: you ring. It stays open until the crew is heard.")

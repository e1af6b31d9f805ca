"""People whom nobody takes on at a relay ride with the crew that brought them again, told by phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.remarks import Remark
from openevac.services.missions.take_aboard_again import TakeAboardAgain, take_aboard_again
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_past
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class AboardAgainForm:
    """When they boarded again, if not now."""

    said_at: str = ""


@require_POST
@signed_in
def aboard_again(request: HttpRequest, number: int) -> HttpResponse:
    """Record that everybody who still waits there rides again."""
    form, command = read_form(request, AboardAgainForm), order(request)
    at = hour_past(form.said_at, "said_at", command.clock.now(), words_for(request).zone)
    done = take_aboard_again(command, TakeAboardAgain(mission=str(number), at=at))
    return answered(
        request, number, Remark(text=_AGAIN.text, facts={"mission": done.mission, "count": len(done.people)})
    )


_AGAIN = Remark(text="{mission}: {count} {count|person rides|people ride} with this crew again, and it brings them in.")

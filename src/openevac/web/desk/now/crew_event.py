"""What befell a crew, told by phone: wounded and to which hospital, vehicle lost or hit, chased, dead."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.events import CrewEventKind
from openevac.domain.remarks import Remark
from openevac.services.missions.record_crew_event import RecordCrewEvent, record_crew_event
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_past
from openevac.web.sealed_forms import sealed_in
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class EventForm:
    """What befell whom. `note_sealed`: more, sealed in the browser for coordinators."""

    kind: CrewEventKind
    number: int = 1
    hospital: str = ""
    said_at: str = ""
    note_sealed: str = ""


@require_POST
@signed_in
def crew_event(request: HttpRequest, number: int) -> HttpResponse:
    """Record it, and say what is still to be asked."""
    form, command = read_form(request, EventForm), order(request)
    asked = RecordCrewEvent(
        mission=str(number),
        kind=form.kind,
        number=form.number,
        hospital=form.hospital,
        at=hour_past(form.said_at, "said_at", command.clock.now(), words_for(request).zone),
        note=sealed_in(form.note_sealed) if form.note_sealed else None,
    )
    kept = record_crew_event(command, asked)
    said = [Remark(text=_KEPT.text, facts={"mission": kept.mission, "crew_event": kept.kind.value})]
    if kept.ask_hospital:
        said.append(_HOSPITAL)
    if kept.kind is CrewEventKind.DEAD:
        said.append(_DEAD)
    return answered(request, number, *said)


_KEPT = Remark(text="{mission}: {crew_event} is recorded; who must hear of it stands under “To be rung and told”.")
_HOSPITAL = Remark(text="Ask to which hospital they are taken.")
_DEAD = Remark(text="A dead person is not carried: the police (102) are rung, no photo is taken.")

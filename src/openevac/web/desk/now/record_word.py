"""A word of a crew that was told by phone."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from openevac.domain.events import CheckInKind, OverdueLevel
from openevac.domain.remarks import Remark
from openevac.services.missions.record_check_in import Heard, RecordCheckIn, record_check_in
from openevac.services.missions.record_last_coverage import RecordLastCoverage, record_last_coverage
from openevac.web.asking import order, signed_in
from openevac.web.desk.now.answering import answered
from openevac.web.desk.now.typed import hour_past
from openevac.web.speaking import words_for
from openevac.web.typed import read_form


@dataclass(frozen=True, slots=True, kw_only=True)
class WordForm:
    """Which word, and when it was said where that was not now."""

    kind: CheckInKind = CheckInKind.WE_ARE_HERE
    said_at: str = ""


@require_POST
@signed_in
def word(request: HttpRequest, number: int) -> HttpResponse:
    """Record the word and say when the next one is due."""
    form, command = read_form(request, WordForm), order(request)
    at = hour_past(form.said_at, "said_at", command.clock.now(), words_for(request).zone)
    if form.kind is CheckInKind.LAST_COVERAGE:
        heard = record_last_coverage(command, RecordLastCoverage(mission=str(number), at=at))
    else:
        heard = record_check_in(command, RecordCheckIn(mission=str(number), kind=form.kind, at=at))
    return answered(request, number, heard_words(heard), *heard.notes)


def heard_words(heard: Heard) -> Remark:
    """Say what the watch says after a word."""
    if heard.level is not OverdueLevel.NOT_DUE:
        return Remark(text=_STILL.text, facts={"mission": heard.mission, "overdue_level": heard.level.value})
    if heard.next_contact_at is None:
        return Remark(text=_RECORDED.text, facts={"mission": heard.mission})
    return Remark(text=_NEXT.text, facts={"mission": heard.mission, "at": heard.next_contact_at.isoformat()})


_NEXT = Remark(text="{mission} was heard. The next word is due {at}.")
_RECORDED = Remark(text="{mission}: recorded.")
_STILL = Remark(text="{mission}: recorded, but the alarm stands: {overdue_level}.")

"""The sheet "crew does not answer": worked off in this order, on the screen or on paper. Codes only."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from openevac.domain.remarks import Remark
from openevac.domain.roles import Action
from openevac.reports.no_answer_sheet import NoAnswer, no_answer_sheet
from openevac.services.kernel.question import allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.see_board import see_board
from openevac.services.missions.see_mission import see_mission, see_sheet
from openevac.web.asking import asking, signed_in
from openevac.web.desk.now.rows import row_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for

BANNER = "List of people under fire. Do not forward. Destroy after the trip"


@require_safe
@signed_in
def no_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Show the sheet."""
    question = asking(request)
    sheet = _sheet(request, number)
    now = question.clock.now()
    line = next(one for one in see_board(question).missions if one.mission == sheet.mission)
    return shown(request, "now/no_answer.html", {"sheet": sheet, "number": number, "row": row_of(line, now)})


@require_safe
@signed_in
def no_answer_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """Give the sheet as a page to print."""
    sheet = _sheet(request, number)
    printed = no_answer_sheet(words_for(request), sheet, banners=(BANNER,), now=asking(request).clock.now())
    answer = HttpResponse(printed, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="no-answer-{number}.pdf"'
    return answer


def _sheet(request: HttpRequest, number: int) -> NoAnswer:
    question, code = asking(request), parse_mission_code(str(number))
    allow_question(question, Action.SEE_MISSION, mission_resource(question.who.organisation, code))
    steps, seen = see_sheet(question, code), see_mission(question, code)
    line = next((one for one in see_board(question).missions if one.mission == code), None)
    if line is None or line.next_contact_at is None:
        raise not_found("mission", code)
    return NoAnswer(
        mission=code,
        vehicle=seen.vehicle,
        crew=seen.crew,
        crew_size=len(seen.riders),
        people_aboard=len(seen.aboard),
        last_point=seen.last_point,
        next_point=seen.next_point,
        heard_at=line.last_contact_at or seen.departs_at,
        due_at=line.next_contact_at,
        steps=tuple(step for step in steps if not _names_another(step)),
        ring=tuple(sorted(seen.riders, key=lambda one: (one != seen.accepted_by, one))),
        others=tuple(str(step.facts["mission"]) for step in steps if _names_another(step)),
    )


def _names_another(step: Remark) -> bool:
    return "mission" in step.facts

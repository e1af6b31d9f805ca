"""How far a plan is: the page asks again by itself, and leads to the plan when it is there."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from openevac.domain.records import JobState
from openevac.services.missions.see_plan import see_job
from openevac.web.asking import asking, signed_in
from openevac.web.showing import go, is_part, shown
from openevac.web.speaking import words_for

STILL = frozenset({JobState.WAITING, JobState.RUNNING})


@signed_in
def see_job_page(request: HttpRequest, job: UUID) -> HttpResponse:
    """Show the job; a part of the page asks for itself every second while the worker is at it."""
    seen = see_job(asking(request), job)
    if seen.plan is not None and not is_part(request):
        return go(f"/mission/plan/{seen.plan}/")
    words = words_for(request)
    facts = {
        "job": seen,
        "is_still": seen.state in STILL,
        "percent": round(100 * seen.done_share),
        "problem": words.remark(seen.fault) if seen.fault else "",
        "todo": words.say(seen.todo, **seen.fault.facts) if seen.fault and seen.todo else "",
    }
    answer = shown(request, "mission/job_part.html" if is_part(request) else "mission/job.html", facts)
    if seen.plan is not None:
        answer["HX-Redirect"] = f"/mission/plan/{seen.plan}/"
    return answer

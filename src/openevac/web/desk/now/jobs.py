"""How far the building of a new version is, beside the mission it is for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from openevac.domain.records import JobState
from openevac.domain.remarks import Remark
from openevac.rules.missions import OUT
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.see_mission import see_mission
from openevac.services.missions.see_plan import JobSeen, see_job
from openevac.web.asking import asking
from openevac.web.desk.now.part import part
from openevac.web.showing import shown

RUNNING = frozenset({JobState.WAITING, JobState.RUNNING})


@part
def job(request: HttpRequest, number: int, job: UUID) -> HttpResponse:
    """Show how far it is."""
    return shown(request, "now/job.html", {"number": number} | job_facts(request, number, job))


def job_facts(request: HttpRequest, number: int, job: UUID | None) -> dict[str, Any]:
    """Give the state of a job, or nothing where none was asked for."""
    if job is None:
        return {"job": None}
    seen = see_job(asking(request), job)
    todo = Remark(text=seen.todo)
    return {
        "job": seen,
        "todo": todo,
        "is_running": seen.state in RUNNING,
        "is_done": seen.state is JobState.DONE,
        "number": number,
        "to": _to(request, number, seen),
    }


def _to(request: HttpRequest, number: int, seen: JobSeen) -> str:
    """Give where the difference stands: beside the version on the road, at the new one, or with a plan of others."""
    code = parse_mission_code(str(number))
    if seen.state is not JobState.DONE or seen.plan is None:
        return f"/now/{number}/"
    if code not in seen.missions:
        return f"/mission/plan/{seen.plan}/"
    is_out = see_mission(asking(request), code).status in OUT
    return f"/now/{number}/" if is_out else f"/mission/{number}/"

"""The first page of missions: the days, what is being built, and for a crew the missions it rides on."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from openevac.domain.records import JobState
from openevac.domain.roles import Role
from openevac.services.missions.see_days import see_days
from openevac.services.missions.see_own_missions import see_own_missions
from openevac.services.missions.see_plan import see_jobs
from openevac.web.asking import actor_of, asking, signed_in
from openevac.web.desk.mission.numbers import address_of
from openevac.web.showing import shown
from openevac.web.speaking import words_for

STILL = frozenset({JobState.WAITING, JobState.RUNNING})


@signed_in
def list_missions(request: HttpRequest) -> HttpResponse:
    """Show the days to coordinators, and to a crew its own missions."""
    roles = actor_of(request).roles
    if Role.COORDINATOR not in roles and roles & {Role.CREW_LEADER, Role.CREW}:
        own = [(one, address_of(one.mission)) for one in see_own_missions(asking(request))]
        return shown(request, "mission/own.html", {"own": own})
    words = words_for(request)
    days = [
        (day, words.date(day.day.isoformat()), [(line, address_of(line.mission)) for line in day.missions])
        for day in see_days(asking(request))
    ]
    jobs = [job for job in see_jobs(asking(request)) if job.state in STILL]
    return shown(request, "mission/list.html", {"days": days, "jobs": jobs})

"""The one door for the worker: a claimed job of planning, with the files its organisation named."""

from __future__ import annotations

from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.records import JobKind, JobState
from openevac.services.kernel.clock import Clock
from openevac.services.missions.jobs import Progress, end, load_job
from openevac.services.missions.planning_files import open_planning_files
from openevac.services.missions.replan_mission import work_replan
from openevac.services.missions.work_move import work_move
from openevac.services.missions.work_plan import work_plan

_WORK = {JobKind.PLAN_MISSION: work_plan, JobKind.REPLAN_MISSION: work_replan, JobKind.TRY_MOVE: work_move}


def do_job(job_id: UUID, clock: Clock, progress: Progress | None = None) -> JobState:
    """Do a job of planning to its end and give how it ended; a fault a person can mend is kept with the job."""
    job = load_job(job_id)
    try:
        ground = open_planning_files(job.organisation.planning_files, clock.now())
    except InputError as fault:
        return end(job, JobState.FAILED, clock.now(), fault)
    work = _WORK[JobKind(job.kind)]
    return work(job_id, ground.region, ground.situation, ground.policy, clock, progress)

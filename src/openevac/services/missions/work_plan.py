"""The work behind a plan: a snapshot, the planner outside any transaction, and a short command that keeps it."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.operation import Policy
from openevac.domain.records import JobState
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.planning.other_ways import other_ways
from openevac.planning.verdict import PlanRefusedError
from openevac.roads.region import Region
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Order
from openevac.services.kernel.who import Who, WhoKind
from openevac.services.missions.jobs import Progress, begin, choices_of, end, load_job, telling
from openevac.services.missions.keep_plan import Finished, Outdated, keep_plan
from openevac.services.missions.make_plan import make_plan, say_alone
from openevac.services.missions.past_missions import past_missions
from openevac.services.missions.planning_files import PlanningGround
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.store.convert.requests import receipts_of
from openevac.store.models import EvacuationRequest, Job


def work_plan(
    job_id: UUID,
    region: Region,
    base_situation: Situation,
    policy: Policy,
    clock: Clock,
    progress: Progress | None = None,
) -> JobState:
    """Do the job of one plan and write how it ended; a fault a person can mend is kept with the job.

    Run it outside any transaction: the planner takes seconds to minutes, and nobody may wait for it to write.
    """
    job = load_job(job_id)
    begin(job, clock.now())
    ground = PlanningGround(region=region, situation=base_situation, policy=policy)
    try:
        finished = _work(job, ground, clock.now(), telling(job, progress))
        keep_plan(order_of(job, clock), job.id, finished)
    except Outdated as fault:
        return end(job, JobState.OUTDATED, clock.now(), fault)
    except InputError as fault:
        return end(job, JobState.FAILED, clock.now(), fault)
    except PlanRefusedError:
        return end(job, JobState.FAILED, clock.now(), refused_by_referee())
    return JobState.DONE


def order_of(job: Job, clock: Clock) -> Order:
    """Keep a plan as the person who asked for it: who lost their right meanwhile keeps nothing."""
    who = Who(kind=WhoKind.PERSON, organisation=job.organisation_id, code=job.asked_by)
    return Order(who=who, command_id=uuid5(job.id, "keep"), clock=clock)


def refused_by_referee() -> InputError:
    """Say that the program contradicted itself and that nothing was kept."""
    return InputError(
        "The plan did not pass the independent check, so it was not kept.",
        "Build it again with another seed, and report this: the program contradicted itself.",
        field="plan",
    )


def _work(job: Job, ground: PlanningGround, now: datetime, progress: Progress) -> Finished:
    choices = choices_of(job, PlanChoices)
    take = partial(take_snapshot, job.organisation_id, choices, ground, now)
    with transaction.atomic():
        snapshot = take()
        past = past_missions(job.organisation_id, ground.region, now)
    Job.objects.filter(id=job.id).update(snapshot=snapshot.fingerprint)
    made = make_plan(
        ground.region,
        snapshot.situation(ground.situation),
        snapshot.operation,
        snapshot.verdicts,
        now=now,
        seed=choices.seed,
        iterations=choices.iterations,
        progress=progress,
        past=past,
    )
    return Finished(
        plan=made.plan,
        snapshot=snapshot,
        left_out=(*snapshot.left_out, *_say_alone(made.alone)),
        made_at=now,
        again=partial(take, chosen_of(snapshot)),
        ways=other_ways(ground.region, snapshot.situation(ground.situation), snapshot.operation, made.plan, now=now),
    )


def chosen_of(snapshot: Snapshot) -> tuple[str, ...]:
    """Give the requests a snapshot chose, to look at them again."""
    return tuple(request.id for request in snapshot.operation.requests)


def _say_alone(alone: tuple[str, ...]) -> list[Remark]:
    receipts = receipts_of(EvacuationRequest.objects.filter(id__in=alone))
    return [say_alone(receipts[name]) for name in alone if name in receipts]

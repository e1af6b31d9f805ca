"""Slow work: claimed by one worker, done in a process of its own, given back when that process dies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.records import JobKind, JobState
from openevac.services.kernel.clock import Clock
from openevac.store.models import Job

LONGEST = timedelta(minutes=30)
"""A job that runs longer has lost its process: it is given back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobToDo:
    """A claimed job: what is to be done, for whom, with which choices."""

    id: UUID
    organisation: str
    kind: JobKind
    asked_by: str
    input: dict[str, Any]


def claim_job(worker: str, clock: Clock) -> JobToDo | None:
    """Claim the oldest waiting job; None where there is none."""
    now = clock.now()
    Job.objects.filter(state=JobState.RUNNING, claimed_at__lt=now - LONGEST).update(state=JobState.WAITING, claim="")
    for job in Job.objects.filter(state=JobState.WAITING).order_by("asked_at").values_list("id", flat=True)[:5]:
        taken = Job.objects.filter(id=job, state=JobState.WAITING).update(
            state=JobState.RUNNING, claimed_at=now, claim=worker
        )
        if taken:
            return _to_do(job)
    return None


def take_job(job: UUID, who: str, clock: Clock) -> bool:
    """Claim one job for somebody at a desk who waits for it; False where a worker was quicker."""
    waiting = Job.objects.filter(id=job, state=JobState.WAITING)
    return bool(waiting.update(state=JobState.RUNNING, claimed_at=clock.now(), claim=who))


def give_back_jobs(worker: str) -> int:
    """Give back what this worker had claimed before it died; gives how many."""
    return Job.objects.filter(state=JobState.RUNNING, claim=worker).update(state=JobState.WAITING, claim="")


def fail_job(job: UUID, fault: InputError, at: datetime) -> None:
    """Say why a job came to nothing: the sentence's template and facts, so that it can be read in both languages."""
    said = {"problem": fault.problem, "todo": fault.todo, "field": fault.field, "facts": fault.facts}
    Job.objects.filter(id=job).update(state=JobState.FAILED, fault=said, finished_at=at)


def show_progress(job: UUID, share: float) -> None:
    """Say how far a job is, from 0 to 1."""
    Job.objects.filter(id=job, state=JobState.RUNNING).update(done_share=min(1.0, max(0.0, share)))


def _to_do(job: UUID) -> JobToDo:
    row = Job.objects.get(id=job)
    return JobToDo(
        id=row.id,
        organisation=row.organisation_id,
        kind=JobKind(row.kind),
        asked_by=row.asked_by,
        input=dict(row.input),
    )

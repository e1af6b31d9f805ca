"""Jobs of planning: what a job's row holds, how far it is, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.records import JobState
from openevac.services.kernel.refusals import not_found
from openevac.store.models import Job

Choices = TypeVar("Choices")
Progress = Callable[[str, float], None]
STEP = 0.02
"""Progress is written when it moved this far, so that a job does not write all the time."""


def load_job(job_id: UUID) -> Job:
    """Give a job's row."""
    job = Job.objects.select_related("organisation").filter(id=job_id).first()
    if job is None:
        raise not_found("job", str(job_id))
    return job


def choices_of(job: Job, kind: type[Choices]) -> Choices:
    """Give what was asked for."""
    return msgspec.convert(job.input, kind)


def begin(job: Job, now: datetime) -> None:
    """Note that the work has begun; a worker that took it already keeps its mark."""
    job.state = JobState.RUNNING.value
    job.claimed_at = job.claimed_at or now
    job.save(update_fields=("state", "claimed_at"))


def telling(job: Job, progress: Progress | None) -> Progress:
    """Give a progress callback that keeps the job's share up to date for whoever looks at the page."""
    told = [0.0]

    def tell(words: str, share: float) -> None:
        if share - told[0] >= STEP:
            told[0] = share
            Job.objects.filter(id=job.id).update(done_share=min(1.0, share))
        if progress is not None:
            progress(words, share)

    return tell


def end(job: Job, state: JobState, now: datetime, fault: InputError | None = None, **result: Any) -> JobState:
    """Write how a job ended: what came out, or the sentence of what went wrong."""
    job.state, job.finished_at = state.value, now
    job.done_share = 1.0 if state is JobState.DONE else job.done_share
    job.result = result or job.result
    if fault is not None:
        facts = {name: value if isinstance(value, int | float) else str(value) for name, value in fault.facts.items()}
        job.fault = {"problem": fault.problem, "todo": fault.todo, "field": fault.field, "facts": facts}
    job.save(update_fields=("state", "finished_at", "done_share", "result", "fault"))
    return state

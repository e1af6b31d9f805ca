"""A plan as people read it: missions, who is left out and why, in receipts instead of the planner's own codes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from openevac.domain.missions import Fairness, Plan, RestsOn, Totals
from openevac.domain.records import JobKind, JobState
from openevac.domain.remarks import Fact, Remark
from openevac.domain.requests import Priority
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.reports.plan_file import read_plan
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.store.convert.requests import receipts_of
from openevac.store.models import EvacuationRequest, Job, PlanRecord

RECENT = timedelta(days=2)
"""How far back the list of jobs goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """A request that is not in the plan: why, proved how, and when it could be served."""

    request: str
    priority: Priority
    waiting_days: float
    limit: str
    reason: Remark
    proof: Remark
    could_be_served_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSeen:
    """One plan. `left_out`: who was not given to the planner, and why; `unserved`: whom the planner could not serve.

    `hangs_on`: for each drive, what would turn its answer, the nearest first; empty where nobody asked.
    """

    plan: UUID
    made_at: datetime
    made_for: date
    asked_by: str
    missions: tuple[str, ...]
    totals: Totals
    fairness: Fairness
    unserved: tuple[LeftBehind, ...]
    left_out: tuple[Remark, ...]
    remarks: tuple[Remark, ...]
    rests_on: tuple[RestsOn, ...]
    hangs_on: tuple[tuple[str, tuple[Remark, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSeen:
    """How a job of planning stands. `fault`: what went wrong and what to do, as a template and its facts."""

    job: UUID
    state: JobState
    done_share: float
    plan: UUID | None
    missions: tuple[str, ...]
    fault: Remark | None
    todo: str


def see_plan(asking: Asking, plan: UUID) -> PlanSeen:
    """Give one plan with its reasons."""
    _allow(asking)
    record = PlanRecord.objects.filter(organisation=asking.who.organisation, id=plan).first()
    if record is None:
        raise not_found("plan", str(plan))
    made = read_plan(bytes(record.body))
    receipts = _receipts(made)
    return PlanSeen(
        plan=record.id,
        made_at=record.made_at,
        made_for=record.made_for,
        asked_by=record.asked_by,
        missions=tuple(record.missions.order_by("code").values_list("code", flat=True)),
        totals=made.totals,
        fairness=made.fairness,
        unserved=tuple(
            LeftBehind(
                request=receipts.get(one.request, ""),
                priority=one.priority,
                waiting_days=one.waiting_days,
                limit=one.limit.value,
                reason=in_receipts(one.reason, receipts),
                proof=in_receipts(one.proof, receipts),
                could_be_served_at=one.could_be_served_at,
            )
            for one in made.unserved
        ),
        left_out=tuple(Remark(text=one["text"], facts=one["facts"]) for one in record.left_out),
        remarks=tuple(in_receipts(one, receipts) for one in made.remarks),
        rests_on=made.rests_on,
        hangs_on=tuple(
            (one.drive, tuple(in_receipts(hinge.remark, receipts) for hinge in one.hinges)) for one in made.hangs_on
        ),
    )


def see_job(asking: Asking, job: UUID) -> JobSeen:
    """Give how far a job is and how it ended."""
    _allow(asking)
    row = Job.objects.filter(organisation=asking.who.organisation, id=job).first()
    if row is None:
        raise not_found("job", str(job))
    return _seen(row)


def _seen(row: Job) -> JobSeen:
    fault = row.fault
    return JobSeen(
        job=row.id,
        state=JobState(row.state),
        done_share=row.done_share,
        plan=UUID(row.result["plan"]) if row.result.get("plan") else None,
        missions=tuple(row.result.get("missions", ())),
        fault=Remark(text=fault["problem"], facts=fault["facts"]) if fault else None,
        todo=fault.get("todo", ""),
    )


def see_jobs(asking: Asking) -> tuple[JobSeen, ...]:
    """Give the jobs that were asked for in the last two days, newest first."""
    _allow(asking)
    since = asking.clock.now() - RECENT
    rows = Job.objects.filter(organisation=asking.who.organisation, asked_at__gte=since)
    rows = rows.exclude(kind=JobKind.TRY_MOVE.value).order_by("-asked_at")
    return tuple(_seen(row) for row in rows)


def in_receipts(remark: Remark, receipts: Mapping[str, str]) -> Remark:
    """Give a sentence of the planner with receipts where it names requests."""
    facts: dict[str, Fact] = {}
    for name, value in remark.facts.items():
        if isinstance(value, str):
            for code, receipt in receipts.items():
                value = value.replace(code, receipt)  # noqa: PLW2901 - one text may name several requests
        facts[name] = value
    return Remark(text=remark.text, facts=facts)


def _receipts(made: Plan) -> Mapping[str, str]:
    served = [stop.request for mission in made.missions for trip in mission.trips for stop in trip.stops]
    ids = [*served, *(one.request for one in made.unserved)]
    return receipts_of(EvacuationRequest.objects.filter(id__in=ids))


def _allow(asking: Asking) -> None:
    resource = Resource(kind=ResourceKind.MISSION, organisation=asking.who.organisation)
    allow_question(asking, Action.SEE_MISSION, resource)

"""Moving a request to another trip: a job that asks the independent referee, and its answer in words.

Nothing is changed by asking. What the referee accepts lies ready beside the plan until somebody keeps it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec

from openevac.domain.events import MissionStatus
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import JobKind, JobState
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.rules.missions import BEFORE
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found, refuse
from openevac.services.missions.plan_mission import PlanAsked
from openevac.services.missions.planning_files import PolicyChoices
from openevac.store.models import EvacuationRequest, Job, Mission, PlanRecord, Vehicle


@dataclass(frozen=True, slots=True, kw_only=True)
class TryMove:
    """A request (receipt) of one plan, and the vehicle and trip it is to ride with; `vehicle` "" takes it out.

    `wave`: which of the vehicle's drives, where it has several.
    """

    plan: UUID
    request: str
    vehicle: str = ""
    trip: int = 0
    wave: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveChoices:
    """What the job keeps: what was asked, and the policy the plan was made with."""

    plan: UUID
    request: str
    vehicle: str
    trip: int
    policy: PolicyChoices
    wave: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSeen:
    """The referee's answer. `against`: everything it refuses; `ratio`: danger for people after it against before.

    `needs_yes`: missions that had a yes and would need both again. `kept`: somebody keeps to it already.
    """

    job: UUID
    plan: UUID
    request: str
    vehicle: str
    trip: int
    state: JobState
    done_share: float
    accepted: bool
    against: tuple[Remark, ...]
    changed: tuple[str, ...]
    ratio: float | None
    more_crew_s: float
    needs_yes: tuple[str, ...]
    kept: bool
    fault: Remark | None
    todo: str


def try_move(order: Order, asked: TryMove) -> PlanAsked:
    """Ask whether a request may ride elsewhere."""
    return carry_out(order, Action.REPLAN_MISSION, asked, PlanAsked, _ask)


def see_move(asking: Asking, job: UUID) -> MoveSeen:
    """Give the answer, or how far it is."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_MISSION, Resource(kind=ResourceKind.MISSION, organisation=ours))
    row = Job.objects.filter(organisation=ours, id=job, kind=JobKind.TRY_MOVE.value).first()
    if row is None:
        raise not_found("job", str(job))
    choices = msgspec.convert(row.input, MoveChoices)
    result, fault = row.result, row.fault
    return MoveSeen(
        job=row.id,
        plan=choices.plan,
        request=choices.request,
        vehicle=choices.vehicle,
        trip=choices.trip,
        state=JobState(row.state),
        done_share=row.done_share,
        accepted=bool(result.get("accepted")),
        against=tuple(Remark(text=one["text"], facts=one["facts"]) for one in result.get("against", ())),
        changed=tuple(result.get("changed", ())),
        ratio=result.get("ratio"),
        more_crew_s=result.get("more_crew_s", 0.0),
        needs_yes=tuple(result.get("needs_yes", ())),
        kept=bool(result.get("kept")),
        fault=Remark(text=fault["problem"], facts=fault["facts"]) if fault else None,
        todo=fault.get("todo", ""),
    )


def missions_of(record: PlanRecord) -> list[Mission]:
    """Give the missions of a plan that may still be changed, by their numbers."""
    rows = record.missions.filter(status__in=BEFORE).select_related("vehicle__type", "crew", "plan")
    return list(rows.order_by("code"))


def record_of(organisation: str, plan: UUID) -> PlanRecord:
    """Give a kept plan."""
    record = PlanRecord.objects.filter(organisation=organisation, id=plan).first()
    if record is None:
        raise not_found("plan", str(plan))
    return record


def _ask(doing: Doing, asked: TryMove) -> PlanAsked:
    doing.require(Resource(kind=ResourceKind.MISSION, organisation=doing.organisation.id))
    record = record_of(doing.organisation.id, asked.plan)
    _require_open(record)
    receipt = parse_receipt(asked.request)
    if not EvacuationRequest.objects.filter(organisation=doing.organisation, receipt=receipt).exists():
        raise not_found("requests", asked.request)
    if asked.vehicle and not Vehicle.objects.filter(organisation=doing.organisation, code=asked.vehicle).exists():
        raise not_found("vehicle", asked.vehicle)
    choices = MoveChoices(
        plan=record.id,
        request=receipt,
        vehicle=asked.vehicle,
        trip=asked.trip,
        wave=asked.wave,
        policy=_policy(record),
    )
    job = Job.objects.create(
        organisation=doing.organisation,
        kind=JobKind.TRY_MOVE.value,
        asked_by=doing.actor.person,
        asked_at=doing.now,
        input=msgspec.to_builtins(choices),
    )
    doing.say(f"job:{job.id}", plan=str(record.id), request=receipt, vehicle=asked.vehicle, trip=asked.trip)
    return PlanAsked(job=job.id)


def _require_open(record: PlanRecord) -> None:
    """Refuse to move within a plan that was built again, or all of whose vans have left."""
    if missions_of(record):
        return
    newer = record.missions.filter(status=MissionStatus.REPLACED.value).exists()
    text = "A newer plan has replaced this one." if newer else "The vans of this plan have left already."
    raise refuse(Remark(text=text), "Look at the list of missions for what holds now.")


def _policy(record: PlanRecord) -> PolicyChoices:
    """Give the choices the plan was made with, so that the referee judges by the same ceilings and hours."""
    for job in Job.objects.filter(organisation=record.organisation_id, result__plan=str(record.id)):
        return msgspec.convert(job.input.get("policy", {}), PolicyChoices)
    for job in Job.objects.filter(organisation=record.organisation_id, result__draft=str(record.id)):
        return msgspec.convert(job.input.get("policy", {}), PolicyChoices)
    return PolicyChoices()

"""The work behind a move: today's snapshot of what the plan rests on, the drives built again, the referee's answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from openevac.domain import missions as planned
from openevac.domain.errors import InputError
from openevac.domain.missions import Plan
from openevac.domain.operation import Policy
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import JobState
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.planning.moved import Judged, Move, judge_move
from openevac.planning.other_ways import other_ways
from openevac.reports.plan_file import plan_json, read_plan
from openevac.roads.region import Region
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.jobs import Progress, begin, choices_of, end, load_job, telling
from openevac.services.missions.make_plan import standing_alone
from openevac.services.missions.planning_files import PlanningGround
from openevac.services.missions.see_plan import in_receipts
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.services.missions.try_move import MoveChoices, missions_of, record_of
from openevac.store.convert.requests import receipts_of
from openevac.store.models import EvacuationRequest, HazardReport, Job, Mission, PlaceAccess, PlanRecord

ALONE = Remark(text="An unconfirmed address is only looked at beside a confirmed one of the same trip.")
WORLD_CHANGED = Remark(
    text="Dangers or entry were changed since this plan was made; building the day again may be better."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a move is judged on: the plan's missions that may change, and the world as it is now."""

    record: PlanRecord
    rows: tuple[Mission, ...]
    made: Plan
    snapshot: Snapshot
    moved: str


def work_move(
    job_id: UUID,
    region: Region,
    base_situation: Situation,
    policy: Policy,
    clock: Clock,
    progress: Progress | None = None,
) -> JobState:
    """Do the job of one move and write the referee's answer; run it outside any transaction."""
    job = load_job(job_id)
    now = clock.now()
    begin(job, now)
    tell = telling(job, progress)
    ground = PlanningGround(region=region, situation=base_situation, policy=policy)
    try:
        with transaction.atomic():
            weighed = weigh(job.organisation_id, choices_of(job, MoveChoices), ground, now)
        tell("The referee drives the plan again", 0.3)
        result = _judge(job, weighed, ground, now)
    except InputError as fault:
        return end(job, JobState.FAILED, clock.now(), fault)
    Job.objects.filter(id=job.id).update(snapshot=weighed.snapshot.fingerprint)
    return end(job, JobState.DONE, clock.now(), **result)


def weigh(organisation: str, choices: MoveChoices, ground: PlanningGround, now: datetime) -> Weighed:
    """Read the missions that may change and everything they rest on."""
    record = record_of(organisation, choices.plan)
    rows = tuple(missions_of(record))
    vehicles = tuple(sorted({row.vehicle.code for row in rows}))
    made = read_plan(bytes(record.body))
    still = {drive.drive for row in rows if (drive := drive_of(row, made)) is not None}
    made = replace(made, missions=tuple(one for one in made.missions if one.drive in still))
    receipts = dict(receipts_of(EvacuationRequest.objects.filter(id__in=_ids(made))))
    asked = PlanChoices(
        day=record.made_for,
        requests=tuple(sorted({*receipts.values(), parse_receipt(choices.request)})),
        vehicles=vehicles,
        policy=choices.policy,
        rebuild=False,
    )
    snapshot = take_snapshot(organisation, asked, ground, now, set_free=rows)
    row = EvacuationRequest.objects.filter(organisation=organisation, receipt=choices.request).first()
    if row is None:
        raise not_found("requests", choices.request)
    return Weighed(record=record, rows=rows, made=made, snapshot=snapshot, moved=row.id.hex)


def _ids(made: Plan) -> list[UUID]:
    served = [stop.request for drive in made.missions for trip in drive.trips for stop in trip.stops]
    return [UUID(one) for one in (*served, *(row.request for row in made.unserved))]


def _judge(job: Job, weighed: Weighed, ground: PlanningGround, now: datetime) -> dict[str, Any]:
    choices = choices_of(job, MoveChoices)
    snapshot, made = weighed.snapshot, weighed.made
    fit = {request.id for request in snapshot.operation.requests}
    lost = [stop for drive in made.missions for trip in drive.trips for stop in trip.stops if stop.request not in fit]
    if lost or weighed.moved not in fit:
        return _refused(snapshot.left_out, made)
    situation = snapshot.situation(ground.situation)
    move = Move(request=weighed.moved, vehicle=choices.vehicle, trip=choices.trip, wave=choices.wave)
    judged = judge_move(ground.region, situation, snapshot.operation, made, move, now=now)
    if judged.plan is None:
        return _refused(_with_world(judged, weighed), made)
    if standing_alone(judged.plan, snapshot.verdicts):
        return _refused((ALONE,), made)
    ways = other_ways(ground.region, situation, snapshot.operation, judged.plan, now=now)
    draft = PlanRecord.objects.create(
        organisation=job.organisation,
        made_at=now,
        made_for=weighed.record.made_for,
        asked_by=job.asked_by,
        snapshot=snapshot.fingerprint,
        body=plan_json(judged.plan),
        left_out=weighed.record.left_out,
        other_ways=msgspec.to_builtins(ways),
    )
    return _accepted(judged, weighed, draft)


def _accepted(judged: Judged, weighed: Weighed, draft: PlanRecord) -> dict[str, Any]:
    if judged.plan is None:
        raise AssertionError("only an accepted plan is kept")
    before, after = weighed.made.missions, judged.plan.missions
    was = sum(one.person_exposure for one in before)
    drives = {row.id: drive_of(row, weighed.made) for row in weighed.rows}
    changed = [row for row in weighed.rows if (drive := drives[row.id]) is not None and drive.drive in judged.drives]
    return {
        "accepted": True,
        "draft": str(draft.id),
        "changed": [row.code for row in changed],
        "needs_yes": [row.code for row in changed if row.approved_by or row.accepted_by],
        "ratio": sum(one.person_exposure for one in after) / was if was > 0 else None,
        "more_crew_s": _crew_s(after) - _crew_s(before),
    }


def _crew_s(drives: tuple[planned.Mission, ...]) -> float:
    return sum((one.returns_at - one.departs_at).total_seconds() for one in drives)


def _with_world(judged: Judged, weighed: Weighed) -> tuple[Remark, ...]:
    """Say too that something was said about dangers or entry since the plan was made, where it was."""
    since = {"organisation": weighed.record.organisation_id}
    reports = HazardReport.objects.filter(**since, recorded_at__gt=weighed.record.made_at)
    access = PlaceAccess.objects.filter(**since, since__gt=weighed.record.made_at)
    return (*judged.against, WORLD_CHANGED) if reports.exists() or access.exists() else judged.against


def _refused(against: tuple[Remark, ...], made: Plan) -> dict[str, Any]:
    receipts = receipts_of(EvacuationRequest.objects.filter(id__in=_ids(made)))
    said = (in_receipts(one, receipts) for one in against)
    return {"accepted": False, "against": [{"text": one.text, "facts": dict(one.facts)} for one in said]}

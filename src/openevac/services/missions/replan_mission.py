"""Building a mission again from the doors that are left: a new version with new yeses; the old holds until then."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256
from uuid import UUID

import msgspec
from django.db import transaction

from openevac.domain.errors import InputError
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation, Policy
from openevac.domain.places import LonLat
from openevac.domain.records import JobKind, JobState
from openevac.domain.roles import Action
from openevac.domain.situation import Situation
from openevac.domain.vehicles import Depot, VehicleType
from openevac.planning.loads import load_of
from openevac.planning.other_ways import other_ways
from openevac.planning.verdict import PlanRefusedError
from openevac.reports.plan_file import plan_json
from openevac.roads.region import Region
from openevac.rules import missions as rules
from openevac.rules.missions import OUT
from openevac.services.kernel.clock import Clock
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.day_under_way import DayAsked, DayUnderWay, take_day
from openevac.services.missions.finding import all_versions
from openevac.services.missions.hanging import hangs_together
from openevac.services.missions.jobs import Progress, begin, choices_of, end, load_job, telling
from openevac.services.missions.keep_day import keep_day, let_go
from openevac.services.missions.keep_plan import (
    Finished,
    KeepPlan,
    Outdated,
    PlanKept,
    keep_mission,
    keep_record,
    promise,
    requests_of,
    require_unchanged,
)
from openevac.services.missions.make_plan import make_plan
from openevac.services.missions.plan_mission import PlanAsked, require_sound
from openevac.services.missions.planning_files import PlanningGround, PolicyChoices
from openevac.services.missions.plans_in_force import NotFromTheDay
from openevac.services.missions.record_check_in import require_heard
from openevac.services.missions.replan_day import replan_day
from openevac.services.missions.snapshot import PlanChoices, Snapshot, take_snapshot
from openevac.services.missions.work_plan import chosen_of, order_of, refused_by_referee
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import Job, Mission, PlanRecord, Stop, Vehicle

ON_THE_ROAD = "on-the-road"
"""The code of the place a van on the road is planned from: where it was heard last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplanMission:
    """The mission to build again; `vehicle`: another van (with its own crew), "" for the same one."""

    mission: str
    vehicle: str = ""
    policy: PolicyChoices = field(default_factory=PolicyChoices)
    seed: int = 1
    iterations: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choices:
    """What the job keeps: the mission, its local day, and what was asked."""

    mission: str
    day: date
    vehicle: str
    policy: PolicyChoices
    seed: int
    iterations: int


def replan_mission(order: Order, asked: ReplanMission) -> PlanAsked:
    """Ask for a new version."""
    return carry_out(order, Action.REPLAN_MISSION, asked, PlanAsked, _ask)


def work_replan(
    job_id: UUID,
    region: Region,
    base_situation: Situation,
    policy: Policy,
    clock: Clock,
    progress: Progress | None = None,
) -> JobState:
    """Do the job of one new version; run it outside any transaction."""
    job = load_job(job_id)
    begin(job, clock.now())
    ground = PlanningGround(region=region, situation=base_situation, policy=policy)
    try:
        finished = _work(job, ground, clock.now(), telling(job, progress))
        keep_version(order_of(job, clock), job, finished)
    except Outdated as fault:
        return end(job, JobState.OUTDATED, clock.now(), fault)
    except InputError as fault:
        return end(job, JobState.FAILED, clock.now(), fault)
    except PlanRefusedError:
        return end(job, JobState.FAILED, clock.now(), refused_by_referee())
    return JobState.DONE


def keep_version(order: Order, job: Job, finished: Finished) -> PlanKept:
    """Keep the new version in one transaction."""
    body = plan_json(finished.plan)
    asked = KeepPlan(job=job.id, snapshot=finished.snapshot.fingerprint, plan_sha256=sha256(body).hexdigest())
    return carry_out(order, Action.REPLAN_MISSION, asked, PlanKept, partial(_keep, finished, body))


def _ask(doing: Doing, asked: ReplanMission) -> PlanAsked:
    row = _base(all_versions(doing, asked.mission))
    require_heard(Action.REPLAN_MISSION, row)
    require_sound(asked.iterations)
    if asked.vehicle and not Vehicle.objects.filter(organisation=doing.organisation, code=asked.vehicle).exists():
        raise not_found("vehicle", asked.vehicle)
    choices = _Choices(
        mission=row.code, day=row.plan.made_for, vehicle=asked.vehicle or row.vehicle.code,
        policy=asked.policy if asked.policy != PolicyChoices() else _policy_of(row.plan),
        seed=asked.seed, iterations=asked.iterations,
    )  # fmt: skip
    job = Job.objects.create(
        organisation=doing.organisation,
        kind=JobKind.REPLAN_MISSION.value,
        asked_by=doing.actor.person,
        asked_at=doing.now,
        input=msgspec.to_builtins(choices),
    )
    doing.say(f"job:{job.id}", mission=row.code, vehicle=choices.vehicle, seed=asked.seed)
    return PlanAsked(job=job.id)


def _base(versions: list[Mission]) -> Mission:
    """Give the version that is built again: the one on the road, else the newest."""
    return next((one for one in versions if one.status in OUT), versions[0])


def _versions(job: Job, code: str) -> list[Mission]:
    rows = Mission.objects.filter(organisation=job.organisation_id, code=code).order_by("-version")
    return list(rows.select_related("vehicle__type", "crew", "plan"))


def _work(job: Job, ground: PlanningGround, now: datetime, progress: Progress) -> Finished:
    """Plan from where the vans are; where that cannot be, plan the doors that are left anew, and say why."""
    choices = choices_of(job, _Choices)
    _doors_left(_versions(job, choices.mission))
    try:
        return _from_the_day(job, choices, ground, now, progress)
    except NotFromTheDay as no:
        finished = _anew(job, choices, ground, now, progress)
        said = {"text": no.why.text, "facts": dict(no.why.facts)}
        return replace(finished, difference={"anew": said})


def _from_the_day(job: Job, choices: _Choices, ground: PlanningGround, now: datetime, progress: Progress) -> Finished:
    asked = DayAsked(mission=choices.mission, vehicle=choices.vehicle, day=choices.day, policy=choices.policy)
    take = partial(take_day, job.organisation_id, asked, ground, now)
    with transaction.atomic():
        day = take()
    Job.objects.filter(id=job.id).update(snapshot=day.fingerprint)
    finished = replan_day(
        day, ground, mission=choices.mission, now=now, seed=choices.seed, iterations=choices.iterations,
        progress=progress,
    )  # fmt: skip
    return replace(finished, snapshot=day, again=take)


def _anew(job: Job, choices: _Choices, ground: PlanningGround, now: datetime, progress: Progress) -> Finished:
    """Plan the doors of this mission alone, from the depot or from where the van was heard last."""
    _require_no_relay(_base(_versions(job, choices.mission)))
    take = partial(_take, job, choices, ground, now)
    with transaction.atomic():
        snapshot = take()
    Job.objects.filter(id=job.id).update(snapshot=snapshot.fingerprint)
    made = make_plan(
        ground.region, snapshot.situation(ground.situation), snapshot.operation, snapshot.verdicts, now=now,
        seed=choices.seed, iterations=choices.iterations, progress=progress,
    )  # fmt: skip
    _require_mission(made.plan)
    return Finished(
        plan=made.plan,
        snapshot=snapshot,
        left_out=snapshot.left_out,
        made_at=now,
        again=partial(take, chosen_of(snapshot)),
        ways=other_ways(ground.region, snapshot.situation(ground.situation), snapshot.operation, made.plan, now=now),
    )


def _require_no_relay(base: Mission) -> None:
    """Refuse to plan a mission alone that changes people with another one: half a hand-over leaves them standing."""
    others = sorted({one.mission for one in hangs_together(base) if one.mission})
    if others:
        raise InputError(
            "This mission changes people at a relay with {missions}, so it is not built again alone.",
            "Ring both crews; build what is left of the day anew, without whoever is out already.",
            field="mission",
            missions=", ".join(others),
        )


def _doors_left(versions: list[Mission]) -> tuple[str, ...]:
    stops = Stop.objects.filter(trip__mission__in=versions, outcome="", request__isnull=False)
    receipts = tuple(sorted(set(stops.values_list("request__receipt", flat=True))))
    if not receipts:
        raise InputError(
            "No door of this mission is left to go to.", "Turn back, hand over, and close it.", field="mission"
        )
    return receipts


def _take(
    job: Job, choices: _Choices, ground: PlanningGround, now: datetime, chosen: tuple[str, ...] | None = None
) -> Snapshot:
    """Read what the new version is built from: the doors that are left, the van where it is, with who rides."""
    versions = _versions(job, choices.mission)
    base = _base(versions)
    receipts = _doors_left(versions)
    asked = PlanChoices(
        day=choices.day, requests=receipts, vehicles=(choices.vehicle,), policy=choices.policy, rebuild=False
    )
    beside = _other_outings(base, choices)
    snapshot = take_snapshot(
        job.organisation_id, asked, ground, now, chosen, set_free=tuple(versions), beside=tuple(beside)
    )
    snapshot = replace(snapshot, operation=_between(snapshot.operation, base, beside))
    if base.status not in OUT or base.vehicle.code != choices.vehicle:
        return snapshot
    return replace(snapshot, operation=_on_the_road(snapshot.operation, base))


def _other_outings(base: Mission, choices: _Choices) -> list[Mission]:
    """Give what else the same vehicle goes out for that day."""
    if base.vehicle.code != choices.vehicle:
        return []
    rows = Mission.objects.filter(organisation=base.organisation_id, vehicle=base.vehicle, plan__made_for=choices.day)
    return list(rows.exclude(code=base.code).exclude(status__in=rules.OVER).order_by("departs_at", "code"))


def _between(operation: Operation, base: Mission, others: list[Mission]) -> Operation:
    """Keep a vehicle's hours apart from its other outings, with the rest of the policy between."""
    if not others:
        return operation
    rest = timedelta(seconds=operation.policy.rest_s)
    (crew,) = operation.crews
    early = [one.returns_at + rest for one in others if one.departs_at < base.departs_at]
    late = [one.departs_at - rest for one in others if one.departs_at >= base.departs_at]
    early_at, late_at = max([crew.tw_early, *early]), min([crew.tw_late, *late])
    if early_at >= late_at:
        raise InputError(
            "Between its other outings of the day {vehicle} has no hours left for this mission.",
            "Choose another vehicle, or build the day again.",
            field="vehicle",
            vehicle=base.vehicle.code,
        )
    return replace(operation, crews=(replace(crew, tw_early=early_at, tw_late=late_at),))


def _on_the_road(operation: Operation, base: Mission) -> Operation:
    """Plan from where the van was heard last, with the room that is left beside who rides.

    The way home is then counted to that place too; docs/missions.md says so.
    """
    (vehicle,) = operation.vehicles
    requests = {boarding.stop.request for boarding in aboard_of(base)}
    kind = operation.vehicle_type(vehicle)
    load = load_of([needs_to_domain(one) for one in requests if one is not None], kind)
    room: VehicleType = replace(
        kind,
        seats=max(0, kind.seats - load.seats_taken),
        wheelchair_places=max(0, kind.wheelchair_places - load.wheelchairs),
        stretchers=max(0, kind.stretchers - load.stretchers),
        payload_kg=max(1.0, kind.payload_kg - load.kg),
        volume_l=max(1.0, kind.volume_l - load.litres),
    )
    policy = replace(operation.policy, departure_early=None, departure_late=None)
    if base.last_lon is None or base.last_lat is None:
        return replace(operation, vehicle_types=(room,), policy=policy)
    here = Depot(id=ON_THE_ROAD, position=LonLat(base.last_lon, base.last_lat))
    return replace(
        operation, vehicle_types=(room,), policy=policy, depots=(here,), vehicles=(replace(vehicle, depot=here.id),)
    )


def _require_mission(made: Plan) -> None:
    if made.missions:
        return
    reason = made.unserved[0].reason if made.unserved else None
    raise InputError(
        "No door of this mission can be served any more: {why}",
        "The version that is there stays as it is; turn back or refuse it.",
        field="mission",
        why=reason.in_english() if reason else "-",
    )


def _keep(finished: Finished, body: bytes, doing: Doing, asked: KeepPlan) -> PlanKept:
    job = load_job(asked.job)
    choices = choices_of(job, _Choices)
    versions = all_versions(doing, choices.mission)
    snapshot = require_unchanged(finished)
    base = _base(versions)
    record = keep_record(doing, job, finished, body)
    if isinstance(snapshot, DayUnderWay):
        rows = keep_day(doing, record, finished, snapshot, base.code)
    else:
        rows = (_keep_anew(doing, record, finished, snapshot, versions),)
    codes = tuple(row.code for row in rows)
    kept = PlanKept(
        plan=record.id, missions=codes, replaced=(), unserved=len(finished.plan.unserved) + len(finished.left_out)
    )
    newest = {row.code: row.version for row in rows}
    end(job, JobState.DONE, doing.now, plan=str(record.id), missions=list(codes), version=newest.get(base.code, 0))
    doing.say(
        f"mission:{base.code}", version=newest.get(base.code, 0), replaces=base.version, plan=asked.plan_sha256,
        missions=list(codes), unserved=kept.unserved,
    )  # fmt: skip
    return kept


def _keep_anew(
    doing: Doing, record: PlanRecord, finished: Finished, snapshot: Snapshot, versions: list[Mission]
) -> Mission:
    base = _base(versions)
    let_go(doing, versions, base)
    (drive,) = finished.plan.missions
    row = keep_mission(doing, record, drive, snapshot, base.code, versions[0].version + 1)
    row.replaces = base
    row.save(update_fields=("replaces",))
    promise(doing, requests_of(finished.plan.missions))
    return row


def _policy_of(record: PlanRecord) -> PolicyChoices:
    """Give what was chosen for the plan in force: building it again asks for nothing else."""
    job = Job.objects.filter(organisation=record.organisation_id, result__plan=str(record.id)).first()
    return PolicyChoices() if job is None else msgspec.convert(job.input.get("policy", {}), PolicyChoices)

"""Keeping a finished plan: refused if what it rests on has changed meanwhile; else missions, trips and stops."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from openevac.domain import missions as planned
from openevac.domain.errors import InputError
from openevac.domain.events import MissionStatus, RequestStatus
from openevac.domain.missions import Plan
from openevac.domain.places import LonLat
from openevac.domain.records import JobState
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.planning.other_ways import WaysOfPlan
from openevac.reports.plan_file import plan_json
from openevac.rules.confirmation import VerdictKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict
from openevac.services.missions.codes import mission_code, stop_code
from openevac.services.missions.jobs import end, load_job
from openevac.services.missions.snapshot import Snapshot
from openevac.store import models


class Outdated(Conflict):
    """What the plan rests on was changed while it was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepPlan:
    """A finished plan: its job, the snapshot it was made from, the hash of its bytes."""

    job: UUID
    snapshot: str
    plan_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanKept:
    """The codes of the missions that were made, and how many requests are left, with reasons in the plan."""

    plan: UUID
    missions: tuple[str, ...]
    replaced: tuple[str, ...]
    unserved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What the work hands over: the plan, from which snapshot, who was left out, and how to take it again.

    `ways`: the other ways that were looked for, by vehicle. `difference`: what a day planned again changes.
    """

    plan: Plan
    snapshot: Snapshot
    left_out: tuple[Remark, ...]
    made_at: datetime
    again: Callable[[], Snapshot]
    ways: WaysOfPlan = field(default_factory=dict)
    difference: dict[str, Any] = field(default_factory=dict)


def keep_plan(order: Order, job: UUID, finished: Finished) -> PlanKept:
    """Keep a plan in one transaction; Outdated where the world it was made from is gone."""
    body = plan_json(finished.plan)
    asked = KeepPlan(job=job, snapshot=finished.snapshot.fingerprint, plan_sha256=sha256(body).hexdigest())
    return carry_out(order, Action.PLAN_MISSION, asked, PlanKept, partial(_keep, finished, body))


def require_unchanged(finished: Finished) -> Snapshot:
    """Take the snapshot again inside the transaction; what the plan is made of must still be so."""
    try:
        now = finished.again()
    except InputError:
        # Nothing is left to plan any more: somebody took the last request, vehicle or shelter meanwhile.
        raise _outdated() from None
    if now.fingerprint != finished.snapshot.fingerprint:
        raise _outdated()
    return now


def keep_record(doing: Doing, job: models.Job, finished: Finished, body: bytes) -> models.PlanRecord:
    """Keep the plan itself, with everything that was left out of it."""
    return models.PlanRecord.objects.create(
        organisation=doing.organisation,
        made_at=finished.made_at,
        made_for=job.input["day"],
        asked_by=job.asked_by,
        snapshot=finished.snapshot.fingerprint,
        body=body,
        left_out=[{"text": one.text, "facts": one.facts} for one in finished.left_out],
        other_ways=msgspec.to_builtins(finished.ways),
        difference=finished.difference,
    )


def keep_mission(
    doing: Doing, record: models.PlanRecord, drive: planned.Mission, snapshot: Snapshot, code: str, version: int = 1
) -> models.Mission:
    """Keep one mission of a plan with its trips and stops; its requests are promised to it."""
    ours = {"organisation": doing.organisation}
    mission = models.Mission.objects.create(
        **ours,
        code=code,
        version=version,
        plan=record,
        vehicle=models.Vehicle.objects.get(**ours, code=drive.vehicle),
        crew=models.Crew.objects.get(**ours, code=drive.crew),
        departs_at=drive.departs_at,
        returns_at=drive.returns_at,
        wave=drive.wave,
    )
    for number, driven in enumerate(drive.trips, 1):
        trip = _keep_trip(doing, mission, number, driven)
        for place, halt in enumerate(driven.stops, 1):
            _keep_stop(trip, stop_code(code, version, number, place), place, halt, snapshot)
    return mission


def _keep_trip(doing: Doing, mission: models.Mission, number: int, driven: planned.Trip) -> models.Trip:
    """Keep a trip; one that ends at a relay has no shelter: who takes people on there brings them to one."""
    ours, over = {"organisation": doing.organisation}, driven.hand_over
    return models.Trip.objects.create(
        **ours,
        mission=mission,
        number=number,
        shelter=models.Shelter.objects.get(**ours, code=driven.shelter) if over is None else None,
        relay="" if over is None else over.relay,
        hand_over_at=None if over is None else over.slot,
        departs_at=driven.departs_at,
        arrives_at=driven.arrives_at,
    )


def _keep_stop(trip: models.Trip, code: str, place: int, halt: planned.Stop, snapshot: Snapshot) -> None:
    met = _met_at(halt, snapshot)
    models.Stop.objects.create(
        organisation=trip.organisation,
        trip=trip,
        number=place,
        code=code,
        request_id=UUID(halt.request),
        check_address_only=not halt.relay and snapshot.verdicts[halt.request] is VerdictKind.CHECK_ADDRESS_ONLY,
        meeting_point=halt.meeting_point,
        relay=halt.relay,
        met_lon=met.lon if met else None,
        met_lat=met.lat if met else None,
        waits_from=halt.waited.since if halt.waited else None,
        arrives_at=halt.arrives_at,
        service_s=halt.service_s,
    )


def _met_at(halt: planned.Stop, snapshot: Snapshot) -> LonLat | None:
    """Give where a household is met instead of at its door: at a meeting point, or at the relay it is brought to."""
    if halt.meeting_point:
        return snapshot.operation.meeting_point(halt.meeting_point).position
    return snapshot.operation.relay(halt.relay).position if halt.relay else None


def promise(doing: Doing, requests: list[UUID]) -> None:
    """Mark requests as promised to a mission; who rides already, or stands at a relay, is on the way all the same."""
    rows = models.EvacuationRequest.objects.filter(organisation=doing.organisation, id__in=requests)
    for row in rows.exclude(status=RequestStatus.ABOARD.value):
        row.status, row.version, row.changed_at = RequestStatus.ON_MISSION.value, row.version + 1, doing.now
        row.save(update_fields=("status", "version", "changed_at"))


def set_free(doing: Doing, requests: list[UUID]) -> None:
    """Let requests that were promised to a mission wait again."""
    rows = models.EvacuationRequest.objects.filter(organisation=doing.organisation, id__in=requests)
    for row in rows.filter(status=RequestStatus.ON_MISSION.value):
        row.status, row.version, row.changed_at = RequestStatus.OPEN.value, row.version + 1, doing.now
        row.save(update_fields=("status", "version", "changed_at"))


def requests_of(drives: tuple[planned.Mission, ...]) -> list[UUID]:
    """Give the requests of planned missions, each once: one that changes vehicles stands in two of them."""
    stops = (stop for drive in drives for trip in drive.trips for stop in trip.stops)
    return list(dict.fromkeys(UUID(stop.request) for stop in stops))


def next_codes(doing: Doing, count: int) -> list[str]:
    """Take the next mission numbers of the organisation."""
    row = models.Organisation.objects.select_for_update().get(id=doing.organisation.id)
    first = row.next_mission
    row.next_mission += count
    row.save(update_fields=("next_mission",))
    return [mission_code(number) for number in range(first, first + count)]


def _keep(finished: Finished, body: bytes, doing: Doing, asked: KeepPlan) -> PlanKept:
    doing.require(Resource(kind=ResourceKind.MISSION, organisation=doing.organisation.id))
    _lock_requests(finished.snapshot)
    snapshot = require_unchanged(finished)
    job = load_job(asked.job)
    record = keep_record(doing, job, finished, body)
    for old in snapshot.rebuilt:
        old.status = MissionStatus.REPLACED.value
        old.save(update_fields=("status",))
        set_free(doing, list(models.Stop.objects.filter(trip__mission=old).values_list("request_id", flat=True)))
    drives = finished.plan.missions
    codes = next_codes(doing, len(drives))
    for code, drive in zip(codes, drives, strict=True):
        keep_mission(doing, record, drive, snapshot, code)
    promise(doing, requests_of(drives))
    kept = PlanKept(
        plan=record.id,
        missions=tuple(codes),
        replaced=tuple(old.code for old in snapshot.rebuilt),
        unserved=len(finished.plan.unserved) + len(finished.left_out),
    )
    end(job, JobState.DONE, doing.now, plan=str(record.id), missions=list(codes), unserved=kept.unserved)
    doing.say(
        f"plan:{record.id}",
        snapshot=asked.snapshot,
        plan=asked.plan_sha256,
        missions=list(codes),
        replaced=list(kept.replaced),
        unserved=kept.unserved,
    )
    return kept


def _outdated() -> Outdated:
    return Outdated(
        "Requests, access, dangers, vehicles or beds were changed while the plan was made.",
        "Build the plan again; nothing was kept.",
    )


def _lock_requests(snapshot: Snapshot) -> None:
    """Lock what the plan takes, in one order, so that nobody changes it between the check and the end."""
    ids = sorted(UUID(request.id) for request in snapshot.operation.requests)
    list(models.EvacuationRequest.objects.select_for_update(no_key=True).filter(id__in=ids).order_by("id"))

"""Keeping a move the referee accepted: the missions it touches become new versions, which need both yeses again."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from openevac.domain.errors import InputError
from openevac.domain.missions import Plan
from openevac.domain.records import JobKind, JobState
from openevac.domain.remarks import Remark
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.reports.plan_file import read_plan
from openevac.rules import missions as rules
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import Conflict, not_found, refuse
from openevac.services.missions.drive_of import drive_of
from openevac.services.missions.giving_back import give_back
from openevac.services.missions.jobs import choices_of
from openevac.services.missions.keep_plan import keep_mission, promise, requests_of
from openevac.services.missions.planning_files import PlanningGround
from openevac.services.missions.snapshot import Snapshot
from openevac.services.missions.states import heard_or_refused, keep_state, state_of
from openevac.services.missions.try_move import MoveChoices
from openevac.services.missions.work_move import weigh
from openevac.store.models import Job, Mission, PlanRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepMove:
    """The job whose answer is kept."""

    job: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveKept:
    """The plan that holds now, and the missions that have a new version or fell away."""

    plan: UUID
    missions: tuple[str, ...]
    fell_away: tuple[str, ...]


def keep_move(order: Order, asked: KeepMove, ground: PlanningGround) -> MoveKept:
    """Keep the changed plan; Conflict where the world it was judged in is gone."""
    return carry_out(order, Action.REPLAN_MISSION, asked, MoveKept, partial(_keep, ground))


def _keep(ground: PlanningGround, doing: Doing, asked: KeepMove) -> MoveKept:
    doing.require(Resource(kind=ResourceKind.MISSION, organisation=doing.organisation.id))
    job = Job.objects.select_for_update().filter(
        organisation=doing.organisation, id=asked.job, kind=JobKind.TRY_MOVE.value
    ).first()  # fmt: skip
    if job is None:
        raise not_found("job", str(asked.job))
    _require_accepted(job)
    choices = choices_of(job, MoveChoices)
    try:
        weighed = weigh(doing.organisation.id, choices, ground, job.claimed_at or doing.now)
    except InputError:
        raise _outdated() from None
    if weighed.snapshot.fingerprint != job.snapshot:
        raise _outdated()
    draft = PlanRecord.objects.get(organisation=doing.organisation, id=UUID(job.result["draft"]))
    made = read_plan(bytes(draft.body))
    kept = _renew(doing, draft, weighed.rows, made, frozenset(job.result["changed"]), weighed.snapshot)
    job.result = {**job.result, "kept": True}
    job.save(update_fields=("result",))
    doing.say(
        f"plan:{draft.id}", before=str(choices.plan), request=choices.request, vehicle=choices.vehicle,
        trip=choices.trip, missions=list(kept.missions), fell_away=list(kept.fell_away),
    )  # fmt: skip
    return kept


def _renew(
    doing: Doing,
    draft: PlanRecord,
    rows: tuple[Mission, ...],
    made: Plan,
    missions: frozenset[str],
    snapshot: Snapshot,
) -> MoveKept:
    """Give every mission of the plan to the new one: those that changed as a new version, the others as they are."""
    renewed: list[str] = []
    fell_away: list[str] = []
    changed = [row for row in rows if row.code in missions]
    for row in changed:
        give_back(doing, row)
        keep_state(row, heard_or_refused(rules.replan(state_of(row))).mission)
    for row in rows:
        drive = drive_of(row, made)
        if row not in changed:
            row.plan = draft
            row.save(update_fields=("plan",))
        elif drive is None:
            fell_away.append(row.code)
        else:
            newer = keep_mission(doing, draft, drive, snapshot, row.code, row.version + 1)
            newer.replaces = row
            newer.save(update_fields=("replaces",))
            renewed.append(row.code)
    promise(doing, requests_of(tuple(drive for row in changed if (drive := drive_of(row, made)) is not None)))
    return MoveKept(plan=draft.id, missions=tuple(renewed), fell_away=tuple(fell_away))


def _require_accepted(job: Job) -> None:
    if job.state != JobState.DONE.value or not job.result.get("accepted"):
        raise refuse(
            Remark(text="The referee has not accepted this change."), "Wait for its answer, or choose another trip."
        )
    if job.result.get("kept"):
        raise refuse(Remark(text="This change was kept already."), "Look at the newest plan.")


def _outdated() -> Conflict:
    return Conflict(
        "Requests, access, dangers, vehicles or beds were changed since the referee looked.",
        "Ask again whether the request may ride there; nothing was changed.",
    )

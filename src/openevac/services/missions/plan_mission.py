"""Asking for a plan: a short command that leaves a job; the planning itself runs outside any transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import msgspec

from openevac.domain.errors import InputError
from openevac.domain.ids import require_distinct
from openevac.domain.receipts import parse_receipt
from openevac.domain.records import JobKind
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.snapshot import PlanChoices
from openevac.store.models import EvacuationRequest, Job, Vehicle

MOST_ITERATIONS = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked:
    """The job that will make the plan."""

    job: UUID


def ask_plan(order: Order, asked: PlanChoices) -> PlanAsked:
    """Ask for a plan of one day."""
    return carry_out(order, Action.PLAN_MISSION, asked, PlanAsked, _ask)


def _ask(doing: Doing, asked: PlanChoices) -> PlanAsked:
    doing.require(Resource(kind=ResourceKind.MISSION, organisation=doing.organisation.id))
    require_sound(asked.iterations)
    require_distinct("requests", asked.requests)
    _require_known(doing, asked)
    job = Job.objects.create(
        organisation=doing.organisation,
        kind=JobKind.PLAN_MISSION.value,
        asked_by=doing.actor.person,
        asked_at=doing.now,
        input=msgspec.to_builtins(asked),
    )
    doing.say(
        f"job:{job.id}",
        day=asked.day.isoformat(),
        requests=list(asked.requests),
        vehicles=list(asked.vehicles),
        seed=asked.seed,
        iterations=asked.iterations,
    )
    return PlanAsked(job=job.id)


def require_sound(iterations: int) -> None:
    """Refuse a search that would never end, or never begin."""
    if not 1 <= iterations <= MOST_ITERATIONS:
        raise InputError(
            "{iterations} rounds of search are too few or too many: from 1 to {most}.",
            "Leave it empty for 2000 rounds.",
            field="iterations",
            iterations=iterations,
            most=MOST_ITERATIONS,
        )


def _require_known(doing: Doing, asked: PlanChoices) -> None:
    for receipt in asked.requests:
        known = EvacuationRequest.objects.filter(organisation=doing.organisation, receipt=parse_receipt(receipt))
        if not known.exists():
            raise not_found("requests", receipt)
    for vehicle in asked.vehicles:
        if not Vehicle.objects.filter(organisation=doing.organisation, code=vehicle).exists():
            raise not_found("vehicles", vehicle)

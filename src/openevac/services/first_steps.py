"""What an organisation still has to do on its first days, judged by what stands on record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.models import (
    Confirmation,
    CrewMember,
    EvacuationRequest,
    HazardReport,
    Mission,
    Organisation,
    Person,
    PlaceAccess,
    ShelterUnit,
)

FIRST_DAYS = timedelta(days=21)
LOOP_ROLES = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.CREW_LEADER, Role.RECEPTION})
"""Roles without which a request never becomes a person who arrived; one person may have several."""


class FirstStep(StrEnum):
    """The steps of docs/first-day.md that leave something on record, in its order."""

    GROUND = "ground"
    PEOPLE = "people"
    BEDS = "beds"
    FLEET = "fleet"
    REQUESTS = "requests"
    CONFIRMED = "confirmed"
    DANGER = "danger"
    PLAN = "plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstSteps:
    """Which steps are done, in order. `first_days`: the organisation is young, or nothing was ever planned."""

    done: dict[FirstStep, bool]
    first_days: bool

    @property
    def next(self) -> FirstStep | None:
        """Give the first step that is open."""
        return next((step for step, done in self.done.items() if not done), None)


def see_first_steps(asking: Asking) -> FirstSteps:
    """Show how far the first days went."""
    ours = asking.who.organisation
    allow_question(asking, Action.SEE_BOARD, Resource(kind=ResourceKind.ORGANISATION, organisation=ours))
    done = {step: is_done(ours) for step, is_done in _DONE.items()}
    founded = Organisation.objects.values_list("created_at", flat=True).get(id=ours)
    young = asking.clock.now() - founded < FIRST_DAYS
    return FirstSteps(done=done, first_days=young or not done[FirstStep.PLAN])


def _ground(ours: str) -> bool:
    files = Organisation.objects.values_list("planning_files", flat=True).get(id=ours)
    return bool(files.get("region") and files.get("situation"))


def _people(ours: str) -> bool:
    rows = Person.objects.filter(organisation=ours, revoked_at=None).values_list("roles", flat=True)
    return {role.value for role in LOOP_ROLES} <= {role for roles in rows for role in roles}


def _beds(ours: str) -> bool:
    return ShelterUnit.objects.filter(organisation=ours, shelter__closed_at=None, beds__gt=0).exists()


def _fleet(ours: str) -> bool:
    leads = CrewMember.objects.filter(organisation=ours, leads=True, person__revoked_at=None)
    return leads.filter(crew__vehicle__isnull=False, crew__vehicle__lost_at=None).exists()


def _danger(ours: str) -> bool:
    return any(model.objects.filter(organisation=ours).exists() for model in (PlaceAccess, HazardReport))


_DONE: dict[FirstStep, Callable[[str], bool]] = {
    FirstStep.GROUND: _ground,
    FirstStep.PEOPLE: _people,
    FirstStep.BEDS: _beds,
    FirstStep.FLEET: _fleet,
    FirstStep.REQUESTS: lambda ours: EvacuationRequest.objects.filter(organisation=ours).exists(),
    FirstStep.CONFIRMED: lambda ours: Confirmation.objects.filter(organisation=ours).exists(),
    FirstStep.DANGER: _danger,
    FirstStep.PLAN: lambda ours: Mission.objects.filter(organisation=ours).exists(),
}

"""Which files an organisation plans with: the region pack, the situation, the policy."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing, Order, carry_out
from openevac.services.kernel.refusals import not_found
from openevac.store.models import Organisation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningFiles:
    """Paths on this computer; an empty one leaves what was named before."""

    region: str = ""
    situation: str = ""
    operation: str = ""


def name_planning_files(order: Order, asked: PlanningFiles) -> PlanningFiles:
    """Name the files that plans are made with."""
    return carry_out(order, Action.KEEP_FLEET, asked, PlanningFiles, _name)


def planning_files_of(organisation: str) -> dict[str, str]:
    """Give the files an organisation has named."""
    found = Organisation.objects.filter(id=organisation).values_list("planning_files", flat=True).first()
    if found is None:
        raise not_found("organisation", organisation)
    return dict(found)


def _name(doing: Doing, asked: PlanningFiles) -> PlanningFiles:
    doing.require(Resource(kind=ResourceKind.ORGANISATION, organisation=doing.organisation.id))
    given = {"region": asked.region, "situation": asked.situation, "operation": asked.operation}
    files = dict(doing.organisation.planning_files) | {name: path for name, path in given.items() if path}
    Organisation.objects.filter(id=doing.organisation.id).update(planning_files=files)
    doing.say(f"organisation:{doing.organisation.id}", files=sorted(name for name, path in given.items() if path))
    return PlanningFiles(**{name: files.get(name, "") for name in given})

"""Who has spoken about danger so far: the crews a word may come from, and sources in the spelling used before."""

from __future__ import annotations

from dataclasses import dataclass

from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.question import Asking, actor_who_asks, allow_question
from openevac.store.models import Clearing, Crew, HazardReport, PlaceAccess, SourceMute

MOST = 200
_DESK = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.SHIFT_LEAD})


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcesSeen:
    """Codes of crews, and sources as they were written; one source in two spellings counts as two people's word."""

    crews: tuple[str, ...]
    sources: tuple[str, ...]


def see_sources(asking: Asking, mission: str = "") -> SourcesSeen:
    """Give them; a crew sees its own code only."""
    organisation = asking.who.organisation
    resource = Resource(kind=ResourceKind.PLACE, organisation=organisation, mission=mission)
    allow_question(asking, Action.SEE_DANGER, resource)
    actor = actor_who_asks(asking)
    crews = Crew.objects.filter(organisation=organisation)
    if not actor.roles & _DESK:
        crews = crews.filter(missions__code=mission, members__person__code=actor.person)
    said = {
        source
        for model in (HazardReport, Clearing, PlaceAccess, SourceMute)
        for source in model.objects.filter(organisation=organisation).values_list("source", flat=True).distinct()[:MOST]
        if source
    }
    codes = crews.order_by("code").values_list("code", flat=True).distinct()
    return SourcesSeen(crews=tuple(codes), sources=tuple(sorted(said))[:MOST])

"""The situation as files tell it, with what people here wrote down laid over it: what every figure rests on."""

from __future__ import annotations

from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.domain.situation import Situation
from openevac.services.kernel.question import Asking, allow_question
from openevac.store.convert.danger import lay_over, said_here


def see_situation(asking: Asking, base: Situation, mission: str = "") -> Situation:
    """Give the situation of this moment; about one place the word written down here counts, not the file's."""
    organisation = asking.who.organisation
    resource = Resource(kind=ResourceKind.PLACE, organisation=organisation, mission=mission)
    allow_question(asking, Action.SEE_DANGER, resource)
    return lay_over(base, said_here(organisation, asking.clock.now()))

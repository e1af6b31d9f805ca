"""The open missions somebody rides on: what a crew's phone asks first."""

from __future__ import annotations

from dataclasses import replace

from openevac.domain.roles import Action
from openevac.services.kernel.command import require_allowed
from openevac.services.kernel.question import Asking, actor_who_asks
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.see_mission import MissionSeen, see_mission

_SOME_MISSION = "some-mission"


def see_own_missions(asking: Asking) -> tuple[MissionSeen, ...]:
    """Give every open mission the asker rides on, by number; nothing where there is none.

    Who would be refused even a mission they rode on (a partner, reception, somebody whose access was taken back) is
    refused here too, so that "nothing" means: you have none.
    """
    actor = actor_who_asks(asking)
    riding = replace(actor, missions=frozenset({_SOME_MISSION}))
    require_allowed(riding, Action.SEE_MISSION, mission_resource(asking.who.organisation, _SOME_MISSION))
    return tuple(see_mission(asking, code) for code in sorted(actor.missions))

"""The open missions somebody rides on: what a crew's phone asks first."""

from __future__ import annotations

from openevac.domain.roles import Action
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.who import load_actor
from openevac.services.missions.finding import mission_resource
from openevac.services.missions.see_mission import MissionSeen, see_mission


def see_own_missions(asking: Asking) -> tuple[MissionSeen, ...]:
    """Give every open mission the asker rides on, by number; nothing where there is none."""
    actor = load_actor(asking.who, asking.clock.now())
    codes = sorted(actor.missions)
    if not codes and not _could_see_one(asking):
        raise not_found("mission", "-")
    return tuple(see_mission(asking, code) for code in codes)

"""What a danger page stands on: the region, the situation of this moment, and what is missing with what to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from openevac.domain.errors import InputError, InputErrors
from openevac.domain.roles import Action, Actor, Resource, ResourceKind, Role
from openevac.domain.situation import Situation
from openevac.hazards.field import HazardField
from openevac.roads.region import Region
from openevac.rules.permissions import decide
from openevac.services.danger.see_situation import see_situation
from openevac.services.kernel.refusals import NotAllowed
from openevac.services.planning_inputs import planning_files_of
from openevac.web.asking import actor_of, asking
from openevac.web.desk.danger.fields import field_here
from openevac.web.desk.danger.outside import Outside, outside_of
from openevac.web.places import places_of

ACTIONS = {
    "access": Action.SET_ACCESS,
    "report": Action.REPORT_HAZARD,
    "clear": Action.CLEAR_HAZARD,
    "mute": Action.MUTE_SOURCE,
    "track": Action.OPEN_TRACK,
    "ways_out": Action.KEEP_WAYS_OUT,
}
DESK = frozenset({Role.OPERATOR, Role.COORDINATOR, Role.SHIFT_LEAD})
CREW = frozenset({Role.CREW_LEADER, Role.CREW})
NO_REGION = InputError(
    "No region is named yet: names of places, the map and figures of danger are missing.",
    "Build a region pack with `openevac region`, then name it with `openevac mission files`.",
)
NO_SITUATION = InputError(
    "No situation file is named yet: lines, border, weather and figures of danger are missing.",
    "Write one as docs/formats.md says, then name it with `openevac mission files`.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Region and situation as far as they are there; `missing` says what is not, and what to do about it."""

    now: datetime
    mission: str
    region: Region | None
    outside: Outside | None
    situation: Situation | None
    missing: tuple[InputError, ...]

    def field(self) -> HazardField | None:
        """Give danger for the coming 24 hours; None while it is made, or where files are missing."""
        if self.region is None or self.outside is None or self.situation is None:
            return None
        return field_here(self.region, self.outside, self.situation, self.now)


def known_here(request: HttpRequest) -> Known:
    """Give what this organisation's danger pages stand on; refuses who may not see dangers."""
    question = asking(request)
    mission = mission_of(request)
    if not mission and actor_of(request).roles & CREW and not actor_of(request).roles & DESK:
        raise NotAllowed("A crew sees dangers while it has a mission; you have none now.", "Ask the coordinator.")
    organisation, now = question.who.organisation, question.clock.now()
    missing: list[InputError] = []
    region, files = _region(organisation, missing)
    outside = _outside(files.get("situation", ""), now, missing)
    return Known(
        now=now,
        mission=mission,
        region=region,
        outside=outside,
        situation=see_situation(question, outside.situation, mission) if outside else None,
        missing=tuple(missing),
    )


def mission_of(request: HttpRequest) -> str:
    """Give the mission from which a crew looks at danger: the one it names, else its own; the desk needs none."""
    actor = actor_of(request)
    named = (request.POST if request.method == "POST" else request.GET).get("mission", "")
    if actor.roles & DESK or named:
        return named
    return min(actor.missions, default="")


def may(actor: Actor, mission: str) -> dict[str, bool]:
    """Tell what this person could do here, so that no page offers what would be refused."""
    resource = Resource(kind=ResourceKind.PLACE, organisation=actor.organisation, mission=mission)
    return {name: decide(actor, action, resource).allowed for name, action in ACTIONS.items()}


def _region(organisation: str, missing: list[InputError]) -> tuple[Region | None, dict[str, str]]:
    files = planning_files_of(organisation)
    if not files.get("region"):
        missing.append(NO_REGION)
        return None, files
    try:
        return places_of(organisation).region, files
    except InputError as fault:
        missing.append(fault)
        return None, files


def _outside(file: str, now: datetime, missing: list[InputError]) -> Outside | None:
    if not file:
        missing.append(NO_SITUATION)
        return None
    try:
        return outside_of(file, now)
    except InputErrors as faults:
        missing.extend(faults.errors)
    except InputError as fault:
        missing.append(fault)
    return None

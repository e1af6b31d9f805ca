"""A mission's row as the rules of missions read it, and back."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.events import MissionStatus, MissionYes, YesMethod
from openevac.rules.missions import MissionState, Step
from openevac.services.kernel.refusals import refuse
from openevac.store.models import Crew, Mission

WHAT_NEXT = "Look at the mission, then decide again."


def state_of(row: Mission) -> MissionState:
    """Give what the rules must know of one version."""
    leader, crew = people_of(row.crew)
    return MissionState(
        id=row.code,
        leader=leader,
        crew=crew,
        version=row.version,
        status=MissionStatus(row.status),
        approval=_yes(row.approved_by, row.approved_method, row.approved_at, row.version, row.approved_recorded_by),
        acceptance=_yes(row.accepted_by, row.accepted_method, row.accepted_at, row.version, row.accepted_recorded_by),
        solo=row.solo_sentence,
        solo_by=row.solo_by,
    )


def people_of(crew: Crew) -> tuple[str, frozenset[str]]:
    """Give the leader and everybody of a crew who still works here, by code; "" where nobody leads."""
    members = [one for one in crew.members.select_related("person") if one.person.revoked_at is None]
    leader = next((one.person.code for one in members if one.leads), "")
    return leader, frozenset(one.person.code for one in members)


def keep_state(row: Mission, after: MissionState) -> None:
    """Write what the rules decided into the row and save it."""
    row.status = after.status.value
    row.solo_sentence, row.solo_by = after.solo, after.solo_by
    approval, acceptance = after.approval, after.acceptance
    row.approved_by = approval.by if approval else ""
    row.approved_method = approval.method.value if approval else ""
    row.approved_at = approval.at if approval else None
    row.approved_recorded_by = approval.recorded_by if approval else ""
    row.accepted_by = acceptance.by if acceptance else ""
    row.accepted_method = acceptance.method.value if acceptance else ""
    row.accepted_at = acceptance.at if acceptance else None
    row.accepted_recorded_by = acceptance.recorded_by if acceptance else ""
    row.save()


def heard_or_refused(step: Step, todo: str = WHAT_NEXT) -> Step:
    """Give the step back, or refuse with the rule's own reason."""
    if not step.allowed:
        raise refuse(step.reason, todo)
    return step


def _yes(by: str, method: str, at: datetime | None, version: int, recorded_by: str) -> MissionYes | None:
    if not by or at is None:
        return None
    return MissionYes(by=by, method=YesMethod(method), at=at, version=version, recorded_by=recorded_by)

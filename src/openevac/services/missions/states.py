"""A mission's row as the rules of missions read it, and back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from openevac.domain.events import MissionStatus, MissionYes, YesMethod
from openevac.rules.missions import BEFORE, MissionState, Step
from openevac.services.kernel.refusals import refuse
from openevac.services.missions.ending_packs import end_packs_with
from openevac.store.models import CrewMember, Mission, Person

NOBODY = "nobody"
"""Stands for the leader of a crew that has none: no person has this code, so nobody can say the crew's yes."""
WHAT_NEXT = "Look at the mission, then decide again."


def state_of(row: Mission, members: Sequence[tuple[str, bool]] | None = None) -> MissionState:
    """Give what the rules must know of one version; `members`: its crew as in riders_of, where it was read already.

    Who rides, rides: somebody whose access was taken back meanwhile still belongs to the crew that is out. But before
    departure the yes of such a person counts no more, so that a stolen phone sends nobody out.
    """
    leader, crew = riders_of(row, members)
    given = (row.approved_by, row.accepted_by)
    gone = _revoked(row, given) if MissionStatus(row.status) in BEFORE else frozenset()
    approval = _yes(row.approved_by, row.approved_method, row.approved_at, row.version, row.approved_recorded_by)
    acceptance = _yes(row.accepted_by, row.accepted_method, row.accepted_at, row.version, row.accepted_recorded_by)
    return MissionState(
        id=row.code,
        leader=leader,
        crew=crew,
        version=row.version,
        status=MissionStatus(row.status),
        approval=None if row.approved_by in gone else approval,
        acceptance=None if row.accepted_by in gone else acceptance,
        solo=row.solo_sentence,
        solo_by=row.solo_by,
    )


def riders_of(row: Mission, members: Sequence[tuple[str, bool]] | None = None) -> tuple[str, frozenset[str]]:
    """Give the leader and everybody of a mission's crew, by code; `members`: code, and whether they lead, if known.

    Where nobody leads the crew any more, whoever said its yes still leads this mission; before that, nobody can.
    """
    if members is None:
        members = list(CrewMember.objects.filter(crew=row.crew_id).values_list("person__code", "leads"))
    leader = next((code for code, leads in members if leads), row.accepted_by or NOBODY)
    return leader, frozenset({leader, *(code for code, _ in members)})


def _revoked(row: Mission, codes: tuple[str, ...]) -> frozenset[str]:
    found = Person.objects.filter(organisation=row.organisation_id, code__in=codes, revoked_at__isnull=False)
    return frozenset(found.values_list("code", flat=True))


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
    end_packs_with(row)


def heard_or_refused(step: Step, todo: str = WHAT_NEXT) -> Step:
    """Give the step back, or refuse with the rule's own reason."""
    if not step.allowed:
        raise refuse(step.reason, todo)
    return step


def _yes(by: str, method: str, at: datetime | None, version: int, recorded_by: str) -> MissionYes | None:
    if not by or at is None:
        return None
    return MissionYes(by=by, method=YesMethod(method), at=at, version=version, recorded_by=recorded_by)

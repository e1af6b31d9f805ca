"""Keeping a yes: for whom, of which kind, on whose word, at which door."""

from __future__ import annotations

from datetime import datetime

from openevac.domain.people import YesKind
from openevac.domain.roles import Action, Resource, ResourceKind
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import not_found
from openevac.services.missions.codes import parse_mission_code
from openevac.services.missions.finding import locked_versions, pick_running, stop_of
from openevac.services.missions.record_check_in import require_heard
from openevac.store.models import Consent, Evacuee, Mission, Stop


def person_at_door(doing: Doing, action: Action, mission: str, stop: str, code: str) -> tuple[Mission, Stop, Evacuee]:
    """Find mission, stop and person; asks for permission on the person, who belongs to the mission."""
    number = parse_mission_code(mission)
    doing.require(Resource(kind=ResourceKind.PERSON, organisation=doing.organisation.id, id=code, mission=number))
    row = pick_running(locked_versions(doing.organisation.id, number), number)
    require_heard(action, row)
    halt = stop_of(row, stop)
    household = halt.request.household_id if halt.request else None
    person = Evacuee.objects.filter(organisation=doing.organisation, household=household, code=code).first()
    if person is None or household is None:
        raise not_found("evacuee", code)
    return row, halt, person


def keep_consent(
    doing: Doing, person: Evacuee, stop: Stop, kind: YesKind, at: datetime | None, **said: str | bool
) -> Consent:
    """Keep one yes as it was said, with the columns of Consent in `said`; whether it is enough is decided at boarding.

    A time later than now is a wrong clock: it was said now.
    """
    return Consent.objects.create(
        organisation=doing.organisation,
        evacuee=person,
        stop=stop,
        kind=kind.value,
        at=min(doing.now, at or doing.now),
        recorded_by=doing.actor.device or doing.actor.person,
        **said,
    )

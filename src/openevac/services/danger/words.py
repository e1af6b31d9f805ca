"""What every word about danger carries: a source in one short line, and a time that is not to come."""

from __future__ import annotations

from datetime import datetime, timedelta

from openevac.domain.errors import InputError
from openevac.domain.roles import Resource, ResourceKind, Role
from openevac.services.kernel.command import Doing
from openevac.services.kernel.refusals import not_found
from openevac.services.requests.typed import require_line
from openevac.store.models import Crew, Organisation, SourceMute

SOURCE = 200
CLOCK_SLACK = timedelta(minutes=15)


def require_source(field: str, source: str) -> None:
    """Refuse a word that nobody stands behind."""
    require_line(field, source, SOURCE)
    if not source.strip():
        raise InputError(
            "Nobody is named who said this.",
            "Write a code or an office, for example the police; never a private person's name.",
            field=field,
        )


def past(field: str, said: datetime | None, now: datetime) -> datetime:
    """Give the time a word is of; refuses one that is still to come."""
    if said is not None and said > now + CLOCK_SLACK:
        raise InputError("This is dated later than now.", "Correct the time, or this computer's clock.", field=field)
    return now if said is None else said


def place_of(doing: Doing, mission: str = "") -> Resource:
    """Give places as the table of permissions knows them; `mission` lets its own crew speak."""
    return Resource(kind=ResourceKind.PLACE, organisation=doing.organisation.id, mission=mission)


def crew_of(doing: Doing, named: str, mission: str) -> str:
    """Give the crew that saw it, or nothing where none is named; refuses a crew nobody knows.

    A crew on the road speaks for itself only; the desk may write down what any crew of ours said.
    """
    if not named:
        return ""
    crews = Crew.objects.filter(organisation=doing.organisation, code=named)
    if not doing.actor.roles & {Role.OPERATOR, Role.COORDINATOR, Role.RECEPTION}:
        crews = crews.filter(missions__code=mission, members__person__code=doing.actor.person)
    if not crews.exists():
        raise not_found("crew", named)
    return named


def one_at_a_time(doing: Doing) -> None:
    """Let nobody else of the organisation decide the same at this moment: the second sees what the first wrote."""
    Organisation.objects.select_for_update(no_key=True).get(id=doing.organisation.id)


def muted_sources(doing: Doing) -> frozenset[str]:
    """Give the sources that a named person has set aside."""
    rows = SourceMute.objects.filter(organisation=doing.organisation, ended_at=None)
    return frozenset(rows.values_list("source", flat=True))

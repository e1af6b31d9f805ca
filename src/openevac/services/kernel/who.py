"""Who asks: turned into an actor from the database at the moment of asking, never from what a face remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from openevac.domain.events import MissionStatus
from openevac.domain.roles import Actor, Role
from openevac.services.kernel.refusals import NotAllowed
from openevac.store.models import Badge, Device, Mission, Organisation, Partner, Person

OPEN_MISSIONS = frozenset(MissionStatus) - {MissionStatus.CLOSED, MissionStatus.REFUSED, MissionStatus.REPLACED}
LOCAL = ZoneInfo("Europe/Kyiv")


class WhoKind(StrEnum):
    """What kind of somebody asks."""

    PERSON = "person"
    DEVICE = "device"
    BADGE = "badge"
    PARTNER = "partner"
    WORKER = "worker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """Somebody a face has recognised: kind, organisation and code. What they may do is read from the database."""

    kind: WhoKind
    organisation: str
    code: str


def worker_of(organisation: str) -> Who:
    """Give the worker process as somebody who acts for one organisation."""
    return Who(kind=WhoKind.WORKER, organisation=organisation, code="worker")


def load_actor(who: Who, now: datetime) -> Actor:
    """Read what somebody is trusted with at this moment; NotAllowed for who is unknown here."""
    loaders = {
        WhoKind.PERSON: _person,
        WhoKind.DEVICE: _device,
        WhoKind.BADGE: _badge,
        WhoKind.PARTNER: _partner,
        WhoKind.WORKER: _worker,
    }
    actor = loaders[who.kind](who, now)
    if actor is None:
        raise NotAllowed("Nobody is known here under this code.", "Sign in again, or ask the shift lead.")
    return actor


def local_day(now: datetime) -> date:
    """Give the day on the calendars of the people who work here."""
    return now.astimezone(LOCAL).date()


def _person(who: Who, now: datetime) -> Actor | None:  # noqa: ARG001 - all loaders are asked the same way
    people = Person.objects.filter(organisation=who.organisation, code=who.code)
    found = people.values_list("id", "code", "roles", "revoked_at").first()
    return None if found is None else _actor(who.organisation, *found)


def _actor(
    organisation: str, person: UUID, code: str, roles: list[str], revoked_at: datetime | None, device: str = ""
) -> Actor:
    missions = Mission.objects.filter(crew__members__person=person, status__in=OPEN_MISSIONS)
    return Actor(
        person=code,
        organisation=organisation,
        roles=frozenset(Role(role) for role in roles),
        missions=frozenset(missions.values_list("code", flat=True)),
        device=device,
        revoked=revoked_at is not None,
    )


def _device(who: Who, now: datetime) -> Actor | None:  # noqa: ARG001 - the same
    devices = Device.objects.filter(organisation=who.organisation, code=who.code, revoked_at=None, person__isnull=False)
    found = devices.values_list("person", "person__code", "person__roles", "person__revoked_at").first()
    return None if found is None else _actor(who.organisation, *found, device=who.code)


def _badge(who: Who, now: datetime) -> Actor | None:
    day = local_day(now)
    found = Badge.objects.filter(organisation=who.organisation, code=who.code, day=day, revoked_at=None).exists()
    if not found:
        return None
    return Actor(person=who.code, organisation=who.organisation, roles=frozenset({Role.DAY_BADGE}))


def _partner(who: Who, now: datetime) -> Actor | None:  # noqa: ARG001 - the same
    found = Partner.objects.filter(code=who.code, organisation=who.organisation, revoked_at=None).exists()
    # A partner acts from outside: its own organisation is its code, so that nothing but claims is open to it.
    return Actor(person=who.code, organisation=who.code, roles=frozenset({Role.PARTNER})) if found else None


def _worker(who: Who, now: datetime) -> Actor | None:  # noqa: ARG001 - the same
    if not Organisation.objects.filter(id=who.organisation).exists():
        return None
    return Actor(person="worker", organisation=who.organisation, roles=frozenset({Role.WORKER}))

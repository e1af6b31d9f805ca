"""What the transit centre sees: who arrived, which beds are free, what is needed tonight, who waits for word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Count, Q

from openevac.domain.events import ArrivedBy
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.who import LOCAL, local_day
from openevac.services.reception.arriving import Tonight
from openevac.services.reception.households_here import tonight_of
from openevac.store.models import PersonToTell, Registration, Shelter, ShelterUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One registered person, by the code on their cardboard; `with_whom` groups a household by a random code.

    `gone`: they have travelled on or gone back since. `person`: the code without the number of a second arrival.
    """

    code: str
    with_whom: UUID
    arrived_at: datetime
    arrived_by: ArrivedBy
    mobility: MobilityClass
    bed: BedKind
    room: str
    tonight: Tonight
    gone: bool = False
    person: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomState:
    """One room: its kind, its beds, and how many are free."""

    code: str
    kind: BedKind
    beds: int
    free: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Somebody who waits for word, and since when."""

    to_tell: UUID
    kind: str
    since: datetime
    tries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceptionState:
    """One shelter on one day."""

    shelter: str
    day: date
    arrivals: tuple[Arrival, ...]
    rooms: tuple[RoomState, ...]
    free: dict[BedKind, int]
    without_bed: int
    tonight: dict[str, int]
    to_tell: tuple[Waiting, ...]


def see_reception(asking: Asking, shelter: str, day: date | None = None) -> ReceptionState:
    """Show one shelter's arrivals of a day (today without one). A day badge sees today and nothing else."""
    now = asking.clock.now()
    today = local_day(now)
    wanted = day or today
    whole = Resource(kind=ResourceKind.SHELTER, organisation=asking.who.organisation, id=shelter, today=wanted == today)
    actor = allow_question(asking, Action.SEE_RECEPTION, whole)
    found = Shelter.objects.filter(organisation=asking.who.organisation, code=shelter).first()
    if found is None:
        raise not_found("shelter", shelter)
    begins = datetime.combine(wanted, time(0), LOCAL)
    rows = Registration.objects.filter(shelter=found, arrived_at__gte=begins, arrived_at__lt=begins + timedelta(days=1))
    arrivals = tuple(_shown(row) for row in rows.select_related("evacuee", "unit").order_by("arrived_at", "code"))
    rooms = see_rooms(found)
    return ReceptionState(
        shelter=found.code,
        day=wanted,
        arrivals=arrivals,
        rooms=rooms,
        free={kind: sum(room.free for room in rooms if room.kind is kind) for kind in BedKind},
        without_bed=sum(not one.room and not one.gone for one in arrivals),
        tonight=_tonight(arrivals),
        to_tell=() if actor.roles == {Role.DAY_BADGE} else _waiting(asking.who.organisation),
    )


def see_rooms(shelter: Shelter) -> tuple[RoomState, ...]:
    """Count the free beds of each room in one question."""
    sleeps = Count(
        "registrations_here", filter=Q(registrations_here__left_at=None, registrations_here__returned_at=None)
    )
    rooms = ShelterUnit.objects.filter(shelter=shelter).annotate(sleeps=sleeps).order_by("code")
    return tuple(
        RoomState(code=room.code, kind=BedKind(room.kind), beds=room.beds, free=max(0, room.beds - room.sleeps))
        for room in rooms
    )


def _shown(row: Registration) -> Arrival:
    return Arrival(
        code=row.code,
        with_whom=row.household_id,
        arrived_at=row.arrived_at,
        arrived_by=ArrivedBy(row.arrived_by),
        mobility=MobilityClass(row.evacuee.mobility),
        bed=BedKind(row.evacuee.bed),
        room=row.unit.code if row.unit else "",
        tonight=tonight_of(row),
        gone=row.left_at is not None or row.returned_at is not None,
        person=row.evacuee.code,
    )


def _tonight(arrivals: tuple[Arrival, ...]) -> dict[str, int]:
    here = [one.tonight for one in arrivals if not one.gone]
    return {need: sum(getattr(one, need) for one in here) for need in ("doctor", "talk", "papers", "relatives")}


def _waiting(organisation: str) -> tuple[Waiting, ...]:
    rows = PersonToTell.objects.filter(organisation=organisation, told_at=None).order_by("queued_at")
    return tuple(Waiting(to_tell=row.id, kind=row.kind, since=row.queued_at, tries=row.attempts) for row in rows[:500])

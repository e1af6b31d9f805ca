"""A silent crew and its relays: whose crew waits for it, whom it does not fetch, and who must be rung about that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q, QuerySet

from openevac.domain.people import EvacueeStatus
from openevac.domain.remarks import Fact, Remark
from openevac.services.missions.finding import of_any_version
from openevac.services.missions.outcomes import RIDING
from openevac.services.missions.relays import inner_stops, outer_stops, still_brought, still_taken_on
from openevac.store.models import Boarding, Mission, Stop


def who_hangs_on(lost: Mission) -> tuple[Remark, ...]:
    """Say for the sheet "crew does not answer" who waits at relays for the silent one, and who brings people to it."""
    return (*_waited_for(lost), *_waits_for(lost))


def _waited_for(lost: Mission) -> Iterator[Remark]:
    """Say which missions would wait at a relay for people of the silent one."""
    doors = [one for one in _stops(lost).exclude(trip__relay="") if not one.outcome or one.outcome in RIDING]
    doors = [one for one in doors if one.trip.handed_over_at is None]
    takers = {(one.trip.mission.code, one.relay) for one in outer_stops(doors).values() if still_taken_on(one)}
    for mission, relay in sorted(takers):
        yield Remark(text=_WAITS, facts={"mission": mission, "relay": relay})


def _waits_for(lost: Mission) -> Iterator[Remark]:
    """Say who brings people to a relay where the silent one is to take them on, and how many stand there already."""
    halts = [one for one in _stops(lost).exclude(relay="") if not one.outcome]
    found: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for door in inner_stops(halts).values():
        if still_brought(door):
            found[door.trip.mission.code, door.trip.relay].add(door.id)
    for (mission, relay), doors in sorted(found.items()):
        standing = Boarding.objects.filter(
            stop__in=doors, boarded=True, handed_over_at__isnull=False, evacuee__status=EvacueeStatus.AT_RELAY.value
        ).count()
        facts: dict[str, Fact] = {"mission": mission, "relay": relay, "people": standing}
        yield Remark(text=_STAND if standing else _COMES, facts=facts)


def _stops(lost: Mission) -> QuerySet[Stop]:
    """Give the stops of the version that counts, and doors of older ones where people boarded who ride on."""
    stops = Stop.objects.filter(**of_any_version(lost, "trip__mission"), request__isnull=False)
    stops = stops.filter(Q(trip__mission=lost) | Q(outcome__in=RIDING))
    return stops.select_related("request", "trip__mission").order_by("trip__number", "number")


_WAITS = (
    "{mission} waits for its people at the relay {relay}: ring that crew, nobody stands there longer than they must."
)
_COMES = "{mission} brings people to the relay {relay} for it: ring that crew now, they do not get off there."
_STAND = (
    "At the relay {relay} {people} {people|person stands|people stand} and wait for it: ring the crew of {mission},"
    " which brought them; it takes them aboard again, or another vehicle comes."
)

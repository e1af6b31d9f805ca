"""Who is on the way to a transit centre, and who got off a van and waits in the hall to be written down."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from openevac.domain.events import MissionStatus
from openevac.domain.needs import BedKind, MobilityClass
from openevac.domain.people import EvacueeStatus
from openevac.domain.roles import Action, Resource, ResourceKind, Role
from openevac.services.kernel.question import Asking, allow_question
from openevac.services.kernel.refusals import not_found
from openevac.services.kernel.who import local_day
from openevac.services.missions.aboard import aboard_of
from openevac.services.missions.see_board import ledger_size
from openevac.services.reception.households_here import HouseholdHere, household_here
from openevac.store.convert.requests import needs_to_domain
from openevac.store.models import Boarding, Mission, Shelter, Stop, Trip

ON_THE_ROAD = (MissionStatus.DISPATCHED, MissionStatus.TURNED_BACK)
QUARTER = timedelta(minutes=15)
WINDOW = timedelta(hours=1)
MOST_IN_HALL = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class VanExpected:
    """What a transit centre prepares for: how many, how they move, which beds, in which hour; no place, no way.

    `aboard` are recorded in the van, the others wait at doors it has not been to. `late`: the hour has passed.
    """

    mission: str
    status: MissionStatus
    begins: datetime
    ends: datetime
    people: int
    aboard: int
    moves: dict[MobilityClass, int]
    beds: dict[BedKind, int]
    pets: int
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """Vans on the road to one shelter, and households that got off and wait to be written down, first come first."""

    shelter: str
    vans: tuple[VanExpected, ...]
    in_hall: tuple[HouseholdHere, ...]


def see_expected(asking: Asking, shelter: str) -> Expected:
    """Show what comes to one shelter. A day badge sees who got off today, and no van."""
    now, organisation = asking.clock.now(), asking.who.organisation
    resource = Resource(kind=ResourceKind.SHELTER, organisation=organisation, id=shelter, today=True)
    actor = allow_question(asking, Action.SEE_RECEPTION, resource)
    found = _shelter(organisation, shelter)
    only_badge = actor.roles == {Role.DAY_BADGE}
    return Expected(
        shelter=found.code,
        vans=() if only_badge else tuple(sorted(_vans(found, now), key=lambda van: van.begins)),
        in_hall=tuple(household_here(one) for one in _in_hall(found, now, only_today=only_badge)),
    )


def hall_mark(asking: Asking, shelter: str) -> str:
    """Give a mark that changes with every record: a page that has the same one need not load the hall again."""
    organisation = asking.who.organisation
    resource = Resource(kind=ResourceKind.SHELTER, organisation=organisation, id=shelter, today=True)
    allow_question(asking, Action.SEE_RECEPTION, resource)
    _shelter(organisation, shelter)
    return ledger_size()


def _shelter(organisation: str, code: str) -> Shelter:
    """Give one shelter of this organisation; NotFound where it is another's or nowhere."""
    found = Shelter.objects.filter(organisation=organisation, code=code).first()
    if found is None:
        raise not_found("shelter", code)
    return found


def _vans(shelter: Shelter, now: datetime) -> list[VanExpected]:
    missions = Mission.objects.filter(
        organisation=shelter.organisation_id, status__in=[one.value for one in ON_THE_ROAD]
    )
    made = []
    for mission in missions:
        trips = mission.trips.filter(shelter=shelter, handed_over_at=None).order_by("number")
        riding = aboard_of(mission)
        for number, trip in enumerate(trips):
            made.append(_van(mission, trip, riding if number == 0 else [], now))
    return [one for one in made if one.people]


def _van(mission: Mission, trip: Trip, riding: list[Boarding], now: datetime) -> VanExpected:
    moves: Counter[MobilityClass] = Counter(MobilityClass(one.evacuee.mobility) for one in riding)
    beds: Counter[BedKind] = Counter(BedKind(one.evacuee.bed) for one in riding)
    pets = sum(request.pets for request in {one.stop.request for one in riding} if request is not None)
    waiting = () if mission.status == MissionStatus.TURNED_BACK else _not_been_to(trip)
    for stop in waiting:
        if stop.request is not None:
            needs = needs_to_domain(stop.request)
            moves.update({kind: needs.count(kind) for kind in MobilityClass})
            beds.update({kind: needs.beds(kind) for kind in BedKind})
            pets += needs.pets
    delay = max(timedelta(0), (mission.dispatched_at or mission.departs_at) - mission.departs_at)
    begins = _quarter(trip.arrives_at + delay)
    return VanExpected(
        mission=mission.code,
        status=MissionStatus(mission.status),
        begins=begins,
        ends=begins + WINDOW,
        people=moves.total(),
        aboard=len(riding),
        moves={kind: moves[kind] for kind in MobilityClass if moves[kind]},
        beds={kind: beds[kind] for kind in BedKind},
        pets=pets,
        late=now > begins + WINDOW,
    )


def _not_been_to(trip: Trip) -> list[Stop]:
    return list(Stop.objects.filter(trip=trip, outcome="", check_address_only=False).select_related("request"))


def _quarter(at: datetime) -> datetime:
    """Give the quarter of an hour before: a window is told, never a minute."""
    return at - timedelta(seconds=at.timestamp() % QUARTER.total_seconds())


def _in_hall(shelter: Shelter, now: datetime, *, only_today: bool) -> list[UUID]:
    rows = Boarding.objects.filter(
        organisation=shelter.organisation_id,
        stop__trip__shelter=shelter,
        boarded=True,
        handed_over_at__isnull=False,
        evacuee__status=EvacueeStatus.HANDED_OVER.value,
    ).order_by("handed_over_at", "id")
    found: dict[UUID, None] = {}
    for household, at in rows.values_list("evacuee__household", "handed_over_at"):
        if at is not None and (not only_today or local_day(at) == local_day(now)):
            found[household] = None
    return list(found)[:MOST_IN_HALL]

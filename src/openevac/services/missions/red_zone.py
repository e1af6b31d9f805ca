"""Counting who was in the red zone: under 10 km from the line, or where entry is not open, one day a person."""

from __future__ import annotations

from datetime import datetime

from openevac.rules.confirmation import Rung, rung_of
from openevac.services.kernel.who import local_day
from openevac.services.missions.finding import of_any_version
from openevac.services.requests.ground import UNKNOWN, ground_of
from openevac.store.models import Mission, RedZoneDay, Relay, Stop, Trip


def count_red_zone(mission: Mission, at: datetime) -> int:
    """Note the day for everybody of the crew if a door or relay they went to lies in the red zone; gives how many.

    Doors of an older version count: it is the same outing.
    """
    found = Stop.objects.filter(**of_any_version(mission, "trip__mission"), request__isnull=False).exclude(outcome="")
    # Who takes people on at a relay was not at their door.
    places = dict(found.filter(relay="").values_list("request__katottg", "request__front_km"))
    relays = _relays_halted_at(mission)
    grounds = ground_of(mission.organisation_id, {*places, *relays}, at)
    rungs = [rung_of(km, grounds.get(katottg, UNKNOWN).access) for katottg, km in places.items()]
    rungs += [rung_of(grounds[one].km, grounds[one].access) for one in relays]
    if Rung.NEAR not in rungs:
        return 0
    day = local_day(mission.dispatched_at or at)
    members = list(mission.crew.members.all())
    for member in members:
        RedZoneDay.objects.get_or_create(organisation=mission.organisation, person_id=member.person_id, day=day)
    return len(members)


def _relays_halted_at(mission: Mission) -> set[str]:
    """Give the places of the relays where this vehicle stood: where it set people down, or took them on."""
    trips = Trip.objects.filter(**of_any_version(mission), handed_over_at__isnull=False)
    halts = Stop.objects.filter(**of_any_version(mission, "trip__mission")).exclude(outcome="")
    codes = {*trips.values_list("relay", flat=True), *halts.values_list("relay", flat=True)} - {""}
    rows = Relay.objects.filter(organisation=mission.organisation_id, code__in=codes)
    return set(rows.exclude(katottg="").values_list("katottg", flat=True))

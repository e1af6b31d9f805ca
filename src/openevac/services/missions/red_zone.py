"""Counting who was in the red zone: under 10 km from the line, or where entry is not open, one day a person."""

from __future__ import annotations

from datetime import datetime

from openevac.rules.confirmation import Rung, rung_of
from openevac.services.kernel.who import local_day
from openevac.services.requests.ground import UNKNOWN, ground_of
from openevac.store.models import Mission, RedZoneDay, Stop


def count_red_zone(mission: Mission, at: datetime) -> int:
    """Note the day for everybody of the crew if a door they went to lies in the red zone; gives how many people."""
    # Who takes people on at a relay was not at their door.
    visited = Stop.objects.filter(trip__mission=mission, request__isnull=False, relay="").exclude(outcome="")
    places = dict(visited.values_list("request__katottg", "request__front_km"))
    grounds = ground_of(mission.organisation_id, places, at)
    rungs = (rung_of(km, grounds.get(katottg, UNKNOWN).access) for katottg, km in places.items())
    if Rung.NEAR not in rungs:
        return 0
    day = local_day(mission.dispatched_at or at)
    members = list(mission.crew.members.all())
    for member in members:
        RedZoneDay.objects.get_or_create(organisation=mission.organisation, person_id=member.person_id, day=day)
    return len(members)

"""Until when a crew may leave a door and still be home in time; after that it turns back."""

from __future__ import annotations

from datetime import datetime, timedelta

from openevac.domain.missions import Mission, Trip
from openevac.domain.situation import Curfew
from openevac.reports.material import PlanMaterial

DAY = timedelta(days=1)


def latest_departures(material: PlanMaterial, mission: Mission, trip: Trip) -> tuple[datetime, ...]:
    """Give for each stop the latest moment to drive on.

    The whole rest of the day shifts by the same delay, so what has the least room decides: the crew's hours and a
    curfew everywhere (at the return), the shelter's hours (at arrival). A stop further on may be left out, so its
    own window does not count. Never earlier than planned: the plan itself was checked.
    """
    room = _room(material, mission, trip)
    return tuple(stop.departs_at + max(room, timedelta()) for stop in trip.stops)


def _room(material: PlanMaterial, mission: Mission, trip: Trip) -> timedelta:
    crew = material.operation.crew(material.operation.vehicle(mission.vehicle))
    rooms = [crew.tw_late - mission.returns_at]
    for later in mission.trips[mission.trips.index(trip) :]:
        closes = material.operation.shelter(later.shelter).tw_late
        if closes is not None:
            rooms.append(closes - later.arrives_at)
    everywhere = (curfew for curfew in material.situation.curfews if not curfew.places)
    rooms += [_next_start(material, curfew, mission.returns_at) - mission.returns_at for curfew in everywhere]
    return min(rooms)


def _next_start(material: PlanMaterial, curfew: Curfew, after: datetime) -> datetime:
    local = after.astimezone(material.situation.zone_info)
    start = datetime.combine(local.date(), curfew.starts, local.tzinfo)
    return start if start >= local else start + DAY

"""Until when a crew may leave a door and still be home in time; after that it turns back."""

from __future__ import annotations

from datetime import datetime, timedelta

from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.situation import Curfew
from openevac.reports.departures import next_outing
from openevac.reports.material import PlanMaterial

DAY = timedelta(days=1)


def latest_departures(material: PlanMaterial, mission: Mission, trip: Trip) -> tuple[datetime, ...]:
    """Give for each stop the latest moment to drive on.

    The whole rest of the day shifts by the same delay, so what has the least room decides: the crew's hours, a
    curfew everywhere and the rest before the van's next departure (at the return), the shelter's hours (at arrival),
    hand-overs at a relay. A stop further on may be left out, so its own window does not count. Never earlier than
    planned: the plan itself was checked.
    """
    room = _room(material, mission, trip)
    return tuple(stop.departs_at + max(room, timedelta()) for stop in trip.stops)


def _room(material: PlanMaterial, mission: Mission, trip: Trip) -> timedelta:
    crew = material.operation.crew(material.operation.vehicle(mission.vehicle))
    rooms = [crew.tw_late - mission.returns_at]
    again = next_outing(material.plan, mission)
    if again is not None:
        rest = timedelta(seconds=material.operation.policy.rest_s)
        rooms.append(again.departs_at - rest - mission.returns_at)
    for later in mission.trips[mission.trips.index(trip) :]:
        if later.hand_over is not None:
            rooms.append(later.hand_over.slot - later.unloaded_at)
            continue
        rooms += [_room_of_the_wait(material, stop) for stop in later.stops if stop.waited is not None]
        closes = material.operation.shelter(later.shelter).tw_late
        if closes is not None:
            rooms.append(closes - later.arrives_at)
    everywhere = (curfew for curfew in material.situation.curfews if not curfew.places)
    rooms += [_next_start(material, curfew, mission.returns_at) - mission.returns_at for curfew in everywhere]
    return min(rooms)


def _room_of_the_wait(material: PlanMaterial, stop: Stop) -> timedelta:
    """Give how much longer people may wait at a relay than planned."""
    longest_s, waits_s = material.operation.policy.max_relay_wait_s, 0.0 if stop.waited is None else stop.waited.time_s
    return timedelta(seconds=longest_s - waits_s)


def _next_start(material: PlanMaterial, curfew: Curfew, after: datetime) -> datetime:
    local = after.astimezone(material.situation.zone_info)
    start = datetime.combine(local.date(), curfew.starts, local.tzinfo)
    return start if start >= local else start + DAY

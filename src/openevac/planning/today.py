"""The day as it is now: what is known of the outside, what is still to be done, and where every van is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from openevac.domain.missions import Plan, Underway
from openevac.domain.operation import Operation
from openevac.domain.replanning import DayEvents
from openevac.domain.requests import EvacuationRequest
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.planning.check.on_foot import needs_met
from openevac.planning.ground import Ground
from openevac.planning.happened import operation_now, situation_now
from openevac.planning.plan import ground_for
from openevac.planning.underway import VanNow, vans_now
from openevac.roads.region import Region


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What is left of a day. `out`: vans that have left their depots, for the planner and for the referee alike."""

    situation: Situation
    operation: Operation
    vans: Mapping[str, VanNow]
    out: Mapping[str, Underway]

    @property
    def waiting(self) -> tuple[EvacuationRequest, ...]:
        """Give the requests of people who are not in a van."""
        aboard = {name for underway in self.out.values() for name in underway.aboard}
        return tuple(one for one in self.operation.requests if one.id not in aboard)


def ground_now(
    region: Region, situation: Situation, operation: Operation, events: DayEvents, *, now: datetime
) -> Ground:
    """Lay danger over the hours from now on, with what the events say."""
    return ground_for(region, situation_now(situation, events), operation, to_utc(now))


def today_known(ground: Ground, operation: Operation, made: Plan, events: DayEvents, *, now: datetime) -> Today:
    """Give the day as it is now, on a ground that knows the events; for days on which everybody has one ride.

    `operation`: the one the plan in force was made for. See whole_day.today_on for days with relays.
    """
    vans = vans_now(ground, operation, made, events, now)
    lost = {one.vehicle for one in events.lost}
    return Today(
        situation=ground.situation,
        operation=operation_now(_as_loaded(operation, made, vans, ground), events, vans),
        vans=vans,
        out={name: van.start for name, van in vans.items() if van.start is not None and name not in lost},
    )


def _as_loaded(operation: Operation, made: Plan, vans: Mapping[str, VanNow], ground: Ground) -> Operation:
    """Let households that have boarded need no more than they brought: things that stayed are not aboard."""
    boarded = {name for van in vans.values() for name in van.boarded}
    stops = (stop for mission in made.missions for trip in mission.trips for stop in trip.stops)
    numbers = ground.situation.profile
    brought = {one.request: one.taken(needs_met(one, operation, numbers)) for one in stops if one.request in boarded}
    requests = (replace(one, needs=brought[one.id]) if one.id in brought else one for one in operation.requests)
    return replace(operation, requests=tuple(requests))

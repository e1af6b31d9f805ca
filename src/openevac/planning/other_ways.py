"""The fastest and the least dangerous known way for every leg of a finished plan, so that people can compare."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from openevac.domain.legs import Leg, RoadPoint
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.situation import Situation
from openevac.domain.units import to_utc
from openevac.domain.vehicles import Profile
from openevac.hazards.weather import full_hour
from openevac.planning.assemble import all_legs
from openevac.planning.ground import Ground, Slice, lay_ground
from openevac.planning.hours import SPARE_H
from openevac.roads.region import Region

FASTEST, LEAST_DANGEROUS = "fastest", "least_dangerous"
WEIGHTS_S = {FASTEST: 0.0, LEAST_DANGEROUS: 1e7}
"""Seconds one unit of exposure is worth: nothing, and more than any detour of a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherWay:
    """A way between the same halts at the same hour as a leg of the plan: `kind` is fastest or least_dangerous."""

    kind: str
    time_s: float
    length_m: float
    track_m: float
    exposure: float


WaysOfPlan = Mapping[str, Sequence[tuple[OtherWay, ...]]]
"""By the name of a drive: the other ways of each leg in the order they are driven, the way home last."""


def other_ways(
    region: Region, situation: Situation, operation: Operation, made: Plan, *, now: datetime
) -> dict[str, tuple[tuple[OtherWay, ...], ...]]:
    """Give the other ways of every leg; nothing for a plan without missions."""
    if not made.missions:
        return {}
    starts_at = max(full_hour(to_utc(now)), full_hour(min(one.departs_at for one in made.missions)))
    ends_at = max(one.returns_at for one in made.missions)
    hours = (ends_at - starts_at) // timedelta(hours=1) + 1 + SPARE_H
    ground = lay_ground(region, situation, starts_at, hours)
    found = {}
    for mission in made.missions:
        profile = operation.profile(operation.vehicle(mission.vehicle))
        found[mission.drive] = tuple(_of_leg(ground, profile, leg) for leg in all_legs(mission))
    return found


def _of_leg(ground: Ground, profile: Profile, leg: Leg) -> tuple[OtherWay, ...]:
    if not leg.arcs:
        return ()
    start = RoadPoint(arc=leg.arcs[0], fraction=leg.start_fraction, snap_m=0.0, lon=0.0, lat=0.0)
    end = RoadPoint(arc=leg.arcs[-1], fraction=leg.end_fraction, snap_m=0.0, lon=0.0, lat=0.0)
    found = []
    for kind, weight_s in WEIGHTS_S.items():
        path = ground.path(profile, start, end, Slice.of(leg.departs_at), weight_s)
        measure = None if path is None else ground.measure(profile, path, leg.departs_at)
        if path is None or measure is None or not measure.is_open:
            continue
        found.append(
            OtherWay(
                kind=kind,
                time_s=measure.time_s,
                length_m=measure.length_m,
                track_m=measure.track_m,
                exposure=measure.exposure,
            )
        )
    return tuple(found)

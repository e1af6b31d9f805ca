"""The rule of the second vehicle: who is out near enough while a van halts near the line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop
from openevac.domain.operation import Policy
from openevac.domain.remarks import Remark
from openevac.hazards.exposure import point_front_km
from openevac.hazards.field import HazardField
from openevac.planning.check.faults import Fault, FaultCode, Where, fault, rounded
from openevac.planning.check.points import place_of
from openevac.planning.check.tolerances import POINT_M
from openevac.roads.graph import RoadGraph

EVERY = timedelta(minutes=1)
"""How often it is asked where the second vehicle is: in a minute a van drives no farther than a policy is exact."""


def check_pairs(
    missions: Sequence[Mission], graph: RoadGraph, field: HazardField, policy: Policy, made_at: datetime
) -> Iterator[Fault]:
    """Find halts near the line during which, for a moment at least, no other vehicle is out near enough to come.

    The line is that of the moment of planning, old lines advanced. Vehicles at their depots count for nobody.
    """
    if policy.pair is None:
        return
    for mission in missions:
        others = [other for other in missions if other.vehicle != mission.vehicle]
        for number, trip in enumerate(mission.trips, 1):
            for stop in trip.stops:
                here = place_of(graph, stop.at.arc, stop.at.fraction)
                away_km = point_front_km(field, *here, made_at)
                if away_km > policy.pair.inner_km:
                    continue
                if not all(_somebody_near(others, graph, here, when, policy.pair.reach_m) for when in _moments(stop)):
                    yield fault(
                        FaultCode.PAIR,
                        Where(vehicle=mission.vehicle, trip=number, request=stop.request),
                        Remark(
                            text="The van halts {km} km from the line, and no second vehicle is out "
                            "within {minutes} minutes all the while.",
                            facts={"km": rounded(away_km, 2), "minutes": round(policy.pair.reach_min)},
                        ),
                    )


def _moments(stop: Stop) -> Iterator[datetime]:
    moment = stop.arrives_at
    while moment < stop.departs_at:
        yield moment
        moment += EVERY
    yield stop.departs_at


def _somebody_near(
    others: Sequence[Mission], graph: RoadGraph, here: tuple[float, float], when: datetime, reach_m: float
) -> bool:
    places = (position_at(other, graph, when) for other in others)
    return any(place is not None and math.dist(place, here) <= reach_m + POINT_M for place in places)


def position_at(mission: Mission, graph: RoadGraph, when: datetime) -> tuple[float, float] | None:
    """Give where (x, y in metres) a van is at a moment by its plan, or None where it is not out.

    On a drive it has covered the share of the metres that it has of the minutes.
    """
    if not mission.departs_at <= when <= mission.returns_at:
        return None
    legs = [leg for trip in mission.trips for leg in trip.legs] + [mission.way_home]
    begun = [leg for leg in legs if leg.arcs and leg.departs_at <= when]
    if begun:
        return _along(begun[-1], graph, when)
    first = next((leg for leg in legs if leg.arcs), None)
    return None if first is None else place_of(graph, first.arcs[0], first.start_fraction)


def _along(leg: Leg, graph: RoadGraph, when: datetime) -> tuple[float, float]:
    driven_s = (when - leg.departs_at).total_seconds()
    whole_s = (leg.arrives_at - leg.departs_at).total_seconds()
    share = min(1.0, driven_s / whole_s) if whole_s > 0 else 1.0
    last = len(leg.arcs) - 1
    pieces = [
        (arc, leg.start_fraction if place == 0 else 0.0, leg.end_fraction if place == last else 1.0)
        for place, arc in enumerate(leg.arcs)
    ]
    lengths = [(end - start) * float(graph.stretch_length_m[graph.arc_stretch[arc]]) for arc, start, end in pieces]
    left_m = share * sum(lengths)
    for (arc, start, end), length_m in zip(pieces, lengths, strict=True):
        if left_m <= length_m:
            return place_of(graph, arc, start + (end - start) * (left_m / length_m if length_m > 0 else 1.0))
        left_m -= length_m
    return place_of(graph, leg.arcs[-1], leg.end_fraction)

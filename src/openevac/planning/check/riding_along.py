"""Whether what stays behind could have come along: the same drive with everything aboard, later by those minutes.

The referee has no router and moves no departure. It leaves every drive on its roads, lets the halt last as long as
everything takes, moves all that follows later, lets waiting take up what it can, and looks for a limit that breaks.
People who walk to a later stop leave home later by as much as the van comes later. The vehicle's other missions stay
where they are. Where no limit breaks, the things stay without need.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import chain

from openevac.domain.errors import InputError
from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop, Trip
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.situation import Situation
from openevac.hazards.field import HazardField
from openevac.planning.check.access import check_access, check_ground
from openevac.planning.check.aid import check_cold, handover_seconds
from openevac.planning.check.belongings import allowance, pack_of, with_everything
from openevac.planning.check.ceilings import check_ceilings
from openevac.planning.check.drives import check_drives
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.footway import check_footways
from openevac.planning.check.hours import check_hours
from openevac.planning.check.loads import check_loads
from openevac.planning.check.measured import drive_again
from openevac.planning.check.on_foot import check_on_foot, where_met
from openevac.planning.check.outings import check_crew_ceilings, check_outings
from openevac.planning.check.relays import check_relays
from openevac.planning.check.service import check_service, service_seconds
from openevac.planning.check.walk import check_walks
from openevac.roads.graph import RoadGraph

NOT_LIMITS = frozenset(
    {
        FaultCode.LOAD_STATED,
        FaultCode.SERVICE_TIME,
        FaultCode.LEG_TIME,
        FaultCode.LEG_LENGTH,
        FaultCode.BYPASS,
        FaultCode.DEPARTURE_WINDOW,
        FaultCode.WALK_STATED,
        FaultCode.LEFT_AT_HOME,
    }
)
"""Faults of what a plan states, not limits that more things could break; the departure stays where it was."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Scene:
    """What a mission is judged in: ground, danger, rules, and the other missions of the plan.

    `positions`: of the doors, by request; `codes`: the place of each meeting point. `again`: the day is planned again.
    """

    graph: RoadGraph
    field: HazardField
    situation: Situation
    operation: Operation
    positions: Mapping[str, LonLat]
    codes: Mapping[str, str]
    missions: tuple[Mission, ...]
    made_at: datetime
    again: bool = False


def check_left_without_need(mission: Mission, scene: Scene) -> Iterator[Fault]:
    """Find stops at doors that leave things which would have ridden within every limit and what their zone allows."""
    operation, rule = scene.operation, scene.operation.policy.belongings
    for number, trip in enumerate(mission.trips, 1):
        for place, stop in enumerate(trip.stops):
            needs = operation.request(stop.request).needs
            # Room for what comes along to a relay is asked of two vehicles; nobody here can say that it was there.
            home = not stop.meeting_point and stop.waited is None and trip.hand_over is None
            pack = pack_of(stop, needs, rule) if home else None
            most = allowance(operation, stop.request, scene.positions, scene.graph, scene.field, scene.made_at)
            if pack is None or (pack.bags >= most.bags and pack.bulky >= most.bulky):
                continue
            everything = with_everything(stop, needs, rule, most)
            fuller = later(mission, number - 1, place, everything, operation, scene.situation)
            beside = [one for one in scene.missions if one is not mission]
            if not _breaks_a_limit(fuller, beside, scene):
                yield fault(
                    FaultCode.LEFT_WITHOUT_NEED,
                    Where(vehicle=mission.vehicle, trip=number, request=stop.request),
                    Remark(
                        text="{bags} bags and {bulky} bulky pieces stay behind, though with them every limit would "
                        "still be kept.",
                        facts={"bags": most.bags - pack.bags, "bulky": most.bulky - pack.bulky},
                    ),
                )


def later(
    mission: Mission, trip_place: int, place: int, stop: Stop, operation: Operation, situation: Situation
) -> Mission:
    """Give a mission with one stop exchanged for a longer one, and everything after it later on the same roads."""
    crew = operation.crew(operation.vehicle(mission.vehicle))
    needs = stop.taken(operation.request(stop.request).needs)
    service_s = math.ceil(service_seconds(needs, crew, situation.profile) + handover_seconds(stop, operation))
    longer = replace(stop, service_s=float(service_s), departs_at=stop.starts_at + timedelta(seconds=service_s))
    changed = mission.trips[trip_place]
    changed = replace(changed, stops=(*changed.stops[:place], longer, *changed.stops[place + 1 :]))
    trips = [*mission.trips[:trip_place], _later_from(changed, place + 1, longer.departs_at)]
    for trip in mission.trips[trip_place + 1 :]:
        trips.append(_later_from(trip, 0, max(trip.departs_at, trips[-1].unloaded_at)))
    home = _moved(mission.way_home, max(mission.way_home.departs_at, trips[-1].unloaded_at))
    return replace(mission, trips=tuple(trips), way_home=home, returns_at=home.arrives_at)


def _later_from(trip: Trip, first: int, leaves_at: datetime) -> Trip:
    """Give a trip whose drive number `first` leaves at another moment; what is before it stays."""
    legs, stops = list(trip.legs[:first]), list(trip.stops[:first])
    for leg, stop in zip(trip.legs[first:], trip.stops[first:], strict=False):
        legs.append(_moved(leg, leaves_at))
        starts_at = max(stop.starts_at, legs[-1].arrives_at)
        bypass = None if stop.bypass is None else _moved(stop.bypass, leaves_at)
        leaves_at = starts_at + (stop.departs_at - stop.starts_at)
        arrives_at = legs[-1].arrives_at
        walk = stop.walk and replace(stop.walk, leaves_at=stop.walk.leaves_at + (arrives_at - stop.arrives_at))
        moved = replace(stop, arrives_at=arrives_at, starts_at=starts_at, departs_at=leaves_at)
        stops.append(replace(moved, bypass=bypass, walk=walk))
    legs.append(_moved(trip.legs[-1], leaves_at))
    arrives_at = legs[-1].arrives_at
    return replace(
        trip,
        departs_at=legs[0].departs_at,
        stops=tuple(stops),
        legs=tuple(legs),
        arrives_at=arrives_at,
        unloaded_at=arrives_at + (trip.unloaded_at - trip.arrives_at),
    )


def _moved(leg: Leg, departs_at: datetime) -> Leg:
    return replace(leg, departs_at=departs_at, arrives_at=departs_at + (leg.arrives_at - leg.departs_at))


def _breaks_a_limit(mission: Mission, beside: Sequence[Mission], scene: Scene) -> bool:
    """Tell whether a mission breaks a limit beside the other missions; one that moves a hand-over does."""
    others = [one for one in beside if one.vehicle == mission.vehicle]
    handed = check_relays([*beside, mission], scene.operation, scene.situation, scene.codes)
    faults = chain(_faults_of_rules(mission, others, scene), handed, _faults_on_the_ground(mission, others, scene))
    try:
        return any(found.code not in NOT_LIMITS for found in faults)
    except InputError:  # beyond the hours whose danger is known nobody can say that it would have been possible
        return True


def _faults_of_rules(mission: Mission, others: Sequence[Mission], scene: Scene) -> Iterator[Fault]:
    operation, situation = scene.operation, scene.situation
    yield from check_hours(mission, operation, situation, scene.codes)
    yield from check_access(mission, operation, situation, scene.codes)
    yield from check_service(mission, operation, situation.profile)
    yield from check_on_foot(mission, operation, situation.profile)
    yield from check_loads(mission, operation, situation.profile)
    yield from check_cold(mission, operation)
    yield from check_outings([*others, mission], operation)


def _faults_on_the_ground(mission: Mission, others: Sequence[Mission], scene: Scene) -> Iterator[Fault]:
    graph, field, operation, positions = scene.graph, scene.field, scene.operation, scene.positions
    driven, *beside = (drive_again(one, graph, field, operation, positions) for one in (mission, *others))
    met = where_met(mission, operation, positions)
    yield from check_ground(mission, graph, field, met)
    yield from check_walks(mission, graph, field, met)
    yield from check_footways(mission, field, operation, positions)
    yield from check_drives(driven)
    yield from check_ceilings(driven, operation)
    yield from check_crew_ceilings([driven, *beside], operation)

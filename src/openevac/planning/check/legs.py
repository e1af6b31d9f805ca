"""Whether the arcs of every drive join up, and whether it begins and ends where the van stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from openevac.domain.legs import Leg
from openevac.domain.missions import Mission, Stop
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.points import is_on_graph, metres_apart, place_of, same_point
from openevac.planning.check.tolerances import POINT_M
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric

ArcPoint = tuple[int, float]


def all_legs(mission: Mission) -> Iterator[tuple[Leg, Where]]:
    """Give every drive of a mission with its place in the plan: legs, bypasses and the way home."""
    for number, trip in enumerate(mission.trips, 1):
        names = [*(stop.request for stop in trip.stops), ""]
        for leg, name in zip(trip.legs, names, strict=True):
            yield leg, Where(vehicle=mission.vehicle, trip=number, request=name)
        for stop in trip.stops:
            if stop.bypass is not None:
                yield stop.bypass, Where(vehicle=mission.vehicle, trip=number, request=stop.request)
    yield mission.way_home, Where(vehicle=mission.vehicle)


def check_roads(mission: Mission, graph: RoadGraph) -> Iterator[Fault]:
    """Find drives over arcs that do not exist or do not join, and stops that lie on no arc."""
    for leg, where in all_legs(mission):
        wrong = _what_is_broken(leg, graph)
        if wrong is not None:
            yield fault(FaultCode.LEG_BROKEN, where, wrong)
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            if not is_on_graph(graph, stop.at.arc, stop.at.fraction):
                yield fault(
                    FaultCode.LEG_BROKEN,
                    Where(vehicle=mission.vehicle, trip=number, request=stop.request),
                    Remark(text="The stop lies on no road of the region."),
                )


def _what_is_broken(leg: Leg, graph: RoadGraph) -> Remark | None:
    if not leg.arcs:
        return Remark(text="The drive has no arcs, so it cannot be followed on the roads.")
    unknown = [arc for arc in leg.arcs if not 0 <= arc < graph.num_arcs]
    if unknown:
        return Remark(text="The drive runs over arc {arc}, which the region does not have.", facts={"arc": unknown[0]})
    gap = next(((a, b) for a, b in pairwise(leg.arcs) if graph.arc_head[a] != graph.arc_tail[b]), None)
    if gap is not None:
        return Remark(
            text="The drive runs from arc {arc} to arc {next_arc}, which does not begin where the first ends.",
            facts={"arc": gap[0], "next_arc": gap[1]},
        )
    if not (0.0 <= leg.start_fraction <= 1.0 and 0.0 <= leg.end_fraction <= 1.0):
        return Remark(text="The drive starts or ends outside its arcs.")
    if len(leg.arcs) == 1 and leg.end_fraction < leg.start_fraction:
        return Remark(text="The drive runs against the direction of its arc.")
    return None


def check_ends(
    mission: Mission, graph: RoadGraph, operation: Operation, positions: Mapping[str, LonLat]
) -> Iterator[Fault]:
    """Find drives that do not begin or end where the van stands, and stops too far from the real door.

    `positions`: where each request really is. All drives must be followable (`check_roads` found nothing).
    """
    depot = operation.depot(operation.vehicle(mission.vehicle))
    first = mission.trips[0].legs[0] if mission.trips else mission.way_home
    here, home = _start(first), _end(mission.way_home)
    yield from _check_distance(graph, home, depot.position, operation, Where(vehicle=mission.vehicle))
    if mission.underway is None:
        yield from _check_distance(graph, here, depot.position, operation, Where(vehicle=mission.vehicle))
    begins = home if mission.underway is None else (mission.underway.at.arc, mission.underway.at.fraction)
    if not same_point(graph, here, begins):
        yield _elsewhere(Where(vehicle=mission.vehicle))
    for number, trip in enumerate(mission.trips, 1):
        for leg, stop in zip(trip.legs, trip.stops, strict=False):
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            door = (stop.at.arc, stop.at.fraction)
            yield from _check_leg(graph, leg, here, door, where)
            yield from _check_door(graph, stop, positions.get(stop.request), operation, where)
            here = door
        last, there = trip.legs[-1], Where(vehicle=mission.vehicle, trip=number)
        gate = _end(last)
        yield from _check_leg(graph, last, here, gate, there)
        over = trip.hand_over
        goal = operation.shelter(trip.shelter) if over is None else operation.relay(over.relay)
        yield from _check_distance(graph, gate, goal.position, operation, there)
        here = gate
        yield from _check_bypasses(mission, number, graph)
    yield from _check_leg(graph, mission.way_home, here, home, Where(vehicle=mission.vehicle))


def _check_bypasses(mission: Mission, number: int, graph: RoadGraph) -> Iterator[Fault]:
    """Find bypasses that do not begin where the leg before the stop does, or end elsewhere than the leg after it."""
    trip = mission.trips[number - 1]
    for place, stop in enumerate(trip.stops):
        if stop.bypass is not None:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            start, end = _start(trip.legs[place]), _end(trip.legs[place + 1])
            yield from _check_leg(graph, stop.bypass, start, end, where)


def _check_leg(graph: RoadGraph, leg: Leg, start: ArcPoint, end: ArcPoint, where: Where) -> Iterator[Fault]:
    if not (same_point(graph, _start(leg), start) and same_point(graph, _end(leg), end)):
        yield _elsewhere(where)


def _check_distance(
    graph: RoadGraph, point: ArcPoint, position: LonLat, operation: Operation, where: Where
) -> Iterator[Fault]:
    apart_m, most_m = metres_apart(graph, place_of(graph, *point), position), operation.policy.max_snap_m
    if not apart_m <= most_m + POINT_M:
        yield _too_far(apart_m, most_m, where)


def _check_door(
    graph: RoadGraph, stop: Stop, position: LonLat | None, operation: Operation, where: Where
) -> Iterator[Fault]:
    if position is None:
        yield fault(
            FaultCode.POSITION_UNKNOWN,
            where,
            Remark(text="Nobody says where this request is: it has no position, and its place none in the region."),
        )
        return
    on_road = place_of(graph, stop.at.arc, stop.at.fraction)
    yield from _check_distance(graph, (stop.at.arc, stop.at.fraction), position, operation, where)
    apart_m = metres_apart(graph, on_road, position)
    if not abs(apart_m - stop.at.snap_m) <= POINT_M:
        yield fault(
            FaultCode.LEG_ENDS_ELSEWHERE,
            where,
            Remark(
                text="The plan says the door is {stated_m} m from where the van halts; it is {apart_m} m.",
                facts={"stated_m": round(stop.at.snap_m), "apart_m": round(apart_m)},
            ),
        )
    x, y = to_metric(graph.crs, stop.at.lon, stop.at.lat)
    if not (abs(float(x) - on_road[0]) <= POINT_M and abs(float(y) - on_road[1]) <= POINT_M):
        yield fault(
            FaultCode.LEG_ENDS_ELSEWHERE,
            where,
            Remark(text="The stated coordinates of the halt are not those of its point on the road."),
        )


def _too_far(apart_m: float, most_m: float, where: Where) -> Fault:
    return fault(
        FaultCode.TOO_FAR_FROM_ROAD,
        where,
        Remark(
            text="The van halts {apart_m} m from the real place; the policy allows {most_m} m.",
            facts={"apart_m": round(apart_m), "most_m": round(most_m)},
        ),
    )


def _elsewhere(where: Where) -> Fault:
    return fault(
        FaultCode.LEG_ENDS_ELSEWHERE,
        where,
        Remark(text="The drive does not begin and end where the van stands before and after it."),
    )


def _start(leg: Leg) -> ArcPoint:
    return leg.arcs[0], leg.start_fraction


def _end(leg: Leg) -> ArcPoint:
    return leg.arcs[-1], leg.end_fraction

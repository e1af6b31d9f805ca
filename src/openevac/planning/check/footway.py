"""The straight way from a door to a meeting point: how long it is, how long it takes, over which ground it leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import shapely

from openevac.domain.hazards import ZoneKind
from openevac.domain.legs import Walk
from openevac.domain.missions import Mission, Stop
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.units import METRES_PER_KM, SECONDS_PER_HOUR
from openevac.hazards.closures import held_margin_m
from openevac.hazards.field import HazardField
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.measure import measure_walk
from openevac.planning.check.tolerances import same_length, same_seconds
from openevac.planning.check.walk import STREETS_M
from openevac.roads.projection import to_metric


def footway(stop: Stop, crs: str, operation: Operation, positions: Mapping[str, LonLat]) -> shapely.LineString | None:
    """Give the straight line (metres) of the walk to a stop, or None where nobody walks or the door is unknown."""
    door = positions.get(stop.request)
    if not stop.meeting_point or stop.walk is None or door is None:
        return None
    ends = (door, operation.meeting_point(stop.meeting_point).position)
    return shapely.LineString([tuple(float(part) for part in to_metric(crs, *end)) for end in ends])


def walked_exposure(
    stop: Stop, field: HazardField, operation: Operation, positions: Mapping[str, LonLat] | None
) -> float:
    """Measure the exposure of one person from leaving home until the van comes; zero where nobody walks."""
    line = footway(stop, field.crs, operation, positions or {})
    if line is None or stop.walk is None:
        return 0.0
    start, end = (tuple(point) for point in line.coords)
    return measure_walk(
        field, start, end, leaves_at=stop.walk.leaves_at, time_s=stop.walk.time_s, until=stop.arrives_at
    )


def check_footways(
    mission: Mission, field: HazardField, operation: Operation, positions: Mapping[str, LonLat]
) -> Iterator[Fault]:
    """Find walks that are longer than stated or allowed, or lead over held, closed or perhaps mined ground."""
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            if stop.meeting_point and stop.request not in positions:
                text = "Nobody says where this household lives, so nobody can say how it reaches the meeting point."
                yield fault(FaultCode.POSITION_UNKNOWN, where, Remark(text=text))
            line = footway(stop, field.crs, operation, positions)
            if line is not None and stop.walk is not None:
                yield from _check_stated(stop, stop.walk, line, field, operation, where)
                yield from _check_ground(stop, stop.walk, line, field, where)


def _check_stated(
    stop: Stop, walk: Walk, line: shapely.LineString, field: HazardField, operation: Operation, where: Where
) -> Iterator[Fault]:
    numbers, needs = field.situation.profile, operation.request(stop.request).needs
    length_m = float(line.length) * numbers.value("walk.detour_factor")
    pace_kmh = numbers.value("walk.walks_with_help_kmh" if needs.walks_with_help else "walk.walks_kmh")
    time_s = length_m / (pace_kmh * METRES_PER_KM / SECONDS_PER_HOUR)
    if not (same_length(walk.length_m, length_m) and same_seconds(walk.time_s, time_s)):
        yield fault(
            FaultCode.WALK_STATED,
            where,
            Remark(
                text="The plan states a walk of {stated_m} m in {stated_s} seconds; it is {length_m} m in {time_s}.",
                facts={
                    "stated_m": round(walk.length_m),
                    "stated_s": round(walk.time_s),
                    "length_m": round(length_m),
                    "time_s": round(time_s),
                },
            ),
        )
    most_m = operation.policy.max_walk_m
    if length_m > most_m and not same_length(length_m, most_m):
        yield fault(
            FaultCode.WALK_TOO_LONG,
            where,
            Remark(
                text="The walk to the meeting point is {length_m} m; the policy allows {most_m} m.",
                facts={"length_m": round(length_m), "most_m": round(most_m)},
            ),
        )


def _check_ground(
    stop: Stop, walk: Walk, line: shapely.LineString, field: HazardField, where: Where
) -> Iterator[Fault]:
    grounds, margin_m = [ground for _, ground in field.grounds], held_margin_m(field)
    if any(not g.held.shape.is_empty and g.held.shape.distance(line) <= margin_m for g in grounds):
        text = "The walk to the meeting point leads over held ground or its margin."
        yield fault(FaultCode.HELD_GROUND, where, Remark(text=text))
    if line.intersects(field.beyond.shape):
        text = "The walk to the meeting point leads beyond the state border."
        yield fault(FaultCode.BEYOND_BORDER, where, Remark(text=text))
    first, last = full_hour(walk.leaves_at), full_hour(stop.departs_at)
    hours = [first + HOUR * k for k in range((last - first) // HOUR + 1)]
    zones = [laid for laid in field.zones if any(laid.holds_in(hour) for hour in hours)]
    if any(laid.zone.kind is ZoneKind.CLOSED and _over(line, laid.area.shape) for laid in zones):
        text = "The walk to the meeting point leads over ground that is closed then."
        yield fault(FaultCode.CLOSED_GROUND, where, Remark(text=text))
    mined = any(laid.zone.kind is ZoneKind.MINED and _over(line, laid.area.shape) for laid in zones)
    if mined or (line.length > STREETS_M and any(_over(line, g.once.shape) for g in grounds)):
        yield fault(
            FaultCode.MINED_WALK,
            where,
            Remark(
                text="The walk of {walk_m} m to the meeting point leads over ground that may be mined.",
                facts={"walk_m": round(line.length)},
            ),
        )


def _over(line: shapely.LineString, shape: shapely.Geometry) -> bool:
    """Tell whether a line runs over an area; touching its edge is not running over it."""
    return bool(shapely.intersection(line, shape).length > 0.0)

"""Who may enter a place, and on which ground nobody halts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.places import Access, LonLat
from openevac.domain.remarks import Remark
from openevac.domain.situation import PlaceAccess, Situation
from openevac.hazards.closures import ClosedBy, closed_point
from openevac.hazards.field import HazardField
from openevac.hazards.weather import HOUR, full_hour
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.on_foot import code_where_met
from openevac.planning.check.points import place_of
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric


def check_access(
    mission: Mission, operation: Operation, situation: Situation, codes: Mapping[str, str]
) -> Iterator[Fault]:
    """Find stops in places that the authorities closed to this vehicle at any moment of the halt.

    `codes`: the place of each meeting point.
    """
    armoured = operation.profile(operation.vehicle(mission.vehicle)).armoured
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            katottg = code_where_met(stop, operation, codes)
            for rule in situation.access:
                if rule.katottg == katottg and refuses(rule, stop.arrives_at, stop.departs_at, armoured=armoured):
                    yield fault(
                        FaultCode.PLACE_ACCESS,
                        Where(vehicle=mission.vehicle, trip=number, request=stop.request),
                        Remark(
                            text="This vehicle may not enter the place, which is {access} by word of {source}.",
                            facts={"access": rule.access.value, "source": rule.source},
                        ),
                    )


def refuses(rule: PlaceAccess, from_: datetime, until: datetime, *, armoured: bool) -> bool:
    """Tell whether a rule keeps a vehicle out of its place at any moment of a span."""
    holds = rule.since < until and (rule.valid_until is None or rule.valid_until > from_)
    may_enter = rule.access is Access.OPEN or (rule.access is Access.ARMOURED_ONLY and armoured)
    return holds and not may_enter


def check_ground(
    mission: Mission, graph: RoadGraph, field: HazardField, positions: Mapping[str, LonLat]
) -> Iterator[Fault]:
    """Find stops whose door or halt lies on held ground, beyond the border or in a closed zone."""
    for number, trip in enumerate(mission.trips, 1):
        for stop in trip.stops:
            where = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
            places = [place_of(graph, stop.at.arc, stop.at.fraction)]
            if stop.request in positions:
                x, y = to_metric(graph.crs, *positions[stop.request])
                places.append((float(x), float(y)))
            yield from check_halt(field, places, stop.arrives_at, stop.departs_at, where)


def check_halt(
    field: HazardField, places: list[tuple[float, float]], from_: datetime, until: datetime, where: Where
) -> Iterator[Fault]:
    """Find places (metres) that lie on held or closed ground or beyond the border at any moment of a span."""
    closed = {
        closed_point(field, x_m, y_m, at)
        for at in _hours_of(from_, until)
        for x_m, y_m in places
        if field.grid.covers(x_m, y_m)
    }
    if ClosedBy.HELD in closed:
        yield fault(FaultCode.HELD_GROUND, where, Remark(text="The stop lies on held ground or within its margin."))
    if ClosedBy.BORDER in closed:
        yield fault(FaultCode.BEYOND_BORDER, where, Remark(text="The stop lies beyond the state border."))
    if closed - {ClosedBy.OPEN, ClosedBy.HELD, ClosedBy.BORDER}:
        yield fault(FaultCode.CLOSED_GROUND, where, Remark(text="The stop lies on ground that is closed then."))


def _hours_of(from_: datetime, until: datetime) -> Iterator[datetime]:
    """Give the start of every full hour that a span touches."""
    hour = full_hour(from_)
    while hour < until:
        yield hour
        hour += HOUR

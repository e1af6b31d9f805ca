"""Relays on the map: both vehicles halt at the point, on ground that is open, and nobody is exposed over a ceiling.

A household that changes vehicles is exposed in both and between them; ceilings count all of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openevac.domain.missions import Mission
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.relays import HALT_WITHIN_M
from openevac.domain.remarks import Remark
from openevac.hazards.field import HazardField
from openevac.planning.check.access import check_halt
from openevac.planning.check.ceilings import evacuee_exposure, marginal_person_exposure, over_ceiling
from openevac.planning.check.faults import Fault, FaultCode, Where, fault
from openevac.planning.check.measured import MeasuredMission
from openevac.planning.check.points import metres_apart, place_of
from openevac.planning.check.relays import rides_of
from openevac.planning.check.tolerances import POINT_M, over
from openevac.roads.graph import RoadGraph
from openevac.roads.projection import to_metric


def check_relay_halts(mission: Mission, graph: RoadGraph, operation: Operation) -> Iterator[Fault]:
    """Find vehicles that halt so far from the relay that people would walk between them."""
    for number, trip in enumerate(mission.trips, 1):
        halts = [
            ((stop.at.arc, stop.at.fraction), stop.waited.relay, stop.request)
            for stop in trip.stops
            if stop.waited is not None
        ]
        if trip.hand_over is not None:
            halts.append(((trip.legs[-1].arcs[-1], trip.legs[-1].end_fraction), trip.hand_over.relay, ""))
        for point, relay, request in halts:
            apart_m = metres_apart(graph, place_of(graph, *point), operation.relay(relay).position)
            if not apart_m <= HALT_WITHIN_M + POINT_M:
                yield fault(
                    FaultCode.RELAY_HALT,
                    Where(vehicle=mission.vehicle, trip=number, request=request),
                    Remark(
                        text="The vehicle halts {apart_m} m from the relay; people change vehicles within {most_m} m.",
                        facts={"apart_m": round(apart_m), "most_m": round(HALT_WITHIN_M)},
                    ),
                )


def check_relay_ground(mission: Mission, field: HazardField, operation: Operation) -> Iterator[Fault]:
    """Find relays on held or closed ground while anybody is there, halts of vehicles that take people on excepted."""
    for number, trip in enumerate(mission.trips, 1):
        where = Where(vehicle=mission.vehicle, trip=number)
        if trip.hand_over is not None:
            place = _metres(field, operation.relay(trip.hand_over.relay).position)
            yield from check_halt(field, [place], trip.arrives_at, trip.unloaded_at, where)
        for stop in trip.stops:
            if stop.waited is not None:
                place = _metres(field, operation.relay(stop.waited.relay).position)
                there = Where(vehicle=mission.vehicle, trip=number, request=stop.request)
                yield from check_halt(field, [place], stop.waited.since, stop.arrives_at, there)


def _metres(field: HazardField, position: LonLat) -> tuple[float, float]:
    x_m, y_m = to_metric(field.crs, position.lon, position.lat)
    return float(x_m), float(y_m)


def check_relay_ceilings(driven: Sequence[MeasuredMission], operation: Operation) -> Iterator[Fault]:
    """Find households that are exposed, or expose others, over a ceiling in both vehicles and between them."""
    again = {id(one.mission): one for one in driven}
    for name, rides in rides_of([one.mission for one in driven]).items():
        if not any(ride.trip.hand_over is not None or ride.waited is not None for ride in rides):
            continue
        if any(ride.place < 0 for ride in rides):
            continue  # who is aboard has to be brought in whatever it exposes them to
        measured = [(again[id(ride.mission)], ride) for ride in rides]
        exposure = sum(evacuee_exposure(one.trips[ride.number], ride.place) for one, ride in measured)
        if over(exposure, operation.policy.max_exposure_per_person):
            yield over_ceiling(FaultCode.CEILING_PERSON, exposure, rides[-1].where)
        ceiling = operation.policy.max_marginal.of(operation.request(name).priority)
        adds = sum(marginal_person_exposure(one, ride.number, ride.place) for one, ride in measured)
        if over(adds, ceiling):
            yield over_ceiling(FaultCode.CEILING_MARGINAL, adds, rides[-1].where)

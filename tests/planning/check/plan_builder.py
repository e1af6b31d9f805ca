"""A little planner for tests: fastest open ways by scipy, stops in the order given, clocks run forward.

It shares no code with `openevac.planning.plan`; exposures it states by `measure_leg` and `measure_stop`, as every
planner must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import median

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from openevac.domain.legs import Leg, Load, RoadPoint
from openevac.domain.missions import Fairness, FairnessRow, Mission, Plan, Stop, Totals, Trip
from openevac.domain.needs import MobilityClass
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.remarks import Remark
from openevac.domain.requests import EvacuationRequest, Priority
from openevac.domain.unserved import Limit, Unserved
from openevac.domain.vehicles import Profile, VehicleType
from openevac.hazards.closures import closed_stretches
from openevac.hazards.field import HazardField, build_field
from openevac.planning.check.measure import measure_leg, measure_stop
from openevac.planning.check.referee import field_bounds_m, positions_of
from openevac.planning.check.service import service_seconds
from openevac.roads.projection import to_metric
from openevac.roads.snap import Snapper
from openevac.roads.speeds import drive_table
from tests.worlds import World, at

TripOrder = tuple[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one vehicle shall do: leave at a time, drive trips, each a shelter and requests in order."""

    vehicle: str
    departs_at: datetime
    trips: Sequence[TripOrder]


def small_day() -> tuple[Order, ...]:
    """Give the day of the small town that serves everybody."""
    return (
        Order(vehicle="van-1", departs_at=at(4), trips=(("school", ("A-1", "A-2")), ("school", ("B-1",)))),
        Order(vehicle="van-2", departs_at=at(5.5), trips=(("school", ("C-1",)),)),
    )


class PlanBuilder:
    """Builds plans on one world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.field: HazardField = build_field(
            world.situation,
            crs=world.graph.crs,
            bounds_m=field_bounds_m(world.graph),
            starts_at=at(0),
            hours=36,
            border=world.border,
        )
        self._snapper = Snapper(world.graph)
        self._positions = positions_of(world.operation, world.places)

    def plan(self, orders: Sequence[Order]) -> Plan:
        """Give the plan that follows the orders; every request not in them is unserved."""
        missions = tuple(self.mission(order) for order in orders)
        operation = self.world.operation
        served = {name for order in orders for _, names in order.trips for name in names}
        return Plan(
            operation=operation.name,
            region="small town",
            region_fingerprint=self.world.fingerprint,
            made_at=self.world.now,
            seed=1,
            dial=operation.policy.dial,
            people_assumed_aboard=4.0,
            missions=missions,
            unserved=tuple(
                unserved(request, self.world.now) for request in operation.requests if request.id not in served
            ),
            fairness=fairness(operation, served, self.world.now),
            totals=totals(missions, operation),
            rests_on=(),
        )

    def mission(self, order: Order) -> Mission:
        """Give one vehicle's day."""
        operation = self.world.operation
        vehicle = operation.vehicle(order.vehicle)
        profile, crew = operation.profile(vehicle), operation.crew(vehicle)
        home = self._snap(operation.depot(vehicle).position, profile)
        trips: list[Trip] = []
        here, place, now = home, vehicle.depot, order.departs_at
        for shelter, requests in order.trips:
            gate = self._snap(operation.shelter(shelter).position, profile)
            trips.append(self._trip(order.vehicle, (place, here), (shelter, gate), requests, now))
            here, place, now = gate, shelter, trips[-1].unloaded_at
        way_home = self._leg(profile, here, home, now, crew.size)
        return Mission(
            vehicle=vehicle.id,
            crew=vehicle.crew,
            depot=vehicle.depot,
            departs_at=order.departs_at,
            returns_at=way_home.arrives_at,
            trips=tuple(trips),
            way_home=way_home,
            exposure=sum(trip.exposure for trip in trips) + way_home.exposure,
            person_exposure=sum(trip.person_exposure for trip in trips) + way_home.person_exposure,
        )

    def _trip(
        self,
        vehicle_id: str,
        start: tuple[str, RoadPoint],
        end: tuple[str, RoadPoint],
        requests: Sequence[str],
        departs_at: datetime,
    ) -> Trip:
        operation = self.world.operation
        vehicle = operation.vehicle(vehicle_id)
        kind, profile, crew = operation.vehicle_type(vehicle), operation.profile(vehicle), operation.crew(vehicle)
        legs: list[Leg] = []
        stops: list[Stop] = []
        here, now, load = start[1], departs_at, Load()
        for name in requests:
            request = operation.request(name)
            door = self._snap(self._positions[name], profile)
            legs.append(self._leg(profile, here, door, now, crew.size + load.people))
            load = boarded(load, request, kind)
            seconds = service_seconds(request.needs, crew, self.world.situation.profile)
            stops.append(self._stop(request, door, legs[-1].arrives_at, seconds, load, crew.size))
            here, now = door, stops[-1].departs_at
        legs.append(self._leg(profile, here, end[1], now, crew.size + load.people))
        stops = self._with_bypasses(stops, legs, [start[1], *(stop.at for stop in stops), end[1]], profile)
        arrives_at = legs[-1].arrives_at
        return Trip(
            starts_from=start[0],
            shelter=end[0],
            departs_at=departs_at,
            arrives_at=arrives_at,
            unloaded_at=arrives_at + timedelta(seconds=operation.shelter(end[0]).unloading_s),
            stops=tuple(stops),
            legs=tuple(legs),
            exposure=sum(leg.exposure for leg in legs) + sum(stop.exposure for stop in stops),
            person_exposure=sum(leg.person_exposure for leg in legs) + sum(stop.person_exposure for stop in stops),
        )

    def _stop(
        self, request: EvacuationRequest, door: RoadPoint, arrives_at: datetime, seconds: float, load: Load, crew: int
    ) -> Stop:
        earliest = [arrives_at, *(moment for moment in (request.tw_early, request.release_time) if moment is not None)]
        starts_at = max(earliest)
        departs_at = starts_at + timedelta(seconds=seconds)
        x, y = to_metric(self.world.graph.crs, door.lon, door.lat)
        exposure = measure_stop(self.field, float(x), float(y), arrives_at, departs_at)
        return Stop(
            request=request.id,
            at=door,
            arrives_at=arrives_at,
            starts_at=starts_at,
            departs_at=departs_at,
            service_s=seconds,
            exposure=exposure,
            people_on_scene=crew + load.people,
            person_exposure=exposure * (crew + load.people),
            aboard=load,
        )

    def _with_bypasses(
        self, stops: list[Stop], legs: list[Leg], halts: list[RoadPoint], profile: Profile
    ) -> list[Stop]:
        ceilings = self.world.operation.policy.max_marginal
        if len(stops) < 2 or all(ceilings.of(priority) is None for priority in Priority):
            return stops
        return [
            replace(stop, bypass=self._leg(profile, halts[k], halts[k + 2], legs[k].departs_at, legs[k].people_aboard))
            for k, stop in enumerate(stops)
        ]

    def _leg(self, profile: Profile, start: RoadPoint, end: RoadPoint, departs_at: datetime, people: int) -> Leg:
        arcs, from_, until = self.way(profile, start, end, departs_at)
        measure = measure_leg(
            self.world.graph,
            self.field,
            profile,
            self.world.situation.profile,
            arcs=arcs,
            start_fraction=from_,
            end_fraction=until,
            departs_at=departs_at,
        )
        return Leg(
            arcs=arcs,
            start_fraction=from_,
            end_fraction=until,
            departs_at=departs_at,
            arrives_at=departs_at + timedelta(seconds=measure.time_s),
            time_s=measure.time_s,
            length_m=measure.length_m,
            track_m=measure.track_m,
            exposure=measure.exposure,
            people_aboard=people,
            person_exposure=measure.exposure * people,
        )

    def way(
        self, profile: Profile, start: RoadPoint, end: RoadPoint, departs_at: datetime
    ) -> tuple[tuple[int, ...], float, float]:
        """Give arcs, start and end fraction of the fastest open way."""
        graph = self.world.graph
        table = drive_table(graph, profile, self.world.situation.profile, wet=False)
        usable = self._usable(profile, departs_at)
        seconds = np.where(usable, table.time_s, np.inf)[graph.arc_stretch]
        arcs = np.flatnonzero(np.isfinite(seconds))
        ends = (graph.arc_tail[arcs], graph.arc_head[arcs])
        network = csr_array((seconds[arcs], ends), shape=(graph.num_nodes, graph.num_nodes))
        distance, before = dijkstra(network, return_predecessors=True)
        ways: list[tuple[float, tuple[int, ...], float, float]] = []
        for arc, at_start in _both_ways(self.world, start):
            for last, at_end in _both_ways(self.world, end):
                if arc == last and at_end >= at_start:
                    ways.append((float((at_end - at_start) * seconds[arc]), (arc,), at_start, at_end))
                    continue
                tail, head = int(graph.arc_head[arc]), int(graph.arc_tail[last])
                cost = (1 - at_start) * seconds[arc] + distance[tail, head] + at_end * seconds[last]
                if np.isfinite(cost):
                    between = _between(self.world, before, tail, head, seconds)
                    ways.append((cost, (arc, *between, last), at_start, at_end))
        _, way, at_start, at_end = min(ways)
        return way, at_start, at_end

    def _usable(self, profile: Profile, when: datetime) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        graph = self.world.graph
        table = drive_table(graph, profile, self.world.situation.profile, wet=False)
        return np.asarray(table.allowed & (closed_stretches(self.field, graph, when).by == 0))

    def _snap(self, position: LonLat, profile: Profile) -> RoadPoint:
        return self._snapper.snap(position, self._usable(profile, at(4)), what="stop")


def _both_ways(world: World, point: RoadPoint) -> list[tuple[int, float]]:
    twin = int(world.graph.arc_twin[point.arc])
    both = [(point.arc, point.fraction)]
    return both if twin < 0 else [*both, (twin, 1.0 - point.fraction)]


def _between(
    world: World,
    before: np.ndarray[tuple[int, int], np.dtype[np.int32]],
    start: int,
    end: int,
    seconds: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> list[int]:
    arcs: list[int] = []
    while end != start:
        previous = int(before[start, end])
        joins = np.flatnonzero((world.graph.arc_tail == previous) & (world.graph.arc_head == end))
        arcs.append(int(joins[seconds[joins].argmin()]))
        end = previous
    return arcs[::-1]


def boarded(load: Load, request: EvacuationRequest, kind: VehicleType) -> Load:
    """Add a household to a load."""
    needs = request.needs
    return Load(
        people=load.people + needs.party_size,
        seats_taken=load.seats_taken
        + needs.walks
        + needs.walks_with_help
        + kind.seats_per_wheelchair * needs.wheelchairs
        + kind.seats_per_stretcher * needs.stretchers,
        wheelchairs=load.wheelchairs + needs.wheelchairs,
        stretchers=load.stretchers + needs.stretchers,
        kg=load.kg + needs.belongings_kg,
        litres=load.litres + needs.belongings_l,
        pets=load.pets + needs.pets,
    )


def unserved(request: EvacuationRequest, now: datetime) -> Unserved:
    """Give an entry for a request that the orders leave out."""
    return Unserved(
        request=request.id,
        priority=request.priority,
        required=request.required,
        waiting_days=request.waiting_days(now),
        limit=Limit.FLEET_FULL,
        reason=Remark(text="All vehicles are full."),
        proof=Remark(text="With one more vehicle it is served."),
    )


def fairness(operation: Operation, served: set[str], now: datetime) -> Fairness:
    """Give the table of fairness, group by group."""
    groups = {mobility.value: [r for r in operation.requests if r.needs.count(mobility)] for mobility in MobilityClass}
    groups["alone"] = [r for r in operation.requests if r.needs.party_size == 1]
    groups["pets"] = [r for r in operation.requests if r.needs.pets]
    rows = []
    for group, members in groups.items():
        taken = [r for r in members if r.id in served]
        left = [r for r in members if r.id not in served]
        mobility = group in set(MobilityClass)
        people = [r.needs.count(MobilityClass(group)) if mobility else r.needs.party_size for r in taken]
        rows.append(
            FairnessRow(
                group=group,
                asked=len(members),
                taken=len(taken),
                people_taken=sum(people),
                median_days_taken=median(r.waiting_days(now) for r in taken) if taken else None,
                median_days_left=median(r.waiting_days(now) for r in left) if left else None,
            )
        )
    lying = [r.waiting_days(now) for r in operation.requests if r.needs.stretchers and r.id not in served]
    everybody = median(r.waiting_days(now) for r in operation.requests)
    return Fairness(rows=tuple(rows), lying_wait_too_long=bool(lying) and median(lying) > 1.5 * everybody)


def totals(missions: Sequence[Mission], operation: Operation) -> Totals:
    """Add up a plan."""
    legs = [leg for mission in missions for trip in mission.trips for leg in trip.legs]
    legs += [mission.way_home for mission in missions]
    served = [operation.request(s.request) for mission in missions for trip in mission.trips for s in trip.stops]
    return Totals(
        households=len(served),
        people=sum(request.needs.party_size for request in served),
        required_served=sum(request.required for request in served),
        required_asked=sum(request.required for request in operation.requests),
        people_by_priority={
            priority.value: sum(r.needs.party_size for r in served if r.priority is priority) for priority in Priority
        },
        person_exposure=sum(mission.person_exposure for mission in missions),
        person_exposure_fastest=sum(mission.person_exposure for mission in missions),
        exposure=sum(mission.exposure for mission in missions),
        crew_time_s=sum((mission.returns_at - mission.departs_at).total_seconds() for mission in missions),
        length_m=sum(leg.length_m for leg in legs),
        track_m=sum(leg.track_m for leg in legs),
    )

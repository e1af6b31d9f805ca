"""OR-Tools' model of an operation (PyPI `ortools`, its routing library), built as its manual and samples build it.

Every household is a node with a disjunction whose penalty is what leaving it costs; every van has reload nodes of its
own at the shelters, where slack takes the load away (sample `cvrp_reload`); times are a dimension with windows and
waiting, exposure per trip and per day are dimensions with the ceilings of the policy; first answers by cheapest
insertion, then guided local search. The library is deterministic: no seed. Penalties are the prizes that ours begins
with; ten and a hundred times as much was measured, and fetched fewer of the higher classes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks.peers.given import FAR_COST, Given, Longs
from openevac.planning.drafts import Draft


class Reload(NamedTuple):
    """A place where one van may unload and go again."""

    vehicle: int
    shelter: int


@dataclass(frozen=True, eq=False)
class Nodes:
    """Nodes of the model: all locations of the given matrices, then the reloads."""

    given: Given

    @cached_property
    def reloads(self) -> tuple[Reload, ...]:
        """Give the reloads of all vans: at every shelter as many as it has trips after the first."""
        problem = self.given.problem
        return tuple(
            Reload(vehicle, shelter)
            for vehicle, day in enumerate(problem.vehicles)
            for shelter in range(problem.num_shelters)
            for _ in range(day.vehicle.max_trips - 1)
        )

    @cached_property
    def locations(self) -> list[int]:
        """Give the location of every node."""
        problem, places = self.given.problem, self.given.encoding.distance.shape[1]
        return [*range(places), *(problem.point_of_shelter(reload.shelter) for reload in self.reloads)]

    @property
    def first_reload(self) -> int:
        """Give the node of the first reload."""
        return int(self.given.encoding.distance.shape[1])

    def stay_s(self) -> Longs:
        """Give the seconds spent at every node: service at doors, unloading at reloads."""
        problem = self.given.problem
        stay = np.zeros(len(self.locations), dtype=np.int64)
        first = problem.num_depots + problem.num_shelters
        stay[first : first + problem.num_requests] = self.given.encoding.service_s
        for number, reload in enumerate(self.reloads):
            stay[self.first_reload + number] = int(np.ceil(problem.shelters[reload.shelter].unloading_s))
        return stay


def solve(given: Given, budget_s: float) -> Draft:
    """Give OR-Tools' best answer within the budget; the empty draft where it finds none."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: PLC0415 - peers may not be installed

    nodes = Nodes(given)
    starts = [day.depot for day in given.problem.vehicles]
    ends = [given.end_location(vehicle) for vehicle in range(given.problem.num_vehicles)]
    manager = pywrapcp.RoutingIndexManager(len(nodes.locations), len(starts), starts, ends)
    routing = pywrapcp.RoutingModel(manager)
    _add_costs_and_times(routing, manager, nodes)
    _add_loads(routing, manager, nodes)
    _add_ceilings(routing, manager, nodes)
    _add_choices(routing, manager, nodes)
    settings = pywrapcp.DefaultRoutingSearchParameters()
    settings.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    settings.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    settings.time_limit.FromMilliseconds(max(1, int(budget_s * 1000)))
    answer = routing.SolveWithParameters(settings)
    if answer is None:
        return Draft.empty(given.problem.num_vehicles)
    return given.draft({vehicle: _trips(routing, manager, answer, nodes, vehicle) for vehicle in range(len(starts))})


def _add_costs_and_times(routing: Any, manager: Any, nodes: Nodes) -> None:
    """Say what arcs cost, how long they take, and when doors, shelters and vans are open."""
    given, problem, at = nodes.given, nodes.given.problem, np.array(nodes.locations)
    stay_s = nodes.stay_s()
    costs, times = [], []
    for group in range(given.encoding.distance.shape[0]):
        cells = np.ix_(at, at)
        duration = given.encoding.duration[group][cells]
        cost = np.minimum(given.arc_cost[group][cells] + duration, FAR_COST)
        costs.append(routing.RegisterTransitMatrix(cost.tolist()))
        times.append(routing.RegisterTransitMatrix((duration + stay_s[:, np.newaxis]).tolist()))
    for vehicle in range(problem.num_vehicles):
        routing.SetArcCostEvaluatorOfVehicle(costs[given.encoding.group_of[vehicle]], vehicle)
    latest = [int(day.day.late) for day in problem.vehicles]
    of_vehicle = [times[given.encoding.group_of[vehicle]] for vehicle in range(problem.num_vehicles)]
    routing.AddDimensionWithVehicleTransitAndCapacity(of_vehicle, max(latest), latest, False, "time")
    clock = routing.GetDimensionOrDie("time")
    for vehicle, day in enumerate(problem.vehicles):
        clock.CumulVar(routing.Start(vehicle)).SetRange(int(day.leave.early), int(day.leave.late))
        clock.CumulVar(routing.End(vehicle)).SetRange(int(day.leave.early), int(day.day.late))
        routing.AddVariableMinimizedByFinalizer(clock.CumulVar(routing.End(vehicle)))
    for request in given.requests:
        pieces = given.windows(request)
        arrival = clock.CumulVar(manager.NodeToIndex(problem.point_of_request(request)))
        arrival.SetRange(int(pieces[0].early), int(pieces[-1].late))
        for before, after in pairwise(pieces):
            arrival.RemoveInterval(int(before.late) + 1, int(after.early) - 1)
    for number, reload in enumerate(nodes.reloads):
        hours = problem.shelter_hours[reload.shelter]
        arrival = clock.CumulVar(manager.NodeToIndex(nodes.first_reload + number))
        arrival.SetRange(max(0, int(hours.early)), max(0, int(hours.late)))


def _add_loads(routing: Any, manager: Any, nodes: Nodes) -> None:
    """Add one dimension for each load that binds; at reloads slack takes away what is aboard."""
    given, problem = nodes.given, nodes.given.problem
    loads, capacities = given.binding_loads()
    first = problem.num_depots + problem.num_shelters
    for column in range(loads.shape[1]):
        demand = np.zeros(len(nodes.locations), dtype=np.int64)
        demand[first : first + problem.num_requests] = loads[:, column]
        room = capacities[:, column]
        for number, reload in enumerate(nodes.reloads):
            demand[nodes.first_reload + number] = -room[reload.vehicle]
        taken = routing.RegisterUnaryTransitVector(demand.tolist())
        name = f"load-{column}"
        routing.AddDimensionWithVehicleCapacity(taken, int(room.max()), room.tolist(), True, name)
        dimension = routing.GetDimensionOrDie(name)
        for request in range(problem.num_requests):
            dimension.SlackVar(manager.NodeToIndex(problem.point_of_request(request))).SetValue(0)
        for vehicle in range(problem.num_vehicles):
            dimension.SlackVar(routing.Start(vehicle)).SetValue(0)


def _add_ceilings(routing: Any, manager: Any, nodes: Nodes) -> None:
    """Add what a trip and a day may be exposed; at reloads slack takes away what the trip has gathered."""
    given, problem = nodes.given, nodes.given.problem
    at = np.array(nodes.locations)
    gathered = [table[np.ix_(at, at)] for table in given.exposure]
    if given.day_ceiling is not None:
        ways = [routing.RegisterTransitMatrix(table.tolist()) for table in gathered]
        of_vehicle = [ways[group] for group in given.encoding.group_of]
        routing.AddDimensionWithVehicleTransits(of_vehicle, 0, given.day_ceiling, True, "day exposure")
    if given.trip_ceiling is None:
        return
    for table in gathered:
        table[nodes.first_reload :] -= given.trip_ceiling
    ways = [routing.RegisterTransitMatrix(table.tolist()) for table in gathered]
    of_vehicle, most = [ways[group] for group in given.encoding.group_of], given.trip_ceiling
    routing.AddDimensionWithVehicleTransits(of_vehicle, most, most, True, "trip exposure")
    trip = routing.GetDimensionOrDie("trip exposure")
    for request in given.requests:
        trip.SlackVar(manager.NodeToIndex(problem.point_of_request(request))).SetValue(0)
    for vehicle in range(problem.num_vehicles):
        trip.SlackVar(routing.Start(vehicle)).SetValue(0)


def _add_choices(routing: Any, manager: Any, nodes: Nodes) -> None:
    """Let households be left for their penalty, reloads for nothing; say which vans may come to which node."""
    given, problem = nodes.given, nodes.given.problem
    for request in given.requests:
        index = manager.NodeToIndex(problem.point_of_request(request))
        routing.AddDisjunction([index], int(given.prizes[request]))
        routing.VehicleVar(index).SetValues([-1, *given.able(request)])
    for number, reload in enumerate(nodes.reloads):
        index = manager.NodeToIndex(nodes.first_reload + number)
        routing.AddDisjunction([index], 0)
        routing.VehicleVar(index).SetValues([-1, reload.vehicle])
    doors = {problem.point_of_request(request) for request in given.requests}
    used = {routing.Start(vehicle) for vehicle in range(problem.num_vehicles)}
    for node in set(range(nodes.first_reload)) - doors:
        index = manager.NodeToIndex(node)
        if index >= 0 and index not in used and not routing.IsEnd(index):
            routing.AddDisjunction([index], 0)
            routing.ActiveVar(index).SetValue(0)


def _trips(routing: Any, manager: Any, answer: Any, nodes: Nodes, vehicle: int) -> list[tuple[list[int], int | None]]:
    """Give a van's trips: doors up to each reload, and those after the last one."""
    problem = nodes.given.problem
    first = problem.num_depots + problem.num_shelters
    trips: list[tuple[list[int], int | None]] = []
    doors: list[int] = []
    index = answer.Value(routing.NextVar(routing.Start(vehicle)))
    while not routing.IsEnd(index):
        node = manager.IndexToNode(index)
        if node >= nodes.first_reload:
            trips.append((doors, nodes.reloads[node - nodes.first_reload].shelter))
            doors = []
        else:
            doors.append(node - first)
        index = answer.Value(routing.NextVar(index))
    return [*trips, (doors, None)]

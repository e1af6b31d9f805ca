"""PyVRP behind one function: a Problem, prizes and a seed become a draft.

People are pickup clients of vehicles that return to shelters to reload; distance is exposure in seconds, duration
is time. What the solver cannot say (beds, shelter hours, second windows, ceilings) is mended afterwards.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning
from pyvrp.stop import MaxIterations

from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.encoding import Encoding, encode
from openevac.planning.problem import Problem

LEAST_MAX_PENALTY = 100_000.0
PENALTY_OVER_PRIZE = 2.0


@dataclass(frozen=True, slots=True)
class _Stop:
    """Ends a run after its iterations, or when the caller says so."""

    iterations: MaxIterations
    stop: Callable[[], bool] | None

    def __call__(self, best_cost: int) -> bool:
        return self.iterations(best_cost) or (self.stop is not None and self.stop())


class Solver:
    """One problem with one set of prizes, ready to be run with several seeds.

    `rows`: the vehicles of the problem that may drive (None = all). `release_s` (R): no trip that fetches a household
    leaves its depot or shelter before this; none by default. `everyone`: an answer must fetch every household, as
    published instances want it; else none is forced into it.
    """

    def __init__(
        self,
        problem: Problem,
        prizes: npt.NDArray[np.int64],
        rows: Sequence[int] | None = None,
        *,
        release_s: npt.NDArray[np.int64] | None = None,
        everyone: bool = False,
    ) -> None:
        self._problem = problem
        self._rows = tuple(range(problem.num_vehicles)) if rows is None else tuple(rows)
        self._largest_prize = int(prizes.max(initial=0))
        self._encoding = encode(problem, self._largest_prize)
        released = np.zeros(problem.num_requests, dtype=np.int64) if release_s is None else release_s
        self._data = _problem_data(problem, self._encoding, prizes, self._rows, released, everyone=everyone)

    def run(
        self, *, seed: int, iterations: int, stop: Callable[[], bool] | None = None, start: Draft | None = None
    ) -> Draft | None:
        """Search from `start` (or a random beginning); None when the run found nothing that keeps every limit."""
        if not self._problem.num_requests or not self._problem.num_vehicles:
            return Draft.empty(self._problem.num_vehicles)
        highest = max(LEAST_MAX_PENALTY, PENALTY_OVER_PRIZE * self._largest_prize)
        params = pyvrp.SolveParams(penalty=pyvrp.PenaltyParams(max_penalty=highest))
        with warnings.catch_warnings():
            # Tight fleets reach the highest penalty on the way; whether the answer keeps every limit is asked below.
            warnings.simplefilter("ignore", PenaltyBoundWarning)
            result = pyvrp.solve(
                self._data,
                _Stop(MaxIterations(iterations), stop),
                seed=seed,
                collect_stats=False,
                display=False,
                params=params,
                initial_solution=None if start is None else self._encode(start),
            )
        return self._decode(result.best) if result.best.is_feasible() else None

    def _decode(self, solution: pyvrp.Solution) -> Draft:
        problem = self._problem
        draft = Draft.empty(problem.num_vehicles)
        for route in solution.routes():
            vehicle = self._rows[int(route.vehicle_type())]
            trips: list[DraftTrip] = []
            doors: list[int] = []
            for visit in list(route)[1:-1]:
                if visit.is_client():
                    doors.append(int(visit.idx))
                elif doors:
                    trips.append(DraftTrip(tuple(doors), int(visit.idx) - problem.num_depots))
                    doors = []
            if doors:
                last = self._encoding.last_shelter[self._encoding.group_of[vehicle], doors[-1]]
                trips.append(DraftTrip(tuple(doors), int(last)))
            draft = draft.with_day(DraftDay(vehicle, tuple(trips)))
        return draft

    def _encode(self, draft: Draft) -> pyvrp.Solution:
        """Give a draft as a solution on this problem's own numbers: routes of another would keep their old costs."""
        routes = []
        for day in draft.days:
            visits: list[pyvrp.Activity] = []
            for number, trip in enumerate(day.trips):
                if number:
                    shelter = self._problem.num_depots + day.trips[number - 1].shelter
                    visits.append(pyvrp.Activity(pyvrp.ActivityType.DEPOT, shelter))
                visits += [pyvrp.Activity(pyvrp.ActivityType.CLIENT, request) for request in trip.requests]
            if visits:
                routes.append(pyvrp.Route(self._data, visits, self._rows.index(day.vehicle)))
        return pyvrp.Solution(self._data, routes)


def _problem_data(
    problem: Problem,
    encoding: Encoding,
    prizes: npt.NDArray[np.int64],
    rows: Sequence[int],
    release_s: npt.NDArray[np.int64],
    *,
    everyone: bool,
) -> pyvrp.ProblemData:
    depots, shelters = problem.num_depots, problem.num_shelters
    doors = depots + shelters
    locations = [pyvrp.Location(0, 0) for _ in range(encoding.distance.shape[1])]
    # Rows of one household exclude each other: it is met at its door or at one meeting point.
    groups = [rows for rows in dict.fromkeys(problem.options) if len(rows) > 1]
    group_of = {row: number for number, rows in enumerate(groups) for row in rows}
    latest = [int(np.floor(max(window.late, np.ceil(window.early)))) for window in encoding.windows]
    clients = [
        pyvrp.Client(
            doors + request,
            pickup=encoding.loads[request].tolist(),
            service_duration=int(encoding.service_s[request]),
            tw_early=int(np.ceil(window.early)),
            tw_late=latest[request],
            # Released after its window it cannot be fetched: a trip that leaves at the window's end comes too late.
            release_time=min(int(release_s[request]), latest[request]),
            prize=int(prizes[request]),
            required=everyone and request not in group_of,
            group=group_of.get(request),
        )
        for request, window in enumerate(encoding.windows)
    ]
    stations = [pyvrp.Depot(depot) for depot in range(depots)]
    for shelter, hours in enumerate(problem.shelter_hours):
        unloading_s = int(np.ceil(problem.shelters[shelter].unloading_s))
        stations.append(
            pyvrp.Depot(
                depots + shelter,
                tw_early=max(0, int(np.ceil(hours.early))),
                tw_late=max(0, int(np.floor(hours.late))),
                service_duration=unloading_s,
            )
        )
    stations += [pyvrp.Depot(doors + problem.num_requests + depot) for depot in range(depots)]
    return pyvrp.ProblemData(
        locations,
        clients,
        stations,
        [_vehicle_type(problem, encoding, vehicle) for vehicle in rows],
        list(encoding.distance),
        list(encoding.duration),
        [pyvrp.ClientGroup(list(rows), required=everyone) for rows in groups],
    )


def _vehicle_type(problem: Problem, encoding: Encoding, vehicle: int) -> pyvrp.VehicleType:
    day = problem.vehicles[vehicle]
    shelters = range(problem.num_depots, problem.num_depots + problem.num_shelters)
    early = int(np.ceil(day.leave.early))
    return pyvrp.VehicleType(
        1,
        capacity=encoding.capacities[vehicle].tolist(),
        start_depot=day.depot,
        end_depot=problem.num_depots + problem.num_shelters + day.depot,
        tw_early=early,
        tw_late=max(early, int(np.floor(day.day.late))),
        start_late=max(early, int(np.floor(day.leave.late))),
        unit_distance_cost=1,
        unit_duration_cost=1,
        profile=encoding.group_of[vehicle],
        reload_depots=list(shelters),
        max_reloads=day.vehicle.max_trips - 1,
        name=day.vehicle.id,
    )

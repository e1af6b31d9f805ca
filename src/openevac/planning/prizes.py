"""Prizes: what the solver is offered for fetching each household, so that its one sum leans towards our order.

They never leave this room. They are modest on purpose: measured with PyVRP, prizes a hundred times the cost of a
trip serve fewer people of the top class than prizes of its own size. What they get wrong, the exact choice mends.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from openevac.domain.requests import Priority
from openevac.planning.problem import Problem

CLASS_FACTOR = {Priority.URGENT: 10.0, Priority.FIRST: 3.0, Priority.PLANNED: 1.0}
REQUIRED_FACTOR = 30.0
WAITING_BONUS = 0.1
"""The longest waiting of a class gets this share more than the one that came last."""


def prizes(problem: Problem, scale: float) -> npt.NDArray[np.int64]:
    """Give R whole prizes in seconds: a trip of its own, plus the median trip by people, times class and scale."""
    alone = alone_cost_s(problem)
    people = np.array([request.needs.party_size for request in problem.requests], dtype=np.float64)
    reachable = alone[np.isfinite(alone)]
    median = float(np.median(reachable)) if reachable.size else 0.0
    mean_people = float(people.mean()) if people.size else 1.0
    worth = np.where(np.isfinite(alone), alone, 0.0) + median * people / mean_people
    factors = np.array([CLASS_FACTOR[request.priority] for request in problem.requests], dtype=np.float64)
    # Required households count by heads of households, not of people: two small ones go before a large one.
    required = np.array([request.required for request in problem.requests], dtype=np.bool_)
    worth = np.where(required, worth.max(initial=0.0), worth)
    factors[required] = REQUIRED_FACTOR
    waited = np.array(problem.waiting_days, dtype=np.float64)
    longest = float(waited.max()) if waited.size and waited.max() > 0 else 1.0
    return np.ceil(scale * factors * worth * (1.0 + WAITING_BONUS * waited / longest)).astype(np.int64)


def alone_cost_s(problem: Problem) -> npt.NDArray[np.float64]:
    """Give, for R requests, the cost of the cheapest trip for it alone (seconds); infinite where none can go."""
    costs = np.full(problem.num_requests, np.inf)
    doors = [problem.point_of_request(request) for request in range(problem.num_requests)]
    shelters = [problem.point_of_shelter(shelter) for shelter in range(problem.num_shelters)]
    dwell = np.array([door.dwell_per_s for door in problem.doors])
    party = np.array([request.needs.party_size for request in problem.requests])
    on_foot = np.array([problem.on_foot_s(row, door.walk_exposure) for row, door in enumerate(problem.doors)])
    for number, vehicle in enumerate(problem.vehicles):
        beta, crew = problem.seconds_per_exposure, vehicle.crew.size
        drive_s, exposure = problem.drive_s[vehicle.profile], problem.exposure[vehicle.profile]
        out = drive_s[vehicle.depot, doors] + beta * crew * exposure[vehicle.depot, doors]
        home = drive_s[shelters, vehicle.depot] + beta * crew * exposure[shelters, vehicle.depot]
        aboard = (crew + party)[:, np.newaxis]
        back = drive_s[np.ix_(doors, shelters)] + beta * aboard * exposure[np.ix_(doors, shelters)] + home
        unloading = np.array([shelter.unloading_s for shelter in problem.shelters])
        scene = problem.service_s[number] * (1.0 + beta * dwell * (crew + party))
        cost = out + scene + on_foot + (back + unloading).min(axis=1)
        costs = np.minimum(costs, np.where(problem.may_serve[number], cost, np.inf))
    # A household is worth the same wherever it is met; else the dearer way to fetch it would be offered more.
    return np.array([costs[list(rows)].min() for rows in problem.options], dtype=np.float64)

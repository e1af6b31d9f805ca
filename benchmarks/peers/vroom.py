"""VROOM's model of an operation (PyPI `pyvroom`), in both forms its authors recommend for several trips of one van.

Shifts: one VROOM vehicle for every trip of a van, each with its own part of the day (VROOM issues 188 and 380).
Shipments: from a door to a shelter, so that a van may unload and go again as often as it likes (issue 380).
Ceilings are said by `max_distance` over a matrix of exposures: per trip with shifts, per day with shipments.
All forms share the budget, and the answer that is best after trimming counts. VROOM is deterministic: no seed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from benchmarks.peers.given import FAR_COST, Given, class_weights
from openevac.domain.requests import EvacuationRequest
from openevac.planning.drafts import Draft
from openevac.planning.improve import repair, score_of
from openevac.planning.insertion import Bench

THOROUGH, QUICK = 5, 1
"""VROOM's levels of exploration. A thorough run cut off by its limit is worth little, so a quick one goes first."""
LEAST_S = 0.3
HIGHEST_PRIORITY = 100
NO_CEILING = 4_294_967_295
"""VROOM's own largest distance. Its distances here are exposures, so that `max_distance` is a ceiling of a trip."""


class Shift(NamedTuple):
    """One VROOM vehicle: a part of a van's day. `number`: 0 is the first, which leaves from the depot."""

    vehicle: int
    number: int
    is_last: bool
    early: int
    late: int


def solve(given: Given, budget_s: float) -> Draft:
    """Give the best of VROOM's answers to every form of the problem that the budget allows."""
    bench, answers = Bench(given.problem), [Draft.empty(given.problem.num_vehicles)]
    ends_at = time.monotonic() + budget_s
    for form in forms(given):
        left_s = ends_at - time.monotonic()
        if left_s >= LEAST_S:
            answers.append(form(left_s))
    return max(answers, key=lambda draft: score_of(bench, repair(bench, draft)))


def forms(given: Given) -> Iterator[Callable[[float], Draft]]:
    """Give one solver for every number of shifts, most first, and one for shipments; before them a quick one."""
    most = max(day.vehicle.max_trips for day in given.problem.vehicles)
    yield partial(by_shifts, given, most, level=QUICK)
    for shifts in range(most, 0, -1):
        yield partial(by_shifts, given, shifts)
    yield partial(by_shipments, given)


def by_shifts(given: Given, most: int, limit_s: float, *, level: int = THOROUGH) -> Draft:
    """Solve with the day of each van cut into at most `most` shifts of equal length."""
    import vroom  # noqa: PLC0415 - there only where the peers are installed

    model, shifts = _model(given), list(_shifts(given, most))
    for number, shift in enumerate(shifts):
        shelter = given.problem.point_of_shelter(given.home_shelter(shift.vehicle))
        model.add_vehicle(
            vroom.Vehicle(
                number + 1,
                start=shelter if shift.number else given.problem.vehicles[shift.vehicle].depot,
                end=given.end_location(shift.vehicle) if shift.is_last else shelter,
                time_window=vroom.TimeWindow(shift.early, shift.late),
                max_distance=given.trip_ceiling or NO_CEILING,
                **_abilities(given, shift.vehicle),
            )
        )
    loads, _ = given.binding_loads()
    for request in given.requests:
        model.add_job(
            vroom.Job(
                request + 1,
                location=given.problem.point_of_request(request),
                default_service=int(given.encoding.service_s[request]),
                pickup=vroom.Amount(loads[request].tolist()),
                skills=_skills_needed(given, request),
                priority=_priority(given, given.problem.requests[request]),
                time_windows=_windows(given, request),
            )
        )
    days: dict[int, list[tuple[list[int], int | None]]] = {}
    for number, visits in _routes(model, limit_s, level):
        shift = shifts[number - 1]
        trip = [request - 1 for kind, request in visits if kind == "job"]
        days.setdefault(shift.vehicle, []).append((trip, None if shift.is_last else given.home_shelter(shift.vehicle)))
    return given.draft(days)


def by_shipments(given: Given, limit_s: float) -> Draft:
    """Solve with every household as a shipment from its door to the shelter that is nearest by cost."""
    import vroom  # noqa: PLC0415 - there only where the peers are installed

    problem, model = given.problem, _model(given)
    for vehicle, day in enumerate(problem.vehicles):
        model.add_vehicle(
            vroom.Vehicle(
                vehicle + 1,
                start=day.depot,
                end=given.end_location(vehicle),
                time_window=vroom.TimeWindow(int(day.leave.early), int(day.day.late)),
                max_distance=given.day_ceiling or NO_CEILING,
                **_abilities(given, vehicle),
            )
        )
    loads, _ = given.binding_loads()
    shelters = given.encoding.last_shelter[0].tolist()
    for request in given.requests:
        shelter = shelters[request]
        door = vroom.ShipmentStep(
            request + 1,
            location=problem.point_of_request(request),
            default_service=int(given.encoding.service_s[request]),
            time_windows=_windows(given, request),
        )
        hand_over = vroom.ShipmentStep(
            request + 1,
            location=problem.point_of_shelter(shelter),
            default_setup=int(np.ceil(problem.shelters[shelter].unloading_s)),
            time_windows=[vroom.TimeWindow(*(int(moment) for moment in problem.shelter_hours[shelter]))],
        )
        amount, skills = vroom.Amount(loads[request].tolist()), _skills_needed(given, request)
        priority = _priority(given, problem.requests[request])
        model.add_shipment(door, hand_over, amount=amount, skills=skills, priority=priority)
    routes = _routes(model, limit_s, THOROUGH)
    return given.draft({vehicle - 1: _trips(visits, shelters) for vehicle, visits in routes})


def _trips(visits: list[tuple[str, int]], shelters: list[int]) -> list[tuple[list[int], int | None]]:
    """Cut the visits of a van into trips: wherever it first unloads, everybody aboard is handed over."""
    trips: list[tuple[list[int], int | None]] = []
    aboard: list[int] = []
    for kind, request in visits:
        if kind == "pickup":
            aboard.append(request - 1)
        elif kind == "delivery" and aboard:
            trips.append((aboard, shelters[request - 1]))
            aboard = []
    return trips


def _shifts(given: Given, most: int) -> Iterator[Shift]:
    for vehicle, day in enumerate(given.problem.vehicles):
        count = min(most, day.vehicle.max_trips)
        unloading_s = int(np.ceil(given.problem.shelters[given.home_shelter(vehicle)].unloading_s))
        cuts = np.linspace(day.leave.early, day.day.late, count + 1).astype(int).tolist()
        for number, (early, late) in enumerate(pairwise(cuts)):
            is_last = number == count - 1
            yield Shift(vehicle, number, is_last, early, late if is_last else max(early, late - unloading_s))


def _model(given: Given) -> Any:
    """Give VROOM's input with the matrices of every group of vehicles."""
    import vroom  # noqa: PLC0415 - there only where the peers are installed

    model = vroom.Input()
    for group in range(given.encoding.distance.shape[0]):
        duration = np.minimum(given.encoding.duration[group], FAR_COST)
        cost = np.minimum(given.arc_cost[group] + duration, FAR_COST)
        model.set_durations_matrix(f"group-{group}", duration.astype(np.uint32))
        model.set_costs_matrix(f"group-{group}", cost.astype(np.uint32))
        model.set_distances_matrix(f"group-{group}", given.exposure[group].astype(np.uint32))
    return model


def _routes(model: Any, limit_s: float, level: int) -> list[tuple[int, list[tuple[str, int]]]]:
    """Solve, and give each vehicle's visits in order: (job, pickup or delivery; number of the household from 1)."""
    answer = model.solve(exploration_level=level, nb_threads=1, timeout=timedelta(seconds=limit_s))
    table = answer.routes
    found = []
    for vehicle, rows in table.groupby("vehicle_id", sort=True):
        tasks = rows[rows["type"].isin(["job", "pickup", "delivery"])]
        found.append(
            (int(vehicle), [(str(kind), int(one)) for kind, one in zip(tasks["type"], tasks["id"], strict=True)])
        )
    return found


def _abilities(given: Given, vehicle: int) -> dict[str, Any]:
    _, capacities = given.binding_loads()
    return {
        "profile": f"group-{given.encoding.group_of[vehicle]}",
        "capacity": capacities[vehicle].tolist(),
        "skills": {skill for vans, skill in given.skills.items() if vehicle in vans},
    }


def _skills_needed(given: Given, request: int) -> set[int]:
    return {given.skills[frozenset(given.able(request))]}


def _priority(given: Given, request: EvacuationRequest) -> int:
    """Give 1 to 100: VROOM serves the highest sum of priorities before it looks at cost."""
    if request.required:
        return HIGHEST_PRIORITY
    weight = class_weights(max(one.needs.party_size for one in given.problem.requests))[request.priority]
    return max(1, round(weight * request.needs.party_size))


def _windows(given: Given, request: int) -> list[Any]:
    import vroom  # noqa: PLC0415 - there only where the peers are installed

    return [vroom.TimeWindow(int(piece.early), int(piece.late)) for piece in given.windows(request)]

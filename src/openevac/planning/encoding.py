"""From a Problem to the whole numbers a routing solver takes: matrices by crew, loads, windows, last shelters.

Locations of the solver: starting depots (D), shelters (S), doors (R), then a second set of depots (D) where days
end. The solver knows no last unloading, so it lies on the arcs from a door into the end depot: to the shelter of
least cost, unloading, and the empty drive home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from openevac.planning.problem import FloatArray, Problem
from openevac.rules.spans import Span

Longs = npt.NDArray[np.int64]
UNLIMITED = 1_000_000
"""Capacity of a load dimension that does not bind a vehicle; above any sum of loads of a day."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoding:
    """What the solver is given, for G groups of vehicles that share matrices, and C load dimensions.

    distance, duration (G, L, L): exposure in seconds, seconds. last_shelter (G, R). group_of (V).
    loads (R, C), capacities (V, C). service_s (R): seconds that every crew takes at least; what a slower crew takes
    more lies on the arcs out of the door. windows (R): when service may start.
    """

    distance: Longs
    duration: Longs
    last_shelter: Longs
    group_of: tuple[int, ...]
    loads: Longs
    capacities: Longs
    service_s: Longs
    windows: tuple[Span, ...]


def encode(problem: Problem, largest_prize: int) -> Encoding:
    """Give the solver's numbers; a closed way costs more than any prize and lasts longer than any day."""
    keys = [(v.profile, v.crew.size, tuple(problem.service_s[k])) for k, v in enumerate(problem.vehicles)]
    distinct = list(dict.fromkeys(keys))
    service_s = _least_service_s(problem)
    tables = [_group_tables(problem, keys.index(key), service_s, largest_prize) for key in distinct]
    loads, capacities = _loads(problem)
    return Encoding(
        distance=np.stack([table[0] for table in tables]),
        duration=np.stack([table[1] for table in tables]),
        last_shelter=np.stack([table[2] for table in tables]),
        group_of=tuple(distinct.index(key) for key in keys),
        loads=loads,
        capacities=capacities,
        service_s=service_s,
        windows=tuple(_window(problem, request) for request in range(problem.num_requests)),
    )


def _least_service_s(problem: Problem) -> Longs:
    able = np.where(problem.may_serve, problem.service_s, np.inf)
    least = np.where(np.isfinite(able.min(axis=0)), able.min(axis=0), problem.service_s.min(axis=0))
    return np.asarray(np.ceil(least), dtype=np.int64)


def _window(problem: Problem, request: int) -> Span:
    """Give the longest piece of time in which some able vehicle may start; the exact timetable knows the others."""
    pieces = [
        piece
        for vehicle in range(problem.num_vehicles)
        if problem.may_serve[vehicle, request]
        for piece in problem.starts(vehicle, request)
    ]
    return max(pieces, key=lambda piece: (piece.length_s, -piece.early), default=Span(0.0, 0.0))


def _group_tables(
    problem: Problem, vehicle: int, least_service_s: Longs, largest_prize: int
) -> tuple[Longs, Longs, Longs]:
    """Give distance, duration and the last shelters for the group of one vehicle."""
    depots, shelters = problem.num_depots, problem.num_shelters
    points = problem.drive_s.shape[1]
    day, door = problem.vehicles[vehicle], slice(depots + shelters, points)
    beta, crew = problem.seconds_per_exposure, day.crew.size
    drive_s, exposure = problem.drive_s[day.profile], problem.exposure[day.profile]
    aboard = max(problem.people_assumed, float(crew))
    distance = np.full((points + depots, points + depots), np.inf)
    duration = np.full_like(distance, np.inf)
    # Out of a depot or shelter the van is empty; from the first door on some people are thought to be aboard.
    distance[:points, :points] = beta * crew * exposure
    distance[door, :points] = beta * aboard * exposure[door]
    duration[:points, :points] = drive_s
    back = _way_back(problem, vehicle, aboard)
    for depot in range(depots):
        end = points + depot
        distance[depots : depots + shelters, end] = beta * crew * exposure[depots : depots + shelters, depot]
        duration[depots : depots + shelters, end] = drive_s[depots : depots + shelters, depot]
        distance[depot, end] = duration[depot, end] = 0.0
    own = points + day.depot
    distance[door, own], duration[door, own], last_shelter = back
    party = np.array([request.needs.party_size for request in problem.requests])
    dwell = np.array([one.dwell_per_s for one in problem.doors])
    distance[door] += (beta * dwell * problem.service_s[vehicle] * (crew + party))[:, np.newaxis]
    on_foot = [problem.on_foot_s(row, one.walk_exposure) for row, one in enumerate(problem.doors)]
    distance[door] += np.array(on_foot)[:, np.newaxis]
    duration[door] += np.maximum(problem.service_s[vehicle] - least_service_s, 0.0)[:, np.newaxis]
    # Nobody drives into a depot before the day's end, nor from a depot to a shelter without people.
    for table in (distance, duration):
        table[:, :depots] = np.inf
        table[:depots, depots : depots + shelters] = np.inf
    horizon_s = max((v.day.late for v in problem.vehicles), default=0.0)
    return (
        _whole(distance, 2 * largest_prize + 1_000_000),
        _whole(duration, int(2 * horizon_s) + 1_000_000),
        last_shelter,
    )


def _way_back(problem: Problem, vehicle: int, aboard: float) -> tuple[FloatArray, FloatArray, Longs]:
    """Give, for R doors, cost and time of the best shelter with unloading and the drive home, and which it is."""
    day = problem.vehicles[vehicle]
    beta, crew = problem.seconds_per_exposure, day.crew.size
    doors = slice(problem.num_depots + problem.num_shelters, None)
    shelters = slice(problem.num_depots, problem.num_depots + problem.num_shelters)
    drive_s, exposure = problem.drive_s[day.profile], problem.exposure[day.profile]
    unloading_s = np.array([np.ceil(shelter.unloading_s) for shelter in problem.shelters])
    danger = beta * aboard * exposure[doors, shelters] + beta * crew * exposure[shelters, day.depot]
    time_s = drive_s[doors, shelters] + unloading_s + drive_s[shelters, day.depot]
    best = np.argmin(danger + time_s, axis=1)
    rows = np.arange(problem.num_requests)
    return danger[rows, best], time_s[rows, best], best.astype(np.int64)


def _whole(table: FloatArray, far: int) -> Longs:
    """Round up to whole numbers; what is infinite or beyond `far` becomes `far`, the diagonal zero."""
    whole = np.ceil(np.minimum(table, float(far))).astype(np.int64)
    np.fill_diagonal(whole, 0)
    return whole


def _loads(problem: Problem) -> tuple[Longs, Longs]:
    """Give loads (R, C) and capacities (V, C); a dimension nobody needs is left out."""
    needs, kinds = [request.needs for request in problem.requests], [day.kind for day in problem.vehicles]
    folding = list(dict.fromkeys((kind.seats_per_wheelchair, kind.seats_per_stretcher) for kind in kinds))
    columns: list[tuple[Sequence[float], Sequence[float]]] = [
        (
            [n.seats + n.wheelchairs * fold[0] + n.stretchers * fold[1] for n in needs],
            [
                kind.seats if (kind.seats_per_wheelchair, kind.seats_per_stretcher) == fold else UNLIMITED
                for kind in kinds
            ],
        )
        for fold in folding
    ]
    columns += [
        ([n.wheelchairs for n in needs], [kind.wheelchair_places for kind in kinds]),
        ([n.stretchers for n in needs], [kind.stretchers for kind in kinds]),
        ([n.belongings_kg for n in needs], [kind.payload_kg for kind in kinds]),
        ([n.belongings_l for n in needs], [kind.volume_l for kind in kinds]),
        ([n.pets for n in needs], [UNLIMITED if kind.pets else 0 for kind in kinds]),
    ]
    loads = np.ceil(np.array([column[0] for column in columns], dtype=np.float64)).astype(np.int64).T
    capacities = np.array([column[1] for column in columns], dtype=np.float64).astype(np.int64).T
    missing_loads, missing_capacities = _missing_abilities(problem, loads, capacities)
    loads, capacities = np.hstack((loads, missing_loads)), np.hstack((capacities, missing_capacities))
    needed = loads.any(axis=0)
    return loads[:, needed], capacities[:, needed]


def _missing_abilities(problem: Problem, loads: Longs, capacities: Longs) -> tuple[Longs, Longs]:
    """Give load dimensions for what capacities do not say: a vehicle without the ability has room for none of it.

    One dimension for every set of vehicles that some household may not board, or one for every vehicle where that
    is less.
    """
    fits = (loads[np.newaxis] <= capacities[:, np.newaxis]).all(axis=2)
    barred = fits & ~problem.may_serve
    sets = [tuple(column) for column in barred.T]
    distinct = [one for one in dict.fromkeys(sets) if any(one)]
    if len(distinct) <= int(barred.any(axis=1).sum()):
        taken = [[int(one == kind) for kind in distinct] for one in sets]
        room = [[0 if kind[vehicle] else UNLIMITED for kind in distinct] for vehicle in range(problem.num_vehicles)]
    else:
        lacking = np.flatnonzero(barred.any(axis=1))
        taken = barred[lacking].T.astype(int).tolist()
        room = [[0 if vehicle == one else UNLIMITED for one in lacking] for vehicle in range(problem.num_vehicles)]
    width = len(room[0]) if room else 0
    return (
        np.array(taken, dtype=np.int64).reshape(problem.num_requests, width),
        np.array(room, dtype=np.int64).reshape(problem.num_vehicles, width),
    )

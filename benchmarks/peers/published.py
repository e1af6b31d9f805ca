"""Published multi-trip instances (MTVRPTWR: windows, reloads, release times) through `planning.solver`.

The instances come as VRPLIB files with a best known solution each (see SOURCE.txt beside them). Theirs is a problem of
goods: everybody must be served, and only distance costs. Here a client is a household whose people are its demand, a
vehicle is a van with that many seats, the depot is also the shelter, and exposure stands for distance. Release times
and that nobody may be left are said to the solver apart; crew time, which they do not count, weighs next to nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.measure import Table
from benchmarks.worlds import START
from openevac.domain.needs import Needs
from openevac.domain.operation import Policy
from openevac.domain.places import LonLat
from openevac.domain.requests import EvacuationRequest
from openevac.domain.shelters import Beds, Shelter
from openevac.domain.vehicles import Crew, Vehicle, VehicleType
from openevac.planning.drafts import Draft
from openevac.planning.problem import Door, Problem, VehicleDay
from openevac.planning.solver import Solver
from openevac.rules.spans import Span

TENTHS = 10
"""The DIMACS rule: distances and times count in tenths, cut off."""
OVER_TIME = 100
"""Seconds that a tenth of distance is worth: a vehicle's whole day of crew time weighs less than a hundred of them,
half a percent of the day's distance. Ten and a thousand times as much were measured and end farther from the best."""
LIMIT_S = 30.0
ENDLESS = 1_000_000_000
SHOWN = ("C201R0.25", "R201R0.5", "RC201R0.75", "C208R0.75", "R210R0.25", "RC206R0.5")

Longs = npt.NDArray[np.int64]
Routes = list[list[list[int]]]
"""For every vehicle its trips, for every trip its clients, numbered from 1 as in the files."""


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """One instance in tenths: N locations, the depot first. `distance` (N, N) is also the time of the way."""

    name: str
    vehicles: int
    capacity: int
    distance: Longs
    demand: Longs
    windows: Longs
    release: Longs
    service: int


def read_instance(path: Path) -> Instance:
    """Read an instance in VRPLIB format."""
    import vrplib  # noqa: PLC0415 - comes with the solver; nothing else here needs it

    raw: dict[str, Any] = vrplib.read_instance(path)
    return Instance(
        name=str(raw["name"]),
        vehicles=int(raw["vehicles"]),
        capacity=int(raw["capacity"]),
        distance=_tenths(raw["edge_weight"]),
        demand=np.asarray(raw["demand"], dtype=np.int64),
        windows=_tenths(raw["time_window"]),
        release=_tenths(raw["release_time"]),
        service=int(raw["service_time"]) * TENTHS,
    )


def read_best(path: Path) -> tuple[Routes, int]:
    """Read the best known solution: trips by vehicle ("0" is a reload), and its cost in tenths."""
    routes: Routes = []
    cost = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        head, _, rest = line.partition(":")
        if head.startswith("Route"):
            trips = [[int(client) for client in trip.split()] for trip in f" {rest} ".split(" 0 ")]
            routes.append([trip for trip in trips if trip])
        elif head == "Cost":
            cost = int(rest)
    return routes, cost


def cost_of(instance: Instance, routes: Routes) -> int:
    """Give the distance of all trips in tenths."""
    legs = ([0, *trip, 0] for trips in routes for trip in trips)
    return sum(int(instance.distance[leg[:-1], leg[1:]].sum()) for leg in legs)


def wrongs_of(instance: Instance, routes: Routes) -> list[str]:
    """Name every rule of the instance that an answer breaks, worked out here and not by any solver."""
    visits = sorted(client for trips in routes for trip in trips for client in trip)
    wrongs = [] if visits == list(range(1, len(instance.demand))) else ["not every client exactly once"]
    if len(routes) > instance.vehicles:
        wrongs.append("too many vehicles")
    for trips in routes:
        now = int(instance.windows[0, 0])
        for trip in trips:
            if instance.demand[trip].sum() > instance.capacity:
                wrongs.append(f"overloaded: {trip}")
            now, at = max(now, int(instance.release[trip].max())), 0
            for client in trip:
                now = max(now + int(instance.distance[at, client]), int(instance.windows[client, 0]))
                if now > instance.windows[client, 1]:
                    wrongs.append(f"late at {client}")
                now, at = now + instance.service, client
            now += int(instance.distance[at, 0])
        if now > instance.windows[0, 1]:
            wrongs.append("late at the depot")
    return wrongs


def problem_of(instance: Instance) -> Problem:
    """Give the instance in our words: point 0 the depot, 1 the shelter at the same place, then the clients."""
    clients, horizon = len(instance.demand) - 1, Span(*(float(moment) for moment in instance.windows[0]))
    points = np.array([0, 0, *range(1, clients + 1)])
    table = instance.distance[np.ix_(points, points)].astype(np.float64)[np.newaxis]
    home = LonLat(0.0, 0.0)
    requests = tuple(
        EvacuationRequest(
            id=f"client-{number}", position=home, received_at=START, needs=Needs(walks=int(instance.demand[number]))
        )
        for number in range(1, clients + 1)
    )
    kind = VehicleType(id="van", profile="road", seats=instance.capacity)
    return Problem(
        zero=START,
        requests=requests,
        waiting_days=(0.0,) * clients,
        doors=tuple(
            Door(window=Span(float(early), float(late)), open_to_all=(always,), open_to_armoured=(always,))
            for early, late in instance.windows[1:]
            for always in [Span(0.0, 2 * horizon.late)]
        ),
        vehicles=tuple(_van(number, kind, horizon, clients) for number in range(instance.vehicles)),
        shelters=(Shelter(id="depot", position=home, beds=Beds(ordinary=int(instance.demand.sum())), unloading_s=0.0),),
        shelter_hours=(horizon,),
        num_depots=1,
        drive_s=table,
        exposure=table,
        service_s=np.full((instance.vehicles, clients), float(instance.service)),
        may_serve=np.ones((instance.vehicles, clients), dtype=np.bool_),
        seconds_per_exposure=float(OVER_TIME),
        people_assumed=1.0,
        policy=Policy(),
    )


def solve(instance: Instance, *, seed: int, limit_s: float) -> tuple[Routes, Draft | None]:
    """Give the solver's answer after `limit_s` seconds; no routes where it found nothing that keeps every limit."""
    problem = problem_of(instance)
    dearest = 4 * OVER_TIME * int(instance.distance.max())
    prizes = np.full(problem.num_requests, dearest, dtype=np.int64)
    started = time.monotonic()
    draft = Solver(problem, prizes, release_s=instance.release[1:], everyone=True).run(
        seed=seed, iterations=ENDLESS, stop=lambda: time.monotonic() - started > limit_s
    )
    days = draft.days if draft else ()
    return [[[request + 1 for request in trip.requests] for trip in day.trips] for day in days if day.trips], draft


def measure_published(
    folder: Path, *, names: tuple[str, ...] = SHOWN, limit_s: float = LIMIT_S, jobs: int = 1
) -> Table:
    """Measure the gap to the best known value of some instances; all of them where no name is given."""
    table = Table()
    table.section(f"published multi-trip instances (MTVRPTWR, 100 clients), {limit_s:g} s through planning.solver")
    if not folder.exists():
        table.add("published instances", "not measured", f"{folder.name} is missing; set OPENEVAC_TEST_DATA")
        return table
    chosen = names or tuple(sorted(path.stem for path in folder.glob("*.vrp")))
    gaps = []
    with get_context("spawn").Pool(jobs) as pool:
        work = partial(_gap, folder, limit_s)
        for name, (gap, beside) in zip(chosen, pool.imap(work, chosen), strict=True):
            table.add(name, f"{gap:+.2%}" if gap is not None else "no answer", beside)
            gaps += [] if gap is None else [gap]
    if gaps:
        table.add("gap to best known: median, worst", f"{np.median(gaps):+.2%}", f"worst {max(gaps):+.2%}")
    return table


def _gap(folder: Path, limit_s: float, name: str) -> tuple[float | None, str]:
    instance = read_instance(folder / f"{name}.vrp")
    _, best = read_best(folder / f"{name}.sol")
    routes, _ = solve(instance, seed=1, limit_s=limit_s)
    wrongs = wrongs_of(instance, routes)
    if wrongs:
        return None, f"best known {best}; {wrongs[0]}"
    cost = cost_of(instance, routes)
    return cost / best - 1.0, f"ours {cost}, best known {best}"


def _van(number: int, kind: VehicleType, horizon: Span, most_trips: int) -> VehicleDay:
    crew = Crew(
        id=f"crew-{number}", size=1, carriers=0, tw_early=START, tw_late=START + timedelta(seconds=horizon.late)
    )
    van = Vehicle(id=f"van-{number}", type=kind.id, crew=crew.id, depot="depot", max_trips=most_trips)
    return VehicleDay(vehicle=van, kind=kind, crew=crew, profile=0, depot=0, day=horizon, leave=horizon)


def _tenths(values: Any) -> Longs:
    return (TENTHS * np.asarray(values, dtype=np.float64)).astype(np.int64)

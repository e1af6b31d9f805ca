"""How long from a hazard report to a new plan that was checked: ours beside OSRM with VROOM, one run, one graph.

Ours: field, all arcs weighed, matrices, yesterday's trips mended under the new danger, built on real ways, accepted by
the referee. The peers: speeds of every segment written, customised, served, one table, and VROOM's first answer to it;
nobody checks that plan, and its one matrix holds time and danger added up.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from benchmarks.measure import Table, once_s, seconds
from benchmarks.osm_writer import write_osm
from benchmarks.osrm_peer import Osrm, PeerMissingError, fetch_osrm, write_speeds
from benchmarks.peers import vroom
from benchmarks.peers.given import Given
from benchmarks.peers.judged import faults_in
from benchmarks.peers.operations import PLAIN
from benchmarks.routes import segment_speeds
from benchmarks.valhalla_peer import Valhalla, fetch_valhalla
from benchmarks.worlds import ROAD, START, degrees, invented_operation, invented_situation, tiled_graph, with_strike
from openevac.domain.operation import Operation
from openevac.planning.drafts import Draft, DraftDay, DraftTrip
from openevac.planning.ground import Ground, other_situation
from openevac.planning.improve import add_all, repair
from openevac.planning.insertion import Bench
from openevac.planning.missions import Builder
from openevac.planning.plan import ground_for, prepared_on
from openevac.planning.prepare import Prepared
from openevac.planning.problem import Problem
from openevac.planning.settle import Settled, built_as_is
from openevac.roads.graph import RoadGraph
from openevac.roads.region import Region
from openevac.routing.order import compute_order

NODES, PLACES, VANS = 300_000, 500, 12
VROOM_S = 10.0
VALHALLA_PLACES = 100
"""Of the same places the first hundred: five hundred took it 157 s on a quiet machine."""
POLYGON_POINTS, POLYGON_DEGREES = 33, 0.006
SHIFTS = 2
"""Trips are long on this map; with three shifts a van VROOM finds no trip that ends within one."""


@dataclass
class Bench500:
    """Yesterday's plan of 500 places and the ground under it."""

    graph: RoadGraph
    operation: Operation
    ground: Ground
    prepared: Prepared
    draft: Draft


def measure_latency(extract: Path, folder: Path, nodes: int = NODES, places: int = PLACES) -> Table:
    """Measure hazard report -> new plan; run it in a process of its own."""
    table = Table()
    bench = _yesterday(extract, nodes, places)
    table.section(f"hazard report -> new plan: {bench.graph.num_nodes:,} nodes, {places} places, {VANS} vans")
    _ours(bench, -1)  # what is worked out once a region is ready when a report comes in
    taken = []
    for number in range(3):
        spent, (settled, faults) = once_s(partial(_ours, bench, number))
        taken.append(spent)
    ours_s = float(np.median(taken))
    kept = len(settled.draft.served)
    table.add("ours: report -> plan that the referee accepts", seconds(ours_s), f"{kept} households, {faults} faults")
    _measure_osrm_and_vroom(table, bench, folder, ours_s)
    _measure_valhalla(table, bench, folder)
    return table


def _yesterday(extract: Path, nodes: int, places: int) -> Bench500:
    graph = tiled_graph(extract, nodes)
    region = Region(name="latency", graph=graph, order=compute_order(graph), built_at=START - timedelta(days=14))
    operation = replace(invented_operation(graph, places - 2, VANS, seed=7), policy=PLAIN)
    ground = ground_for(region, invented_situation(graph), operation, START)
    prepared = prepared_on(ground, operation, START)
    problem = prepared.problem
    draft = add_all(Bench(problem), Draft.empty(problem.num_vehicles), lambda: False)
    return Bench500(graph, operation, ground, prepared, built_as_is(problem, Builder(prepared), draft).draft)


def _ours(bench: Bench500, number: int) -> tuple[Settled, int]:
    """Give a new plan after one more strike, and the referee's faults in it."""
    situation = with_strike(bench.ground.situation, bench.graph, number)
    ground = other_situation(bench.ground, situation)
    prepared = prepared_on(ground, bench.operation, START)
    problem = prepared.problem
    draft = repair(Bench(problem), _carried_over(bench, problem))
    settled = built_as_is(problem, Builder(prepared), draft)
    return settled, len(faults_in(Given(prepared, sees_danger=True), settled.missions))


def _carried_over(bench: Bench500, problem: Problem) -> Draft:
    """Give yesterday's trips in the numbers of another problem; who cannot be fetched any more falls away."""
    old = bench.prepared.problem
    number = {request.id: place for place, request in enumerate(problem.requests)}
    draft = Draft.empty(problem.num_vehicles)
    for day in bench.draft.days:
        trips = (
            DraftTrip(tuple(number[one] for one in ids if one in number), trip.shelter)
            for trip in day.trips
            for ids in [[old.requests[request].id for request in trip.requests]]
        )
        draft = draft.with_day(DraftDay(day.vehicle, tuple(trip for trip in trips if trip.requests)))
    return draft


def _measure_osrm_and_vroom(table: Table, bench: Bench500, folder: Path, ours_s: float) -> None:
    try:
        peer = Osrm(fetch_osrm(folder), folder)
        ids = write_osm(bench.graph, folder / "roads.osm.pbf")
        table.add("OSRM: extract, partition, customise (once a region)", seconds(once_s(peer.prepare)[0]))
        started = time.perf_counter()
        situation = with_strike(bench.ground.situation, bench.graph, 1)
        ground = other_situation(bench.ground, situation)
        survey = bench.prepared.survey
        weights = ground.weights(ROAD, survey.when)
        weighed = time.perf_counter()
        write_speeds(folder / "speeds.csv", *segment_speeds(bench.graph, weights, ids))
        written = time.perf_counter()
        peer.apply_speeds(folder / "speeds.csv")
        halts = [halt for halt in survey.halts[0] if halt is not None]
        points = np.array([(halt.lon, halt.lat) for halt in halts])
        with peer:
            durations = peer.table_s(points, points)
        tabled = time.perf_counter()
    except PeerMissingError as missing:
        table.add("OSRM and VROOM", "not measured", str(missing))
        return
    table.add("OSRM: median way between two places", f"{np.nanmedian(durations) / 60:.0f} min", "danger added to time")
    beside = f"speeds {seconds(written - weighed)}, customise and table {seconds(tabled - written)}"
    table.add("OSRM: report -> one-criterion table", seconds(tabled - started), beside)
    if find_spec("vroom") is None:
        table.add("VROOM", "not measured", "install with make bench")
        return
    given = _given_durations(bench, durations)
    spent, draft = once_s(lambda: vroom.by_shifts(given, SHIFTS, VROOM_S))
    both = tabled - started + spent
    table.add("VROOM: table -> its answer", seconds(spent), f"{len(draft.served)} households, nothing checked")
    table.add("OSRM + VROOM: report -> plan", seconds(both), f"{both / ours_s:.0f}x ours; speed file in Python")
    without_file = both - (written - weighed)
    table.add("OSRM + VROOM, file for nothing", seconds(without_file), f"{without_file / ours_s:.1f}x ours")


def _measure_valhalla(table: Table, bench: Bench500, folder: Path) -> None:
    """Measure the one thing Valhalla can be told of a report: a polygon that its ways stay out of."""
    roads = folder / "roads.osm.pbf"
    try:
        peer = Valhalla(fetch_valhalla(folder), folder)
        if not roads.exists():
            write_osm(bench.graph, roads)
        table.add("Valhalla: build tiles (once a region)", seconds(once_s(lambda: peer.prepare(roads))[0]))
        halts = [halt for halt in bench.prepared.survey.halts[0] if halt is not None][:VALHALLA_PLACES]
        points = np.array([(halt.lon, halt.lat) for halt in halts])
        turn = np.linspace(0.0, 2.0 * np.pi, POLYGON_POINTS)
        middle = degrees(bench.graph, 0.53, 0.5)
        around = np.array(middle) + POLYGON_DEGREES * np.column_stack((1.5 * np.cos(turn), np.sin(turn)))
        spent, durations = once_s(lambda: peer.table_s(points, around))
    except PeerMissingError as missing:
        table.add("Valhalla", "not measured", str(missing))
        return
    size = f"{len(points)}x{len(points)}"
    known = f"{np.isfinite(durations).mean():.0%} of pairs; no cost of danger in it, so no plan is made of it"
    table.add(f"Valhalla: report as a polygon -> {size} times", seconds(spent), known)


def _given_durations(bench: Bench500, durations: np.ndarray) -> Given:
    """Give the problem with OSRM's one table in place of ours; where it knows no way there is none."""
    problem = bench.prepared.problem
    known = np.array([halt is not None for halt in bench.prepared.survey.halts[0]])
    table = np.full(problem.drive_s.shape[1:], np.inf)
    table[np.ix_(known, known)] = np.where(np.isnan(durations), np.inf, np.ceil(durations))
    np.fill_diagonal(table, 0.0)
    exposure = np.where(np.isfinite(table), 0.0, np.inf)
    changed = replace(problem, drive_s=table[np.newaxis], exposure=exposure[np.newaxis])
    return Given(Prepared(survey=bench.prepared.survey, problem=changed), sees_danger=False)

"""Rows about roads, danger, matrices and ways, at one graph size, beside scipy and OSRM on the same roads."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from benchmarks.measure import Table, median_s, once_s, peak_mb, seconds
from benchmarks.osm_writer import write_osm
from benchmarks.osrm_peer import Osrm, PeerMissingError, fetch_osrm, write_speeds
from benchmarks.worlds import ROAD, START, field_of, invented_situation, points, tiled_graph, with_strike
from openevac.domain.legs import RoadPoint
from openevac.hazards.exposure import stretch_rates
from openevac.hazards.weather import HOUR
from openevac.roads.graph import RoadGraph
from openevac.roads.region import Region, open_region, write_region
from openevac.routing.order import compute_order
from openevac.routing.router import Router
from openevac.routing.weights import RoadWeights, weigh_roads

SECONDS_PER_EXPOSURE = 7200.0 * 4
ROWS, COLUMNS = 120, 500


@dataclass
class Bench:
    """One graph with its router, field and weights."""

    graph: RoadGraph
    router: Router
    weights: RoadWeights


def measure_size(extract: Path, nodes: int, peer_folder: Path | None, full: bool) -> Table:  # noqa: FBT001 a pool's call
    """Measure everything at one size; run it in a process of its own."""
    table = Table()
    graph = tiled_graph(extract, nodes)
    table.section(f"{graph.num_nodes:,} nodes, {graph.num_arcs:,} arcs (copies of {extract.name.split('.')[0]})")
    order_s, order = once_s(lambda: compute_order(graph))
    table.add("order of the hierarchy (once a region)", seconds(order_s))
    _measure_pack(table, graph, order)
    bench = _measure_field(table, graph, order)
    ours_s = _measure_report(table, bench, runs=3 if graph.num_nodes > 1_000_000 else 5)
    _measure_matrices(table, bench, full=full)
    _measure_ways(table, bench)
    table.add("memory of the process, highest", f"{peak_mb():.0f} MB", "with the graph made in it")
    if peer_folder is not None:
        _measure_osrm(table, bench, peer_folder, ours_s)
    return table


def write_pack(extract: Path, nodes: int, folder: Path) -> None:
    """Write the pack that `measure_memory` opens; in a process of its own, so that its memory does not count."""
    graph = tiled_graph(extract, nodes)
    built_at = datetime(2025, 10, 1, tzinfo=UTC)
    write_region(Region(name="bench", graph=graph, order=compute_order(graph), built_at=built_at), folder)


def measure_memory(folder: Path) -> float:
    """Give the highest memory (MB) of a process that opens a pack, builds a field and makes matrices twice."""
    region = open_region(folder)
    router = Router(region.graph, region.order)
    situation = invented_situation(region.graph)
    field = field_of(region.graph, situation)
    rows, columns = points(region.graph, ROWS, 1), points(region.graph, COLUMNS, 2)
    for number in range(2):
        field = field_of(region.graph, with_strike(situation, region.graph, number), field)
        router.matrices(weigh_roads(region.graph, field, ROAD, START), rows, SECONDS_PER_EXPOSURE, targets=columns)
    return peak_mb()


def _measure_pack(table: Table, graph: RoadGraph, order: np.ndarray) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "pack"
        write_region(Region(name="bench", graph=graph, order=order, built_at=datetime(2025, 10, 1, tzinfo=UTC)), folder)
        opened_s = median_s(lambda: _open_with_hierarchy(folder), runs=3)
        table.add("region pack: open, hierarchy included", seconds(opened_s), "aim under 0.5 s at 300,000 nodes")


def _open_with_hierarchy(folder: Path) -> Router:
    region = open_region(folder)
    return Router(region.graph, region.order)


def _measure_field(table: Table, graph: RoadGraph, order: np.ndarray) -> Bench:
    situation = invented_situation(graph)
    built_s, field = once_s(lambda: field_of(graph, situation))

    def all_hours() -> None:
        for number in range(24):
            stretch_rates(field, graph, START + number * HOUR, armoured=False)

    table.add("field of 24 hours: build", seconds(built_s))
    table.add("field of 24 hours: every stretch, every hour", seconds(once_s(all_hours)[0]))
    router = Router(graph, order)
    return Bench(graph, router, weigh_roads(graph, field, ROAD, START))


def _measure_report(table: Table, bench: Bench, runs: int) -> float:
    """Measure a hazard report -> field -> all arcs weighed -> two-criteria matrix, each run with another report."""
    graph, router = bench.graph, bench.router
    situation = invented_situation(graph)
    field = field_of(graph, situation)
    rows, columns = points(graph, ROWS, 1), points(graph, COLUMNS, 2)
    taken = []
    for number in range(runs + 1):
        started = time.perf_counter()
        field = field_of(graph, with_strike(situation, graph, number), field)
        weights = weigh_roads(graph, field, ROAD, START)
        router.matrices(weights, rows, SECONDS_PER_EXPOSURE, targets=columns)
        taken.append(time.perf_counter() - started)
    median = float(np.median(taken[1:]))
    table.add(f"hazard report -> all arcs weighed -> {ROWS}x{COLUMNS} time and exposure", seconds(median), "aim 0.5 s")
    return median


def _measure_matrices(table: Table, bench: Bench, *, full: bool) -> None:
    for size in (500, 1001):
        some = points(bench.graph, size, 3)
        work = lambda some=some: bench.router.matrices(bench.weights, some, SECONDS_PER_EXPOSURE)  # noqa: E731 timed
        ours = median_s(work, runs=3)
        beside = ""
        if size == 500:
            scipy_s = _scipy_s(bench, some_rows=20 if full else 5) * size
            beside = f"scipy Dijkstra {scipy_s:.0f} s for one criterion (extrapolated): {scipy_s / ours:.0f}x"
        table.add(f"{size}x{size} time and exposure", seconds(ours), beside)


def _scipy_s(bench: Bench, some_rows: int) -> float:
    """Give scipy's seconds for one source to all nodes."""
    graph = bench.graph
    cost = (bench.weights.time_s + SECONDS_PER_EXPOSURE * bench.weights.exposure)[graph.arc_stretch]
    usable = bench.weights.open[graph.arc_stretch]
    ends = (graph.arc_tail[usable], graph.arc_head[usable])
    matrix = csr_matrix((cost[usable], ends), shape=(graph.num_nodes, graph.num_nodes))
    return once_s(lambda: dijkstra(matrix, indices=np.arange(some_rows) * 7))[0] / some_rows


def _measure_ways(table: Table, bench: Bench) -> None:
    pairs = list(zip(points(bench.graph, 5, 5), points(bench.graph, 5, 6), strict=True))

    def median_of(work: Callable[..., object]) -> float:
        taken = [once_s(partial(work, *pair))[0] for pair in pairs]
        return float(np.median(taken))

    router, weights = bench.router, bench.weights
    router.path(weights, *pairs[0], SECONDS_PER_EXPOSURE)
    table.add("one way", seconds(median_of(lambda a, b: router.path(weights, a, b, SECONDS_PER_EXPOSURE))))
    table.add("choice of ways (supported)", seconds(median_of(lambda a, b: router.ways(weights, a, b))))
    table.add("choice of ways (exact)", seconds(median_of(lambda a, b: router.ways(weights, a, b, exact=True))))


def _measure_osrm(table: Table, bench: Bench, folder: Path, ours_s: float) -> None:
    """Measure the same change of danger with OSRM: speeds of every segment, customise, start, one-criterion table."""
    graph = bench.graph
    try:
        peer = Osrm(fetch_osrm(folder), folder)
        ids = write_osm(graph, folder / "roads.osm.pbf")
        table.add("OSRM: extract, partition, customise (once a region)", seconds(once_s(peer.prepare)[0]))
        rows = _degrees(points(graph, ROWS, 1))
        columns = _degrees(points(graph, COLUMNS, 2))
        started = time.perf_counter()
        write_speeds(folder / "speeds.csv", *segment_speeds(graph, bench.weights, ids))
        written = time.perf_counter()
        peer.apply_speeds(folder / "speeds.csv")
        with peer:
            served = time.perf_counter()
            peer.table_s(rows, columns)
            done = time.perf_counter()
            square = median_s(lambda: peer.table_s(columns, columns), runs=1)
    except PeerMissingError as missing:
        table.add("OSRM", "not measured", str(missing))
        return
    without_file = done - written
    table.add("OSRM: write the speed file", seconds(written - started))
    table.add("OSRM: customise and start", seconds(served - written))
    table.add(
        f"OSRM: hazard change -> {ROWS}x{COLUMNS}, one criterion", seconds(done - started), f"ours {seconds(ours_s)}"
    )
    table.add(
        "ours against OSRM, file included", f"{(done - started) / ours_s:.0f}x", "aim at least 20x at 300,000 nodes"
    )
    table.add("ours against OSRM, file for nothing", f"{without_file / ours_s:.0f}x")
    table.add("OSRM: 500x500, one criterion", seconds(square))


def _degrees(some: Sequence[RoadPoint]) -> np.ndarray:
    return np.array([(point.lon, point.lat) for point in some])


def segment_speeds(
    graph: RoadGraph, weights: RoadWeights, ids: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Give from node, to node, km/h of every segment and direction, such that its time is our time + exposure."""
    cost_s = weights.time_s + SECONDS_PER_EXPOSURE * weights.exposure
    speed = np.clip(graph.stretch_length_m / cost_s * 3.6, 0.1, 200.0)
    points_of = np.diff(graph.shape_start)
    last = graph.shape_start[1:] - 1
    first_of_segment = np.setdiff1d(np.arange(len(ids)), last)
    stretch = np.repeat(np.arange(graph.num_stretches), points_of)[first_of_segment]
    tails, heads = ids[first_of_segment], ids[first_of_segment + 1]
    both = np.concatenate((tails, heads)), np.concatenate((heads, tails))
    return both[0], both[1], np.concatenate((speed[stretch], speed[stretch]))

"""Rows about plans: who is served in a given time on an invented day."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.measure import Table, once_s, peak_mb, seconds
from benchmarks.worlds import START, invented_operation, invented_situation, tiled_graph
from openevac.domain.missions import Plan
from openevac.planning.check.referee import check_plan
from openevac.planning.plan import plan
from openevac.roads.region import Region
from openevac.routing.order import compute_order

LIMIT_S = 10.0


def measure_planning(extract: Path, full: bool) -> Table:  # noqa: FBT001 passed through a process pool
    """Measure a day of 120 requests and three vans at ten seconds; run it in a process of its own."""
    table = Table()
    graph = tiled_graph(extract, 30_000)
    region = Region(name="bench", graph=graph, order=compute_order(graph), built_at=datetime(2025, 10, 1, tzinfo=UTC))
    situation = invented_situation(graph)
    operation = invented_operation(graph, 120, 3, seed=1)
    table.section(f"plan of 120 requests, 3 vans, {LIMIT_S:.0f} s of search, {graph.num_nodes:,} nodes")
    for seed in range(5 if full else 2):
        started = time.monotonic()

        def stop(started: float = started) -> bool:
            return time.monotonic() - started > LIMIT_S

        taken, made = once_s(
            partial(plan, region, situation, operation, now=START, seed=seed, iterations=None, stop=stop)
        )
        faults = check_plan(made, graph, region.fingerprint, situation, operation)
        table.add(f"seed {seed}: households served, people", _served(made), f"{seconds(taken)}, {len(faults)} faults")
    table.add("memory, highest", f"{peak_mb():.0f} MB")
    return table


def _served(made: Plan) -> str:
    return f"{made.totals.households}, {made.totals.people}"

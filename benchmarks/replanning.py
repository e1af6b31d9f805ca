"""Rows about re-planning: how soon after an event the first plan is there, at 120 and at 1,000 requests."""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.measure import Table, data_folder, machine_lines, seconds
from benchmarks.worlds import START, invented_operation, invented_situation, tiled_graph
from openevac.domain.hazards import Cause, Confidence, HazardReport
from openevac.domain.missions import Plan
from openevac.domain.operation import Operation
from openevac.domain.places import LonLat
from openevac.domain.replanning import DayEvents, RoadBlocked
from openevac.domain.situation import Situation
from openevac.planning.plan import plan
from openevac.planning.replan import Replanned, replan
from openevac.planning.today import ground_now
from openevac.roads.graph import RoadGraph
from openevac.roads.region import Region
from openevac.routing.order import compute_order

NODES = 30_000
DAYS = ((120, 3, 1.0), (1000, 25, 3.0))
"""Requests, vans, and the seconds within which the first plan should be there."""

SEARCH_S = 15.0
IMPROVE_S = 10.0
RUNS, RUNS_FULL = 5, 9


def measure_replanning(extract: Path, full: bool) -> Table:  # noqa: FBT001 passed through a process pool
    """Measure days of 120 and 1,000 requests fifty minutes after the first departure, in a process of its own."""
    table, runs = Table(), RUNS_FULL if full else RUNS
    graph = tiled_graph(extract, NODES)
    region = Region(name="bench", graph=graph, order=compute_order(graph), built_at=datetime(2025, 10, 1, tzinfo=UTC))
    situation = invented_situation(graph)
    for requests, vans, aim_s in DAYS:
        operation = invented_operation(graph, requests, vans, seed=1)
        made = _made(region, situation, operation)
        table.section(
            f"re-planning of {requests} requests ({made.totals.households} in the plan), {vans} vans, "
            f"{graph.num_nodes:,} nodes, medians of {runs}"
        )
        for name, events, now in _events(graph, made):
            _measure(table, (region, situation, operation), made, events, now, name, aim_s, runs)
    return table


def _made(region: Region, situation: Situation, operation: Operation) -> Plan:
    started = time.monotonic()
    return plan(
        region,
        situation,
        operation,
        now=START,
        seed=1,
        iterations=None,
        stop=lambda: time.monotonic() - started > SEARCH_S,
    )


def _events(graph: RoadGraph, made: Plan) -> list[tuple[str, DayEvents, datetime]]:
    """Give a strike beside a road that is driven later, and that road blocked, in the middle of the first trips."""
    first = min(mission.departs_at for mission in made.missions)
    now = (first + timedelta(minutes=50)).replace(second=0, microsecond=0)
    later = [leg for m in made.missions for trip in m.trips for leg in trip.legs if leg.departs_at > now and leg.arcs]
    arc = later[0].arcs[len(later[0].arcs) // 2]
    node = int(graph.arc_head[arc])
    position = LonLat(float(graph.node_lon[node]), float(graph.node_lat[node]))
    strike = HazardReport(
        id="strike",
        cause=Cause.DRONE,
        kind="drone_attack",
        position=position,
        happened_at=now - timedelta(minutes=5),
        source="invented",
        confidence=Confidence.VERIFIED,
    )
    blocked = RoadBlocked(id="crater", position=position, seen_at=now, source="crew")
    return [("new strike", DayEvents(reports=(strike,)), now), ("blocked road", DayEvents(blocked=(blocked,)), now)]


World = tuple[Region, Situation, Operation]


def main() -> None:
    """Run these measurements alone: `python -m benchmarks.replanning`."""
    print("\n".join(machine_lines()))
    measure_replanning(data_folder() / "osm" / "heidelberg.osm.pbf", full=False)


def _measure(
    table: Table, world: World, made: Plan, events: DayEvents, now: datetime, name: str, aim_s: float, runs: int
) -> None:
    whole, laid, first = [], [], []
    found: list[Replanned] = []
    for run in range(runs + 1):
        changed = replace(events, reports=tuple(replace(one, id=f"{one.id}-{run}") for one in events.reports))
        started = time.perf_counter()
        ground = ground_now(world[0], world[1], world[2], changed, now=now)
        ready = time.perf_counter()
        found = [replan(*world, made, changed, now=now, seed=1, stop=lambda: True, ground=ground)]
        ended = time.perf_counter()
        if run:
            whole.append(ended - started)
            laid.append(ready - started)
            first.append(ended - ready)
    kept = f"{len(found[0].promises) - len(found[0].broken)} of {len(found[0].promises)} promises kept"
    table.add(f"{name}: event to first accepted plan", seconds(statistics.median(whole)), f"aim {aim_s:.0f} s; {kept}")
    table.add("  of it: danger, ways and snapping laid", seconds(statistics.median(laid)))
    table.add("  of it: the plan driven again, and the referee", seconds(statistics.median(first)))
    started = time.perf_counter()
    limit = time.monotonic() + IMPROVE_S
    better = replan(*world, made, events, now=now, seed=1, iterations=None, stop=lambda: time.monotonic() > limit)
    changes = f"{len(better.plan.missions)} missions, {len(better.broken)} promises broken"
    table.add(f"{name}: bettered, stopped at {IMPROVE_S:.0f} s", seconds(time.perf_counter() - started), changes)


if __name__ == "__main__":
    main()

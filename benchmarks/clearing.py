"""Rows about clearing a place: how long the answer takes, and how dispatching does on bus evacuation instances."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from time import process_time

import numpy as np

from benchmarks.bus_evacuation import Instance, clearing_time, dispatched, read_instance
from benchmarks.bus_evacuation_bound import lower_bound
from benchmarks.bus_evacuation_search import solve
from benchmarks.measure import Table, in_own_process, machine_lines, once_s, peak_mb, seconds
from benchmarks.worlds import START, invented_operation, invented_situation, tiled_graph
from openevac.domain.needs import Needs
from openevac.domain.situation import Situation
from openevac.domain.weather import Sky, Weather, WeatherHour
from openevac.outlook.answer import Clearing
from openevac.outlook.asked import PeopleToMove, WorkingHours, fleet_of
from openevac.outlook.clearing import clearing
from openevac.roads.region import Region
from openevac.routing.order import compute_order

SETS = ("set2", "set6", "set10", "real")
PEOPLE, VANS, RUNS = 800, 6, 200
DAYS_OF_WEATHER = 30
RUNS_OF_SEARCH, RUNS_OF_SEARCH_FULL = 8, 40
SKIES = (Sky.CLEAR, Sky.PARTLY_CLOUDY, Sky.OVERCAST, Sky.RAIN, Sky.FOG, Sky.DRIZZLE)

PUBLISHED = {
    "set2": (46, 13, 9, 44, 29, 44, 18, 16, 12, 38),
    "set6": (23, 15, 23, 29, 11, 26, 17, 22, 30, 24),
    "set10": (22, 32, 38, 24, 20, 46, 27, 19, 32, 32),
}
"""What CPLEX reached on i1 to i10, as the authors of the instances report it: github jjloyola/bep-grasp, commit
7043133b, the file `+bep_Cplex_results ALL.csv`. Set 2 was solved to the end (status 1); sets 6 and 10 stopped at a
limit (status 11), so these are values that were reached, not optima."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One instance: the times reached by dispatching and by search, and the proven bound."""

    name: str
    dispatch: int
    search: int
    bound: int


def measure_clearing(extract: Path | None, instances: Path, *, full: bool, jobs: int) -> Table:
    """Measure answers and yardstick, `jobs` instances at a time. `extract` None: no roads, no answers."""
    table = Table()
    if extract is not None:
        table.rows += in_own_process(measure_answers, extract).rows
    _measure_instances(table, instances, RUNS_OF_SEARCH_FULL if full else RUNS_OF_SEARCH, jobs)
    return table


def measure_answers(extract: Path) -> Table:
    """Measure how long the answer takes at two sizes; run it in a process of its own, whose memory is told."""
    table = Table()
    for nodes in (30_000, 300_000):
        _measure_answer(table, extract, nodes)
    table.add("memory, highest", f"{peak_mb():.0f} MB")
    return table


def _measure_answer(table: Table, extract: Path, nodes: int) -> None:
    graph = tiled_graph(extract, nodes)
    region = Region(name="bench", graph=graph, order=compute_order(graph), built_at=datetime(2025, 10, 1, tzinfo=UTC))
    situation = with_history(invented_situation(graph))
    operation = invented_operation(graph, 120, VANS, seed=1)
    shelter = replace(operation.shelters[0], beds=replace(operation.shelters[0].beds, ordinary=1000, care=200))
    position = operation.requests[0].position
    if position is None:
        raise AssertionError("every invented request has a position")
    table.section(
        f"clearing: {PEOPLE} people, {VANS} vans, {graph.num_nodes:,} nodes, {DAYS_OF_WEATHER} days of weather"
    )

    def answer(runs: int) -> Clearing:
        households: tuple[Needs, ...] = tuple(request.needs for request in operation.requests)
        return clearing(
            region, situation, position, PeopleToMove(count=PEOPLE, households=households), fleet_of(operation),
            [shelter], WorkingHours(early=time(6), late=time(18)), now=START - timedelta(hours=8), seed=1, runs=runs,
        )  # fmt: skip

    began = process_time()
    taken, found = once_s(lambda: answer(RUNS))
    used = process_time() - began
    tried = f"{len(found.reliefs)} limits made easier included"
    table.add(f"{RUNS} futures", seconds(taken), f"processor {seconds(used)}; {tried}; aim under 10 s")
    began = process_time()
    taken = once_s(lambda: answer(1))[0]
    table.add("1 future (what the roads alone take)", seconds(taken), f"processor {seconds(process_time() - began)}")
    days = found.days
    table.add("days until a tenth, half, nine tenths of futures are done", f"{days.low}, {days.median}, {days.high}")


def with_history(situation: Situation) -> Situation:
    """Give a situation with a month of invented weather before the first day, seeded."""
    dice = np.random.default_rng(5)
    first = START.replace(hour=0) - timedelta(days=DAYS_OF_WEATHER - 2)
    skies = dice.integers(len(SKIES), size=DAYS_OF_WEATHER * 8)
    hours = tuple(
        WeatherHour(starts_at=first + timedelta(hours=number), sky=SKIES[skies[number // 3]])
        for number in range(DAYS_OF_WEATHER * 24)
    )
    return replace(situation, weather=Weather(source="invented", hours=hours))


def _measure_instances(table: Table, folder: Path, runs: int, jobs: int) -> None:
    table.section(f"bus evacuation: gap to the proven bound, {runs} runs of search each")
    for name in SETS:
        paths = sorted((folder / name).glob("*.txt"), key=_number)
        if not paths:
            table.add(f"{name}", "not measured", "the instances are missing; set OPENEVAC_TEST_DATA")
            continue
        taken, results = once_s(partial(_results, paths, runs, jobs))
        _rows(table, name, results, taken)


def _results(paths: list[Path], runs: int, jobs: int) -> list[Result]:
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        return pool.map(partial(_result_at, runs=runs), paths, chunksize=1)


def _result_at(path: Path, runs: int) -> Result:
    return result_of(read_instance(path), runs)


def _number(path: Path) -> int:
    return int(path.stem.rsplit("-", 1)[1].removeprefix("i"))


def result_of(instance: Instance, runs: int, seed: int = 1) -> Result:
    """Bound and solve one instance; the search ends where it reaches the bound."""
    plain = clearing_time(instance, dispatched(instance))
    bound = lower_bound(instance, plain)
    search = clearing_time(instance, solve(instance, seed, runs, enough=bound))
    return Result(name=instance.name, dispatch=plain, search=search, bound=bound)


def _rows(table: Table, name: str, results: Sequence[Result], taken_s: float) -> None:
    gaps = [100 * (one.search / one.bound - 1) for one in results]
    rule = [100 * (one.dispatch / one.bound - 1) for one in results]
    optimal = sum(one.search == one.bound for one in results)
    table.add(
        f"{name}: gap of search, median and worst", f"{statistics.median(gaps):.1f} %, {max(gaps):.1f} %",
        f"{optimal} of {len(results)} proven optimal, {seconds(taken_s)} in all",
    )  # fmt: skip
    table.add(
        f"{name}: gap of dispatching the first free bus", f"{statistics.median(rule):.0f} %, {max(rule):.0f} %",
        "median and worst; to the nearest point, as nobody would plan",
    )  # fmt: skip
    known = PUBLISHED.get(name)
    if known is not None:
        shorter = sum(one.search < other for one, other in zip(results, known, strict=True))
        equal = sum(one.search == other for one, other in zip(results, known, strict=True))
        table.add(
            f"{name}: against published values of CPLEX", f"{shorter} shorter",
            f"{equal} equal, {len(known) - shorter - equal} longer",
        )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure clearing.")
    parser.add_argument("--full", action="store_true", help="more runs of search")
    given = parser.parse_args()
    data = Path(os.environ.get("OPENEVAC_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
    extract = data / "osm" / "heidelberg.osm.pbf"
    print("\n".join(machine_lines()))
    instances = data / "benchmarks" / "bep"
    measure_clearing(extract if extract.exists() else None, instances, full=given.full, jobs=os.cpu_count() or 1)


if __name__ == "__main__":
    main()

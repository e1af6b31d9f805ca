"""Rows about plan quality: ten named operations, ours beside VROOM and OR-Tools, in a given time."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measure import Table
from benchmarks.peers import ortools_routing, ours, vroom
from benchmarks.peers.compare import Compared, ahead_of_all, cell, verdict
from benchmarks.peers.given import Given, by_time_alone, prepare_operation, with_danger
from benchmarks.peers.judged import Judged, judge, judge_settled
from benchmarks.peers.operations import OPERATIONS, World, make_operation, make_world
from openevac.planning.drafts import Draft

Solve = Callable[[Given, float], Draft]
PEERS: dict[str, tuple[str, Solve]] = {
    "VROOM": ("vroom", vroom.solve),
    "OR-Tools": ("ortools", ortools_routing.solve),
}


@dataclass(frozen=True, slots=True)
class Round:
    """One size of the operations and one budget for every solver."""

    requests: int
    budget_s: float
    seeds: int = 1
    operations: tuple[str, ...] = tuple(one.name for one in OPERATIONS)

    @property
    def title(self) -> str:
        """Say what is measured."""
        return f"{self.requests} requests, {self.budget_s:g} s for each solver, ours with {self.seeds} seeds"


def measure_round(extract: Path, one: Round, jobs: int) -> tuple[Table, list[Compared]]:
    """Measure every operation of a round, `jobs` at a time, each solver on one thread."""
    table = Table()
    table.section(f"peers: {one.title} (required · people urgent/first/planned · cost)")
    for name, (package, _) in PEERS.items():
        if find_spec(package) is None:
            table.add(name, "not measured", "install with make bench")
    work = [(extract, name, one) for name in one.operations]
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        found = []
        for compared in pool.imap(_measured, work):
            found.append(compared)
            others = [f"{name} {cell(peer)}" for name, peer in compared.measured.items()]
            table.add(compared.operation, verdict(compared), "; ".join([f"ours {cell(compared.typical)}", *others]))
    _sum_up(table, found)
    return table, found


def _sum_up(table: Table, found: list[Compared]) -> None:
    """Add what all operations together say."""
    faults = sum(one.faults for row in found for one in row.ours)
    table.add("plans of ours: faults that the referee finds", str(faults), "aim 0")
    names = list(found[0].measured)
    if not names:
        return
    ahead, of = ahead_of_all(found)
    table.add("ours ahead of every peer", f"{ahead} of {of}", f"aim 9 of 10; peers: {', '.join(names)}")
    longest = max(one.seconds for row in found for one in row.ours)
    peers_s = (f"{name} {max(row.measured[name].seconds for row in found):.0f} s" for name in names)
    table.add("longest answer, building and judging included", f"{longest:.0f} s", ", ".join(peers_s))
    trimmed = (f"{name} {sum(bool(row.measured[name].trimmed) for row in found)}" for name in names)
    table.add("answers that had to be trimmed", f"ours 0 of {of}", ", ".join(trimmed))


def _measured(work: tuple[Path, str, Round]) -> Compared:
    extract, name, one = work
    try:
        return compare_on(_world(extract), name, one)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said
        # An error with two arguments cannot cross the pool and would leave it waiting for ever.
        raise RuntimeError(f"{name}: {error!r}") from None


@cache
def _world(extract: Path) -> World:
    return make_world(extract)


def compare_on(world: World, name: str, one: Round) -> Compared:
    """Let every solver answer one operation, one after the other."""
    named = next(known for known in OPERATIONS if known.name == name)
    prepared = prepare_operation(world, make_operation(world, named, one.requests))
    fair, practice = with_danger(prepared), by_time_alone(prepared)
    peers: dict[str, Judged | None] = {}
    for peer, (package, solve) in PEERS.items():
        for label, given in ((peer, fair), (f"{peer} by time", practice)):
            peers[label] = None if find_spec(package) is None else _timed(given, solve, one.budget_s)
    return Compared(
        operation=name,
        requests=one.requests,
        budget_s=one.budget_s,
        ours=tuple(_ours(fair, seed, one.budget_s) for seed in range(1, one.seeds + 1)),
        peers=peers,
    )


def _ours(given: Given, seed: int, budget_s: float) -> Judged:
    started = time.monotonic()
    settled = ours.solve(given, seed=seed, budget_s=budget_s)
    return judge_settled(given, settled)._replace(seconds=time.monotonic() - started)


def _timed(given: Given, solve: Solve, budget_s: float) -> Judged:
    started = time.monotonic()
    draft = solve(given, budget_s)
    return judge(given, draft)._replace(seconds=time.monotonic() - started)

"""Rows about the desk under load: how long people wait for an answer while everybody asks at once, and what is lost.

Run it alone: `python -m benchmarks.desk [--seconds S] [--only DATABASE] [--operators N] [--watchers N] [--phones N]`.
SQLCipher is served by one web process, PostgreSQL by two with a worker of its own. The record, the program and the
generator are processes of their own and share the machine's cores.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from msgspec.structs import replace

from benchmarks.desk_plan import Pace, Sizes, Told
from benchmarks.measure import Table, in_own_process, machine_lines, seconds
from tests.databases import databases, point_at

KINDS = {"sqlcipher": 1, "postgres": 2}
"""Databases, and by how many web processes each is served."""
TITLES = {"sqlcipher": "SQLCipher, one web process", "postgres": "PostgreSQL, two web processes"}
AIM_S = 1.0
SECONDS = 90.0


def measure_one(kind: str, sizes: Sizes, pace: Pace, for_s: float) -> tuple[Told, list[str], list[float], float]:
    """Put the load on one database.

    Gives what was seen, what is wrong in the record, how busy the machine was before and after, and how many seconds
    of a core the program used, from its start to its end.
    """
    os.environ["OPENEVAC_TEST_DATABASE"] = kind
    made = databases()
    made.make("load")
    config = made.config_of("load")
    point_at(config)
    desk_world, desk_served = import_module("benchmarks.desk_world"), import_module("benchmarks.desk_served")
    with tempfile.TemporaryDirectory() as place:
        region = Path(place) / "region"
        command = [sys.executable, "-m", "openevac", "region", "training", "--out", str(region)]
        subprocess.run(command, check=True, capture_output=True)
        world = desk_world.prepare(sizes, pace, for_s, str(region))
        used_s = _used_by_children_s()
        with desk_served.served(config, world, KINDS[kind]) as addresses:
            load = replace(world.load, addresses=addresses)
            busy = [os.getloadavg()[0]]
            told = desk_served.put_load(load)
            busy.append(os.getloadavg()[0])
        used_s = _used_by_children_s() - used_s - told.used_s
        return told, desk_world.lost_or_doubled(world, told), busy, used_s


def _used_by_children_s() -> float:
    """Give the processor time of processes that were started here and have ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def show(table: Table, title: str, told: Told, wrong: Sequence[str], busy: Sequence[float], used_s: float) -> None:
    """Print the rows of one database."""
    table.section(f"desk under load: {title}; {told.measured_s:.0f} s, load average {busy[0]:.1f} to {busy[-1]:.1f}")
    for kind in sorted(told.took):
        taken = sorted(told.took[kind])
        p50, p95 = statistics.median(taken), taken[int(len(taken) * 0.95)]
        beside = (
            f"p50 {seconds(p50)}, max {seconds(taken[-1])}; {len(taken):,}, {len(taken) / told.measured_s:.1f} a second"
        )
        table.add(f"{kind}: p95", seconds(p95), beside + (" SLOW" if p95 > AIM_S else ""))
    everything = sorted(one for taken in told.took.values() for one in taken)
    rate = f"{told.asked:,} questions, {told.asked / told.measured_s:.0f} a second"
    p95 = everything[int(len(everything) * 0.95)]
    table.add(
        "all together: p95", seconds(p95), f"aim under {AIM_S:.0f} s; {rate}; generator {told.used_s:.0f} s of a core"
    )
    table.add("processor time of the program", seconds(used_s), f"{used_s / told.measured_s:.2f} of a core")
    table.add("longest silence of a screen", seconds(told.longest_silence_s), f"{told.watching} watched to the end")
    table.add("faults", str(len(told.faults)), "; ".join(sorted(set(told.faults))[:5]))
    kept = f"{len(told.calls):,} calls, {len(told.ops):,} ops acknowledged; {told.repeats} sent twice"
    table.add("lost or doubled", str(len(wrong)), "; ".join([kept, *wrong[:5]]))


def measure_desk(sizes: Sizes, for_s: float = SECONDS, kinds: Sequence[str] = tuple(KINDS)) -> Table:
    """Measure the databases, one after the other."""
    table = Table()
    for kind in kinds:
        people = f"{sizes.operators} operators, {sizes.watchers} screens, {sizes.phones:,} phones"
        show(table, f"{TITLES[kind]}; {people}", *in_own_process(measure_one, kind, sizes, Pace(), for_s))
    return table


def main() -> None:
    usual = Sizes()
    parser = argparse.ArgumentParser(description="Measure the desk while many ask at once.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long the load lasts")
    parser.add_argument("--operators", type=int, default=usual.operators, help="people who take calls")
    parser.add_argument("--watchers", type=int, default=usual.watchers, help="screens with the page Now")
    parser.add_argument("--phones", type=int, default=usual.phones, help="phones of crews on the road")
    parser.add_argument("--requests", type=int, default=usual.requests, help="requests on record")
    parser.add_argument("--only", choices=list(KINDS), action="append", help="measure this database; may be repeated")
    given = parser.parse_args()
    print("\n".join(machine_lines()))
    sizes = Sizes(operators=given.operators, watchers=given.watchers, phones=given.phones, requests=given.requests)
    measure_desk(sizes, given.seconds, given.only or tuple(KINDS))


if __name__ == "__main__":
    main()

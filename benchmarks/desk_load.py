"""The load generator, a process of its own: reads a `Load` from standard input, writes what it saw to standard output.

python -m benchmarks.desk_load < load.msgpack > told.msgpack
"""

from __future__ import annotations

import asyncio
import resource
import sys
import time

import msgspec

from benchmarks.desk_actors import Caller, Operator, Stage, Watcher
from benchmarks.desk_plan import Load, Told

LINES = 8192
"""Open files wanted: a thousand phones, two hundred screens, fifty desks, twice over."""


def run(load: Load) -> Told:
    """Let everybody ask for the stated time."""
    told = Told()
    began = time.monotonic()
    asyncio.run(_everybody(load, told))
    told.measured_s = time.monotonic() - began
    told.used_s = time.process_time()
    return told


async def _everybody(load: Load, told: Told) -> None:
    stage = Stage(load, told, time.monotonic() + load.seconds, households=iter(load.households))
    at = load.addresses
    watchers = [Watcher(stage, at[number % len(at)], one) for number, one in enumerate(load.watchers)]
    actors: list[Operator | Caller] = [
        *(Operator(stage, at[number % len(at)], one) for number, one in enumerate(load.operators)),
        *(Caller(stage, at[number % len(at)], one) for number, one in enumerate(load.phones)),
    ]
    watching = [asyncio.create_task(one.work()) for one in watchers]
    found = await asyncio.gather(*(one.work() for one in actors), return_exceptions=True)
    if load.rounds:
        for one in watchers:
            one.end()
    found += await asyncio.gather(*watching, return_exceptions=True)
    told.faults += [f"the generator: {one!r}" for one in found if isinstance(one, BaseException)]


def main() -> None:
    load = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Load)
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (LINES if hard == resource.RLIM_INFINITY else min(LINES, hard), hard))
    sys.stdout.buffer.write(msgspec.msgpack.encode(run(load)))


if __name__ == "__main__":
    main()

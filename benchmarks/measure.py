"""How a measurement is taken and printed: medians of several runs, memory of a process of its own, one table."""

from __future__ import annotations

import multiprocessing
import os
import platform
import resource
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

SHOWN_LIBRARIES = ("numpy", "scipy", "numba", "osmium", "routingkit-cch", "pyvrp", "shapely")


@dataclass
class Table:
    """Rows of (what, figure, beside it), printed as they come and kept for the file."""

    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, figure: str, beside: str = "") -> None:
        self.rows.append((what, figure, beside))
        print(f"{what:<66} {figure:>14}  {beside}", flush=True)

    def section(self, title: str) -> None:
        self.rows.append((title, "", ""))
        print(f"\n== {title}", flush=True)

    def markdown(self) -> str:
        lines = ["| what | figure | beside it |", "|---|---|---|"]
        for what, figure, beside in self.rows:
            lines.append(f"| {what} | {figure} | {beside} |" if figure else f"| **{what}** | | |")
        return "\n".join(lines) + "\n"


def data_folder() -> Path:
    """Give the folder of the real data that measurements run on."""
    return Path(os.environ.get("OPENEVAC_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def machine_lines() -> list[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in SHOWN_LIBRARIES)
    return [
        f"machine: {cpu_model()}, {os.cpu_count()} cores, {memory_gb():.0f} GB, {platform.system()}",
        f"python {platform.python_version()}; {libraries}",
    ]


def cpu_model() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def median_s(work: Callable[[], Any], runs: int = 5) -> float:
    """Give the median seconds of `runs` runs after one that is not counted."""
    work()
    taken = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def once_s(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def peak_mb() -> float:
    """Give this process's highest memory so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def in_own_process(work: Callable[..., Any], *arguments: Any) -> Any:
    """Run `work` in a new process, so that its memory and caches are its own, and give what it returns."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        return pool.apply(work, arguments)


def seconds(value: float) -> str:
    return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"

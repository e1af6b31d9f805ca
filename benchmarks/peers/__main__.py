"""Measure ours beside its peers: `python -m benchmarks.peers [--quick] [--full]`; a part of `make bench`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.measure import data_folder, machine_lines
from benchmarks.peers.compare import markdown
from benchmarks.peers.days import Round
from benchmarks.peers.run import FULL, QUICK, USUAL, Extent, measure_peers


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure OpenEvac beside other solvers on this machine.")
    parser.add_argument("--quick", action="store_true", help="little of everything, to see that it runs")
    parser.add_argument("--full", action="store_true", help="60 seconds too, and all published instances")
    parser.add_argument("--round", nargs=3, metavar=("REQUESTS", "SECONDS", "SEEDS"), help="the ten operations alone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="operations at a time")
    parser.add_argument("-o", "--out", type=Path, help="also write the tables as Markdown")
    given = parser.parse_args()
    if not (data_folder() / "osm").exists():
        sys.exit(f"{data_folder()} holds no roads; set OPENEVAC_TEST_DATA to the folder of the real data.")
    head = machine_lines()
    print("\n".join(head))
    table, compared = measure_peers(data_folder(), _extent(given), given.jobs)
    if given.out:
        parts = [f"- {line}" for line in head]
        for one, found in compared:
            parts += ["", f"**{one.title}**", "", markdown(found)]
        given.out.write_text("\n".join([*parts, "", table.markdown()]), encoding="utf-8")


def _extent(given: argparse.Namespace) -> Extent:
    if given.round:
        requests, budget_s, seeds = given.round
        one = Round(int(requests), float(budget_s), int(seeds))
        return Extent((one,), optimum=(), published_s=0.0, latency_nodes=0)
    return FULL if given.full else QUICK if given.quick else USUAL


if __name__ == "__main__":
    main()

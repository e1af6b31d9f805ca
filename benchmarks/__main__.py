"""Run all measurements: `python -m benchmarks [--full] [--large]`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.clearing import measure_clearing
from benchmarks.crew_first_screen import measure_first_screen
from benchmarks.crew_shell import measure_shell
from benchmarks.desk import measure_desk
from benchmarks.desk_paint import measure_paint
from benchmarks.desk_plan import Sizes
from benchmarks.importing import measure_import
from benchmarks.ledger import measure_ledger
from benchmarks.measure import Table, data_folder, in_own_process, machine_lines
from benchmarks.peers.run import FULL, USUAL, measure_peers
from benchmarks.planning import measure_planning
from benchmarks.record import MISSIONS, REQUESTS, measure_record
from benchmarks.routes import measure_memory, measure_size, write_pack
from benchmarks.store import measure_store

SIZES = (30_000, 300_000)
LARGE = 7_000_000
RECORD, RECORD_FULL = (REQUESTS, MISSIONS), (300_000, 3_000)


def run(*, full: bool, large: bool) -> str:
    table = Table()
    _measure_roads(table, full=full, large=large)
    extract = data_folder() / "osm" / "heidelberg.osm.pbf"
    instances = data_folder() / "benchmarks" / "bep"
    jobs = os.cpu_count() or 1
    table.rows += measure_clearing(extract if extract.exists() else None, instances, full=full, jobs=jobs).rows
    table.rows += in_own_process(measure_ledger, full).rows
    with tempfile.TemporaryDirectory() as place:
        table.rows += in_own_process(measure_store, Path(place)).rows
    table.rows += measure_record(*(RECORD_FULL if full else RECORD)).rows
    table.rows += measure_desk(Sizes()).rows
    table.rows += measure_paint().rows
    table.rows += in_own_process(measure_shell).rows
    table.rows += measure_first_screen().rows
    return table.markdown()


def _measure_roads(table: Table, *, full: bool, large: bool) -> None:
    """Measure import, roads and planning, where the folder of the real data is there."""
    extract = data_folder() / "osm" / "heidelberg.osm.pbf"
    if not extract.exists():
        table.add("roads and planning", "not measured", f"{extract.name} is missing; set OPENEVAC_TEST_DATA")
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        table.rows += in_own_process(measure_import, extract, folder).rows
        for size in (*SIZES, *((LARGE,) if large else ())):
            peer = folder if size in SIZES else None
            table.rows += in_own_process(measure_size, extract, size, peer, full).rows
        in_own_process(write_pack, extract, SIZES[-1], folder / "pack")
        used = in_own_process(measure_memory, folder / "pack")
        table.add("memory: open 300,000 nodes, field, two reports, matrices", f"{used:.0f} MB", "aim under 600 MB")
        table.rows += in_own_process(measure_planning, extract, full).rows
    table.rows += measure_peers(data_folder(), FULL if full else USUAL, os.cpu_count() or 1)[0].rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure OpenEvac on this machine.")
    parser.add_argument("--full", action="store_true", help="more runs, and the size of a whole country")
    parser.add_argument("--large", action="store_true", help="7,000,000 nodes too (about 6 GB of memory)")
    parser.add_argument("-o", "--out", type=Path, help="also write the rows as Markdown")
    given = parser.parse_args()
    head = machine_lines()
    print("\n".join(head))
    rows = run(full=given.full, large=given.large or given.full)
    if given.out:
        given.out.write_text(
            "# Measured\n\n" + "\n".join(f"- {line}" for line in head) + f"\n\n{rows}", encoding="utf-8"
        )


if __name__ == "__main__":
    main()

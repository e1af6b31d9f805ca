"""Run all measurements: `python -m benchmarks [--full] [--large]`, or `make bench`."""

from __future__ import annotations

import argparse
import os
import tempfile
from pathlib import Path

from benchmarks.importing import measure_import
from benchmarks.measure import Table, in_own_process, machine_lines
from benchmarks.planning import measure_planning
from benchmarks.routes import measure_memory, measure_size, write_pack

SIZES = (30_000, 300_000)
LARGE = 7_000_000


def data_folder() -> Path:
    return Path(os.environ.get("OPENEVAC_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))


def run(*, full: bool, large: bool) -> str:
    extract = data_folder() / "osm" / "heidelberg.osm.pbf"
    if not extract.exists():
        return f"not measured: {extract.name} is missing; set OPENEVAC_TEST_DATA to the folder of the real data"
    table = Table()
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
    return table.markdown()


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

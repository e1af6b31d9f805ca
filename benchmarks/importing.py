"""Rows about reading a map, beside OSRM's own import of the same file."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.measure import Table, median_s, peak_mb, seconds
from benchmarks.osrm_peer import Osrm, PeerMissingError, fetch_osrm
from benchmarks.worlds import extract_graph


def measure_import(extract: Path, folder: Path) -> Table:
    """Measure extract -> graph; run it in a process of its own."""
    table = Table()
    graph = extract_graph(extract)
    table.section(f"import of {extract.name}: {graph.num_nodes:,} nodes, {graph.num_arcs:,} arcs, tracks included")
    ours = median_s(lambda: extract_graph(extract), runs=3)
    table.add("extract -> graph", seconds(ours), f"{peak_mb():.0f} MB")
    try:
        peer = Osrm(fetch_osrm(folder), folder)
        shutil.copy(extract, folder / "roads.osm.pbf")
        theirs = median_s(peer.prepare, runs=1)
    except PeerMissingError as missing:
        table.add("OSRM", "not measured", str(missing))
        return table
    table.add("OSRM: extract, partition, customise", seconds(theirs), f"{theirs / ours:.1f}x ours; its car roads only")
    return table

"""All rows about peers, in the order of the issue they answer; a part of `make bench`, or alone."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measure import Table, in_own_process
from benchmarks.peers.compare import Compared
from benchmarks.peers.days import Round, measure_round
from benchmarks.peers.latency import NODES, measure_latency
from benchmarks.peers.operations import make_world
from benchmarks.peers.optimum import SIZES, measure_optimum
from benchmarks.peers.published import LIMIT_S, SHOWN, measure_published


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured. `published`: names of instances, none for all. `latency_nodes`: zero leaves it out."""

    rounds: tuple[Round, ...]
    optimum: tuple[tuple[int, int], ...] = SIZES
    published: tuple[str, ...] = SHOWN
    published_s: float = LIMIT_S
    latency_nodes: int = NODES


QUICK = Extent(
    (Round(40, 2.0, operations=("tight beds", "two depots", "tight ceilings")),),
    optimum=SIZES[:5],
    published=SHOWN[:1],
    published_s=3.0,
    latency_nodes=30_000,
)
USUAL = Extent((Round(120, 10.0, seeds=5), Round(1000, 10.0)))
FULL = Extent((*USUAL.rounds, Round(120, 60.0), Round(1000, 60.0)), published=())


def measure_peers(data: Path, extent: Extent, jobs: int) -> tuple[Table, list[tuple[Round, list[Compared]]]]:
    """Measure everything that `extent` asks for; also gives the comparisons of every round."""
    table, compared = Table(), []
    extract = data / "osm" / "heidelberg.osm.pbf"
    for one in extent.rounds:
        rows, found = measure_round(extract, one, jobs)
        table.rows += rows.rows
        compared.append((one, found))
    if extent.optimum:
        table.rows += in_own_process(_optimum, extract, extent.optimum).rows
    instances = data / "benchmarks" / "multi_trip"
    if extent.published_s:
        table.rows += measure_published(instances, names=extent.published, limit_s=extent.published_s, jobs=jobs).rows
    if extent.latency_nodes:
        with tempfile.TemporaryDirectory() as place:
            table.rows += in_own_process(measure_latency, extract, Path(place), extent.latency_nodes).rows
    return table, compared


def _optimum(extract: Path, sizes: tuple[tuple[int, int], ...]) -> Table:
    return measure_optimum(make_world(extract), sizes)

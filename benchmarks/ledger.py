"""Rows about the ledger: growing, proving and checking a log of a million entries, and a whole export.

Run it alone: `python -m benchmarks.ledger [--full]`.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from benchmarks.measure import Table, machine_lines, median_s, once_s, peak_mb, seconds
from openevac.ledger import offline
from openevac.ledger.audit_export import export_lines, exported, read_export
from openevac.ledger.checkpoint import Checkpoint, cosign, cosignatures, open_checkpoint, sign_checkpoint
from openevac.ledger.entries import Entry, canonical_json, make_entry
from openevac.ledger.log import Frontier, consistency_proof, inclusion_proof, verify_consistency, verify_inclusion
from openevac.ledger.note import KeyKind, SigningKey
from openevac.ledger.verify import verify_export

LOG = SigningKey("bench.example/log", KeyKind.NOTE, sha256(b"log").digest())
WITNESS = SigningKey("bench.example/witness", KeyKind.COSIGNATURE, sha256(b"witness").digest())
AT = datetime(2026, 11, 22, tzinfo=UTC)
LARGE = 1_000_000


def measure_ledger(full: bool) -> Table:  # noqa: FBT001 passed through a process pool
    """Measure the ledger; run it in a process of its own."""
    table = Table()
    table.section("ledger")
    _measure_tree(table)
    _measure_export(table, 100_000 if full else 20_000)
    table.add("memory, highest", f"{peak_mb():.0f} MB")
    return table


def _measure_tree(table: Table) -> None:
    levels: list[list[bytes]] = [[] for _ in range(21)]

    def grow() -> Frontier:
        frontier = Frontier()
        for number in range(LARGE):
            frontier, completed = frontier.append(sha256(number.to_bytes(4, "big")).digest())
            for level, _, top in completed:
                levels[level].append(top)
        return frontier

    def node_of(level: int, number: int) -> bytes:
        return levels[level][number]

    taken, frontier = once_s(grow)
    table.add("append one entry to the tree, of 1,000,000", f"{taken / LARGE * 1e6:.1f} µs", "aim 10 µs")
    root, old = frontier.root(), 700_001
    proof = inclusion_proof(524_287, LARGE, node_of)
    table.add("inclusion proof in 1,000,000: hashes", str(len(proof)), "at most 20")
    leaf = levels[0][524_287]
    table.add(
        "verify it", f"{median_s(lambda: verify_inclusion(leaf, 524_287, LARGE, proof, root)) * 1e6:.0f} µs", "aim 1 ms"
    )
    table.add("make it", f"{median_s(lambda: inclusion_proof(524_287, LARGE, node_of)) * 1e6:.0f} µs")
    partial = Frontier()
    for leaf_of_old in levels[0][:old]:
        partial, _ = partial.append(leaf_of_old)
    shown = consistency_proof(old, LARGE, node_of)
    checked = median_s(lambda: verify_consistency(old, partial.root(), LARGE, root, shown))
    table.add(f"verify that {old:,} entries became 1,000,000", f"{checked * 1e6:.0f} µs", f"{len(shown)} hashes")
    note = sign_checkpoint(Checkpoint(origin=LOG.name, size=LARGE, root=root), LOG)
    line = cosign(note, WITNESS, AT)
    text = note.with_lines([line]).text()
    table.add("sign a checkpoint", f"{median_s(lambda: cosign(note, WITNESS, AT)) * 1e6:.0f} µs")
    table.add(
        "check a checkpoint and a witness",
        f"{median_s(lambda: cosignatures(open_checkpoint(text, LOG.verifier)[1], [WITNESS.verifier])) * 1e6:.0f} µs",
    )


def _measure_export(table: Table, size: int) -> None:
    entries: list[Entry] = []
    bodies, salts, notes, frontier = [], [], [], Frontier()
    for number in range(size):
        bodies.append(canonical_json({"request": f"r{number}", "status": "open", "people": number % 7}))
        salts.append(sha256(f"salt {number}".encode()).digest())
        entries.append(make_entry(AT, "register_request", bodies[-1], salts[-1]))
        frontier, _ = frontier.append(entries[-1].leaf_hash())
        if number % 10 == 9:
            note = sign_checkpoint(Checkpoint(origin=LOG.name, size=number + 1, root=frontier.root()), LOG)
            notes.append(note.with_lines([cosign(note, WITNESS, AT)]))
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "log.jsonl"
        lines = export_lines(
            LOG.verifier, [WITNESS.verifier], size,
            (exported(number, *given) for number, given in enumerate(zip(entries, bodies, salts, strict=True))), notes,
        )  # fmt: skip
        path.write_bytes(b"".join(lines))
        told = f"{size:,} entries, {len(notes):,} checkpoints, {path.stat().st_size / 1e6:.0f} MB"
        taken, report = once_s(lambda: verify_export(read_export(path), LOG.verifier, [WITNESS.verifier]))
        table.add("check a whole export", seconds(taken), f"{told}, {len(report.faults)} faults")
        log, trusted = LOG.verifier.text(), [WITNESS.verifier.text()]
        taken, (found, *_) = once_s(lambda: offline.check_export(path, log, trusted, ()))
        table.add("the same by the one file for strangers", seconds(taken), f"{len(found.wrong)} faults")


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the ledger.")
    parser.add_argument("--full", action="store_true", help="an export of 100,000 entries")
    given = parser.parse_args()
    print("\n".join(machine_lines()))
    measure_ledger(given.full)


if __name__ == "__main__":
    main()

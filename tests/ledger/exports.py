"""Exports of made logs, and both ways of checking them: ours, and the one file that shares no code with it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError
from openevac.ledger import offline
from openevac.ledger.audit_export import export_folder, export_lines, exported, read_lines
from openevac.ledger.entries import canonical_json
from openevac.ledger.note import Note, VerifierKey
from openevac.ledger.verify import Report, verify_export
from tests.ledger.keys import log_key, witness_key
from tests.ledger.made_log import MadeLog, MadeWitness, witnessed

KEY = log_key().verifier
WITNESS = witness_key().verifier


def make(steps: Sequence[int], seed: str = "past", *, witness: bool = True) -> tuple[MadeLog, MadeWitness]:
    """Grow a log by steps with a checkpoint after each; a witness signs all but the last."""
    log = MadeLog(seed=seed)
    watching = MadeWitness.of(log.key)
    for number, step in enumerate(steps, 1):
        log.grow(step)
        if witness and number < len(steps):
            witnessed(log, watching)
        else:
            log.checkpoint()
    return log, watching


def lines_of(log: MadeLog, erased: Sequence[int] = (), notes: Sequence[Note] | None = None) -> list[bytes]:
    given = list(log.notes.values()) if notes is None else notes
    return list(export_lines(KEY, [WITNESS], len(log.entries), entries_of(log, erased), given))


def entries_of(log: MadeLog, erased: Sequence[int] = ()) -> Any:
    for index, entry in enumerate(log.entries):
        gone = index in erased
        yield exported(index, entry, None if gone else log.bodies[index], None if gone else log.salts[index])


def write_folder(folder: Path, log: MadeLog) -> None:
    folder.mkdir()
    for name, content in export_folder(KEY, [WITNESS], len(log.entries), entries_of(log), list(log.notes.values())):
        (folder / name).write_bytes(b"".join(content))


def told(lines: Sequence[bytes]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines]


def as_lines(values: Sequence[dict[str, Any]]) -> list[bytes]:
    return [canonical_json(value) + b"\n" for value in values]


def checked(lines: Sequence[bytes], held: Sequence[str] = (), witnesses: Sequence[VerifierKey] = (WITNESS,)) -> Report:
    return verify_export(read_lines(lines), KEY, witnesses, held)


def kinds(report: Report) -> set[str]:
    return {one.kind.value for one in report.faults}


def we_find(content: bytes, held: Sequence[str] = ()) -> bool:
    """Tell whether our check finds a fault in the bytes of an export."""
    try:
        return bool(checked(content.splitlines(keepends=True), held).faults)
    except InputError:
        return True


class InMemory(type(Path())):  # type: ignore[misc]  # the class of paths differs by system
    """A file that is read from memory: thousands of trials need no disk."""

    content = b""

    def is_dir(self) -> bool:
        return False

    def read_bytes(self) -> bytes:
        return self.content


def a_stranger_finds(content: bytes, held: Sequence[str] = ()) -> bool:
    """Tell whether the one-file check finds a fault in the bytes of an export."""
    path = InMemory("log.jsonl")
    path.content = content
    try:
        findings, _, _ = offline.check_export(path, KEY.text(), [WITNESS.text()], held)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return True
    return bool(findings.wrong)

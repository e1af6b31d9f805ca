"""A whole log as files a stranger can read: a header, a line for each entry with its body, and the checkpoints.

One file (.jsonl): each line is JSON in its one canonical form, so that every changed byte is a fault. First the
header {"format", "v", "log", "witnesses", "size", "checkpoints"}, then {"index", "hash", "leaf", "body", "salt"} for
each entry (body and salt null where the body was erased), then {"checkpoint"} with a signed note, smallest first.
A folder holds the same: log.json, entries.jsonl and checkpoint-*.txt. Nothing here is believed because it stands here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openevac.domain.errors import InputError
from openevac.ledger.entries import Entry, canonical_json
from openevac.ledger.faults import Fault, FaultKind, fault
from openevac.ledger.note import Note, VerifierKey, parse_verifier_key

FORMAT = "openevac-ledger-export"
VERSION = 1
HEADER_FILE, ENTRIES_FILE = "log.json", "entries.jsonl"
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class ExportedEntry:
    """An entry as it stands in an export; `hash` is the leaf hash as the log stored it."""

    index: int
    hash: bytes
    leaf: bytes
    body: bytes | None
    salt: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogExport:
    """A log as somebody handed it over. `size` and `checkpoints` are what its header says."""

    log_key: VerifierKey
    witnesses: tuple[VerifierKey, ...]
    size: int
    entries: Sequence[ExportedEntry]
    notes: tuple[str, ...]
    faults: tuple[Fault, ...] = ()


def exported(index: int, entry: Entry, body: bytes | None, salt: bytes | None) -> ExportedEntry:
    """Give an entry the form it has in an export."""
    return ExportedEntry(index, entry.leaf_hash(), entry.leaf(), body, salt)


def export_lines(
    log_key: VerifierKey,
    witnesses: Sequence[VerifierKey],
    size: int,
    entries: Iterable[ExportedEntry],
    notes: Sequence[Note],
) -> Iterator[bytes]:
    """Write a log line by line, so that a long one need not fit into memory. The newest note must cover `size`."""
    yield _header(log_key, witnesses, size, len(notes))
    for one in entries:
        yield _entry_line(one)
    for note in notes:
        yield canonical_json({"checkpoint": note.text()}) + b"\n"


def export_folder(
    log_key: VerifierKey,
    witnesses: Sequence[VerifierKey],
    size: int,
    entries: Iterable[ExportedEntry],
    notes: Sequence[Note],
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Give the files of the folder form: their names and their lines."""
    yield HEADER_FILE, iter([_header(log_key, witnesses, size, len(notes))])
    yield ENTRIES_FILE, (_entry_line(one) for one in entries)
    for number, note in enumerate(notes):
        yield f"checkpoint-{number:06}.txt", iter([note.text().encode("utf-8")])


def read_export(path: Path) -> LogExport:
    """Read an export from its folder or its one file; lines that cannot be read become faults."""
    if path.is_dir():
        notes = [one.read_bytes() for one in sorted(path.glob("checkpoint-*.txt"))]
        lines = [(path / HEADER_FILE).read_bytes(), *_lines((path / ENTRIES_FILE).read_bytes())]
        return read_lines(lines, [note.decode("utf-8", "replace") for note in notes])
    return read_lines(_lines(path.read_bytes()))


def read_lines(lines: Sequence[bytes], notes: Sequence[str] = ()) -> LogExport:
    """Read the lines of an export. InputError where even the header cannot be read."""
    header = _read_header(lines[0] if lines else b"")
    entries: list[ExportedEntry] = []
    found = list(notes)
    faults: list[Fault] = []
    for number, line in enumerate(lines[1:], 2):
        told = _canonical(line)
        entry, note = _as_entry(told), told.get("checkpoint")
        if entry is not None and not found:
            entries.append(entry)
        elif isinstance(note, str) and set(told) == {"checkpoint"}:
            found.append(note)
        elif entry is not None and notes:
            entries.append(entry)
        else:
            faults.append(fault(FaultKind.UNREADABLE, line=number))
    if header["checkpoints"] != len(found):
        faults.append(fault(FaultKind.BAD_CHECKPOINT, number=len(found)))
    return LogExport(
        log_key=parse_verifier_key(header["log"]),
        witnesses=tuple(parse_verifier_key(key) for key in header["witnesses"]),
        size=header["size"],
        entries=entries,
        notes=tuple(found),
        faults=tuple(faults),
    )


def _header(log_key: VerifierKey, witnesses: Sequence[VerifierKey], size: int, checkpoints: int) -> bytes:
    return canonical_json({
        "format": FORMAT, "v": VERSION, "log": log_key.text(), "witnesses": [key.text() for key in witnesses],
        "size": size, "checkpoints": checkpoints,
    }) + b"\n"  # fmt: skip


def _entry_line(one: ExportedEntry) -> bytes:
    return canonical_json({
        "index": one.index,
        "hash": one.hash.hex(),
        "leaf": one.leaf.decode("utf-8", "replace"),  # what is damaged leaves damaged: its hash does not fit
        "body": None if one.body is None else one.body.decode("utf-8", "replace"),
        "salt": None if one.salt is None else one.salt.hex(),
    }) + b"\n"  # fmt: skip


def _lines(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def _canonical(line: bytes) -> dict[str, Any]:
    """Read one line; empty unless it is an object in its one form, ended by a newline."""
    try:
        told = json.loads(line)
        return told if isinstance(told, dict) and canonical_json(told) + b"\n" == line else {}
    except (ValueError, RecursionError):
        return {}


def _read_header(line: bytes) -> dict[str, Any]:
    told = _canonical(line)
    right = (
        told.get("format") == FORMAT
        and told.get("v") == VERSION
        and set(told) == {"format", "v", "log", "witnesses", "size", "checkpoints"}
        and isinstance(told["log"], str)
        and isinstance(told["witnesses"], list)
        and all(isinstance(key, str) for key in told["witnesses"])
        and type(told["size"]) is int
        and type(told["checkpoints"]) is int
    )
    if not right:
        raise InputError(
            "This is not the export of an OpenEvac ledger.",
            "Give the .jsonl file or the folder that `openevac ledger export` wrote.",
            field="format",
        )
    return told


def _as_entry(told: dict[str, Any]) -> ExportedEntry | None:
    if set(told) != {"index", "hash", "leaf", "body", "salt"}:
        return None
    index, leaf, body = told["index"], told["leaf"], told["body"]
    hashed, salt = _hex(told["hash"]), _hex(told["salt"])
    right = type(index) is int and index >= 0 and isinstance(leaf, str) and hashed is not None
    if not right or hashed is None or (body is None) != (salt is None) or not isinstance(body, str | None):
        return None
    return ExportedEntry(index, hashed, leaf.encode("utf-8"), None if body is None else body.encode("utf-8"), salt)


def _hex(text: object) -> bytes | None:
    return bytes.fromhex(text) if isinstance(text, str) and _HEX.fullmatch(text) else None

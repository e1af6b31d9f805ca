"""The memory of a witness on the disk: what it has signed stands there before anybody gets the signature.

A state is written beside its name, forced to the disk, given its name, and the folder is forced to the disk. Killed
at any point, a witness finds either the old state (and no signature has left) or the new one. Two processes of one
witness take turns by a lock, else one could bring back what the other has already moved on from.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from openevac.domain.errors import InputError
from openevac.ledger.checkpoint import open_checkpoint
from openevac.ledger.entries import canonical_json
from openevac.ledger.note import SigningKey, parse_verifier_key
from openevac.ledger.witness import Cosigned, KnownLog, Refused, WitnessState, decide

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

STATE_VERSION = 1


def answer(path: Path, text: str, key: SigningKey, now: datetime) -> Cosigned | Refused:
    """Answer a request by the state at `path`; the new state is on the disk when this returns."""
    with alone(path):
        decided = decide(read_state(path), text, key, now)
        if isinstance(decided, Cosigned):
            write_durably(path, _to_bytes(decided.state))
    return decided


def read_state(path: Path) -> WitnessState:
    """Read what a witness remembers; a lost or damaged memory is an error, never a fresh start."""
    try:
        stored = json.loads(path.read_bytes())
        if stored["v"] != STATE_VERSION:
            raise _damaged(path)
        logs = [KnownLog(key=parse_verifier_key(log["key"]), checkpoint=log["checkpoint"]) for log in stored["logs"]]
        for log in logs:
            if log.checkpoint:
                open_checkpoint(log.checkpoint, log.key)
    except FileNotFoundError:
        raise InputError(
            "The witness has no memory here.",
            "Find its state file; an old copy would let it sign a rewritten log. A new witness needs --name.",
            file=str(path),
        ) from None
    except OSError as fault:
        raise InputError(
            "The file cannot be read: {fault}.", "Check the path {path} and that you may read it.",
            file=path.name, fault=fault.strerror or str(fault), path=str(path),
        ) from None  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _damaged(path) from None
    return WitnessState({log.key.name: log for log in logs})


def create_state(path: Path, state: WitnessState) -> None:
    """Begin the memory of a new witness; one that exists is never replaced."""
    with alone(path):
        if path.exists():
            raise InputError(
                "A witness has its memory here already.", "Name another file, or leave --name out.", file=str(path)
            )
        write_durably(path, _to_bytes(state))


def add_logs(path: Path, keys: list[str]) -> WitnessState:
    """Let a witness watch more logs; what it has seen of others stays."""
    with alone(path):
        state = before = read_state(path)
        for key in keys:
            state = state.knowing(parse_verifier_key(key))
        if state != before:
            write_durably(path, _to_bytes(state))
    return state


def write_durably(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file so that after this returns a power cut keeps it, and before it keeps the old one."""
    part = path.with_name(f".{path.name}.part")
    try:
        _write_whole(part, content, mode)
        os.replace(part, path)  # noqa: PTH105 - tests make each call on `os` fail in turn
        _force_folder(path.parent)
    except OSError as fault:
        raise InputError(
            "Nothing could be written here: {fault}.",
            "Check the free space and your rights, or name another path.",
            file=str(path),
            fault=fault.strerror or str(fault),
        ) from None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Let one process at a time work with a state; the lock ends with the process, however it ends."""
    lock = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _lock(lock)
        yield
    finally:
        os.close(lock)


def _write_whole(path: Path, content: bytes, mode: int) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), mode)
    try:
        written = 0
        while written < len(content):
            written += os.write(file, content[written:])
        os.fsync(file)
    finally:
        os.close(file)


def _force_folder(folder: Path) -> None:
    """Make a new name in a folder last; Windows does it by itself and has no such call."""
    if sys.platform == "win32":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _lock(file: int) -> None:
    if sys.platform == "win32":
        msvcrt.locking(file, msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX)


def _to_bytes(state: WitnessState) -> bytes:
    logs = [{"key": log.key.text(), "checkpoint": log.checkpoint} for log in state.logs.values()]
    return canonical_json({"v": STATE_VERSION, "logs": logs})


def _damaged(path: Path) -> InputError:
    return InputError(
        "The memory of the witness is damaged.",
        "Begin with a new witness under a new name; an old copy would let this one sign a rewritten log.",
        file=str(path),
    )

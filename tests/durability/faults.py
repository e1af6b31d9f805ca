"""Puts one fault into one system call of one client: strace lets a chosen call on the database's files fail or kill."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

WRITING_CALLS = ("openat", "pwrite64", "write", "fsync", "fdatasync", "ftruncate", "fallocate", "unlink", "unlinkat",
                 "rename", "renameat", "renameat2")  # fmt: skip
"""Every call by which SQLite and backups change what is on the disk, on the systems of today."""
KINDS = ("error=EIO", "error=ENOSPC", "signal=KILL")
ATTACHED = re.compile(r"attached")


@dataclass(frozen=True)
class Fault:
    """The `when`-th `call` of a client that takes a step fails: an input/output error, no space, or death."""

    step: str
    call: str
    kind: str
    when: int

    def __str__(self) -> str:
        return f"{self.step}, {self.call} {self.when}: {self.kind}"

    def injected(self) -> tuple[str, str]:
        """Give what strace is told."""
        return "-e", f"inject={self.call}:{self.kind}:when={self.when}"


def why_not() -> str:
    """Say why faults cannot be injected here; empty where they can."""
    if shutil.which("strace") is None:
        return "strace is not installed (apt install strace)"
    tried = subprocess.run(
        ["strace", "-qq", "-e", "inject=getpid:error=EIO:when=99", "true"], capture_output=True, check=False
    )
    return "" if tried.returncode == 0 else "strace may not trace here"


@contextmanager
def strace(child: int, files: Iterable[Path], *options: str) -> Iterator[None]:
    """Hold a client under strace, limited to some files; go on when it holds."""
    limited = [argument for path in files for argument in ("-P", str(path))]
    held = subprocess.Popen(
        ["strace", "-f", "-p", str(child), "-e", f"trace={','.join(WRITING_CALLS)}", *options, *limited],
        stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert held.stderr is not None
    while not ATTACHED.search(line := held.stderr.readline()):
        assert line, f"strace ended with {held.wait()}"
    try:
        yield
    finally:
        held.stderr.read()
        held.wait()
        held.stderr.close()


def files_of(home: Path) -> list[Path]:
    """Give the files that a client writes: the database, its log and index, a backup and the list of who was erased."""
    made = [home / f"record.db{ending}" for ending in ("", "-wal", "-shm")]
    if (home / "facts.json").exists():
        now = datetime.fromisoformat(json.loads((home / "facts.json").read_text())["now"])
        made += [home / "backups" / f"{now:%Y%m%dT%H%M%SZ}-dopomoha.part", home / "backups" / "erasures.txt.part"]
    return made


def open_gate(gate: Path) -> None:
    """Let the client go that waits at this pipe."""
    os.close(os.open(gate, os.O_WRONLY))


def calls_in(log: Path) -> Counter[str]:
    """Count the calls in a log of strace."""
    found = (re.search(r"^(?:\d+ +)?(\w+)\(", line) for line in log.read_text().splitlines())
    return Counter(match.group(1) for match in found if match)


def all_faults(step: str, calls: Counter[str]) -> list[Fault]:
    """Give every fault there can be in a step: each call at each of its times, in each kind."""
    return [Fault(step, call, kind, n) for call in sorted(calls) for n in range(1, calls[call] + 1) for kind in KINDS]


def spread(faults: list[Fault], most: int) -> list[Fault]:
    """Give `most` of them, evenly over the whole list, and the whole list where it is shorter."""
    if len(faults) <= most:
        return faults
    return [faults[place * len(faults) // most] for place in range(most)]

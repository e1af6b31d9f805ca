"""Every call on the write path fails once: no promised row is lost, a refusal saved nothing, a bad disk stops us."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from openevac.store.sqlcipher.stopping import EXIT_DISK
from tests.durability.faults import Fault, all_faults, calls_in, open_gate, spread, strace, why_not
from tests.durability.harness import Nursery
from tests.torture import examples

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not() or "strace works")]

COMMANDS = 2
KILLED = -9
REFUSED = 75
"""The client says so in words; clients.REFUSED, which cannot be imported without Django."""


def write_under(nursery: Nursery, home: Path, *options: str, commands: int = COMMANDS) -> int:
    """Let one client write under strace and give how it ended."""
    gate = nursery.folder / f"{home.name}.gate"
    os.mkfifo(gate)
    child = nursery.write(home, 0, commands, gate=str(gate))
    with strace(child, home, *options):
        open_gate(gate)
        ended = nursery.wait(child)
    gate.unlink()
    return ended


def calls_of_a_client(nursery: Nursery, commands: int) -> Counter[str]:
    """Count what a client calls from opening the database to closing it."""
    home, log = nursery.new_home(), nursery.folder / "calls"
    assert write_under(nursery, home, "-o", str(log), commands=commands) == 0
    return calls_in(log)


def outcome(nursery: Nursery, home: Path, fault: Fault, ended: int) -> str:
    """Say how a client met its fault, and hold it to what it should have said."""
    said = nursery.complaints(home).read_text() if nursery.complaints(home).exists() else ""
    if ended == KILLED:
        assert fault.kind == "signal=KILL"
        return "killed"
    if ended == EXIT_DISK:
        assert fault.kind.startswith("error="), fault
        assert "OpenEvac stops: The disk of the database reports an error" in said
        return "stopped"
    if ended == REFUSED:
        assert "refused: " in said, said
        return "refused to open"
    assert ended == 0, f"{fault}: {ended}\n{said}"
    return "refused a command" if " DiskFullError" in nursery.notes(home, 0).read_text() else "went on"


def test_no_fault_on_the_write_path_takes_or_doubles_a_row(nursery: Nursery, count_out: Callable[[str], None]) -> None:
    calls = calls_of_a_client(nursery, COMMANDS)
    faults = spread(all_faults(calls), examples(300, 2000))
    met: Counter[str] = Counter()
    for fault in faults:
        home = nursery.new_home()
        ended = write_under(nursery, home, "-e", f"inject={fault.call}:{fault.kind}:when={fault.when}")
        met[outcome(nursery, home, fault, ended)] += 1
        verdict = nursery.verdict(home, 1)
        assert verdict.clean, (fault, verdict)
        nursery.forget(home)
    said = ", ".join(f"{times} {what}" for what, times in met.most_common())
    count_out(f"strace faults: {len(faults)} ({dict(calls)}): {said}; 0 lost, 0 doubled")
    assert calls["fsync"] + calls["fdatasync"] >= COMMANDS
    assert met["killed"] > 0
    assert met["stopped"] > 0
    assert met["refused a command"] > 0


def test_after_a_failed_sync_nothing_is_reported_saved(nursery: Nursery) -> None:
    calls = calls_of_a_client(nursery, 1)
    home, call = nursery.new_home(), "fdatasync" if calls["fdatasync"] else "fsync"
    ended = write_under(nursery, home, "-e", f"inject={call}:error=EIO:when=1+", commands=5)
    assert ended == EXIT_DISK
    assert "ack" not in nursery.notes(home, 0).read_text()
    assert nursery.notes(home, 0).read_text().count("try") == 1  # it did not go on to the next

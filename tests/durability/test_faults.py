"""Every call on the write path fails once: no promised row is lost, a refusal saved nothing, a bad disk stops us."""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from openevac.store.sqlcipher.stopping import EXIT_DISK
from tests.durability.faults import Fault, all_faults, calls_in, files_of, open_gate, spread, strace, why_not
from tests.durability.harness import Nursery
from tests.torture import examples

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(why_not()), reason=why_not() or "strace works")]

COMMANDS = 2
PARTS = 4
PATIENCE_S = 30.0
WRITING = "open, register twice, close"
KILLED = -9
REFUSED = 75
"""The client says so in words; clients.REFUSED, which cannot be imported without Django."""


def write_under(nursery: Nursery, home: Path, *options: str, commands: int = COMMANDS) -> int:
    """Let one client write under strace and give how it ended."""
    gate = nursery.folder / f"{home.name}.gate"
    os.mkfifo(gate)
    child = nursery.write(home, 0, commands, gate=str(gate))
    with strace(child, files_of(home), *options):
        open_gate(gate)
        ended = nursery.wait(child)
    gate.unlink()
    return ended


def step_under(nursery: Nursery, step: str, home: Path, *options: str) -> int:
    """Let one client take a step of the story under strace and give how it ended; the database is open before."""
    begin, ready = nursery.folder / f"{home.name}.begin", nursery.folder / f"{home.name}.ready"
    os.mkfifo(begin)
    notes = str(nursery.notes(home, 0))
    child = nursery.start("take_step", home, step=step, notes=notes, begin=str(begin), ready=str(ready))
    give_up = time.monotonic() + PATIENCE_S
    while not ready.exists():
        assert time.monotonic() < give_up, nursery.complaints(home).read_text()
        time.sleep(0.002)
    with strace(child, files_of(home), *options):
        open_gate(begin)
        return nursery.wait(child)


def calls_of_a_client(nursery: Nursery, commands: int) -> Counter[str]:
    """Count what a client calls from opening the database to closing it."""
    home, log = nursery.new_home(), nursery.folder / "calls"
    assert write_under(nursery, home, "-o", str(log), commands=commands) == 0
    return calls_in(log)


def calls_of_a_step(nursery: Nursery, step: str) -> Counter[str]:
    """Count what a client calls that takes one step on an open database and closes it."""
    home, log = nursery.place_before(step), nursery.folder / "calls"
    assert step_under(nursery, step, home, "-o", str(log)) == 0, nursery.complaints(home).read_text()
    there = nursery.check_step(home, step)
    assert (there["done"], there["wrong"]) == (True, []), (step, there)
    nursery.forget(home)
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
    refused = re.search(r"^no .* (DiskFullError|OSError|InputError)$", nursery.notes(home, 0).read_text(), re.MULTILINE)
    return "refused a command" if refused else "went on"


def meet_while_writing(nursery: Nursery, fault: Fault) -> str:
    """Let a client meet a fault between opening and closing the database; gives how it met it."""
    home = nursery.new_home()
    ended = write_under(nursery, home, *fault.injected())
    met = outcome(nursery, home, fault, ended)
    verdict = nursery.verdict(home, 1)
    assert verdict.clean, (fault, verdict)
    nursery.forget(home)
    return met


def said_so(step: str, said: str) -> bool:
    """Tell whether a refusal says that something was saved all the same.

    A backup is an entry first and a file then; erasing is saved before old pages are overwritten, and says that.
    """
    return (step == "back up" and "OSError" in said) or (step == "erase" and "InputError" in said)


def meet_at_step(nursery: Nursery, fault: Fault) -> str:
    """Let a client meet a fault while it takes a step; what was promised is there, and asking again ends the same."""
    home = nursery.place_before(fault.step)
    met = outcome(nursery, home, fault, step_under(nursery, fault.step, home, *fault.injected()))
    said, there = nursery.notes(home, 0).read_text(), nursery.check_step(home, fault.step)
    assert there["done"] or "ack" not in said, f"lost: {fault}"
    assert not there["done"] or "no " not in said or said_so(fault.step, said), f"refused and saved: {fault}"
    assert there["wrong"] == [], (fault, there["wrong"])
    nursery.forget(home)
    return met


@pytest.fixture(scope="module")
def points(nursery: Nursery) -> dict[str, Counter[str]]:
    """Count the calls of every step: each is a place where a fault can be put."""
    found = {WRITING: calls_of_a_client(nursery, COMMANDS)}
    return found | {step.name: calls_of_a_step(nursery, step.name) for step in sorted(nursery.story().iterdir())}


@pytest.mark.parametrize("part", range(PARTS))
def test_no_fault_on_the_write_path_takes_or_doubles_a_row(
    nursery: Nursery, points: dict[str, Counter[str]], part: int, count_out: Callable[[str], None]
) -> None:
    possible = [fault for step, calls in points.items() for fault in all_faults(step, calls)]
    chosen = spread(possible, examples(300, 2000))
    assert len(set(chosen)) == examples(300, 2000), "every one is another"
    faults, met = chosen[part::PARTS], Counter[str]()
    for fault in faults:
        met[meet_while_writing(nursery, fault) if fault.step == WRITING else meet_at_step(nursery, fault)] += 1
    said = ", ".join(f"{times} {what}" for what, times in met.most_common())
    count_out(
        f"strace faults, part {part + 1} of {PARTS}: {len(faults)} of {len(possible)} there can be, in "
        f"{len({fault.step for fault in faults})} steps: {said}; 0 lost, 0 doubled"
    )
    assert all(calls["fsync"] + calls["fdatasync"] > 0 for calls in points.values())
    assert points[WRITING]["fsync"] + points[WRITING]["fdatasync"] >= COMMANDS
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

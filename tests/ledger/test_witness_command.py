"""The witness as a real process beside the log: a shared folder, killed and started again, refusing and remembering."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openevac.ledger.checkpoint import cosignatures
from openevac.ledger.evidence import check_misbehaviour
from openevac.ledger.exchange import answer_name, evidence_name, newest_name, read_cosigned, read_refused, request_name
from openevac.ledger.note import VerifierKey, parse_signing_key, parse_verifier_key
from openevac.ledger.witness_file import read_state
from tests.ledger.made_log import MadeLog

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.ledger.run_witness"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}


class Side:
    """The log's side of a folder, and the witness as a process."""

    def __init__(self, place: Path) -> None:
        self.folder, self.state, self.key = place / "shared", place / "state.json", place / "witness.key"
        self.folder.mkdir()

    def arguments(self, *more: str) -> list[str]:
        return [*COMMAND, str(self.folder), "--state", str(self.state), "--key", str(self.key), *more]

    def run(self, *more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.arguments("--once", *more),
            cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip

    def begin(self, log: MadeLog) -> VerifierKey:
        done = self.run("--name", "witness.example/w1", "--log", log.key.verifier.text())
        assert done.returncode == 0, done.stderr
        return parse_verifier_key(next(line for line in done.stdout.splitlines() if line.startswith("witness.example")))

    def put(self, log: MadeLog, old: int) -> str:
        request = log.request(old)
        name = request_name(request)
        (self.folder / name).write_bytes(request.text().encode())
        return name

    def answer(self, name: str, *, signed: bool) -> str:
        return (self.folder / answer_name(name, signed=signed)).read_text("utf-8")


@pytest.fixture
def side(tmp_path: Path) -> Side:
    return Side(tmp_path)


def test_a_log_and_its_witness_talk_through_a_folder(side: Side) -> None:
    log = MadeLog().grow(4)
    witness = side.begin(log)
    assert parse_signing_key(side.key.read_text().strip()).verifier == witness
    assert side.key.stat().st_mode & 0o077 == 0 or sys.platform == "win32"
    name = side.put(log, 0)
    done = side.run()
    assert done.returncode == 0, done.stderr
    assert f"{name}: signed." in done.stdout
    note = log.notes[4].with_lines(read_cosigned(side.answer(name, signed=True)))
    assert [one.witness for one in cosignatures(note, [witness])] == ["witness.example/w1"]
    newest = (side.state.parent / newest_name(log.key.name)).read_text("utf-8")
    assert newest == note.text(), "what a stranger fetches from the witness"
    before = side.answer(name, signed=True)
    assert side.run().returncode == 0
    assert side.answer(name, signed=True) == before, "an answered request is not answered again"


def test_a_rewritten_log_is_refused_and_convicted(side: Side) -> None:
    log, other = MadeLog().grow(6), MadeLog(seed="invented").grow(6)
    side.begin(log)
    side.put(log, 0)
    assert side.run().returncode == 0
    name = side.put(other, 6)
    done = side.run()
    assert done.returncode == 1
    assert "two different trees of 6 entries" in done.stdout
    assert read_refused(side.answer(name, signed=False)) == ("fork", 6)
    evidence = (side.folder / evidence_name(name)).read_text("utf-8")
    assert len(check_misbehaviour(evidence, log.key.verifier)) == 2
    name = side.put(other.grow(3), 0)
    assert side.run().returncode == 1
    assert read_refused(side.answer(name, signed=False)) == ("other_old_size", 6)
    name = side.put(other.grow(1), 6)
    assert side.run().returncode == 1
    assert read_refused(side.answer(name, signed=False)) == ("bad_proof", 6)
    assert not (side.folder / evidence_name(name)).exists()


def test_what_has_arrived_in_part_waits(side: Side) -> None:
    log = MadeLog().grow(4)
    side.begin(log)
    name = side.put(log, 0)
    whole = (side.folder / name).read_bytes()
    (side.folder / name).write_bytes(whole[:-20])
    (side.folder / "request-x.txt").write_bytes(whole)
    (side.folder / "request-000000000004-0123456789abcdef.txt").write_bytes(b"\xff" * 200_000)
    assert side.run().returncode == 0
    assert not list(side.folder.glob("cosigned-*")) + list(side.folder.glob("refused-*"))
    (side.folder / name).write_bytes(whole)
    assert side.run().returncode == 0
    assert side.answer(name, signed=True)


def test_a_lost_memory_is_no_fresh_start(side: Side) -> None:
    log = MadeLog().grow(4)
    side.begin(log)
    side.state.unlink()
    done = side.run("--log", log.key.verifier.text())
    assert done.returncode == 2
    assert "has no memory here" in done.stderr
    assert not side.state.exists()


def test_wrong_beginnings_are_refused(side: Side, tmp_path: Path) -> None:
    log = MadeLog().grow(1)
    done = side.run()
    assert (done.returncode, "has no key here" in done.stderr) == (2, True)
    done = side.run("--name", "two words")
    assert (done.returncode, "not a key" in done.stderr, side.key.exists()) == (2, True, False)
    done = side.run("--name", "witness.example/w1")
    assert (done.returncode, "watches no log yet" in done.stderr) == (2, True)
    done = side.run("--name", "witness.example/w1")
    assert (done.returncode, "a key here already" in done.stderr) == (2, True)
    assert side.run("--log", log.key.verifier.text()).returncode == 0
    side.key.write_text("nothing")
    done = side.run()
    assert (done.returncode, "not a key" in done.stderr) == (2, True)
    side.folder = tmp_path / "nowhere"
    done = side.run()
    assert (done.returncode, "no such folder" in done.stderr) == (2, True)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_in_the_middle_and_started_again_it_goes_on_from_where_it_was(side: Side) -> None:
    log = MadeLog().grow(1)
    witness = side.begin(log)
    seen = 0
    for wait in (0.3, 0.55, 0.8):
        with subprocess.Popen(
            side.arguments(), cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            name = side.put(log.grow(2), seen)
            time.sleep(wait)
            process.kill()
        remembered = read_state(side.state).logs[log.key.name].seen.size
        assert remembered in {seen, log.frontier.size}
        assert side.run().returncode == 0
        note = log.notes[log.frontier.size].with_lines(read_cosigned(side.answer(name, signed=True)))
        assert cosignatures(note, [witness])
        seen = log.frontier.size

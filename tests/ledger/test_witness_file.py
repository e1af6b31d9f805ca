"""Killed or cut from power at any point of its state write, a witness never signs two histories."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from openevac.domain.errors import InputError
from openevac.ledger.note import KeyKind, SigningKey
from openevac.ledger.witness import Cosigned, KnownLog, Refusal, Refused, WitnessState
from openevac.ledger.witness_file import add_logs, answer, create_state, read_state, write_durably
from tests.ledger.keys import log_key, witness_key
from tests.ledger.made_log import START, MadeLog

KEY = witness_key()
STEPS = ("open", "write", "fsync", "close", "replace")


class Killed(BaseException):
    """The process ends here."""


class Disk:
    """Calls of the operating system, counted; the one at `stop` (before or after it) is the last.

    It keeps what would be left after a power cut: a file that was not forced to the disk is empty, and a name that
    was given stays only if the folder was forced (or if the disk happened to be quick).
    """

    def __init__(self, stop: int, *, after: bool) -> None:
        self.stop, self.after, self.calls = stop, after, 0
        self.names: dict[int, Path] = {}
        self.forced: set[Path] = set()
        self.unsafe_names: dict[Path, bytes] = {}
        self.made_empty: set[Path] = set()

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            self.calls += 1
            if self.calls == self.stop and not self.after:
                raise Killed
            self.note_before(name, given)
            result = real(*given)
            self.note_after(name, given, result)
            if self.calls == self.stop:
                raise Killed
            return result

        return call

    def note_before(self, name: str, given: tuple[Any, ...]) -> None:
        if name == "replace":
            part, path = Path(given[0]), Path(given[1])
            self.unsafe_names[path] = path.read_bytes()
            if part not in self.forced:
                self.made_empty.add(path)

    def note_after(self, name: str, given: tuple[Any, ...], result: Any) -> None:
        if name == "open":
            self.names[result] = Path(given[0])
            if given[1] & os.O_TRUNC:
                self.forced.discard(Path(given[0]))
        elif name == "close":
            del self.names[given[0]]
        elif name == "write":
            self.forced.discard(self.names[given[0]])
        elif name == "fsync":
            path = self.names[given[0]]
            self.forced.add(path)
            if path.is_dir():
                self.unsafe_names.clear()

    def end_process(self) -> None:
        """Close what a killed process had open, as the operating system does; its lock goes with it."""
        for file in self.names:
            os.close(file)

    def cut_power(self, *, names_lost: bool) -> None:
        for path in self.made_empty:
            path.write_bytes(b"")
        if names_lost:
            for path, content in self.unsafe_names.items():
                path.write_bytes(content)


@contextmanager
def failing(monkeypatch: pytest.MonkeyPatch, disk: Disk) -> Iterator[None]:
    with monkeypatch.context() as patched:
        for name in STEPS:
            patched.setattr(os, name, disk.wrap(name, getattr(os, name)))
        try:
            yield
        finally:
            patched.undo()
            disk.end_process()


def begin(path: Path, size: int = 5) -> MadeLog:
    log = MadeLog().grow(size)
    create_state(path, WitnessState({log.key.name: KnownLog(key=log.key.verifier)}))
    assert isinstance(answer(path, log.request(0).text(), KEY, START), Cosigned)
    return log


def two_futures(size: int = 5) -> tuple[str, str]:
    """Give requests for two histories that part after what the witness has seen."""
    honest, invented = MadeLog().grow(size), MadeLog().grow(size)
    invented.seed = "invented"
    return honest.grow(3).request(size).text(), invented.grow(3).request(size).text()


def count_calls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    path = tmp_path / "count.json"
    begin(path)
    disk = Disk(0, after=False)
    with failing(monkeypatch, disk):
        answer(path, two_futures()[0], KEY, START)
    return disk.calls


def test_the_new_state_is_forced_to_the_disk_before_anything_is_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    begin(path)
    disk = Disk(0, after=False)
    with failing(monkeypatch, disk):
        assert isinstance(answer(path, two_futures()[0], KEY, START), Cosigned)
    disk.cut_power(names_lost=True)
    assert read_state(path).logs[log_key().name].seen.size == 8
    refused = answer(path, two_futures()[1], KEY, START)
    assert isinstance(refused, Refused)
    assert refused.reason is Refusal.FORK


def test_killed_at_every_step_it_never_signs_two_histories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = count_calls(tmp_path, monkeypatch)
    assert steps >= 8
    one, other = two_futures()
    tried = 0
    for stop in range(1, steps + 1):
        for after in (False, True):
            for power in (None, False, True):
                path = tmp_path / f"{stop}-{after}-{power}.json"
                begin(path)
                signed = set()
                disk = Disk(stop, after=after)
                try:
                    with failing(monkeypatch, disk):
                        answer(path, one, KEY, START)
                    signed.add("one")
                except Killed:
                    tried += 1
                if power is not None:
                    disk.cut_power(names_lost=power)
                assert read_state(path).logs[log_key().name].seen.size in {5, 8}
                for name, request in (("other", other), ("one", one), ("other", other)):
                    if isinstance(answer(path, request, KEY, START), Cosigned):
                        signed.add(name)
                assert len(signed) == 1, f"stopped at call {stop}, after={after}, power={power}: {signed}"
    assert tried == steps * 2 * 3


def test_a_full_disk_gives_no_signature_and_keeps_the_old_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "state.json"
    begin(path)
    before = path.read_bytes()

    def full(*_given: Any) -> int:
        raise OSError(28, "No space left on device")

    for name in ("write", "fsync", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, name, full)
            with pytest.raises(InputError, match="No space left on device"):
                answer(path, two_futures()[0], KEY, START)
        assert path.read_bytes() == before
    assert isinstance(answer(path, two_futures()[0], KEY, START), Cosigned)


def test_short_writes_are_carried_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda file, content: real(file, content[:3]))
    write_durably(tmp_path / "a", b"0123456789")
    assert (tmp_path / "a").read_bytes() == b"0123456789"


def test_a_lost_or_damaged_memory_is_never_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    with pytest.raises(InputError, match="no memory here"):
        answer(path, two_futures()[0], KEY, START)
    begin(path)
    whole = path.read_bytes()
    damaged = [
        b"", whole[:-1], b"[]", b"null", b"{}", whole.replace(b'"v":1', b'"v":2'), whole.replace(b"old", b"odl"),
        whole.replace(rb"\n5\n", rb"\n4\n"), whole.replace(b'"checkpoint"', b'"check"'), b"\xff", b"[" * 100_000,
        whole.replace(b"+", b"-", 1),
    ]  # fmt: skip
    for content in damaged:
        if content == whole:
            continue
        path.write_bytes(content)
        with pytest.raises(InputError, match="memory of the witness is damaged"):
            answer(path, two_futures()[0], KEY, START)
    path.unlink()
    path.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        read_state(path)


def test_a_memory_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    log = begin(path)
    with pytest.raises(InputError, match="has its memory here already"):
        create_state(path, WitnessState({}))
    assert read_state(path).logs[log.key.name].seen.size == 5


def test_logs_are_added_and_none_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    log = begin(path)
    before = path.stat().st_mtime_ns
    add_logs(path, [log.key.verifier.text()])
    assert path.stat().st_mtime_ns == before, "nothing new, nothing written"
    state = add_logs(path, [log_key("another").verifier.text()])
    assert state == read_state(path)
    assert {name: one.seen.size for name, one in state.logs.items()} == {log.key.name: 5, "another": 0}
    with pytest.raises(InputError, match="under another key"):
        add_logs(path, [SigningKey(log.key.name, KeyKind.NOTE, bytes(32)).verifier.text()])


def test_many_at_once_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    begin(path)
    requests = [MadeLog().grow(5 + more).request(5).text() for more in range(1, 9)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda request: answer(path, request, KEY, START), requests))
    signed = [index for index, one in enumerate(answers) if isinstance(one, Cosigned)]
    assert len(signed) == 1, "all begin at 5, so only the first to come can be signed"
    assert read_state(path).logs[log_key().name].seen.size == 6 + signed[0]


def test_a_refusal_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    begin(path)
    before = path.stat().st_mtime_ns
    assert isinstance(answer(path, MadeLog().grow(3).request(0).text(), KEY, START), Refused)
    assert path.stat().st_mtime_ns == before


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_real_process_killed_while_it_writes(tmp_path: Path) -> None:
    """Kill a process that signs one future in a loop; whatever it was doing, only one future is ever signed."""
    path = tmp_path / "state.json"
    one, other = two_futures()
    script = tmp_path / "sign.py"
    script.write_text(
        "import sys\nfrom pathlib import Path\nfrom openevac.ledger.witness_file import answer\n"
        "from tests.ledger.test_witness_file import KEY, START\n"
        "state, request, out = (Path(one) for one in sys.argv[1:])\n"
        "while True:\n    given = answer(state, request.read_text('utf-8'), KEY, START)\n"
        "    out.write_text(given.text(), 'utf-8')\n    print('.', flush=True)\n",
        "utf-8",
    )
    begin(path)
    (tmp_path / "request").write_text(one, "utf-8")
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, script, path, tmp_path / "request", tmp_path / "out"],
        cwd=root, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(root)},
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.read(20)
        process.kill()
    assert "—" in (tmp_path / "out").read_text("utf-8")
    assert isinstance(answer(path, other, KEY, START), Refused)
    assert isinstance(answer(path, one, KEY, START), Cosigned)

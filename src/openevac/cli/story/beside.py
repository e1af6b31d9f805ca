"""The two processes beside the story: the worker with its round of duties, and a ledger witness with its own key."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from openevac.cli.session import Session
from openevac.cli.story.clock import StoryClock
from openevac.cli.story.telling import Telling, WentWrongError
from openevac.domain.records import DeliveryKind

if TYPE_CHECKING:
    from openevac.services.work.deliveries import ToTell
    from openevac.services.work.duties import Round
    from openevac.services.work.jobs import JobToDo

WITNESS = "susidy.example/kopiia"
LONGEST_S = 120.0


@dataclass(slots=True)
class Loudspeaker:
    """Tells what the worker has to tell: alarms aloud, the rest is counted for the end of the story."""

    tell: Telling
    told: Counter[str] = field(default_factory=Counter)
    heard: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, message: ToTell) -> None:
        """Take one message."""
        self.told[message.kind.value] += 1
        self.heard.append((message.kind.value, message.subject))
        if message.kind is DeliveryKind.OVERDUE_ALARM:
            self.tell.say(
                "The worker rings: {subject} is late.", style="bold red", subject=message.subject.partition(":")[2]
            )


class _OneTeller:
    def __init__(self, loudspeaker: Loudspeaker) -> None:
        self._loudspeaker = loudspeaker

    def tell(self, message: ToTell) -> None:
        """Tell it; the story's people are always reached."""
        self._loudspeaker(message)


class WorkerBeside:
    """The real worker on the story's clock: timers, alarms, deliveries, jobs, checkpoints, retention."""

    def __init__(self, clock: StoryClock, tell: Telling, witnesses: Path, do_job: Callable[[JobToDo], None]) -> None:
        from openevac.services.work.worker import Worker

        self.loudspeaker = Loudspeaker(tell)
        teller = _OneTeller(self.loudspeaker)
        self._worker = Worker(
            name="story",
            clock=clock,
            tellers=dict.fromkeys(DeliveryKind, teller),
            start_job=do_job,
            witnesses=witnesses,
            failed=self._failed,
        )
        self._turns: Round = self._worker.start()

    def turn(self) -> tuple[str, ...]:
        """Let every duty that is due be done; gives the subjects of holds that somebody was rung for."""
        before = len(self.loudspeaker.heard)
        self._turns.turn()
        heard = self.loudspeaker.heard[before:]
        return tuple(subject for kind, subject in heard if kind == DeliveryKind.HOLD_RINGS.value)

    def stop(self) -> None:
        """Give the worker's place free."""
        self._worker.stop()

    def _failed(self, duty: str, fault: Exception) -> None:
        """Stop the story: on these two days no duty has a reason to fail."""
        raise WentWrongError(f"the duty {duty} failed: {fault}") from fault


@dataclass(slots=True, kw_only=True)
class WitnessBeside:
    """A ledger witness: another process with a key, a memory and a folder of its own."""

    own: Path
    exchange: Path
    vkey: str = ""

    @property
    def _files(self) -> list[str]:
        return [str(self.exchange), "--state", str(self.own / "memory.json"), "--key", str(self.own / "key.txt")]

    def found(self, log_vkey: str) -> str:
        """Make the witness and give its public key, read off its own screen."""
        self.own.mkdir(parents=True)
        self.exchange.mkdir(parents=True, exist_ok=True)
        said = self._run("--name", WITNESS, "--log", log_vkey, "--once")
        self.vkey = next(line.strip() for line in said.splitlines() if line.strip().startswith(f"{WITNESS}+"))
        return self.vkey

    def answer(self) -> str:
        """Let it answer what lies in the folder, once; gives what its screen says."""
        return self._run("--once")

    @property
    def newest(self) -> Path:
        """Give the checkpoint that the witness itself holds: what a stranger fetches from it, not from the log."""
        (path,) = self.own.glob("newest-*.txt")
        return path

    def _run(self, *more: str) -> str:
        command = [sys.executable, "-m", "openevac", "--lang", "en", "ledger", "witness", *self._files, *more]
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=LONGEST_S, check=False)  # noqa: S603 - our own module
        if done.returncode != 0:
            raise WentWrongError(f"the ledger witness refused: {done.stdout}{done.stderr}")
        return done.stdout


def job_on(clock: StoryClock, session: Session) -> Callable[[JobToDo], None]:
    """Give what does a claimed job in this process, on the story's clock, with a bar of progress."""

    def do(job: JobToDo) -> None:
        from openevac.services.missions.do_job import do_job

        with session.progress() as progress:
            do_job(job.id, clock, progress)

    return do

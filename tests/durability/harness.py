"""Drives the clients from outside and compares what they were promised with what is there."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


@dataclass
class Promised:
    """What the notebooks of all clients say."""

    acknowledged: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    tried: set[str] = field(default_factory=set)


def promised(notebooks: Iterable[Path]) -> Promised:
    """Read notebooks; a refused command that was sent again and acknowledged counts as acknowledged."""
    made = Promised()
    for path in notebooks:
        for line in path.read_text().splitlines() if path.exists() else ():
            word, command, *_ = line.split()
            {"try": made.tried, "ack": made.acknowledged, "no": made.refused}[word].add(command)
    made.refused -= made.acknowledged
    return made


@dataclass(frozen=True)
class Verdict:
    """What is wrong, counted; all is well when nothing is."""

    lost: int
    doubled: int
    ghosts: int
    """Commands that were refused with "nothing was saved", and are there."""
    wrong: tuple[str, ...]
    kept: int

    @property
    def clean(self) -> bool:
        """Tell whether nothing is wrong."""
        return not (self.lost or self.doubled or self.ghosts or self.wrong)


def compare(said: Promised, there: dict[str, Any]) -> Verdict:
    """Compare promises with what a check found."""
    effects: dict[str, int] = there["effects"]
    return Verdict(
        lost=len(said.acknowledged - set(effects)),
        doubled=sum(times > 1 for times in effects.values()),
        ghosts=len(said.refused & set(effects)),
        wrong=(*there["wrong"], *(["changes nobody asked for"] if set(effects) - said.tried else [])),
        kept=len(effects),
    )


class Nursery:
    """The warm program that forks clients, and the folder where everything happens."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.folder = folder
        self.template = template
        self._numbers = count()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.nursery"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        with (template / "lock").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)  # the first of several test processes makes it for all
            if not (template / "ready").exists():
                self.run("found", template)
                (template / "ready").touch()

    def close(self) -> None:
        """Let it end."""
        self._process.communicate()

    def story(self) -> Path:
        """Give the folder with the place before each step of the story; played at the first call."""
        folder = self.folder / "story"
        if not folder.exists():
            self._ask({"load": "tests.durability.story"})
            self.run("prepare", self.new_home(), folder=str(folder))
        return folder

    def place_before(self, step: str) -> Path:
        """Give a copy of the place before a step."""
        home = self.folder / f"home{next(self._numbers)}"
        shutil.copytree(self.story() / step, home)
        return home

    def new_home(self, folder: Path | None = None) -> Path:
        """Give a folder with a database that holds the cast."""
        home = (folder or self.folder) / f"home{next(self._numbers)}"
        home.mkdir()
        shutil.copy(self.template / "record.db", home)
        return home

    def forget(self, home: Path) -> None:
        """Remove a database and the notes about it, so that thousands of them do not fill the disk."""
        shutil.rmtree(home)
        for path in self.folder.glob(f"{home.name}.*"):
            path.unlink()

    def start(self, task: str, home: Path, **options: Any) -> int:
        """Fork a client and give its number."""
        complaints = str(self.complaints(home))
        return int(self._ask({"do": task, "home": str(home), "complaints": complaints, **options})["child"])

    def wait(self, child: int) -> int:
        """Wait for a client and give how it ended: 0, an exit code, or minus the signal."""
        return int(self._ask({"wait": child})["ended"])

    def run(self, task: str, home: Path, **options: Any) -> None:
        """Fork a client, wait, and fail loudly where it did."""
        ended = self.wait(self.start(task, home, **options))
        assert ended == 0, f"{task} ended with {ended}:\n{self.complaints(home).read_text()}"

    def check(self, home: Path, notebooks: Iterable[Path]) -> dict[str, Any]:
        """Look through a database after the owners of the notebooks came back."""
        answer = self.folder / f"{home.name}.json"
        self.run("check", home, answer=str(answer), notebooks=[str(path) for path in notebooks])
        found: dict[str, Any] = json.loads(answer.read_text())
        return found

    def check_step(self, home: Path, step: str) -> dict[str, Any]:
        """Look whether a step was taken, take it again, and look through everything."""
        answer = self.folder / f"{home.name}.json"
        self.run("check_step", home, step=step, answer=str(answer))
        found: dict[str, Any] = json.loads(answer.read_text())
        return found

    def complaints(self, home: Path) -> Path:
        """Give the file of standard error of the clients of one database."""
        return self.folder / f"{home.name}.err"

    def notes(self, home: Path, client: int) -> Path:
        """Give the notebook of one client; it lies outside, so that no fault hits it."""
        return self.folder / f"{home.name}.client{client}"

    def write(self, home: Path, client: int, count: int, **options: Any) -> int:
        """Start a writing client and give its number."""
        notes = str(self.notes(home, client))
        return self.start("write", home, client=f"{home.name}:{client}", notes=notes, count=count, **options)

    def verdict(self, home: Path, clients: int) -> Verdict:
        """Let clients send again what got no answer, and compare what all were promised with what is there."""
        notebooks = [self.notes(home, client) for client in range(clients)]
        there = self.check(home, notebooks)
        return compare(promised(notebooks), there)

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def kill(child: int) -> None:
    """Kill a client without a word, as `kill -9` does; it may have ended already and waits to be asked how."""
    os.kill(child, signal.SIGKILL)

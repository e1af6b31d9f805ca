"""The program as people run it, on an invented organisation of its own for every test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.files import write_country

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Said:
    """What one run said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        assert self.code == 0, self.err
        return json.loads(self.out)


@dataclass
class Program:
    """The real program in one OPENEVAC_HOME."""

    zygote: subprocess.Popen[str]
    home: Path
    folder: Path

    def __call__(self, *arguments: object, typed: str = "", language: str = "en", code: int | None = 0) -> Said:
        """Run one command; `code` is the exit code it must have, None for any."""
        files = {name: self.folder / f".{name}" for name in ("stdin", "stdout", "stderr")}
        for name, path in files.items():
            path.write_text(typed if name == "stdin" else "", encoding="utf-8")
        asked = {
            "arguments": ["--lang", language, *map(str, arguments)],
            "cwd": str(self.folder),
            "env": {
                "PATH": os.environ["PATH"], "OPENEVAC_HOME": str(self.home), "COLUMNS": "220", "HOME": str(self.folder),
                "PYTHONUTF8": "1",
            },
            **{name: str(path) for name, path in files.items()},
        }  # fmt: skip
        assert self.zygote.stdin is not None
        assert self.zygote.stdout is not None
        self.zygote.stdin.write(json.dumps(asked) + "\n")
        self.zygote.stdin.flush()
        ended = int(self.zygote.stdout.readline())
        said = Said(ended, files["stdout"].read_text("utf-8"), files["stderr"].read_text("utf-8"))
        assert code is None or ended == code, f"{arguments}: exit {ended}\n{said.out}\n{said.err}"
        return said


@pytest.fixture(scope="session")
def zygote() -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.record.zygote"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process
    assert process.stdin is not None
    process.stdin.close()
    process.wait(10)
    process.stdout.close()


@pytest.fixture(scope="session")
def founded(zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the home of a demonstration just founded; tests copy it."""
    folder = tmp_path_factory.mktemp("founded")
    Program(zygote, folder / "home", folder)("init", "--demo")
    return folder / "home"


@pytest.fixture
def oe(zygote: subprocess.Popen[str], founded: Path, tmp_path: Path) -> Program:
    """Give the program on a copy of the demonstration."""
    shutil.copytree(founded, tmp_path / "home")
    return Program(zygote, tmp_path / "home", tmp_path)


@pytest.fixture(scope="session")
def region(zygote: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the tiny country with its region pack `R`."""
    folder = tmp_path_factory.mktemp("land")
    write_country(folder)
    Program(zygote, folder / "home", folder)(
        "region", "lines", folder / "roads.geojson", "--settlements", folder / "places.csv", "--border",
        folder / "border.geojson", "--home", "37.0,49.4", "--out", folder / "R",
    )  # fmt: skip
    return folder

"""The command line as tests call it: in this process, English, with everything it said in hand."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from openevac.cli.main import build_app
from tests.cli.files import write_country

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Give a function that runs the program with arguments, in English unless said otherwise."""
    monkeypatch.setenv("OPENEVAC_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: object, language: str = "en") -> Result:
        return CliRunner().invoke(build_app(language), [str(argument) for argument in arguments], prog_name="openevac")

    return run


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with the tiny country and its region pack `R` (never changed by tests)."""
    folder = tmp_path_factory.mktemp("country")
    write_country(folder)
    arguments = ["region", "lines", folder / "roads.geojson", "--settlements", folder / "places.csv"]
    arguments += ["--border", folder / "border.geojson", "--home", "37.0,49.4", "--out", folder / "R"]
    result = CliRunner().invoke(build_app("en"), [str(argument) for argument in arguments])
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture
def copy(country: Path, tmp_path: Path) -> Path:
    """Give a copy of the tiny country that a test may change."""
    return Path(shutil.copytree(country, tmp_path / "country"))

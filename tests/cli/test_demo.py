"""The demo's own work: the region is drawn once, the days are planned and shown, JSON stays JSON."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from openevac.cli import demo
from openevac.cli import region as region_commands
from openevac.cli.demo_days import days
from openevac.cli.demo_days.days import DEMO_DAYS
from openevac.cli.session import Progress
from openevac.roads.region import Region, open_region
from openevac.roads.training.region import DRAWN_ON
from tests.cli.conftest import Run


@dataclass(frozen=True)
class SmallDay:
    """A day of the tiny country under the name of a demo day."""

    key: str
    folder: Path
    at: datetime = datetime(2025, 10, 14, 15, tzinfo=UTC)
    seed: int = 1

    @property
    def situation(self) -> Path:
        return self.folder / "situation.toml"

    @property
    def operation(self) -> Path:
        return self.folder / "operation.toml"


@pytest.fixture
def small_days(country: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tiny country in the place of the training region and its days."""
    monkeypatch.setattr(days, "DEMO_DAYS", tuple(SmallDay(day.key, country) for day in DEMO_DAYS))
    monkeypatch.setattr(demo, "training_region", lambda _home, _progress: open_region(country / "R"))


@pytest.mark.usefixtures("small_days")
def test_both_days_are_planned_summed_up_and_linked(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--once")
    assert result.exit_code == 0, result.output
    for day in DEMO_DAYS:
        assert demo.DAY_NAMES[day.key] in result.stdout
        assert (tmp_path / "home" / "demo" / day.key / "plan.html").exists()
    index = (tmp_path / "home" / "demo" / "index.html").read_text()
    assert 'href="may/plan.html"' in index
    assert "http" not in index
    assert "script" not in index


@pytest.mark.usefixtures("small_days")
def test_the_demo_for_machines(run: Run) -> None:
    result = run("demo", "--once", "--json")
    told = json.loads(result.stdout)
    assert [day["day"] for day in told] == ["may", "october"]
    assert told[0]["totals"]["people"] == 3


def test_the_training_region_is_drawn_once(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = []

    def draw(_progress: Progress) -> Region:
        drawn.append(1)
        region = open_region(country / "R")
        object.__setattr__(region, "extract_date", DRAWN_ON)
        return region

    monkeypatch.setattr(region_commands, "draw_training_region", draw)
    for _ in range(2):
        demo.training_region(tmp_path, lambda _words, _share: None)
    assert len(drawn) == 1
    (tmp_path / "regions" / "training" / "region.json").write_text("{}")
    demo.training_region(tmp_path, lambda _words, _share: None)
    assert len(drawn) == 2


SERVE = """
import sys
from pathlib import Path
from openevac.cli.demo import serve_pages
from openevac.cli.session import open_session
from openevac.config import read_config
from openevac.reports.words import Words
serve_pages(open_session(Words("en"), read_config({})), Path(sys.argv[1]), 0)
"""


def test_the_pages_are_served_until_somebody_ends_it(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<title>OpenEvac</title>")
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment,
    ) as server:
        try:
            assert server.stdout is not None
            said = ""
            while "Ctrl+C" not in said:
                line = server.stdout.readline()
                assert line, said
                said += line
            address = re.search(r"http://127\.0\.0\.1:\d+/", said)
            assert address, said
            with urllib.request.urlopen(address[0], timeout=10) as page:  # noqa: S310 - our own server
                assert b"OpenEvac" in page.read()
            server.send_signal(signal.SIGINT)
            assert server.wait(timeout=10) == 0
            assert "Ended." in server.stdout.read()
        finally:
            server.kill()

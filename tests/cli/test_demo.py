"""The demo's own work: the region is drawn once, the days are planned and shown, JSON stays JSON."""

from __future__ import annotations

import json
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

GONE = "К-1"


@dataclass(frozen=True)
class SmallDay:
    """A day of the tiny country under the name of a demo day."""

    key: str
    folder: Path
    event: Path
    at: datetime = datetime(2025, 10, 14, 15, tzinfo=UTC)
    changes_at: datetime = datetime(2025, 10, 15, 1, tzinfo=UTC)
    seed: int = 1

    @property
    def situation(self) -> Path:
        return self.folder / "situation.toml"

    @property
    def operation(self) -> Path:
        return self.folder / "operation.toml"


@pytest.fixture
def small_days(country: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the tiny country in the place of the training region and its days."""
    event = tmp_path / "event.toml"
    event.write_text(f'[[refused]]\nrequest = "{GONE}"\nat = 2025-10-15T04:00:00+03:00\n', encoding="utf-8")
    monkeypatch.setattr(days, "DEMO_DAYS", tuple(SmallDay(day.key, country, event) for day in DEMO_DAYS))
    monkeypatch.setattr(demo, "training_region", lambda _home, _progress: open_region(country / "R"))
    # The desk is opened for real in tests/desk/test_demo.py.
    monkeypatch.setattr(demo, "_open_desk", lambda *_given, **_named: None)


@pytest.mark.usefixtures("small_days")
def test_both_days_are_planned_summed_up_and_linked(run: Run, tmp_path: Path) -> None:
    result = run("demo", "--once")
    assert result.exit_code == 0, result.output
    for day in DEMO_DAYS:
        assert demo.DAY_NAMES[day.key] in result.stdout
        assert (tmp_path / "home" / "demo" / day.key / "plan.html").exists()
        later = tmp_path / "home" / "demo" / f"{day.key}-later"
        assert {"plan.html", "brief.pdf", "crew-sheets.pdf", "difference.txt"} <= {
            path.name for path in later.iterdir()
        }
        assert GONE in (later / "difference.txt").read_text(encoding="utf-8")
    assert result.stdout.count("At 04:00 something happens, and the day is planned again:") == 2
    assert result.stdout.count("The household does not want to leave now") == 2
    assert "Promises kept:" in result.stdout
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
    assert told[0]["later"]["promises"] == told[0]["later"]["kept"] + 1


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

"""What a choice of ways hangs on: shown on request, and true when the number is really moved."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from openevac.routing.router import Router
from tests.cli.conftest import Run
from tests.cli.files import AT, HILL

NORTH = "[[[[37.12, 49.515], [37.3, 49.515], [37.3, 49.7], [37.12, 49.7], [37.12, 49.515]]]]"


@pytest.fixture
def line_in_the_north(copy: Path) -> Path:
    """Move the held ground beside the straight road, so that the way round by the south is less dangerous."""
    situation = copy / "situation.toml"
    text = situation.read_text(encoding="utf-8")
    held = text[text.index("[[[[") : text.index("]]]]") + 4]
    situation.write_text(text.replace(held, NORTH), encoding="utf-8")
    return copy


def ask(run: Run, folder: Path, place: str, *more: str) -> str:
    given = ("--region", folder / "R", "--situation", folder / "situation.toml", "--at", AT)
    result = run("way", "37.05,49.5", place, *given, "--hinges", *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_one_road_hangs_on_nothing(run: Run, country: Path) -> None:
    assert "There is one way only, or no number moves the comparison." in ask(run, country, HILL)


def test_the_numbers_that_move_the_comparison_are_named(run: Run, line_in_the_north: Path) -> None:
    said = ask(run, line_in_the_north, "37.2,49.47")
    assert "Fastest against least dangerous way: what the comparison hangs on" in said
    assert "shelling." in said


def test_a_hinge_says_what_moving_the_number_really_does(run: Run, line_in_the_north: Path) -> None:
    told = json.loads(ask(run, line_in_the_north, "37.2,49.47", "--json"))
    exposures = [way["exposure"] for way in told["ways"]]
    now = exposures[0] / min(exposures)
    assert now > 1.01
    for hinge in told["hinges"]:
        assert hinge["at_value"] == pytest.approx(now, rel=0.02)
        assert hinge["at_low"] != hinge["at_high"]


def test_eps_reaches_the_search_for_ways(run: Run, line_in_the_north: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[bool, float]] = []
    ways = Router.ways

    def listen(router: Router, *places: Any, exact: bool = False, eps: float = 0.0) -> Any:
        asked.append((exact, eps))
        return ways(router, *places, exact=exact, eps=eps)

    monkeypatch.setattr(Router, "ways", listen)
    given = ("--region", line_in_the_north / "R", "--situation", line_in_the_north / "situation.toml", "--at", AT)
    assert run("way", "37.05,49.5", "37.2,49.47", *given, "--exact", "--eps", "0.25").exit_code == 0
    assert asked == [(True, 0.25)]
    assert run("way", "37.05,49.5", "37.2,49.47", *given, "--exact", "--eps", "-1").exit_code == 2

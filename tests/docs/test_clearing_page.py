"""The page on clearing says the numbers of the program and names every file of its room."""

from __future__ import annotations

from pathlib import Path

from openevac.cli.clearing_told import NAMES
from openevac.outlook import clearing, draws, legs, question, skies
from openevac.outlook.answer import Relaxed

ROOT = Path(__file__).parents[2]
PAGE = " ".join((ROOT / "docs" / "clearing.md").read_text(encoding="utf-8").split())


def test_the_numbers_on_the_page_are_those_of_the_program() -> None:
    assert f"at most `max_trips` and {draws.DRAWN_TRIPS}" in PAGE
    assert legs.SLOT_S == 600.0
    assert "leaves at a full ten minutes" in PAGE
    assert f"the latest {skies.MOST_DAYS}, each" in PAGE
    assert f"not done in {question.HORIZON_DAYS} days" in PAGE
    commands = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"`--runs` ({clearing.RUNS})" in commands


def test_every_file_of_the_room_stands_in_the_table() -> None:
    room = ROOT / "src" / "openevac" / "outlook"
    missing = [path.name for path in room.glob("*.py") if path.name != "__init__.py" and f"`{path.name}`" not in PAGE]
    assert not missing


def test_everything_that_is_made_easier_has_a_name_for_people() -> None:
    assert set(NAMES) == set(Relaxed)

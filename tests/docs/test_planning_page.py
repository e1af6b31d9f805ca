"""The page on planning says the numbers that the program uses."""

from __future__ import annotations

from pathlib import Path

from openevac.planning import fairness, ground, prizes, remarks, resequence, walking, windows
from openevac.planning.plan import ITERATIONS

PAGE = " ".join((Path(__file__).parents[2] / "docs" / "planning.md").read_text(encoding="utf-8").split())
SOURCE = Path(__file__).parents[2] / "src" / "openevac" / "planning"


def test_the_numbers_on_the_page_are_those_of_the_program() -> None:
    assert f"{ITERATIONS:,} iterations" in PAGE
    assert f"at most {ground.DETOUR_M:.0f} m farther" in PAGE
    assert f"walk more than {ground.YARD_M:.0f} m" in PAGE
    assert f"Halts over {remarks.FAR_M:.0f} m" in PAGE
    assert f"over {fairness.TOO_LONG_FACTOR} times the median" in PAGE
    assert f"at most {windows.WITHIN} times the least exposed" in PAGE
    assert f"{windows.ON_SCENE_S / 60:.0f} minutes outside at the door" in PAGE
    assert f"(up to {walking.LONGEST_WALK_M / 1000:.0f} km)" in PAGE
    assert walking.MOST_POINTS == 3
    assert "The three nearest points" in PAGE
    assert f"trips of up to {resequence.EXACT_STOPS} doors" in PAGE
    assert f"by {resequence.WINDOW_STOPS} neighbouring doors" in PAGE
    one, three, ten = sorted(prizes.CLASS_FACTOR.values())
    assert f"times {one:.0f}, {three:.0f} or {ten:.0f} by class ({prizes.REQUIRED_FACTOR:.0f} when required)" in PAGE


def test_every_file_of_the_room_stands_in_the_table_or_the_text() -> None:
    small = {"__init__.py", "plan.py", "drafts.py", "loads.py", "beds.py", "score.py"}
    small |= {"assemble.py", "sayings.py", "fairness.py"}
    missing = [path.name for path in SOURCE.glob("*.py") if path.name not in small and path.name not in PAGE]
    assert not missing

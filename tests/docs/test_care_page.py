"""The page on care says what the rules do: the table of permissions as printed, the numbers, the functions."""

from __future__ import annotations

import re
from pathlib import Path

from openevac.rules import board, care, claims, confirmation, holds, mission_stops, missions, overdue, permission_table

PAGE = (Path(__file__).parents[2] / "docs" / "care.md").read_text(encoding="utf-8")
ROOMS = (care, confirmation, holds, mission_stops, missions, permission_table)


def test_the_table_of_permissions_is_the_one_in_the_code() -> None:
    printed = PAGE[PAGE.index("| action | touches |") :].strip().splitlines()
    assert printed == list(permission_table.table_lines())


def test_every_function_named_on_the_page_exists() -> None:
    named = re.findall(r"`([a-z_]+)`", PAGE)
    assert "may_board" in named
    assert [name for name in named if not any(hasattr(room, name) for room in ROOMS)] == []
    for file in re.findall(r"`(\w+)\.py`", PAGE):
        assert (Path(care.__file__).parent / f"{file}.py").is_file()


def test_the_numbers_on_the_page_are_those_of_the_rules() -> None:
    def minutes(span) -> str:
        return f"{span.total_seconds() / 60:.0f}"

    def hours(span) -> str:
        return f"{span.total_seconds() / 3600:.0f}"

    for said in (
        f"more than {minutes(care.DOOR_SLACK)} minutes\n  before the van came",
        f"| over {confirmation.FAR_KM:.0f} km |",
        f"| {confirmation.NEAR_KM:.0f} to {confirmation.FAR_KM:.0f} km |",
        f"{confirmation.SIGN_DAYS} days, a crew's for {confirmation.SEEN_DAYS}",
        f"| {minutes(overdue.RED_AFTER)} min | red |",
        f"| {minutes(overdue.NO_ANSWER_AFTER)} min | the sheet",
        f"heartbeat is older than {board.HEARTBEAT_OLD.total_seconds():.0f} s",
        f"cell of about {claims.CELL_KM:.0f} km",
        f"runs out after {hours(claims.RUNS_FOR)} hours",
        f"over {care.RED_ZONE_DAYS} days",
    ):
        assert said in PAGE, said
    words = {2: "two", 3: "three", 4: "four"}
    assert f"A hold has an owner and rings every {words[int(hours(holds.RINGS_EVERY))]} hours until it ends" in PAGE
    assert f"by {words[int(hours(overdue.LONGEST_SILENCE))]} hours at most" in PAGE
    assert f"else {words[care.RING_AGAIN_DAYS]} days later" in PAGE

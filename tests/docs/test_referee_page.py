"""The page on the referee has a heading for every fault."""

from __future__ import annotations

from pathlib import Path

from openevac.planning.check.faults import FaultCode

PAGE = (Path(__file__).parents[2] / "docs" / "referee.md").read_text(encoding="utf-8")


def test_every_fault_has_a_heading_and_every_heading_a_fault() -> None:
    headings = [line.removeprefix("### ") for line in PAGE.splitlines() if line.startswith("### ")]
    assert headings == [code.value for code in FaultCode]

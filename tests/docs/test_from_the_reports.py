"""The page that maps the reports to the program: every fact once, every test and command it names exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer

from openevac.cli.main import build_app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "from-the-reports.md").read_text(encoding="utf-8")
FACTS = [f"A{number}" for number in range(1, 13)] + [f"B{number}" for number in range(1, 10)]


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_answered(fact: str) -> None:
    assert re.search(rf"(?:^\| |\. ){fact} ", PAGE, re.MULTILINE)


def test_no_fact_is_told_that_the_reports_do_not_have() -> None:
    assert set(re.findall(r"^\| ([AB]\d+) ", PAGE, re.MULTILINE)) <= set(FACTS)


def test_every_test_it_names_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)`", PAGE)

    assert len(named) > 10
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_command_it_names_exists() -> None:
    tree = typer.main.get_command(build_app("en"))
    named = set(re.findall(r"`openevac ([a-z]+)(?: ([a-z]+))?", PAGE))

    assert named
    for command, within in named:
        group = getattr(tree, "commands", {}).get(command)
        assert group is not None, command
        assert not within or within in getattr(group, "commands", {}), f"{command} {within}"


def test_facts_without_a_part_that_exists_name_no_command() -> None:
    not_built = PAGE.split("## Not built yet")[1].split("## Left out on purpose")[0]

    assert "openevac" not in not_built
    assert "tests/" not in not_built

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


def addresses() -> set[str]:
    """Give the addresses of the desk as its lists of addresses have them."""
    lists = [*(ROOT / "src/openevac/web").rglob("addresses.py"), ROOT / "src/openevac/web/urls.py"]
    return {f"/{one}" for path in lists for one in re.findall(r'path\(\s*"([^"]*)"', path.read_text(encoding="utf-8"))}


def rows(section: str) -> list[list[str]]:
    """Give the cells of a section's rows that tell a fact."""
    lines = PAGE.split(f"## {section}")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in cells if row[0] != "fact"]


def test_every_page_it_names_exists() -> None:
    named = re.findall(r"`(/[\w/-]*)`", PAGE)

    assert len(named) > 20
    assert [one for one in named if one not in addresses()] == []


@pytest.mark.parametrize("section", ["What exists now", "What every day of such work tells"])
def test_every_row_of_what_exists_names_where_it_is_seen_and_a_test(section: str) -> None:
    found = rows(section)

    assert len(found) >= 9
    for fact, does, seen, tests in found:
        assert does, fact
        assert re.search(r"`(openevac |/)", seen), f"{fact}: no page and no command"
        assert "`tests/" in tests, fact


def test_facts_without_a_part_that_exists_name_no_command() -> None:
    not_built = PAGE.split("## Not built yet")[1].split("## Left out on purpose")[0]

    assert "openevac" not in not_built
    assert "tests/" not in not_built

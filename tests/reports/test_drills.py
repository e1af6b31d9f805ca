"""Drills: every broken day of the design, steps that can be done, commands that exist, a docs page that is true."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from openevac.cli.main import build_app
from openevac.domain.errors import InputError
from openevac.reports.drills import DRILLS, Drill, Mode, commands_named, drill_named, drill_text, drills_page
from openevac.reports.words import Words

DOCS = Path(__file__).parents[2] / "docs"
# Words of commands of the record. As soon as `openevac drill` itself is in the command line, all must be.
OF_THE_RECORD = {
    "request", "mission", "board", "shelter", "remaining", "incident", "shift", "ledger", "backup", "restore", "drill",
    "person", "serve", "work", "init",
}  # fmt: skip


def known_commands() -> set[str]:
    """Give every command and every group of the command line, groups joined with a blank."""
    known: set[str] = set()

    def walk(command: object, path: str) -> None:
        known.add(path)
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, f"{path} {name}")

    walk(typer.main.get_command(build_app("en")), "openevac")
    return known


def unknown(named: frozenset[str], known: set[str]) -> set[str]:
    missing = {command for command in named if command not in known}
    if "openevac drill" in known:
        return missing
    return {command for command in missing if command.split()[1] not in OF_THE_RECORD}


def test_every_command_a_drill_names_exists() -> None:
    assert unknown(commands_named(), known_commands()) == set()


def test_a_command_that_does_not_exist_would_be_noticed() -> None:
    known = known_commands()
    assert unknown(frozenset({"openevac plan", "openevac fly"}), known) == {"openevac fly"}
    assert unknown(frozenset({"openevac region mend"}), known) == {"openevac region mend"}
    assert unknown(frozenset({"openevac board"}), {*known, "openevac drill"} - {"openevac board"}) == {"openevac board"}


def test_every_broken_day_of_the_design_has_a_drill() -> None:
    assert [drill.mode for drill in DRILLS] == list(Mode)
    assert len(Mode) == 7


@pytest.mark.parametrize("drill", DRILLS, ids=lambda drill: drill.mode.value)
def test_a_drill_can_be_worked_off(drill: Drill) -> None:
    assert len(drill.at_once) >= 3
    assert drill.before
    assert any(step.command for step in (*drill.before, *drill.at_once, *drill.after))
    for step in (*drill.before, *drill.at_once, *drill.after):
        assert len(step.does) <= 130
        assert step.does.endswith((".", "?"))


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_step_is_printed_with_a_box(language: str) -> None:
    words = Words(language)
    text = drill_text(words)
    steps = [step for drill in DRILLS for step in (*drill.before, *drill.at_once, *drill.after)]
    assert text.count("- [ ] ") == len(steps)
    for step in steps:
        assert words.say(step.does) in text
    if language == "uk":
        assert not [step.does for step in steps if step.does in text]


def test_one_drill_by_its_word() -> None:
    assert drill_named("no-keys").mode is Mode.NO_KEYS
    assert "# No keys" in drill_text(Words("en"), [drill_named("no_keys")])
    with pytest.raises(InputError, match="Choose one of paper_only, no_printer"):
        drill_named("flood")


def test_the_docs_page_is_what_the_program_prints() -> None:
    assert (DOCS / "drills.md").read_text(encoding="utf-8") == drills_page(Words("en"))

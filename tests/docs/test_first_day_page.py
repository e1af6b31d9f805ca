"""The pages about the first day and the first drive: words are the program's in both languages, commands exist."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from openevac.cli.main import build_app
from openevac.reports.words import read_catalog
from tests.desk.first_day import DRIVE, PAGE, Step, steps

STEPS = [*steps(), *steps(DRIVE)]
COMMANDS = [line for step in STEPS for block in step.blocks for line in block.splitlines() if "openevac" in line]
INLINE = re.findall(r"`(openevac [^`]+)`", PAGE.read_text(encoding="utf-8"))


def is_said(english: str, ukrainian: str) -> bool:
    """Tell whether some sentence of the program holds the English words, and its translation the Ukrainian ones.

    A number on the page stands for the `{n}` of the sentence.
    """
    english, ukrainian = (re.sub(r"\d+", "{n}", words) for words in (english, ukrainian))
    return any(english in template and ukrainian in said for template, said in read_catalog("uk").items())


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.title)
def test_every_quoted_word_is_a_word_of_the_program(step: Step) -> None:
    for english, ukrainian in {**step.pressed, **step.read}.items():
        assert is_said(english, ukrainian), f"{step.title}: {english} ({ukrainian})"


@pytest.mark.parametrize("page", [PAGE, DRIVE], ids=lambda page: page.stem)
def test_no_button_is_told_in_one_language_only(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    quoted = len(re.findall(r"\*\*[^*]+\*\*|“[^“”]+”", text))
    found = re.findall(r"(?:\*\*[^*]+\*\*|“[^“”]+”)\s+\(", text)
    assert quoted == len(found)
    assert quoted > 30


@pytest.mark.parametrize("line", [*COMMANDS, *INLINE])
def test_every_command_exists_with_its_options(line: str) -> None:
    found: Any = typer.main.get_command(build_app("en"))
    words = shlex.split(line)[1:]
    while words and words[0] in getattr(found, "commands", {}):
        found = found.commands[words.pop(0)]
    assert not getattr(found, "commands", None), f"{line} names a group of commands"
    known = {name for parameter in found.params for name in (*parameter.opts, *parameter.secondary_opts)}
    assert {word for word in words if word.startswith("--")} <= known


def test_commands_are_there() -> None:
    assert len(COMMANDS) >= 6

"""The help of a command, laid out with as little as possible so that it appears at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from openevac.reports.words import Words

Row = tuple[str, str]


def say_help(command: Any, context: Any, words: Words, console: Console) -> None:
    """Print usage, what the command does, and its arguments, options and commands."""
    console.print(Text(command.get_usage(context), style="bold"))
    console.print()
    console.print(Text(command.help or ""))
    parameters = [part for part in command.get_params(context) if not getattr(part, "hidden", False)]
    arguments = [part for part in parameters if part.param_type_name == "argument"]
    options = [part for part in parameters if part.param_type_name != "argument"]
    commands = getattr(command, "commands", {})
    for title, rows in (
        (words.say("Commands"), [(name, part.help or "") for name, part in commands.items()]),
        (words.say("Arguments"), [_argument(part, words) for part in arguments]),
        (words.say("Options"), [_option(part, words) for part in options]),
    ):
        if rows:
            console.print(_section(title, rows))
    if command.epilog:
        console.print()
        console.print(Text(command.epilog, style="dim"))


def _section(title: str, rows: Iterable[Row]) -> RenderableType:
    grid = Table(box=None, show_header=False, pad_edge=False)
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column()
    for name, about in rows:
        grid.add_row(Text(name), Text(about))
    return Group(Text(""), Text(title, style="bold"), Padding(grid, (0, 0, 0, 2)))


def _argument(part: Any, words: Words) -> Row:
    name = part.metavar or part.name.upper()
    return (name, part.help or "") if part.required else (f"[{name}]", _with(part.help, [words.say("optional")]))


def _option(part: Any, words: Words) -> Row:
    names = ", ".join(part.opts)
    if part.metavar and not getattr(part, "is_flag", False):
        names += f" {part.metavar}"
    notes = [words.say("must be given")] if part.required else []
    if not part.required and isinstance(part.default, int | float) and not isinstance(part.default, bool):
        notes.append(words.say("default {value}", value=str(part.default)))
    return names, _with(part.help, notes)


def _with(about: str | None, notes: list[str]) -> str:
    return f"{about or ''} ({', '.join(notes)})" if notes else about or ""

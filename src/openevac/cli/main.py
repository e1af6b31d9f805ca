"""The `openevac` command: every command's name, function and place in the help."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

import typer

from openevac import __version__
from openevac.cli import parts
from openevac.cli.parts import Commands
from openevac.cli.shell import EXIT_BAD_INPUT, spoken, take_language
from openevac.config import read_config
from openevac.domain.errors import InputError
from openevac.reports.words import Words

GROUPS: dict[str, Callable[[], Commands]] = {
    "region": parts.region,
    "field": parts.field,
    "shift": parts.shift,
    "request": parts.request,
    "claim": parts.claim,
    "danger": parts.danger,
    "remaining": parts.remaining,
    "mission": parts.mission,
    "shelter": parts.shelter,
    "incident": parts.incident,
    "export": parts.export,
    "person": parts.person,
    "device": parts.device,
    "partner": parts.partner,
    "badge": parts.badge,
    "ledger": parts.ledger,
}
"""Each group's commands. A group is loaded when it is called for: nobody waits for the others."""


def build_app(language: str, called: str | None = None) -> typer.Typer:
    """Build the command line in one language; with `called`, only the group of that name is filled."""
    config = replace(read_config({**os.environ, "OPENEVAC_LANG": ""}), language=language)
    command_class, group_class = spoken(Words(config.language), config)

    def group(help: str) -> typer.Typer:  # noqa: A002 - Typer's word; the catalogue's test looks for it
        return typer.Typer(
            cls=group_class, no_args_is_help=True, add_completion=False, help=help, pretty_exceptions_enable=False
        )

    app = group(help="Plan evacuations of civilians: from roads, danger and requests to a plan with reasons.")
    app.callback()(_settings)
    made = {
        "region": group(help="Make and look into region packs: the roads and places of an area."),
        "field": group(help="Ask how dangerous a place is, and why."),
        "shift": group(help="Open the keys of a shift on this computer, end it, lock everything."),
        "request": group(help="Take requests down, confirm, hold, link, import and look at them."),
        "claim": group(help="Share requests with other organisations, so that only one of you drives."),
        "danger": group(help="Say who may enter where and what lies there, and look at it."),
        "remaining": group(help="Count who is still in a place."),
        "mission": group(help="Plan missions, say both yeses, follow the road, record doors and hand-overs."),
        "shelter": group(help="Register arrivals, give beds, tell relatives, search for them."),
        "incident": group(help="Record what somebody may have to answer for, with originals and custody."),
        "export": group(help="Let something leave the house: one person asks, another approves."),
        "person": group(help="Keep our people and their keys; erase who wishes to be forgotten."),
        "device": group(help="Let devices in and shut them out."),
        "partner": group(help="Let other organisations see and take claims."),
        "badge": group(help="Print badges for reception volunteers of today."),
        "ledger": group(help="Look after the ledger: checkpoints, proofs, checking, witnesses."),
    }
    for name, part in made.items():
        if called in {None, name}:
            for word, function in GROUPS[name]().items():
                part.command(word, cls=command_class)(function)
        else:
            part.callback()(_not_called)
        app.add_typer(part, name=name)
    if called is None or called not in made:
        for word, function in parts.alone().items():
            app.command(word, cls=command_class)(function)
    return app


def called_part(arguments: Sequence[str]) -> str:
    """Give the first word that is no option: the group or command that is called; "" for none."""
    return next((word for word in arguments if not word.startswith("-")), "")


def _not_called() -> None:
    """Stand where a group is named in the help and not called."""


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"openevac {__version__}\n")
        raise typer.Exit


def _settings(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and stop.")
    ] = False,
) -> None:
    """Take what stands before the command."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        language, rest = take_language(given)
        app = build_app(language, called_part(rest))
    except InputError as fault:
        sys.stderr.write(f"{Words('uk').error(fault)}\n")
        sys.exit(EXIT_BAD_INPUT)
    app(args=given, prog_name="openevac")

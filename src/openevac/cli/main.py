"""The `openevac` command: every command's name, function and place in the help."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from openevac import __version__
from openevac.cli import check, demo, doctor, field, plan, region, schema, way, windows
from openevac.cli.record import init, shift, work
from openevac.cli.shell import EXIT_BAD_INPUT, spoken, take_language
from openevac.config import read_config
from openevac.domain.errors import InputError
from openevac.reports.words import Words

Commands = dict[str, Callable[..., Any]]

REGION: Commands = {
    "build": region.build,
    "lines": region.lines,
    "training": region.training,
    "info": region.info,
    "search": region.search,
}
FIELD: Commands = {"explain": field.explain, "render": field.render}
SHIFT: Commands = {
    "start": shift.start,
    "wake": shift.wake,
    "end": shift.end,
    "lock": shift.lock,
    "state": shift.state,
}
ALONE: Commands = {
    "init": init.init,
    "work": work.work,
    "way": way.way,
    "windows": windows.windows,
    "plan": plan.plan,
    "check": check.check,
    "schema": schema.schema,
    "demo": demo.demo,
    "doctor": doctor.doctor,
}


def build_app(language: str) -> typer.Typer:
    """Build the command line in one language."""
    config = replace(read_config({**os.environ, "OPENEVAC_LANG": ""}), language=language)
    command_class, group_class = spoken(Words(config.language), config)

    def group(help: str) -> typer.Typer:  # noqa: A002 - Typer's word; the catalogue's test looks for it
        return typer.Typer(
            cls=group_class, no_args_is_help=True, add_completion=False, help=help, pretty_exceptions_enable=False
        )

    app = group(help="Plan evacuations of civilians: from roads, danger and requests to a plan with reasons.")
    app.callback()(_settings)
    regions = group(help="Make and look into region packs: the roads and places of an area.")
    fields = group(help="Ask how dangerous a place is, and why.")
    shifts = group(help="Open the keys of a shift on this computer, end it, lock everything.")
    parts = (("region", regions, REGION), ("field", fields, FIELD), ("shift", shifts, SHIFT))
    for name, part, commands in parts:
        for word, function in commands.items():
            part.command(word, cls=command_class)(function)
        app.add_typer(part, name=name)
    for word, function in ALONE.items():
        app.command(word, cls=command_class)(function)
    return app


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
        app = build_app(take_language(given)[0])
    except InputError as fault:
        sys.stderr.write(f"{Words('uk').error(fault)}\n")
        sys.exit(EXIT_BAD_INPUT)
    app(args=given, prog_name="openevac")

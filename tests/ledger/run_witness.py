"""Runs `witness` as the command line will: `python -m tests.ledger.run_witness FOLDER ...`, in English."""

from __future__ import annotations

import sys

import typer

from openevac.cli.ledger_witness import witness
from openevac.cli.shell import spoken
from openevac.config import read_config
from openevac.reports.words import Words


def main() -> None:
    command_class, group_class = spoken(Words("en"), read_config({"OPENEVAC_LANG": "en"}))
    app = typer.Typer(cls=group_class, add_completion=False, pretty_exceptions_enable=False)
    app.callback()(lambda: None)
    app.command("witness", cls=command_class)(witness)
    app(args=["witness", *sys.argv[1:]], prog_name="openevac")


if __name__ == "__main__":
    main()

"""`openevac drill`: how to go on when something is missing, as checklists to print."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.answers import answer
from openevac.cli.session import session_of
from openevac.cli.written import write_file


def drill(
    context: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="DRILL",
            help="paper-only, no-keys, one-person, laptop-stolen ...; without it all of them.",
        ),
    ] = "",
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="FILE", help="Write it as Markdown instead of showing it.")
    ] = None,
    machine: Json = False,
) -> None:
    """Show or write the checklist of a broken day: no network, no keys, a stolen laptop. Needs no record."""
    from openevac.reports.drills import DRILLS, drill_named, drill_text

    session = session_of(context, machine=machine)
    drills = (drill_named(name),) if name else DRILLS
    text = drill_text(session.words, drills)
    if out is not None:
        write_file(out, text.encode())
        answer(session, {"file": str(out)}, "Written to {folder}", folder=str(out))
    elif machine:
        session.print_json({"drills": [one.mode for one in drills], "text": text})
    else:
        session.out.print(text, soft_wrap=True)

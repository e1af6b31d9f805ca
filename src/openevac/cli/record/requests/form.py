"""`openevac request form`: the form for ODK and Kobo, whose answers `request import` reads without mapping."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.answers import answer
from openevac.cli.session import session_of
from openevac.cli.written import write_file
from openevac.domain.errors import InputError


def form(
    context: typer.Context,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="The .xlsx to write.")],
    version: Annotated[str, typer.Option("--version", metavar="N", help="What the server shows; else today.")] = "",
    machine: Json = False,
) -> None:
    """Write the request form for ODK and Kobo (XLSForm), in Ukrainian and English. Needs no record and no keys."""
    from openevac.reports.xlsform import xlsform

    session = session_of(context, machine=machine)
    if out.suffix != ".xlsx":
        raise InputError("The form is an .xlsx file.", "Name it so after -o.", file=out.name)
    shown = version or f"{datetime.now(UTC):%Y%m%d}01"
    write_file(out, xlsform(shown))
    answer(session, {"file": str(out), "version": shown}, "Written to {folder}", folder=str(out))

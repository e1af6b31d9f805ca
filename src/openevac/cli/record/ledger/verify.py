"""`openevac ledger verify`: looking through the ledger of this record, or through an export of anybody's."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openevac.cli.given import Json
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.ledger.log import read_texts
from openevac.cli.record.opening import open_record
from openevac.cli.session import Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.domain.errors import InputError


def verify(
    context: typer.Context,
    export: Annotated[
        Path | None, typer.Argument(metavar="EXPORT", help="An export; without it the ledger of this record.")
    ] = None,
    log: Annotated[str, typer.Option("--log", metavar="KEY", help="The public key of the log, from its people.")] = "",
    witness: Annotated[
        list[str] | None, typer.Option("--witness", metavar="KEY", help="A witness you trust; may repeat.")
    ] = None,
    held: Annotated[
        list[Path] | None,
        typer.Option("--held", metavar="FILE", help="A checkpoint a witness itself gave you; may repeat."),
    ] = None,
    machine: Json = False,
) -> None:
    """Check every entry, body, checkpoint and signature; exit code 1 where something does not fit."""
    session = session_of(context, machine=machine)
    sound = _verify_store(session) if export is None else _verify_export(session, export, log, witness or [], held)
    if not sound:
        raise typer.Exit(EXIT_NO)


def _verify_store(session: Session) -> bool:
    from openevac.services.log.look_after import faults_of_ledger
    from openevac.services.log.tree import frontier
    from openevac.services.opening import close_store

    open_record(session)
    try:
        with session.progress() as progress:
            size = frontier().size
            faults = faults_of_ledger(lambda done: progress("Looking through the ledger", done / max(1, size)))
    finally:
        close_store()
    facts = {"entries": size, "faults": [one.in_english() for one in faults]}
    if faults:
        if answer(session, facts, "The ledger does not fit together:", "bold red"):
            remarks(session, faults, "red")
    else:
        answer(session, facts, "All {size} entries are as they were written.", size=size)
    return not faults


def _verify_export(session: Session, path: Path, log: str, witness: list[str], held: list[Path] | None) -> bool:
    from openevac.feeds.typed_files import unreadable
    from openevac.ledger.audit_export import read_export
    from openevac.ledger.note import parse_verifier_key
    from openevac.ledger.verify import verify_export

    if not log:
        raise InputError(
            "Whose log it should be is not said.", "Give the key its people read to you, after --log.", field="--log"
        )
    try:
        export = read_export(path)
    except OSError as fault:
        raise unreadable(path, fault) from None
    trusted = [parse_verifier_key(key) for key in witness]
    report = verify_export(export, parse_verifier_key(log), trusted, read_texts(held))
    facts = {
        "entries": report.size, "erased": report.erased, "witnessed": report.witnessed,
        "faults": [one.remark.in_english() for one in report.faults],
    }  # fmt: skip
    if not answer(
        session, facts, "{size} entries, {erased} of them erased; a witness's word holds for {witnessed}.",
        size=report.size, erased=report.erased, witnessed=report.witnessed,
    ):  # fmt: skip
        return not report.faults
    remarks(session, [one.remark for one in report.faults], "red")
    if not report.faults:
        session.say("Nothing in it was changed, taken out, or put in.")
    return not report.faults

"""`openevac request import`: a sheet or a pasted chat, looked at first, then registered row by row."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import NAMESPACE_OID, uuid5

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import headed, remarks
from openevac.cli.record.given import LOCAL
from openevac.cli.record.requests.ground import Places, places_of
from openevac.cli.record.requests.telling import say_people
from openevac.cli.session import Session
from openevac.cli.shell import EXIT_NO
from openevac.domain.events import Channel

if TYPE_CHECKING:
    from openevac.feeds.intake import IntakePreview, IntakeRow
    from openevac.services.requests.import_requests import ImportedRow, ImportRow

SHEETS = frozenset({".csv", ".tsv", ".xlsx"})


def import_(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="A sheet, a text of chat messages, or - to paste.")],
    keep: Annotated[bool, typer.Option("--keep", help="Register what can be read; without it only look.")] = False,
    show: Annotated[bool, typer.Option("--names", help="Show names and phones of the preview on this screen.")] = False,
    code: As = "",
    machine: Json = False,
) -> None:
    """Take requests from a sheet or a pasted chat. Looks first; --keep registers, and doubles nothing when repeated."""
    with acting(context, code, machine=machine) as me:
        places = places_of(me)
        preview, channel = _read(file, places)
        imported = list(_keep(me, preview, channel)) if keep else []
        if machine:
            me.session.print_json(_facts(preview, imported))
        else:
            _tell(me.session, places, preview, names=show)
            _tell_kept(me.session, preview, imported, kept=keep)
    left = bool(preview.faults or preview.to_mend) or any(one.fault and not _known(one) for one in imported)
    if left:
        raise typer.Exit(EXIT_NO)


def _read(file: str, places: Places) -> tuple[IntakePreview, Channel]:
    from openevac.feeds.chat import read_chat
    from openevac.feeds.intake_sheet import read_intake_sheet
    from openevac.feeds.sheet_encodings import read_any_text

    now = datetime.now(UTC)
    path = Path(file)
    if path.suffix.lower() in SHEETS:
        return read_intake_sheet(path, LOCAL, places.ground, now), Channel.SHEET
    text = sys.stdin.read() if file == "-" else read_any_text(path).text
    return read_chat(text, LOCAL, places.ground, places.search, now), Channel.CHAT


def _keep(me: Acting, preview: IntakePreview, channel: Channel) -> list[ImportedRow]:
    """Register every good row by a command whose id follows from the row itself, under the tag key."""
    from dataclasses import replace

    from openevac.services.requests.import_requests import import_requests

    order = replace(me.order(), command_id=uuid5(NAMESPACE_OID, f"openevac import {me.organisation}"))
    rows = _rows(me, preview, channel)
    done = []
    with me.session.progress() as progress:
        for place, one in enumerate(import_requests(order, rows), start=1):
            progress("Registering requests", place / max(1, len(rows)))
            done.append(one)
    return done


def _rows(me: Acting, preview: IntakePreview, channel: Channel) -> list[ImportRow]:
    from openevac.cli.client.household import seal_request
    from openevac.services.requests.import_requests import ImportRow

    seen: Counter[str] = Counter()
    rows = []
    for row in preview.good:
        words = _words_of(row)
        seen[words] += 1
        request, cleaned = seal_request(me.keys, row, channel)
        for one in cleaned:
            me.session.warn(one.text, **one.facts)
        key = me.keys.keyring.row_tag(f"{words}\n{seen[words]}")
        rows.append(ImportRow(number=row.number, request=request, key=key))
    return rows


def _words_of(row: IntakeRow) -> str:
    """Give what makes a row the same row again, wherever it stands in the sheet."""
    return "\n".join(f"{name}={'|'.join(str(cell) for cell in cells)}" for name, cells in sorted(row.cells.items()))


def _known(one: ImportedRow) -> bool:
    """Tell whether a row was refused only because an earlier run has taken it."""
    return one.fault is not None and one.fault.field == "command_id"


def _tell(session: Session, places: Places, preview: IntakePreview, *, names: bool) -> None:
    say = session.words.say
    for fault in preview.faults:
        session.refuse(fault)
    remarks(session, preview.remarks, "yellow")
    rows = [
        [
            str(row.number),
            places.name(row.katottg) or say("position"),
            say_people(session, row.needs) if row.needs else "?",
            session.words.word(row.priority),
            _name(row) if names else "",
            say("good") if not row.faults else ", ".join(row.missing),
        ]
        for row in preview.rows
    ]
    headed(session, [say("row"), say("place"), say("people"), say("turn"), say("name"), say("to mend")], rows, (0,))
    for one in preview.alike:
        session.remark(one.why, "yellow")
    for row in preview.to_mend:
        for fault in row.faults:
            session.refuse(fault)
    for row in preview.rows:
        for doubt in row.doubts:
            session.refuse(doubt.why.at(file=preview.file, row=row.number))


def _name(row: IntakeRow) -> str:
    said = [str(row.identity.get("name", "") or row.identity.get("told_by", "")), *row.phones]
    return ", ".join(part for part in said if part)


def _tell_kept(session: Session, preview: IntakePreview, imported: list[ImportedRow], *, kept: bool) -> None:
    if not kept:
        session.say(
            "{good} {good|request|requests} can be taken, {mend} are to be mended. Nothing was kept: --keep registers.",
            good=len(preview.good), mend=len(preview.to_mend),
        )  # fmt: skip
        return
    for one in imported:
        if one.registered is not None:
            session.say("row {row}: {receipt}", row=str(one.number), receipt=one.registered.receipt)
        elif one.fault is not None and not _known(one):
            session.refuse(one.fault.at(file=preview.file))
    again = sum(_known(one) for one in imported)
    new = sum(one.registered is not None for one in imported)
    session.say("{new} {new|request|requests} registered; {again} were here from an earlier run.", new=new, again=again)


def _facts(preview: IntakePreview, imported: list[ImportedRow]) -> dict[str, Any]:
    """Give the preview for machines: no word that is to be sealed."""
    return {
        "file": preview.file,
        "good": [row.number for row in preview.good],
        "to_mend": [{"row": row.number, "faults": [str(fault) for fault in row.faults]} for row in preview.to_mend],
        "faults": [str(fault) for fault in preview.faults],
        "alike": [list(one.rows) for one in preview.alike],
        "registered": [
            {"row": one.number, "receipt": one.registered.receipt} for one in imported if one.registered is not None
        ],
        "here_already": [one.number for one in imported if _known(one)],
        "refused": [
            {"row": one.number, "fault": str(one.fault)}
            for one in imported
            if one.fault is not None and not _known(one)
        ],
    }

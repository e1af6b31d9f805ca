"""`openevac incident export` and `openevac export ask|approve`: two people, a reason, a bag with proofs."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import Acting, As, acting
from openevac.cli.record.answers import answer
from openevac.cli.record.given import Why, read_id

if TYPE_CHECKING:
    from openevac.reports.bag import ExhibitFile
    from openevac.services.records.see_incidents import IncidentFile

Export = Annotated[str, typer.Argument(metavar="EXPORT", help="The id of the export that was asked for.")]


class What(StrEnum):
    """What can leave the house as a whole, as it is typed."""

    INCIDENTS = "incidents"
    REQUESTS = "requests"
    FIGURES = "figures"


def ask(
    context: typer.Context,
    what: Annotated[What, typer.Argument(metavar="WHAT", help="incidents, requests or figures.")],
    why: Why = "",
    code: As = "",
    machine: Json = False,
) -> None:
    """Ask for an export, with the reason; another person must approve it."""
    from openevac.services.records.exports import AskExport, WhatLeaves, ask_export

    with acting(context, code, machine=machine) as me:
        asked = ask_export(me.order(), AskExport(what=WhatLeaves(what.value), reason=why))
        answer(me.session, asked, "Asked for: {id}. Another person approves it.", id=str(asked.export))


def approve(context: typer.Context, export: Export, code: As = "", machine: Json = False) -> None:
    """Approve an export that somebody else asked for."""
    from openevac.services.records.exports import AnswerExport, approve_export

    with acting(context, code, machine=machine) as me:
        done = approve_export(me.order(), AnswerExport(export=read_id(export, "EXPORT")))
        answer(me.session, done, "Approved: {id}", id=str(done.export))


def export_incidents(
    context: typer.Context,
    incident: Annotated[list[str], typer.Argument(metavar="INCIDENT", help="Which records.")],
    export: Annotated[str, typer.Option("--export", metavar="ID", help="The approved export.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FOLDER", help="The new folder of the bag.")],
    code: As = "",
    machine: Json = False,
) -> None:
    """Write records and originals as a BagIt folder with custody and proofs; originals are opened for it."""
    from openevac.reports.bag import BagContents, write_bag
    from openevac.services.records.exports import AnswerExport, finish_export
    from openevac.services.records.see_incidents import see_incidents

    with acting(context, code, machine=machine) as me:
        wanted = read_id(export, "--export")
        files = see_incidents(me.asking(), tuple(incident))
        missing = set(incident) - {one.incident.id for one in files}
        if missing:
            from openevac.services.kernel.refusals import not_found

            raise not_found("incident", min(missing)[:40])
        with me.session.progress() as progress:
            exhibits: list[ExhibitFile] = []
            custody: dict[str, str] = {}
            proofs: dict[str, str] = {}
            for number, one in enumerate(files):
                progress("Opening originals", number / len(files))
                exhibits += _originals(me, one, wanted)
            progress("Proving custody", 0.8)
            files = see_incidents(me.asking(), tuple(incident))  # with the steps just taken
            for one in files:
                custody |= _custody(one)
                proofs |= _proofs(me, one)
            contents = BagContents(
                organisation=me.organisation, made_at=datetime.now(UTC),
                incidents=tuple(one.incident for one in files), exhibits=tuple(exhibits), custody=custody,
                proofs=proofs,
            )  # fmt: skip
            folder = write_bag(out, contents)
        finish_export(me.order(), AnswerExport(export=wanted))
        facts: dict[str, Any] = {
            "folder": str(folder),
            "incidents": len(files),
            "exhibits": len(exhibits),
            "proofs": len(proofs),
        }
        answer(
            me.session, facts,
            "Written to {folder}: {incidents} {incidents|record|records}, {exhibits} {exhibits|exhibit|exhibits}, "
            "{proofs} {proofs|proof|proofs} of the ledger.",
            **facts,
        )  # fmt: skip


def _originals(me: Acting, one: IncidentFile, export: UUID) -> list[ExhibitFile]:
    """Hand out and open the originals of a record; the bag refuses one that is not what was taken."""
    from openevac.reports.bag import ExhibitFile
    from openevac.services.records.custody import ExportExhibit, export_exhibit

    found = []
    for exhibit in one.incident.exhibits:
        asked = ExportExhibit(exhibit=UUID(exhibit.id), export=export, sha256=exhibit.sha256)
        sealed = export_exhibit(me.order(), asked)
        content = me.keys.keyring.open(sealed.kind, sealed.id.hex, sealed.payload, {sealed.role: sealed.wrap})
        found.append(ExhibitFile(exhibit=exhibit.id, content=content, sealed=False))
    return found


def _custody(one: IncidentFile) -> dict[str, str]:
    steps: dict[str, list[str]] = {}
    for line in one.custody:
        steps.setdefault(line.exhibit.hex, []).append(
            f"{line.at.isoformat()} {line.step.value} {line.by} {line.reason}"
        )
    return {exhibit: "\n".join(lines) + "\n" for exhibit, lines in steps.items()}


def _proofs(me: Acting, one: IncidentFile) -> dict[str, str]:
    """Prove the record and every step of custody under a fresh checkpoint; what each entry commits to lies beside."""
    from openevac.services.kernel.clock import SystemClock
    from openevac.services.kernel.who import worker_of
    from openevac.services.log.sign_checkpoint import sign_checkpoint
    from openevac.services.records.see_audit import prove_custody, prove_incident

    sign_checkpoint(worker_of(me.organisation), SystemClock())
    found: dict[str, str] = {}
    custody = [prove_custody(me.asking(), UUID(exhibit.id)) for exhibit in one.incident.exhibits]
    for proof in (*prove_incident(me.asking(), one.incident.id), *chain.from_iterable(custody)):
        found[f"entry-{proof.index:08}.tlog-proof"] = proof.proof
        found[f"entry-{proof.index:08}.json"] = proof.body.decode()
    return found

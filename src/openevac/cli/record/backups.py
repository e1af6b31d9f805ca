"""`openevac backup` and `openevac restore`: everything sealed, and bringing it back without those who were erased."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from openevac.cli.given import Json
from openevac.cli.record.acting import As, acting
from openevac.cli.record.answers import answer, remarks
from openevac.cli.record.places import RecordPlaces
from openevac.cli.record.typing_in import ask_secret
from openevac.cli.session import Progress, Session, session_of
from openevac.cli.shell import EXIT_NO
from openevac.cli.written import write_file
from openevac.domain.errors import InputError
from openevac.domain.remarks import Remark

if TYPE_CHECKING:
    from openevac.ledger.checkpoint import Checkpoint
    from openevac.services.work.backup import Restored


class Letter(StrEnum):
    """Which of the two recovery envelopes."""

    A = "A"
    B = "B"


def backup(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Where backups are kept; `backups` of this record.")
    ] = None,
    code: As = "",
    machine: Json = False,
) -> None:
    """Write a backup sealed to both envelopes and the shift leads; backups older than 35 days go."""
    from openevac.services.work.backup import make_backup

    with acting(context, code, machine=machine) as me:
        folder = to or RecordPlaces(me.session.config).backups
        with me.session.progress() as progress:
            made = make_backup(me.order(), folder, _counted(progress, "Writing rows"))
        if answer(
            me.session, made, "{file}: {rows} rows, {entries} entries of the ledger.", "bold",
            file=made.file, rows=made.rows, entries=made.ledger_size,
        ):  # fmt: skip
            me.session.say(
                "Copy it to a second place with erasures.txt beside it. Folder: {folder}", folder=str(folder)
            )


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="BACKUP", help="The backup, ending in .oevbackup.")],
    erasures: Annotated[
        list[Path] | None,
        typer.Option("--erasures", metavar="FILE", help="The newest list of who was erased; else the one beside it."),
    ] = None,
    envelope: Annotated[
        Letter, typer.Option("--envelope", metavar="LETTER", help="Whose seven words you type: A or B.")
    ] = Letter.A,
    witness: Annotated[
        Path | None, typer.Option("--witness", metavar="FILE", help="A ledger witness's memory, to compare with.")
    ] = None,
    machine: Json = False,
) -> None:
    """Restore into an empty OPENEVAC_HOME: seven words of an envelope, a new key, and everybody erased stays so."""
    from openevac.cli.record.init import new_database_key, require_nothing_yet
    from openevac.vault.backup import read_header
    from openevac.vault.recovery import envelope_key

    session = session_of(context, machine=machine)
    require_nothing_yet(session)
    lists = _lists(file, erasures)
    try:
        with file.open("rb") as source:
            header = read_header(source)
    except OSError:
        raise InputError("The file cannot be read.", "Check the path and your rights.", file=file.name) from None
    seen = None if witness is None else _seen_by(witness, header.organisation)
    letter: Any = envelope.value
    words = ask_secret(session, "The seven words of envelope {letter}", letter=envelope.value)
    identity = envelope_key(header.organisation, letter, words)
    raw_key = None if session.config.database_url else new_database_key(session)
    restored = _restore(session, file, identity, lists, raw_key, seen)
    _tell(session, restored, None if seen is None else max(0, seen.size - restored.header.ledger_size))
    if restored.faults:
        raise typer.Exit(EXIT_NO)


def _restore(
    session: Session, file: Path, identity: str, lists: list[Path], raw_key: bytes | None, seen: Checkpoint | None
) -> Restored:
    """Restore with the new key; a restore that fails leaves no half record behind."""
    from openevac.services.keys.rotation_plan import envelopes_of
    from openevac.services.opening import close_store, make_tables, open_store
    from openevac.services.work.backup import restore_backup
    from openevac.vault.database_key import seal_database_key

    places = RecordPlaces(session.config)
    done = False
    open_store(raw_key)
    try:
        make_tables()
        with session.progress() as progress:
            restored = restore_backup(
                file, identity, datetime.now(UTC), lists, _counted(progress, "Reading rows")
            )  # fmt: skip
        if seen is not None:
            restored = replace(restored, faults=(*restored.faults, *_rewritten(seen)))
        if raw_key is not None:
            recipients = envelopes_of(restored.header.organisation)
            write_file(places.recovery, seal_database_key(raw_key, recipients.values()))
        done = True
    finally:
        close_store()
        if not done and raw_key is not None:
            for path in (places.database, places.salt, *places.config.home.glob("record.db-*")):
                path.unlink(missing_ok=True)
    return restored


def _lists(file: Path, given: list[Path] | None) -> list[Path]:
    """Give the lists of who was erased; without one somebody who asked to be forgotten would come back."""
    lists = given or [file.with_name("erasures.txt")]
    for path in lists:
        if not path.is_file():
            raise InputError(
                "The list of who was erased is missing.",
                "Bring erasures.txt from beside the newest backup: without it erased people would come back.",
                file=path.name,
            )
    return lists


def _seen_by(witness: Path, organisation: str) -> Checkpoint:
    """Give the newest checkpoint of this organisation's ledger that a witness has signed."""
    from openevac.ledger.witness_file import read_state

    seen = [one.seen for one in read_state(witness).logs.values() if one.key.name.endswith(f"/{organisation}")]
    if not seen:
        raise InputError(
            "This ledger witness does not know the ledger of {organisation}.",
            "Take the memory of a witness that signs for this organisation, or leave --witness out.",
            file=witness.name, organisation=organisation,
        )  # fmt: skip
    return max(seen, key=lambda one: one.size)


def _rewritten(seen: Checkpoint) -> list[Remark]:
    """Say so where the restored ledger is long enough to be compared, and is another than the witness has signed."""
    from openevac.services.log.tree import frontier, root_at

    if seen.size > frontier().size or root_at(seen.size) == seen.root:
        return []
    return [
        Remark(
            text="The first {size} entries of this backup are not those that the ledger witness has signed.",
            facts={"size": seen.size},
        )
    ]


def _tell(session: Session, restored: Restored, beyond: int | None) -> None:
    header = restored.header
    facts = {
        "organisation": header.organisation, "made_at": header.made_at, "rows": restored.rows,
        "erased_again": restored.erased_again, "beyond": beyond,
        "faults": [one.in_english() for one in restored.faults],
    }  # fmt: skip
    if not answer(
        session, facts, "{organisation} is restored as it was {at}: {rows} rows.", "bold",
        organisation=header.organisation, at=header.made_at, rows=restored.rows,
    ):  # fmt: skip
        return
    session.say("Erased again: {count} {count|household|households}.", count=restored.erased_again)
    if beyond:
        session.warn(
            "A ledger witness has seen {count} entries that this backup does not have: they are lost.", count=beyond
        )
    remarks(session, restored.faults, "red")


def _counted(progress: Progress, sentence: str) -> Callable[[str, float], None]:
    def tell(_table: str, share: float) -> None:
        progress(sentence, share)

    return tell
